"""Strategies for applicants and fitting conditions over the little world of `tests.support`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from kb import criteria as form
from kb import derivation
from kb.criteria import Criterion
from kb.text import Text
from matcher.applicant import NOTHING, Fact, Facts, read_facts
from matcher.criteria import Judge
from matcher.verdict import Finding, Verdict
from tests.support import TODAY, criterion_of, world

SMALL = st.integers(0, 12).map(Decimal)
FLAGS = ("concept/foreign", "concept/credit", "concept/is-small")
NUMBERS = ("concept/employees", "concept/revenue", "concept/household-size")
DERIVED_NUMBERS = ("concept/per-head", "concept/years-open", "concept/months-open")
DATES = ("concept/registered-on", "concept/lease-from")
DAYS = st.sampled_from(
    [
        date(2024, 2, 29),
        date(2025, 5, 23),
        date(2025, 11, 23),
        date(2026, 8, 31),
        TODAY,
        date(2027, 1, 1),
    ]
)
LEGAL_FORMS = st.sampled_from(["company", "cooperative", "sole-trader"])
SIZES = st.sampled_from(["big", "small"])
GOODS = st.frozensets(st.sampled_from(["cigarettes", "bulk-food", "books"]))
AREAS = st.sampled_from(sorted(world().areas))
SOME_GOODS = st.frozensets(st.sampled_from(["cigarettes", "bulk-food", "books"]), min_size=1)

TABLES = """
- id: concept/grade
  title: {zh: 等级, en: Grade}
  type: number
  derive:
    first:
      - {when: {fact: concept/foreign, is: true}, is: 1}
      - {when: {fact: concept/credit, is: true}, is: 5}
    otherwise: 9
- id: concept/level
  title: {zh: 层次, en: Level}
  type: number
  derive: {first: [{when: {fact: concept/foreign, is: true}, is: 1}]}
