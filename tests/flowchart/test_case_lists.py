"""Lists of cases: whose, due today, found by number or scene, fifty to a page."""

from __future__ import annotations

from datetime import date

import pytest

from flowchart.case import Told
from flowchart.case_events import By, HandedOver, Noted, Rated, Shared, TakenUp
from flowchart.case_kinds import Actor, Audience, Grade
from flowchart.case_lists import PAGE, Wanted, Whose
from flowchart.case_store import CaseStore, Person
from flowchart.states import StepState
from tests.planning import BY_STAFF, CENTRE, NEWBORN, STORE, Clock, plan_of
from tests.support import TODAY

ELSEWHERE = "organisation/the-bund-community-affairs-centre"
REGISTRATION = "service/company-registration"
ME = BY_STAFF.id
PLAN = plan_of(STORE)


@pytest.fixture
def store(database):
    return CaseStore(database, Clock())


def opened(store, plan=PLAN, by=BY_STAFF, centre=CENTRE):
    return store.open(plan, Person(), TODAY, centre, by)


def happens(store, case, what, by=BY_STAFF):
    return store.append(case.id, by, lambda *_: what)


def listed(store, whose, account=ME, centre=CENTRE, **more):
    found = store.listed(Wanted(centre=centre, account=account, whose=whose, **more))
    return [case.number for case in found.cases]


def test_each_list_holds_its_own_cases(store):
    mine, nobodys, gone, shown = (
        opened(store),
        opened(store, by=None),
        opened(store),
        opened(store, centre=ELSEWHERE),
    )
    happens(store, gone, HandedOver(from_centre=CENTRE, to_centre=ELSEWHERE))
    happens(store, shown, Shared(centre=CENTRE, looks=True))

    assert listed(store, Whose.MINE) == [mine.number]
    assert sorted(listed(store, Whose.CENTRE)) == [mine.number, nobodys.number]
    assert listed(store, Whose.HANDED) == [nobodys.number]
    assert sorted(listed(store, Whose.LOOKED)) == [gone.number, shown.number]
    assert listed(store, Whose.HANDED, centre=ELSEWHERE) == [gone.number]
    counts = store.counts(Wanted(centre=CENTRE, account=ME))
    assert counts == {Whose.MINE: 1, Whose.CENTRE: 2, Whose.HANDED: 1, Whose.LOOKED: 2}


def test_what_was_handed_to_a_colleague_by_name_waits_for_that_colleague(store):
    case = opened(store)
    what = HandedOver(from_centre=CENTRE, to_centre=CENTRE, to_companion="li")
    happens(store, case, what)

    assert listed(store, Whose.HANDED, "li") == [case.number]
    assert listed(store, Whose.HANDED, "wang") == []
    happens(store, case, TakenUp(companion="wang"))
    assert (listed(store, Whose.HANDED, "li"), listed(store, Whose.MINE, "wang")) == (
        [],
        [case.number],
    )


def test_a_case_is_due_on_the_last_day_for_papers_and_stays_so(store):
    case = opened(store)
    case = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)
    told = Told(words="缺章", until=date(2026, 11, 30))
    store.move(case.id, REGISTRATION, StepState.TO_BE_SUPPLEMENTED, BY_STAFF, case.sequence, told)

    days = {day: listed(store, Whose.MINE, due_by=date(2026, 11, day)) for day in (29, 30)}

    assert days == {29: [], 30: [case.number]}


def test_cases_are_found_by_a_part_of_the_number_or_by_a_scene(store):
    shop, baby = opened(store), opened(store, plan_of(NEWBORN))

    assert listed(store, Whose.CENTRE, number="-002") == [baby.number]
    assert listed(store, Whose.CENTRE, scenes=[STORE]) == [shop.number]
    assert listed(store, Whose.CENTRE, scenes=[NEWBORN], number="-001") == [
        shop.number,
        baby.number,
    ]


