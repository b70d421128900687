"""What a phone says first, from cases whose dates are known by hand."""

from __future__ import annotations

from datetime import date

import pytest

from api.phone_now import AT_OFFICE, at_offices, doings, office_text, step_groups, whys
from api.wiring import House
from flowchart import diagram
from flowchart.case import Case, Told
from flowchart.case_days import days_of
from flowchart.case_events import Move
from flowchart.forecast import StepDates, forecast
from flowchart.listing import Row
from flowchart.states import StepState
from kb.ids import EvidenceId
from kb.kinds import StageKind
from kb.text import Text
from tests.phones import REGISTRATION, THROUGH, Phone, phone_of
from tests.visiting import Clock

DAY = date(2026, 12, 1)


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop."""
    return phone_of(house)


def rows_of(phone: Phone, case: Case) -> tuple[Row, ...]:
    """Return the lines of a case."""
    return diagram.rows(case.plan, phone.visitor.house.catalogue, case.states())


def dates(**said: object) -> StepDates:
    """Return what is known of the dates of a step."""
    return StepDates(service=REGISTRATION, **said)  # type: ignore[arg-type]


def stopped(reason: StageKind | None, until: date | None) -> Move:
    """Return the move that stops the clock."""
    return Move(
        step=REGISTRATION,
        from_state=StepState.ACCEPTED,
        to_state=StepState.SPECIAL_PROCEDURE,
        on=DAY,
        reason=reason,
        until=until,
    )


@pytest.mark.parametrize(
    ("found", "moves", "zh", "en"),
    [
        (dates(), (), "等部门受理。", "The office has not accepted it yet."),
        (
            dates(accepted_on=DAY, promised_by=DAY),
            (),
            "部门最晚 2026年12月1日办完。",
            "The office has until 1 December 2026.",
        ),
        (
            dates(accepted_on=DAY, promised_by=DAY, late_by=2),
            (),
            "部门最晚应在 2026年12月1日办完，已经晚了 2 个工作日，可以到窗口问，或打 12345。",
            "The office had until 1 December 2026 and is 2 working days late. "
            "Ask at the window or call 12345.",
        ),
        (
            dates(accepted_on=DAY),
            (),
            "部门正在办，没有规定天数。",
            "The office is at it; no time is fixed.",
        ),
        (
            dates(accepted_on=DAY),
            (stopped(StageKind.INSPECTION, None),),
            "正在等上门检查，这段时间不算天数。",
            "Waiting for an inspection; days do not count meanwhile.",
        ),
        (
            dates(accepted_on=DAY),
            (stopped(StageKind.WAIT, DAY),),
            "正在等其他手续，这段时间不算天数，预计 2026年12月1日继续。",
            "Waiting for something else; days do not count meanwhile. "
            "It should go on on 1 December 2026.",
        ),
    ],
)
def test_how_far_an_office_is_is_one_sentence(found, moves, zh: str, en: str) -> None:
    assert office_text(found, moves) == Text(zh=zh, en=en)


def test_what_is_wanted_back_comes_before_what_can_be_begun(phone: Phone, house: House) -> None:
    phone.office(*THROUGH)
    told = Told(missing=frozenset({EvidenceId("evidence/lease-contract")}), until=DAY)
    states = (StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED)
    case = phone.office(*states, step="service/tobacco-retail-licence", told=told)
    at = forecast(case, house.today(), house.catalogue.calendars)
    days = days_of(case, at, house.catalogue)

    first, *others = doings(case, rows_of(phone, case), days)

    assert first.row.service == "service/tobacco-retail-licence"
    assert first.missing == ("evidence/lease-contract",)
    assert first.until is not None
    assert first.until.on == DAY
    assert {one.may for one in others} == {StepState.COLLECTING}


def test_an_office_that_is_late_stands_first(phone: Phone, house: House, clock: Clock) -> None:
    phone.office(*THROUGH)
    phone.office(StepState.SUBMITTED, step="service/company-seal-filing")
    case = phone.office(*THROUGH[:2], step="service/tax-registration")
    clock.move(days=7)

    at = forecast(case, house.today(), house.catalogue.calendars)
    found = at_offices(case, rows_of(phone, case), at)

    assert [(one.row.service, one.late) for one in found] == [
        ("service/tax-registration", True),
        ("service/company-seal-filing", False),
    ]


@pytest.mark.parametrize(
    ("states", "days", "said"),
    [
        ((), 0, []),
        ((), 7, ["“公司设立登记”等您去办"]),
        (THROUGH[:2], 7, ["“公司设立登记”部门晚了"]),
        ((StepState.SUBMITTED, StepState.REFUSED), 0, ["“公司设立登记”没有批准"]),
        ((StepState.SUBMITTED, StepState.WITHDRAWN), 0, ["“公司设立登记”已经撤回"]),
    ],
)
def test_why_the_day_moved_or_is_not_known(
    phone: Phone, house: House, clock: Clock, states, days: int, said: list[str]
) -> None:
    case = phone.office(*states)
    clock.move(days=days)

    at = forecast(case, house.today(), house.catalogue.calendars)

    assert [one.zh for one in whys(case, rows_of(phone, case), at)] == said


def test_every_step_stands_in_one_group(phone: Phone) -> None:
    rows = rows_of(phone, phone.office(*THROUGH))

    found = {group.name: [row.number for row in group.rows] for group in step_groups(rows)}

    assert sorted(n for some in found.values() for n in some) == [row.number for row in rows]
    assert found["done"] == [1]
    assert {"now", "next", "bundle"} <= found.keys()


def test_what_an_office_has_is_no_doing_of_the_applicant() -> None:
    assert not set(AT_OFFICE) & {StepState.CAN_START, StepState.GRANTED, StepState.REFUSED}