"""
"""A fact worked out by a table with a last row, and one by a table that leaves some open."""

SETTLED = (Verdict.MET, Verdict.UNMET)


def facts_of(**known: Any) -> Facts:
    """Return facts of the little world: `employees=3`, `holds=[]`, `registered_on="2026-01-01"`."""
    plain = {
        key if key in ("holds", "granted") else f"concept/{key.replace('_', '-')}": value
        for key, value in known.items()
    }
    return read_facts(plain, world())


def found(criterion: str | Criterion, facts: Facts = NOTHING, on: date = TODAY) -> Finding:
    """Return the finding for a condition, given as itself or as YAML."""
    read = criterion_of(criterion) if isinstance(criterion, str) else criterion
    return Judge(world(), facts, on).judge(read)


def verdict(criterion: str | Criterion, facts: Facts = NOTHING, on: date = TODAY) -> Verdict:
    """Return only the verdict of `found`."""
    return found(criterion, facts, on).verdict


VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(NUMBERS, SMALL),
    **dict.fromkeys(FLAGS[:2], st.booleans()),
    **dict.fromkeys(DATES, DAYS),
    "concept/legal-form": LEGAL_FORMS,
    "concept/goods": GOODS,
    "concept/district": AREAS,
    "concept/hires": st.deferred(lambda: st.lists(members(), max_size=3).map(tuple)),
}


@cache
def members() -> st.SearchStrategy[Facts]:
    """Return the strategy for one member of a list, of whom not all need be known."""
    values = {"concept/member-age": SMALL, "concept/insured-months": SMALL}
    return st.fixed_dictionaries({}, optional=values).map(_known)


@cache
def applicants() -> st.SearchStrategy[Facts]:
    """Return the strategy for applicants of whom anything may be known."""
    held = st.none() | st.frozensets(
        st.sampled_from(["evidence/business-licence", "evidence/id-card"])
    )
    granted = st.none() | st.frozensets(st.just("policy/old-grant"))
    known = st.fixed_dictionaries({}, optional=VALUES).map(_known)
    return st.builds(lambda k, h, g: Facts(k.known, h, g), known, held, granted)


def _known(values: dict[str, Any]) -> Facts:
    return Facts({concept: Fact(value) for concept, value in values.items()})


@cache
def limits() -> st.SearchStrategy[Any]:
    """Return the strategy for limits of every form."""
    rows = st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=3, unique_by=lambda row: row[0])
    table = rows.map(lambda rows: tuple(form.Threshold(for_=k, value=v) for k, v in rows))
    dated = st.lists(st.tuples(DAYS, SMALL), min_size=1, max_size=3).map(
        lambda rows: tuple(form.DatedValue(from_=day, value=v) for day, v in rows)
    )
    return st.one_of(
        SMALL,
        st.builds(
            form.Times,
            times=st.sampled_from([Decimal("0.5"), Decimal(3)]),
            of=st.sampled_from(NUMBERS),
        ),
        st.builds(form.FactLimit, fact=st.sampled_from(NUMBERS + DERIVED_NUMBERS)),
        st.just(form.ParameterLimit(parameter="parameter/fire-area")),
        st.builds(
            form.TableLimit, by=st.sampled_from(NUMBERS), table=table, beyond=st.none() | SMALL
        ),
        st.builds(form.DatedLimit, dated=dated),
    )


@cache
def fitting_leaves() -> st.SearchStrategy[Any]:
    """Return the strategy for leaves that fit the concepts they read."""
    flags, numbers = st.sampled_from(FLAGS), st.sampled_from(NUMBERS + DERIVED_NUMBERS)
    days = st.sampled_from(DATES)
    day_limits = DAYS | st.builds(form.FactLimit, fact=days)
    legal, goods, size = (st.just(f"concept/{name}") for name in ("legal-form", "goods", "size"))
    return st.one_of(
        st.builds(form.Is, fact=flags, is_=st.booleans()),
        st.builds(form.IsNot, fact=numbers, is_not=SMALL),
        st.builds(form.Is, fact=size, is_=SIZES),
        st.builds(form.In, fact=legal, in_=st.frozensets(LEGAL_FORMS, min_size=1)),
        st.builds(form.NotIn, fact=legal, not_in=st.frozensets(LEGAL_FORMS, min_size=1)),
        st.builds(form.AtLeast, fact=numbers, at_least=limits()),
        st.builds(form.MoreThan, fact=numbers, more_than=limits()),
        st.builds(form.AtMost, fact=numbers, at_most=limits()),
        st.builds(form.LessThan, fact=numbers, less_than=limits()),
        st.builds(form.Between, fact=numbers, between=st.tuples(limits(), limits())),
        st.builds(form.Between, fact=days, between=st.tuples(day_limits, day_limits)),
        st.builds(form.OnOrAfter, fact=days, on_or_after=day_limits),
        st.builds(form.Before, fact=days, before=day_limits),
        st.builds(form.WithinMonths, fact=days, within_months=st.integers(0, 24)),
        st.builds(form.WithinDays, fact=days, within_days=st.integers(0, 800)),
        st.builds(form.Has, fact=goods, has=st.just("books")),
        st.builds(form.HasAny, fact=goods, has_any=SOME_GOODS),
        st.builds(form.HasAll, fact=goods, has_all=SOME_GOODS),
        st.builds(form.Within, fact=st.just("concept/district"), within=AREAS),
        st.builds(
            form.WithinAny,
            fact=st.just("concept/district"),
            within_any=st.frozensets(AREAS, min_size=1),
        ),
        st.just(form.Holds(holds="evidence/business-licence")),
        st.just(form.Granted(granted="policy/old-grant")),
        st.just(form.Review(review=Text(zh="评审", en="expert review"))),
        counts(),
    )


@cache
def counts() -> st.SearchStrategy[Any]:
    """Return the strategy for counts over hires."""
    member = st.one_of(
        st.builds(form.AtMost, fact=st.just("concept/member-age"), at_most=SMALL),
        st.builds(form.AtLeast, fact=st.just("concept/insured-months"), at_least=SMALL),
    )
    few = st.integers(0, 3).map(Decimal)
    joint = st.lists(member, min_size=1, max_size=2).map(lambda parts: form.All(all=tuple(parts)))
    return st.one_of(
        st.builds(
            form.Count, count=st.just("concept/hires"), where=st.none() | joint, at_least=few
        ),
        st.builds(form.Count, count=st.just("concept/hires"), where=joint, at_most=few),
        st.builds(
            form.Count, count=st.just("concept/hires"), where=joint, at_least=few, at_most=few
        ),
    )


@cache
def conditions() -> st.SearchStrategy[Any]:
    """Return the strategy for whole trees that fit the little world."""
    return st.recursive(
        fitting_leaves(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: form.All(all=tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: form.AnyOf(any=tuple(parts))),
            st.builds(form.Not, not_=inner),
        ),
        max_leaves=6,
    )


# ---- what may or may not fit --------------------------------------------------------------------

ANY_FACT = st.sampled_from(sorted(key for key in world().concepts if key in world().records))
ANY_CODE = st.sampled_from(["company", "cooperative", "books", "big", "small"])


@cache
def loose_limits() -> st.SearchStrategy[Any]:
    """Return the strategy for limits of every form, of which many do not fit."""
    keys = st.none() | SMALL | ANY_CODE
    row = st.builds(
        form.Threshold,
        value=SMALL | st.just(Decimal("0.5")),
        for_=keys,
        up_to=st.none() | SMALL,
    )
    return st.one_of(
        limits(),
        DAYS,
        st.just(Decimal("2.5")),
        st.builds(form.FactLimit, fact=ANY_FACT),
        st.builds(form.Times, times=SMALL, of=ANY_FACT),
        st.builds(
            form.TableLimit,
            by=ANY_FACT,
            table=st.lists(row, max_size=3).map(tuple),
            beyond=st.none() | SMALL,
        ),
    )


@cache
def loose_conditions() -> st.SearchStrategy[Any]:
    """Return the strategy for whole trees over the little world, of which many do not fit."""
    limit, codes = loose_limits(), st.frozensets(ANY_CODE, max_size=2)
    leaves = st.one_of(
        fitting_leaves(),
        st.builds(form.Is, fact=ANY_FACT, is_=st.booleans() | SMALL | ANY_CODE),
        st.builds(form.IsNot, fact=ANY_FACT, is_not=st.booleans() | SMALL | ANY_CODE),
        st.builds(form.In, fact=ANY_FACT, in_=codes),
        st.builds(form.HasAll, fact=ANY_FACT, has_all=codes),
        st.builds(form.AtLeast, fact=ANY_FACT, at_least=limit),
        st.builds(form.LessThan, fact=ANY_FACT, less_than=limit),
        st.builds(form.Between, fact=ANY_FACT, between=st.lists(limit, max_size=3).map(tuple)),
        st.builds(form.Before, fact=ANY_FACT, before=limit),
        st.builds(form.WithinMonths, fact=ANY_FACT, within_months=st.integers(-3, 10**12)),
        st.builds(form.WithinDays, fact=ANY_FACT, within_days=st.integers(-3, 10**12)),
        st.builds(form.Within, fact=ANY_FACT, within=AREAS),
        st.builds(form.InIssuersArea, fact=ANY_FACT, in_issuers_area=st.booleans()),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: form.All(all=tuple(parts))),
            st.lists(inner, max_size=3).map(lambda parts: form.AnyOf(any=tuple(parts))),
            st.builds(form.Not, not_=inner),
            st.builds(
                form.Count,
                count=ANY_FACT | st.just("concept/hires"),
                where=st.none() | inner,
                at_least=st.none() | SMALL,
                at_most=st.none() | SMALL,
            ),
        ),
        max_leaves=4,
    )


@cache
def loose_derivations() -> st.SearchStrategy[Any]:
    """Return the strategy for ways to work a fact out, of which many do not fit."""
    when = conditions() | loose_conditions()
    operand = st.one_of(ANY_FACT, st.sampled_from(NUMBERS + DERIVED_NUMBERS), SMALL)
    pair = st.tuples(*[st.sampled_from(NUMBERS + DERIVED_NUMBERS)] * 2)
    operands = pair | st.lists(operand, max_size=3).map(tuple)
    score = st.builds(derivation.Score, when=when, points=SMALL)
    tables = (_decisions(when, value) for value in (st.booleans(), SMALL, ANY_CODE))
    return st.one_of(
        st.builds(derivation.When, when=when),
        *tables,
        st.builds(derivation.Add, add=operands),
        st.builds(derivation.Subtract, subtract=operands),
        st.builds(derivation.Multiply, times=operands),
        st.builds(derivation.Divide, divide=operands),
        st.builds(derivation.Points, points=st.lists(score, max_size=2).map(tuple)),
        st.builds(derivation.YearsSince, years_since=ANY_FACT | st.sampled_from(DATES)),
        st.builds(derivation.MonthsSince, months_since=ANY_FACT | st.sampled_from(DATES)),
    )


def _decisions(when: st.SearchStrategy[Any], value: st.SearchStrategy[Any]) -> Any:
    row = st.builds(derivation.Row, when=when, is_=value)
    rows = st.lists(row, max_size=2).map(tuple)
    return st.builds(derivation.Decision, first=rows, otherwise=st.none() | value)
