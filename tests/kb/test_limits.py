from __future__ import annotations

from decimal import Decimal

import pytest

from kb.errors import Problem
from kb.limits import limits_of, too_exact, unfit_limit, unfit_limits
from kb.rooms import rounded
from tests.support import WORLD, assert_said_well, criterion_of, recorded

MORE = """
- {id: parameter/floor-area, title: {zh: 面积, en: Area}, value: 300, unit: {zh: 平方米, en: m²}}
- {id: parameter/staff, title: {zh: 人数, en: Staff}, value: 300, unit: {zh: 人, en: people}}
"""
RECORDS = {record.id: record for record in recorded(WORLD + MORE)}


def found(leaf):
    read = criterion_of(leaf)
    problems = list(unfit_limits(read, RECORDS[read.fact], RECORDS))
    for _, problem, remedy in problems:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return problems


@pytest.mark.parametrize(
    ("limit", "path", "problem"),
    [
        ("3", None, ""),
        ("{fact: concept/household-size}", None, ""),
        ("{fact: concept/legal-form}", (), "does not fit"),
        ("{fact: concept/revenue}", ("fact",), "concept/revenue is in yuan"),
        ("{fact: concept/employees}", ("fact",), "compared with itself"),
        ("{fact: concept/gone}", None, ""),
        ("{times: 0.5, of: concept/household-size}", None, ""),
        ("{times: 0.5, of: concept/foreign}", ("of",), "does not fit"),
        ("{times: 0.5, of: concept/revenue}", ("of",), "concept/revenue is in yuan"),
        ("{times: 0.5, of: concept/months-open}", None, ""),
        ("{parameter: parameter/fire-area}", None, ""),
        ("{parameter: parameter/staff}", None, ""),
        ("{parameter: parameter/floor-area}", ("parameter",), "parameter/floor-area is in m²"),
        ("{dated: []}", ("dated",), "has no rows"),
        ("{dated: [{from: 2026-01-01, value: 0.5}]}", ("dated", 0, "value"), "too many decimals"),
    ],
)
def test_a_limit_fits_the_type_and_the_unit_of_its_fact(limit, path, problem):
    """A judge that multiplied a flag would crash, and one of yuan and people would be wrong."""
    problems = found(f"{{fact: concept/employees, at_most: {limit}}}")

    assert [at for at, _, _ in problems] == ([] if path is None else [("at_most", *path)])
    assert all(problem in said.en for _, said, _ in problems)


@pytest.mark.parametrize(
    ("limit", "fits"),
    [
        ("2026-01-01", True),
        ("{fact: concept/lease-from}", True),
        ("{fact: concept/revenue}", False),
    ],
)
def test_a_date_is_compared_only_with_a_date(limit, fits):
    assert (not found(f"{{fact: concept/registered-on, on_or_after: {limit}}}")) is fits


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        (["2026-01-01", "2027-01-01"], []),
        (["2027-01-01", "2026-01-01"], [1]),
        (["2026-01-01", "2026-01-01"], [1]),
        (["2026-01-01", "2028-01-01", "2027-01-01"], [2]),
    ],
)
def test_dated_values_stand_in_the_order_of_their_days(days, wrong):
    rows = ", ".join(f"{{from: {day}, value: 1}}" for day in days)

    problems = found(f"{{fact: concept/employees, at_most: {{dated: [{rows}]}}}}")

    assert [at for at, _, _ in problems] == [("at_most", "dated", i, "from") for i in wrong]


