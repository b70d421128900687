from __future__ import annotations

import pytest

from kb import sense
from kb.calendar_sense import unfit_calendar
from kb.errors import Problem
from tests.support import assert_said_well, recorded, shipped_records

NEXT_YEAR = "id: calendar/cn-2027, title: {zh: 日历, en: Calendar}, year: 2027"
SHIPPED = {i: r for i, r in shipped_records().items() if i.startswith("calendar/")}


def found(*calendars):
    """Return what is said of the first calendar in the company of the others."""
    read = recorded("\n".join(f"- {{{each}}}" for each in calendars))
    return list(unfit_calendar(read[0], {record.id: record for record in read}))


def test_the_shipped_years_make_sense():
    assert len(SHIPPED) == 23
    assert [each for c in SHIPPED.values() for each in unfit_calendar(c, SHIPPED)] == []


@pytest.mark.parametrize(
    "dates",
    [
        "holidays: [2027-01-01, 2027-02-08], workdays: [2027-01-03]",
        "holidays: [2027-12-31]",
        "workdays: [2027-02-06]",
        "holidays: []",
    ],
)
def test_weekdays_off_and_weekend_days_worked_fit(dates):
    assert found(f"{NEXT_YEAR}, {dates}") == []


@pytest.mark.parametrize(
    ("dates", "path", "said"),
    [
        ("holidays: [2027-01-02]", "holidays", "weekend dates, which are off anyway: 2027-01-02"),
        ("workdays: [2027-01-04]", "workdays", "weekdays, which are worked anyway: 2027-01-04"),
        ("holidays: [2026-12-31]", "holidays", "dates outside 2027: 2026-12-31"),
        ("workdays: [2028-01-01]", "workdays", "dates outside 2027: 2028-01-01"),
        (
            "holidays: [2027-01-04], workdays: [2027-01-04]",
            "holidays",
            "dates that workdays has too: 2027-01-04",
        ),
        (
            "holidays: [2027-01-09, 2027-01-02, 2027-01-01]",
            "holidays",
            "2027-01-02, 2027-01-09",
        ),
    ],
)
def test_a_date_in_the_wrong_place_is_told_once(dates, path, said):
    ((at, problem, remedy),) = found(f"{NEXT_YEAR}, {dates}")

    assert at == (path,)
    assert said in problem.en
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


@pytest.mark.parametrize(
    "identity",
    [
        "id: calendar/cn-2027, year: 2028",
        "id: calendar/next, year: 2027",
    ],
)
def test_the_id_ends_in_the_year(identity):
    ((at, problem, remedy),) = found(f"{identity}, title: {{zh: 日历, en: Calendar}}")

    assert at == ("year",)
    assert "does not end in" in problem.en
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


def test_a_year_is_told_in_one_calendar():
    again = "id: calendar/district-2027, title: {zh: 日历, en: Calendar}, year: 2027"
    ((at, problem, remedy),) = found(NEXT_YEAR, again)

    assert at == ("year",)
    assert problem.en == "2027 is already told by calendar/district-2027."
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


def test_the_second_gate_asks():
    (calendar,) = recorded(f"{{{NEXT_YEAR}, holidays: [2027-01-02]}}")

    ((record, at, _, _),) = sense.problems([calendar], {calendar.id: calendar})

    assert (record, at) == (calendar.id, ("holidays",))
