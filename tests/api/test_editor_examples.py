"""What a changed rule leaves behind: its examples and old figures, without a line of YAML."""

from __future__ import annotations

import pytest

from api.wiring import House
from kb.model import Policy
from tests.editing import LIMIT, Editor, opened, published, records_of
from tests.visiting import Visitor

WITH_EXAMPLES = """
id: policy/small-grant
title: {zh: 小店补贴, en: Grant for small shops}
description: {zh: 不超过 300 人的小店, en: Shops of at most 300 people}
criteria: {all: [{fact: concept/employees, at_most: 300}]}
examples:
- {gives: passes, facts: {concept/employees: 250}}
- {gives: passes, facts: {concept/employees: 10}, title: {zh: 很小的店, en: A tiny shop}}
- {gives: fails, facts: {concept/employees: 301}}
"""


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def changed(house: House, officer: Visitor) -> Editor:
    """Return the form of a policy whose limit an officer just lowered."""
    published(house, WITH_EXAMPLES)
    form = opened(officer, "record=policy/small-grant")
    return form.put(f"{LIMIT}.limit.figure", "200")


def test_examples_follow_a_changed_rule_and_none_is_lost(house: House, changed: Editor) -> None:
    refused = changed.press("keep")
    assert refused.status == 422
    assert "按新规则，有 1 个例子不一样了" in refused.said
    assert "250" in refused.said.partition("不一样了")[2]

    mended = refused.press("mend-examples")
    assert "已更新 1 个例子" in mended.said
    kept = mended.press("keep")

    (record,) = records_of(house, kept.leads).values()
    assert isinstance(record, Policy)
    assert [one.gives.value for one in record.examples] == ["fails", "passes", "fails"]
    assert record.examples[1].title is not None


def test_an_old_figure_that_still_stands_in_words_is_told(changed: Editor) -> None:
    said = changed.press("", "/desk/edit/check").said

    assert "300 → 200" in " ".join(said.split())


def test_nothing_is_said_where_the_rule_stayed(house: House, officer: Visitor) -> None:
    published(house, WITH_EXAMPLES)

    page = opened(officer, "record=policy/small-grant").press("check").page

    assert 'value="mend-examples"' not in page
    assert "→ 200" not in page
