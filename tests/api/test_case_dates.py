"""The dates of a case in words: one line on top, why it moved, and each step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from api.case_dates import DatesView, dates_view
from flowchart.case import Told
from flowchart.case_store import CaseStore, Person
from flowchart.forecast import forecast
from flowchart.plan import Plan
from flowchart.states import StepState
from kb.database import open_database
from kb.ids import ServiceId
from kb.kinds import StageKind
from matcher.applicant import NOTHING
from tests.flowchart.casework import begun, walked
from tests.planning import BY_STAFF, CENTRE, STORE, Clock, plan_of, usual
from tests.support import TODAY, shipped_catalogue

FIRST = ServiceId("service/company-registration")
SUBMITTED, ACCEPTED = StepState.SUBMITTED, StepState.ACCEPTED
PLAN = plan_of(STORE, facts=usual())
Moves = list[tuple[StepState, dict[str, Any]]]


@pytest.fixture
def store() -> Iterator[CaseStore]:
    """Return cases in memory."""
    database = open_database("sqlite://")
    yield CaseStore(database, Clock())
    database.close()


def seen(store: CaseStore, moves: Moves, today: date, plan: Plan = PLAN) -> DatesView:
    """Return the dates on a day, after moves of the first step."""
    case = store.open(plan, Person(), TODAY, CENTRE)
    for to, told in moves:
        case = store.move(case.id, FIRST, to, BY_STAFF, case.sequence, Told(**told))
    catalogue = shipped_catalogue()
    return dates_view(case, forecast(case, today, catalogue.calendars), catalogue)


def test_a_new_case_is_expected_on_the_day_of_its_plan(store: CaseStore) -> None:
    shown = seen(store, [], TODAY)

    assert shown.line.zh == "预计 2026年12月1日 办完，和方案一样"
    assert shown.line.en == "Expected to be done 1 December 2026, as the plan says"
    assert (shown.why, shown.late) == ((), False)


@pytest.mark.parametrize(
    ("moves", "today", "zh", "en"),
    [
        (
            [(SUBMITTED, {})],
            TODAY,
            "2026年11月23日 提交",
            "handed in 23 November 2026",
        ),
        (
            [(SUBMITTED, {}), (ACCEPTED, {})],
            TODAY,
            "2026年11月23日 受理",
            "accepted 23 November 2026",
        ),
        (
            [(SUBMITTED, {}), (ACCEPTED, {})],
            date(2026, 12, 31),
            "已经超过",
            "late by",
        ),
        (
            [
                (SUBMITTED, {}),
                (StepState.TO_BE_SUPPLEMENTED, {"words": "缺章", "until": date(2026, 11, 30)}),
            ],
            TODAY,
            "等补材料，最晚 2026年11月30日",
            "waits for papers, at the latest 30 November 2026",
        ),
        (
            [
                (SUBMITTED, {}),
                (StepState.TO_BE_SUPPLEMENTED, {"words": "缺章", "until": date(2026, 11, 30)}),
            ],
            date(2026, 12, 1),
            "补材料的期限 2026年11月30日 已过",
            "papers were wanted by 30 November 2026, which is past",
        ),
        (
            [
                (SUBMITTED, {}),
                (ACCEPTED, {}),
                (StepState.SPECIAL_PROCEDURE, {"reason": StageKind.INSPECTION}),
            ],
            date(2026, 11, 26),
            "2026年11月23日起时限停着（上门检查），已停 3 个工作日",
            "the clock stands still since 23 November 2026 (an inspection), 3 working days so far",
        ),
        (
            [(SUBMITTED, {}), (StepState.ISSUED, {})],
            date(2026, 11, 26),
            "2026年11月23日 办好",
            "done 23 November 2026",
        ),
    ],
)
def test_each_step_says_what_happened_and_what_was_promised(
    store: CaseStore, moves: Moves, today: date, zh: str, en: str
) -> None:
    shown = seen(store, moves, today).steps[FIRST]
    said = (*shown.urgent, *shown.known)

    assert any(zh in one.zh for one in said), said
    assert any(en in one.en for one in said), said


def test_where_nobody_can_say_the_soonest_day_and_the_reason_are_told(store: CaseStore) -> None:
    shown = seen(store, [(SUBMITTED, {}), (StepState.REFUSED, {})], TODAY)

    assert "现在说不准哪天办完，最早" in shown.line.zh
    assert shown.late
    assert "公司设立登记：没批准，要先决定怎么办" in [one.zh for one in shown.why]
    assert "Company registration: it was not approved; decide what to do" in [
        one.en for one in shown.why
    ]


def test_a_step_not_handed_in_by_its_day_is_why_the_case_is_late(store: CaseStore) -> None:
    shown = seen(store, [], date(2026, 12, 15))

    assert shown.late
    assert any("还没提交" in one.zh for one in shown.why)


def test_what_is_late_is_said_in_words_and_not_by_a_colour_alone(store: CaseStore) -> None:
    shown = seen(store, [(SUBMITTED, {}), (ACCEPTED, {})], date(2026, 12, 31))

    assert "个工作日" in shown.steps[FIRST].urgent[0].zh
    assert "working days" in shown.steps[FIRST].urgent[0].en


def test_while_steps_are_open_the_line_says_that_only_certain_ones_count(store: CaseStore) -> None:
    shown = seen(store, [], TODAY, plan_of(STORE, facts=NOTHING))

    assert "只算确定要办的步骤" in shown.line.zh
    assert "only steps that are certain count" in shown.line.en


def test_the_reasons_add_up_to_how_much_later_it_is() -> None:
    """Handed in a working day late, papers wanted for two, a clock that stood still for one."""
    case = walked(
        begun(PLAN),
        FIRST,
        (SUBMITTED, date(2026, 11, 24)),
        (StepState.TO_BE_SUPPLEMENTED, date(2026, 11, 24)),
        (SUBMITTED, date(2026, 11, 26)),
        (ACCEPTED, date(2026, 11, 26)),
        (StepState.SPECIAL_PROCEDURE, date(2026, 11, 26)),
        (StepState.UNDER_REVIEW, date(2026, 11, 27)),
    )
    catalogue = shipped_catalogue()

    ahead = forecast(case, date(2026, 11, 27), catalogue.calendars)
    shown = dates_view(case, ahead, catalogue)

    assert "晚 4 个工作日" in shown.line.zh
    assert [one.zh for one in shown.why] == [
        "公司设立登记：提交得晚，1 个工作日",
        "公司设立登记：补材料，2 个工作日",
        "公司设立登记：时限停着，1 个工作日",
    ]


def test_a_deadline_on_a_day_off_says_when_one_can_still_go(store: CaseStore) -> None:
    """29 November 2026 is a Sunday."""
    told = {"words": "缺章", "until": date(2026, 11, 29)}

    shown = seen(store, [(SUBMITTED, {}), (StepState.TO_BE_SUPPLEMENTED, told)], TODAY)

    said = shown.steps[FIRST].urgent[0]
    assert said.zh == "等补材料，最晚 2026年11月27日 星期五（含当日；11月29日休息）"
    assert "Friday 27 November 2026 (included; 29 November is a day off)" in said.en
