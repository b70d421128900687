from __future__ import annotations

import pytest

from kb.half_changed import half_changed
from tests.support import recorded

GRANT = """
id: policy/grant
title: {zh: %s, en: %s}
criteria: {fact: concept/employees, at_most: 30}
windows:
  - {text: {zh: 第一批, en: %s}, opens: 2027-01-01, closes: 2027-02-01}
benefit: {kind: fixed, text: {zh: %s, en: %s}, amount: 8000}
"""
AS_IT_IS = ("补贴", "Grant", "First round", "一次性 8000 元", "8,000 yuan, once")


def grant(*words):
    return recorded(GRANT % tuple(f'"{one}"' for one in words))[0]


def told(*words):
    found = half_changed(grant(*AS_IT_IS), grant(*words))
    return [(one.field, one.left, one.says) for one in found]


@pytest.mark.parametrize(
    ("place", "now", "found"),
    [
        (0, "小店补贴", [("title", "en", "Grant")]),
        (1, "Grant for shops", [("title", "zh", "补贴")]),
        (2, "Round one", [("windows", "zh", "第一批")]),
        (3, "一次性 9000 元", [("benefit", "en", "8,000 yuan, once")]),
        (4, "9,000 yuan, once", [("benefit", "zh", "一次性 8000 元")]),
    ],
)
def test_a_text_changed_in_one_language_tells_what_the_other_still_says(place, now, found):
    words = list(AS_IT_IS)
    words[place] = now

    assert told(*words) == found


def test_nothing_is_told_of_a_text_changed_in_both_languages_or_in_none():
    assert told(*AS_IT_IS) == []
    assert told("小店补贴", "Shops", *AS_IT_IS[2:]) == []


def test_a_text_that_is_new_or_gone_is_no_half_of_a_change():
    bare = recorded("{id: policy/grant, title: {zh: 补贴, en: Grant}}")[0]

    assert list(half_changed(bare, grant(*AS_IT_IS))) == []
    assert list(half_changed(grant(*AS_IT_IS), bare)) == []
