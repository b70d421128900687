from __future__ import annotations

import pytest

from kb.slots import misplaced
from tests.support import recorded, shipped_records


def concept(kind: str, phrase: str, codes: str = ""):
    (record,) = recorded(
        f"- {{id: concept/x, title: {{zh: 数, en: X}}, type: {kind}, "
        f'phrases: {{zh: ["{phrase}"]}}{codes}}}'
    )
    return record


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [
        ("number", "雇{n}"),
        ("number", "地下{-n}层"),
        ("number", "员工"),
        ("date", "{d}注册"),
        ("boolean", "商场"),
    ],
)
def test_a_slot_that_its_fact_can_fill_is_fine(kind, phrase):
    assert not list(misplaced(concept(kind, phrase)))


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [
        ("number", "{d}注册"),
        ("number", "{n}到{n}"),
        ("number", "{个数}人"),
        ("date", "雇{n}"),
        ("boolean", "{n}楼"),
        ("number", "{n"),
    ],
)
def test_any_other_is_refused_with_what_to_write(kind, phrase):
    ((path, problem, remedy),) = misplaced(concept(kind, phrase))

    assert path == ("phrases", "zh")
    assert phrase in problem.zh
    assert remedy.zh
    assert remedy.en


def test_a_code_leaves_nothing_open():
    codes = ', codes: [{code: a, title: {zh: 甲, en: A}, phrases: {en: ["{n} a"]}}]'

    ((path, _, _),) = misplaced(concept("code", "甲", codes))

    assert path == ("codes", 0, "phrases", "en")


def test_every_shipped_phrase_can_be_filled():
    concepts = [one for one in shipped_records().values() if one.id.startswith("concept/")]

    assert not [found for one in concepts for found in misplaced(one)]
