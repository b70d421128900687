"""What plans of a life matter say: who needs no new paper, who is not too early, by when."""

from __future__ import annotations

from datetime import date

import pytest

from flowchart.plan import Wish
from kb.ids import SceneId
from kb.kinds import HandlingMode
from tests.planning import facts_of, planner, usual
from tests.support import TODAY

TOO_EARLY = ("不满 50 周岁", "退休年龄看性别")
NO_MORE_WAITING = "满 63 周岁"


def plan(scene, facts, **wish):
    return planner().plan([SceneId(f"scene/{scene}")], facts, TODAY, wish=Wish(**wish))


@pytest.mark.parametrize("key", ["holds", "holds_some"])
def test_who_holds_a_disability_certificate_is_not_told_to_get_one(key):
    found = plan("disability", usual(**{key: ["evidence/disability-cert"]}))

    assert [step.service for step in found.steps] == [
        "service/disability-allowances",
        "service/disability-employment-help",
    ]
    assert found.open_ended == ()


def test_a_new_disability_certificate_waits_for_an_assessment_that_nobody_has_timed():
    assert plan("disability", usual()).open_ended == ("service/disability-certificate",)


@pytest.mark.parametrize(
    ("born", "early", "reached"),
    [
        ("1956-01-01", False, True),  # 70
        ("1963-11-23", False, True),  # 63 today
        ("1963-11-24", True, False),
        ("1980-01-01", True, False),
    ],
)
def test_only_who_may_be_too_early_is_told_of_the_rising_age(born, early, reached):
    told = plan("retirement", facts_of(**{"concept/born-on": born})).warnings

    said = [one.warning.text.zh for one in told if one.certain]
    assert any(text.startswith(TOO_EARLY) for text in said) is early
    assert any(text.startswith(NO_MORE_WAITING) for text in said) is reached


def test_a_newborn_is_registered_and_vaccinated_within_a_month_of_birth():
    found = plan("newborn", usual(**{"concept/child-born-on": "2026-11-10"}))

    assert {step.service: step.due_on for step in found.steps if step.due_on is not None} == {
        "service/birth-household-registration": date(2026, 12, 10),
        "service/vaccination-certificate": date(2026, 12, 10),
    }


def test_an_employee_is_insured_within_thirty_days_of_the_first_working_day():
    found = plan("hire-staff", usual(**{"concept/staff-start-on": "2026-12-01"}))

    assert {step.service: step.due_on for step in found.steps if step.due_source} == {
        "service/employee-insurance-enrolment": date(2026, 12, 31),
        "service/employee-housing-fund-account": date(2026, 12, 31),
    }


def test_work_and_residence_permit_through_one_window_take_seven_days_together():
    foreign = usual(foreign_staff=True)

    assert plan("talent", foreign).working_days.parallel == 14
    assert plan("talent", foreign, mode=HandlingMode.ONE_FORM).working_days.parallel == 7


@pytest.mark.parametrize(
    ("resident", "months", "waiting"),
    [
        (True, 6, ()),
        (False, 6, ("service/residence-permit",)),
        (True, 5, ("service/residence-points",)),
        (None, None, ("service/residence-permit", "service/residence-points")),
    ],
)
def test_permit_and_points_ask_for_half_a_year_first(resident, months, waiting):
    known = {
        "concept/resident-half-year": resident,
        "concept/employee-insurance-months": months,
        "degree": "bachelor",
    }

    assert plan("talent", usual(**known)).open_ended == waiting
