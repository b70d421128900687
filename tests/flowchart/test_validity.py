"""Until when a paper is valid, and when to renew it: figures one can count on a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from flowchart.validity import last_day, validity
from kb.handling import Lasts, Output, Renewal
from kb.kinds import DayUnit, ServiceKind
from kb.model import PublicService
from kb.text import Text
from tests.support import shipped_catalogue

TITLE = Text(zh="证", en="Licence")


def lasting(kind=ServiceKind.LICENCE, issued_on=date(2026, 12, 8), **told):
    service = PublicService(id="service/x", title=TITLE, kind=kind)
    return validity(service, Output(title=TITLE, **told), issued_on, {})


@pytest.mark.parametrize(
    ("lasts", "issued_on", "until"),
    [
        (Lasts(years=5), date(2026, 12, 8), date(2031, 12, 7)),
        (Lasts(years=3), date(2026, 1, 1), date(2028, 12, 31)),
        (Lasts(years=1), date(2028, 2, 29), date(2029, 2, 27)),
        (Lasts(months=6), date(2026, 8, 31), date(2027, 2, 27)),
        (Lasts(days=90), date(2026, 12, 1), date(2027, 2, 28)),
        (Lasts(days=1), date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_the_last_day_is_the_one_before_the_anniversary(lasts, issued_on, until):
    assert last_day(lasts, issued_on) == until


def test_what_has_no_fixed_length_has_no_dates():
    assert lasting(validity=Text(zh="最长 5 年", en="5 years at most")) is None


def test_a_paper_that_is_no_licence_just_ends():
    found = lasting(kind=ServiceKind.CONFIRMATION, lasts=Lasts(years=10))

    assert (found.until, found.renew_from, found.renew_by) == (date(2036, 12, 7), None, None)


def test_every_licence_is_renewed_thirty_days_before_unless_a_rule_of_its_own_says_otherwise():
    """行政许可法第50条, counted in working days: six weeks, without any holiday."""
    found = lasting(lasts=Lasts(years=5))

    assert found.until == date(2031, 12, 7)
    assert found.renew_by == date(2031, 10, 27)
    assert found.renew_from is None
    assert "行政许可法" in found.source


def test_days_of_the_calendar_are_counted_as_they_come():
    renew = Renewal(until_days=30, source="rule")

    found = lasting(lasts=Lasts(years=4), renew=renew, issued_on=date(2026, 12, 8))

    assert (found.until, found.renew_by) == (date(2030, 12, 7), date(2030, 11, 7))


def test_the_food_licence_is_renewed_between_ninety_and_fifteen_working_days_before():
    service = shipped_catalogue().services["service/food-business-licence"]
    calendars = shipped_catalogue().calendars

    found = validity(service, service.outputs[0], date(2021, 12, 8), calendars)

    assert found.until == date(2026, 12, 7)
    assert found.renew_by == date(2026, 11, 16)
    assert found.renew_from == date(2026, 7, 28)


LASTING = {
    "food-business-licence": Lasts(years=5),
    "drug-retail-licence": Lasts(years=5),
    "class-b-otc-licence": Lasts(years=5),
    "class-iii-device-licence": Lasts(years=5),
    "drainage-permit": Lasts(years=5),
    "swimming-pool-licence": Lasts(years=5),
    "medical-institution-practice-registration": Lasts(years=5),
    "public-place-hygiene-permit": Lasts(years=4),
    "labour-dispatch-licence": Lasts(years=3),
    "hazardous-chemicals-licence": Lasts(years=3),
    "social-security-card": Lasts(years=10),
    "disability-certificate": Lasts(years=10),
}


def test_these_papers_have_a_length_that_is_fixed_and_no_others():
    """What lasts `at most` five years ends when its paper says."""
    services = shipped_catalogue().services.values()

    found = {s.id: o.lasts for s in services for o in s.outputs if o.lasts is not None}

    assert found == {f"service/{name}": lasts for name, lasts in LASTING.items()}


def test_a_rule_for_renewing_says_where_it_stands():
    services = shipped_catalogue().services.values()
    rules = [o.renew for s in services for o in s.outputs if o.renew is not None]

    assert all(rule.source for rule in rules)
    assert {rule.unit for rule in rules} == set(DayUnit)