@pytest.mark.parametrize("number", ["%", "_", "' OR 1=1 --"])
def test_signs_of_the_database_find_nothing(store, number):
    opened(store)

    assert listed(store, Whose.CENTRE, number=number) == []


def test_fifty_stand_on_a_page_and_a_page_too_far_is_the_last(store):
    for _ in range(PAGE + 2):
        opened(store, plan_of(NEWBORN))

    pages = [store.listed(Wanted(centre=CENTRE, account=ME, page=n)) for n in (0, 1, 2, 9)]

    assert [len(page.cases) for page in pages] == [PAGE, PAGE, 2, 2]
    assert {(page.count, page.pages) for page in pages} == {(PAGE + 2, 2)}
    assert len({case.id for page in pages[1:3] for case in page.cases}) == PAGE + 2


def test_late_cases_come_first_then_those_to_work_on_then_what_ends_soon(store):
    rated, soon, late, calm = (opened(store) for _ in range(4))
    for case, until in ((soon, 30), (late, 24)):
        now = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)
        told = Told(words="缺章", until=date(2026, 11, until))
        wanted = StepState.TO_BE_SUPPLEMENTED
        store.move(case.id, REGISTRATION, wanted, BY_STAFF, now.sequence, told)
    happens(store, rated, Rated(grade=Grade.DISSATISFIED), By(actor=Actor.APPLICANT))
    happens(store, calm, Shared(centre=ELSEWHERE, looks=True))

    found = listed(store, Whose.CENTRE, today=date(2026, 11, 25))

    assert found == [late.number, rated.number, soon.number, calm.number]


def test_a_bad_rating_an_unanswered_comment_and_what_nobody_has_wait_today(store):
    rated, asked, answered, nobodys, left, calm = (
        opened(store, by=None if i == 3 else BY_STAFF) for i in range(6)
    )
    happens(store, rated, Rated(grade=Grade.VERY_DISSATISFIED), By(actor=Actor.APPLICANT))
    comment = Noted(note="1", audience=Audience.TABLE)
    for case in (asked, answered):
        store.append(case.id, By(actor=Actor.EXPERT, id="e"), lambda *_: comment)
    happens(store, answered, comment)
    happens(store, left, TakenUp(companion="gone"))

    due = listed(store, Whose.CENTRE, due_by=TODAY, closed=("gone",))

    assert sorted(due) == sorted(one.number for one in (rated, asked, nobodys, left))
    assert left.number in listed(store, Whose.HANDED, closed=("gone",))
    assert calm.number not in due
    flagged = store.listed(Wanted(centre=CENTRE, account=ME)).cases
    assert [one.number for one in flagged if one.to_answer] == [asked.number]


def test_what_changed_rules_touch_waits_today_and_stands_before_what_has_time(store):
    ruled, calm = opened(store), opened(store)
    happens(store, calm, Shared(centre=ELSEWHERE, looks=True))

    assert listed(store, Whose.CENTRE, due_by=TODAY) == []
    assert listed(store, Whose.CENTRE, due_by=TODAY, ruled=(ruled.id,)) == [ruled.number]
    first, second = listed(store, Whose.CENTRE, today=TODAY, ruled=(ruled.id,))
    assert (first, second) == (ruled.number, calm.number)


def test_what_is_going_is_told_of_all_pages(store):
    for _ in range(PAGE + 1):
        opened(store)

    going = store.going(Wanted(centre=CENTRE, account=ME))

    assert len(going) == PAGE + 1
    assert {sequence for _, sequence in going} == {store.get(going[0][0]).sequence}


def test_cases_are_found_by_who_looks_after_them_or_was_asked_to(store):
    mine, asked = opened(store), opened(store)
    over = HandedOver(from_centre=CENTRE, to_centre=CENTRE, to_companion="li")
    happens(store, asked, over)

    assert listed(store, Whose.CENTRE, keeper=ME) == [mine.number]
    assert listed(store, Whose.CENTRE, keepers=["li"], number="nothing") == [asked.number]
    assert listed(store, Whose.CENTRE, keeper="li", scenes=[NEWBORN]) == []
