"""What the gates say in keys, as an officer at the form reads it."""

from __future__ import annotations

import pytest

from api.form_words import in_form_words
from kb.text import Text

SAID = [
    (
        ("请加上 rate，例如 rate: 30。", "Add a rate, such as rate: 30."),
        ("请加上“百分之几”，例如“百分之几”：30。", "Add a rate, such as “per cent”: 30."),
    ),
    (
        ("请加上 of: concept/…。", "Add of: concept/…, the fact it is a part of."),
        ("请加上“按什么算”。", "Add “of”, the fact it is a part of."),
    ),
    (
        ("用完了的，请写 used_up_on。", "where they are used up, write used_up_on."),
        ("用完了的，请写“哪天用完”。", "where they are used up, write “used up on”."),
    ),
    (
        ("请给 policy/old 写 valid.to。", "Give policy/old a valid.to."),
        ("请给 policy/old 写“结束日期”。", "Give policy/old a “last day”."),
    ),
    (
        ("请写一个类型是 number 的信息项。", "Name a fact that is a number."),
        ("请写一个类型是 number 的信息项。", "Name a fact that is a number."),
    ),
    (
        ("没有 concept/amount。", "there is no concept/amount."),
        ("没有 concept/amount。", "there is no concept/amount."),
    ),
]


@pytest.mark.parametrize(("gate", "form"), SAID, ids=[zh for (zh, _), _ in SAID])
def test_a_key_is_called_as_its_field_and_everything_else_stays(gate, form):
    zh, en = gate

    said = in_form_words(Text(zh=zh, en=en))

    assert (said.zh, said.en) == form
