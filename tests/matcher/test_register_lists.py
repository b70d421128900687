from __future__ import annotations

from matcher.register_lists import ORDER, for_people, list_of, who_said
from matcher.register_titles import title_of
from tests.judged_registers import OLD, REFUND, columns, read_of
from tests.support import TODAY

PLACES = {policy.id: place for place, policy in enumerate(columns().policies)}


def listed(policy, *told, **more):
    read = read_of(*told, **more)
    return list_of(read, columns().judged(read.facts, TODAY), PLACES[policy])


def test_a_list_holds_those_who_are_eligible_with_what_they_said():
    found = listed(
        REFUND,
        *({"credit": credit} for credit in (True, False, True, True)),
        ids=list("abcd"),
        consent=["given", "given", None, "refused"],
    )

    assert [list(row.values()) for row in found.to_pylist()] == [
        [1, "a", "given"],
        [3, "c", "not asked"],
        [4, "d", "refused"],
    ]


def test_without_ids_and_consent_there_are_rows_and_nobody_was_asked():
    assert listed(OLD, {}, first_row=9).to_pylist() == [{"row": 9, "consent": "not asked"}]


def test_those_of_one_consent_are_picked_out():
    found = listed(OLD, {}, {}, {}, consent=["refused", None, "given"])

    assert [who_said(found, one).column("row").to_pylist() for one in ORDER] == [[3], [2], [1]]


def test_people_read_words_in_their_language_and_programs_the_code_behind_them():
    found = listed(OLD, {}, {}, {}, ids=["a", None, "c"], consent=["refused", None, "given"])

    zh, en = for_people(found, "zh"), for_people(found, "en")

    assert [list(row.values()) for row in zh.to_pylist()] == [
        [1, "a", "拒绝", "refused"],
        [2, "（没有编号）", "还没有问", "not asked"],
        [3, "c", "同意", "given"],
    ]
    assert [row["said"] for row in en.to_pylist()] == [
        "refused",
        "nobody asked yet",
        "gave consent",
    ]
    assert [title_of(field).split("\n")[0] for field in zh.schema] == [
        "行", "编号", "是否同意使用数据", "consent",
    ]  # fmt: skip


def test_the_heading_says_that_data_need_consent():
    found = listed(OLD, {})

    assert "只有同意的，才可以使用" in title_of(for_people(found, "zh").schema.field("said"))
    assert "only of those who gave it" in title_of(for_people(found, "en").schema.field("said"))
