"""What the shipped records say of how services of a business are handled, for an officer."""

from __future__ import annotations

import pytest

from kb.ids import ServiceId
from kb.kinds import DayUnit, HandlingMode, StageAt, StageKind

LIFE = ("swimming-pool-licence", "medical-institution-practice-registration")
PUBLIC = ("entertainment-venue-licence", "hazardous-chemicals-licence", "internet-cafe-licence")
PROMISED = ("drainage-permit", "publication-retail-licence", "road-freight-licence")
UNREAD = ("food-business-licence", "company-registration", "class-iii-device-licence")


def mode_of(catalogue, name, mode=HandlingMode.COMMITMENT):
    """Return what a service says of a mode, or None where nobody has read it."""
    service = catalogue.services[ServiceId(f"service/{name}")]
    return next((one for one in service.modes if one.mode is mode), None)


@pytest.mark.parametrize("name", [*LIFE, *PUBLIC])
def test_what_touches_life_or_public_safety_goes_by_no_promise_and_says_why(catalogue, name):
    """上海市优化营商环境条例（2024）第27条 leaves these out."""
    promise = mode_of(catalogue, name)

    assert promise.barred is not None
    assert "第27条" in promise.source


@pytest.mark.parametrize("name", PROMISED)
def test_a_promise_is_decided_on_at_once_for_who_has_a_clean_record(catalogue, name):
    promise = mode_of(catalogue, name)

    assert promise.days.committed == 0
    assert promise.when is not None
    assert "第27条" in promise.source


@pytest.mark.parametrize("name", UNREAD)
def test_what_no_source_says_of_a_promise_stays_unknown(catalogue, name):
    assert mode_of(catalogue, name) is None


@pytest.mark.parametrize(
    ("name", "usual", "otherwise"),
    [("fire-safety-check", (10, 0), (10, 10)), ("class-b-otc-licence", (0, 0), (20, 20))],
)
def test_where_a_promise_is_usual_there_is_a_way_without_it(catalogue, name, usual, otherwise):
    promise = mode_of(catalogue, name)

    assert promise.usual
    for days, figures in ((promise.days, usual), (promise.otherwise, otherwise)):
        assert (days.statutory, days.committed) == figures


NOTICE = [
    # service, what, where it lies, how many days of the calendar
    ("simplified-deregistration", StageKind.WAIT, StageAt.BEFORE, 20),  # 市场主体登记管理条例第33条
    ("simplified-deregistration", StageKind.WAIT, StageAt.DURING, 10),  # the same, sole traders
    ("ordinary-deregistration", StageKind.WAIT, StageAt.BEFORE, 45),  # 公司法（2023）第235条
]


@pytest.mark.parametrize(("name", "kind", "at", "days"), NOTICE)
def test_a_public_notice_runs_in_days_of_the_calendar(catalogue, name, kind, at, days):
    stages = catalogue.services[ServiceId(f"service/{name}")].stages

    assert (kind, at, days, DayUnit.CALENDAR) in [(s.kind, s.at, s.days, s.unit) for s in stages]


def test_a_hearing_takes_time_that_nobody_has_fixed(catalogue):
    """行政许可法第45条: it stands outside the limit, and no source says how long it takes."""
    stages = catalogue.services[ServiceId("service/entertainment-venue-licence")].stages

    (hearing,) = [one for one in stages if one.kind is StageKind.HEARING]

    assert hearing.days is None


def test_a_visit_by_officers_lies_inside_the_limit(catalogue):
    """行政许可法第45条 takes out tests and reviews, not the visit of its article 34."""
    visits = [
        stage
        for service in catalogue.services.values()
        for stage in service.stages
        if stage.kind is StageKind.INSPECTION and stage.source and "第34" in stage.source
    ]

    assert len(visits) >= 10
    assert {stage.days for stage in visits} == {0}


DUE = [
    ("tax-registration", 30, "evidence/business-licence"),
    ("employer-social-insurance-registration", 30, "evidence/business-licence"),
    ("housing-fund-registration", 30, "evidence/business-licence"),
    ("entertainment-venue-police-filing", 15, "evidence/entertainment-licence"),
    ("public-place-hygiene-filing", 30, "concept/opening-on"),
    ("precursor-chemicals-filing", 30, "concept/opening-on"),
    ("company-change-registration", 30, "concept/change-decided-on"),
]


@pytest.mark.parametrize(("name", "days", "since"), DUE)
def test_a_duty_says_from_when_its_days_run_and_which_law_says_so(catalogue, name, days, since):
    due = catalogue.services[ServiceId(f"service/{name}")].due

    assert (due.days, due.after or due.since) == (days, since)
    assert due.source


def test_every_step_of_a_business_names_the_fields_of_its_form(catalogue):
    steps = {item.service for s in catalogue.scenes.values() for item in s.services}

    forms = {step: catalogue.services[step].form for step in steps}

    assert all(5 <= len(form) <= 40 for form in forms.values()), forms
