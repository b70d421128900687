from __future__ import annotations

from decimal import Decimal

import pytest

from kb.criteria import AtMost
from matcher.limits import moved_dates, moved_limits, smallest_step
from tests.support import TODAY, criterion_of, world


def moved(limit, concept="concept/revenue"):
    """Return the limits beside one that is written as YAML."""
    leaf = criterion_of(f"{{fact: {concept}, at_most: {limit}}}")
    assert isinstance(leaf, AtMost)
    found = moved_limits(leaf.at_most, world().concepts[concept], world(), TODAY)
    return [one for _, one in found]


@pytest.mark.parametrize(
    ("limit", "decimals", "step"),
    [("300", 0, "1"), ("300", 2, "0.01"), ("0.015", 0, "0.001"), ("1.50", 1, "0.1")],
)
def test_a_limit_moves_by_as_little_as_the_fact_or_the_limit_itself_can_say(limit, decimals, step):
    assert smallest_step(Decimal(limit), decimals) == Decimal(step)


def test_a_number_moves_a_step_up_and_down():
    assert moved("300") == [Decimal("300.01"), Decimal("299.99")]
    assert moved("300", "concept/employees") == [301, 299]


def test_a_share_of_another_fact_moves_by_its_last_digit():
    found = moved("{times: 0.03, of: concept/rd-expense}")

    assert [one.times for one in found] == [Decimal("0.04"), Decimal("0.02")]


def test_a_local_figure_moves_as_the_number_it_is_on_the_day():
    assert moved("{parameter: parameter/fire-area}", "concept/employees") == [251, 249]


def test_of_a_table_every_row_every_end_and_what_lies_beyond_move():
    rows = "[{for: 1, value: 10}, {up_to: 3, value: 20}]"

    found = moved(f"{{by: concept/household-size, table: {rows}, beyond: 30}}")

    values = [(*(row.value for row in one.table), one.beyond) for one in found]
    assert values[:4] == [
        (Decimal("10.01"), 20, 30),
        (Decimal("9.99"), 20, 30),
        (10, Decimal("20.01"), 30),
        (10, Decimal("19.99"), 30),
    ]
    assert [one.table[1].up_to for one in found[4:6]] == [4, 2]
    assert [one.beyond for one in found[6:]] == [Decimal("30.01"), Decimal("29.99")]


def test_of_values_by_date_the_value_moves_and_the_day():
    found = moved("{dated: [{from: 2026-01-01, value: 300}]}")

    rows = [one.dated[0] for one in found]
    assert [row.value for row in rows[:2]] == [Decimal("300.01"), Decimal("299.99")]
    assert [row.from_.isoformat() for row in rows[2:]] == ["2026-01-02", "2025-12-31"]


def test_a_limit_that_is_another_fact_does_not_move():
    assert moved("{fact: concept/rd-expense}") == []
    assert list(moved_dates(criterion_of("{fact: concept/employees, is: 3}"))) == []
