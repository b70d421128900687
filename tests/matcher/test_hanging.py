from __future__ import annotations

from datetime import date

import pytest

from matcher.hanging import hanging
from tests.support import criterion_of, world


@pytest.mark.parametrize(
    ("criterion", "facts"),
    [
        ("{fact: concept/registered-on, within_months: 18}", {"concept/registered-on"}),
        ("{not: {fact: concept/lease-from, within_days: 3}}", {"concept/lease-from"}),
        ("{fact: concept/years-open, at_least: 3}", {"concept/registered-on"}),
        ("{fact: concept/registered-on, before: 2026-01-01}", set()),
        ("{fact: concept/employees, at_most: 3}", set()),
    ],
)
def test_what_is_counted_from_today_hangs_on_the_day(criterion, facts):
    assert hanging(criterion_of(criterion), world()).clocked == facts


def test_a_value_that_changes_with_the_date_turns_on_that_day_and_the_day_before():
    dated = "{fact: concept/employees, at_most: {dated: [{from: 2026-07-01, value: 3}]}}"

    found = hanging(criterion_of(dated), world())

    assert found.turns == (date(2026, 7, 1), date(2026, 6, 30))
    assert found.clocked == {"concept/employees"}


def test_a_local_figure_is_named_with_the_fact_it_limits():
    limit = "{fact: concept/employees, at_most: {parameter: parameter/fire-area}}"

    found = hanging(criterion_of(f"{{all: [{limit}]}}"), world())

    assert found.figures == {("concept/employees", "parameter/fire-area")}