@pytest.mark.parametrize(
    ("by", "rows", "path", "problem"),
    [
        ("household-size", "{for: 1, value: 2}, {for: 3, value: 4}", None, ""),
        ("household-size", "{for: 3, value: 2}, {for: 1, value: 4}", None, ""),
        ("household-size", "{up_to: 3, value: 2}, {up_to: 9, value: 4}", None, ""),
        ("household-size", "{for: 1, value: 2}, {up_to: 9, value: 4}", None, ""),
        ("per-head", "{up_to: 0.125, value: 2}", None, ""),
        ("legal-form", "{for: company, value: 2}, {for: sole-trader, value: 3}", None, ""),
        ("household-size", "", ("table",), "has no rows"),
        ("household-size", "{value: 2}", ("table", 0), "for or up_to"),
        ("household-size", "{for: 1, up_to: 2, value: 2}", ("table", 0), "for or up_to"),
        (
            "household-size",
            "{for: 1, value: 2}, {for: 1, value: 3}",
            ("table", 1, "for"),
            "1 stands twice",
        ),
        (
            "household-size",
            "{up_to: 9, value: 2}, {up_to: 3, value: 3}",
            ("table", 1, "up_to"),
            "3 stands after 9",
        ),
        (
            "household-size",
            "{up_to: 9, value: 2}, {for: 3, value: 3}",
            ("table", 1, "for"),
            "3 stands after 9",
        ),
        ("household-size", "{for: 1.5, value: 2}", ("table", 0, "for"), "too many decimals"),
        ("household-size", "{for: company, value: 2}", ("table", 0, "for"), "does not fit"),
        ("legal-form", "{for: 1, value: 2}", ("table", 0, "for"), "does not fit"),
        ("legal-form", "{up_to: 1, value: 2}", ("table", 0, "up_to"), "does not fit"),
        ("legal-form", "{for: trust, value: 2}", ("table", 0, "for"), "no code"),
        ("household-size", "{for: 1, value: 2.5}", ("table", 0, "value"), "too many decimals"),
        ("registered-on", "{for: 1, value: 2}", ("by",), "which no table is read by"),
        ("foreign", "{for: 1, value: 2}", ("by",), "which no table is read by"),
        ("gone", "{for: trust, value: 2}", None, ""),
    ],
)
def test_a_table_has_rows_for_values_of_the_fact_it_is_read_by(by, rows, path, problem):
    problems = found(f"{{fact: concept/employees, at_most: {{by: concept/{by}, table: [{rows}]}}}}")

    assert [at for at, _, _ in problems] == ([] if path is None else [("at_most", *path)])
    assert all(problem in said.en for _, said, _ in problems)


@pytest.mark.parametrize(
    ("comparison", "remedy"),
    [
        ("at_least: 2.5", "Write 3, which says the same"),
        ("more_than: 2.5", "Write 2, which says the same"),
        ("at_most: 2.5", "Write 2, which says the same"),
        ("less_than: 2.5", "Write 3, which says the same"),
        ("between: [0.5, 9]", "Write 1, which says the same"),
        ("between: [0, 2.5]", "Write 2, which says the same"),
        ("at_most: 2.50", "decimals: 1"),
        ("at_most: -0.5", "Write -1, which says the same"),
    ],
)
def test_a_limit_between_two_values_of_its_fact_says_which_to_write(comparison, remedy):
    ((_, _, said),) = found(f"{{fact: concept/employees, {comparison}}}")

    assert remedy in said.en


@pytest.mark.parametrize("key", ["at_least", "more_than", "at_most", "less_than"])
@pytest.mark.parametrize("tenths", range(-25, 26))
def test_what_is_written_instead_does_say_the_same(key, tenths):
    limit = Decimal(tenths) / 10
    (up,) = [way for _, _, way in limits_of(criterion_of(f"{{fact: concept/a, {key}: {limit}}}"))]
    holds = {
        "at_least": lambda value, end: value >= end,
        "more_than": lambda value, end: value > end,
        "at_most": lambda value, end: value <= end,
        "less_than": lambda value, end: value < end,
    }[key]

    better = rounded(limit, 0, up=up)

    assert all(holds(value, limit) == holds(value, better) for value in range(-9, 10))


def test_a_fact_that_is_computed_takes_any_limit():
    assert list(too_exact((), Decimal("0.123456"), RECORDS["concept/per-head"], None)) == []


def test_a_limit_outside_a_condition_is_looked_at_too():
    """The ceiling of a benefit is a limit in the unit of what it is a part of."""
    parameter = criterion_of(
        "{fact: concept/revenue, at_most: {parameter: parameter/floor-area}}"
    ).at_most

    ((path, problem, _),) = unfit_limit(parameter, RECORDS["concept/revenue"], RECORDS)

    assert path == ("parameter",)
    assert "m²" in problem.en
