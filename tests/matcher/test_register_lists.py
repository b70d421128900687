from __future__ import annotations

from matcher.register_lists import NOTE, list_of, refused
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


def test_those_who_refused_can_be_put_last():
    found = listed(OLD, {}, {}, {}, consent=["refused", None, "given"])

    assert refused(found, True).column("row").to_pylist() == [1]
    assert refused(found, False).column("row").to_pylist() == [2, 3]


def test_the_note_says_in_both_languages_that_data_need_consent():
    assert "同意" in NOTE.zh
    assert "consent" in NOTE.en
