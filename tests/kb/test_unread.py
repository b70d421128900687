"""Questions that nobody reads: new ones, and those a change leaves behind."""

from __future__ import annotations

import pytest

from kb.errors import BadRecords, Problem
from kb.source import read_content
from kb.unread import concepts_read, unread, unread_questions
from kb.validation import check
from tests.support import WORLD, assert_said_well, recorded, shipped_records

QUESTION = "question: {ask: {zh: 有吗？, en: Any?}, why: {zh: 要用, en: Needed}}"
PARKING = f"{{id: concept/parking, title: {{zh: 车位, en: Parking}}, type: boolean, {QUESTION}}}"
GRANT = "{id: policy/grant, title: {zh: 补贴, en: Grant}, %s}"
READS = "criteria: {fact: concept/parking, is: true}"
BASE = {record.id: record for record in recorded(WORLD)}


def base_with(*more):
    return {**BASE, **{one.id: one for text in more for one in recorded(text)}}


@pytest.mark.parametrize(
    "reader",
    [
        GRANT % READS,
        "{id: evidence/lease, title: {zh: 租约, en: Lease}, told_by: concept/parking}",
        "{id: scene/shop, title: {zh: 开店, en: Shop}, opening_questions: [concept/parking]}",
        "{id: scene/shop, title: {zh: 开店, en: Shop}, usual: [{fact: concept/parking, is: true}]}",
        "{id: service/new, title: {zh: 新, en: New}, stages: [{kind: wait,"
        " title: {zh: 等, en: Wait}, when: {fact: concept/parking, is: true}}]}",
        "- {id: concept/handy, title: {zh: 方便, en: Handy}, type: boolean, derive: {when: {fact:"
        " concept/parking, is: true}}}\n"
        "- {id: policy/grant, title: {zh: 补贴, en: Grant},"
        " criteria: {fact: concept/handy, is: true}}",
    ],
)
def test_a_question_is_read_by_whatever_decides_with_it(reader):
    base = base_with(PARKING, reader)

    assert unread(["concept/parking"], base) == frozenset()
    assert list(unread_questions([base["concept/parking"]], base)) == []


@pytest.mark.parametrize(
    "other",
    [
        "{id: concept/hires, title: {zh: 新招, en: Hires}, type: members,"
        " members: [concept/parking]}",
        "{id: concept/handy, title: {zh: 方便, en: Handy}, type: boolean, derive: {when: {fact:"
        " concept/parking, is: true}}}",
    ],
)
def test_a_question_is_not_read_by_a_list_or_by_a_fact_that_nobody_reads(other):
    base = base_with(PARKING, other)

    assert unread(["concept/parking"], base) == {"concept/parking"}


def test_an_area_is_always_read_for_a_plan_says_where_to_go():
    place = PARKING.replace("boolean", "area")
    base = base_with(place)

    assert list(unread_questions([base["concept/parking"]], base)) == []


def test_a_change_that_leaves_a_question_behind_is_refused_with_its_name():
    before = base_with(PARKING, GRANT % READS)
    content = f"{GRANT % 'criteria: {fact: concept/foreign, is: true}'}"
    changed = read_content(content.encode(), "grant.yaml")
    after = {**before, **{one.record.id: one.record for one in changed}}

    with pytest.raises(BadRecords) as refused:
        check(changed, after, before=before)

    (problem,) = refused.value.problems
    assert (problem.file, problem.place) == ("grant.yaml", "policy/grant")
    assert "no longer reads “Parking” (concept/parking)" in problem.problem.en
    assert_said_well(problem)


@pytest.mark.parametrize(
    "with_it",
    [
        GRANT % READS,
        "{id: concept/parking, title: {zh: 车位, en: Parking}, type: boolean}",
    ],
)
def test_a_change_may_drop_a_condition_where_another_reads_it_or_the_question_goes_too(with_it):
    before = base_with(PARKING, GRANT % READS)
    dropping = GRANT % "mode: apply"
    keeping = with_it.replace("policy/grant", "policy/second")
    changed = [*recorded(dropping), *recorded(keeping)]
    after = {**before, **{one.id: one for one in changed}}

    assert list(unread_questions(changed, after, before)) == []


def test_a_question_that_was_dead_before_is_no_fault_of_a_change():
    before = base_with(PARKING, GRANT % "mode: apply")
    (changed,) = recorded(GRANT % "mode: fast")

    assert list(unread_questions([changed], {**before, changed.id: changed}, before)) == []


def test_every_shipped_question_is_read():
    records = shipped_records()

    assert list(unread_questions([*records.values()], records)) == []


def test_what_is_wrong_is_said_in_both_languages():
    base = base_with(PARKING)

    ((record, path, problem, remedy),) = unread_questions([base["concept/parking"]], base)

    assert (record, path) == ("concept/parking", ("question",))
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


def test_a_record_reads_the_facts_it_names():
    (grant,) = recorded(GRANT % READS)

    assert concepts_read(grant) == {"concept/parking"}
