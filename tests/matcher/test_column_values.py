from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb import derivation
from kb.catalogue import snapshot
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.banks import CODE_OF
from matcher.columns import ColumnJudge, Compiled
from matcher.criteria import Judge
from matcher.fact_columns import FactColumns, fact_batch
from matcher.values import Unknown, full_months
from tests.judging import NUMBERS, SMALL, applicants, conditions, facts_of, limits
from tests.support import TODAY, world

RESULT = "concept/result"
NAMES = st.sampled_from(NUMBERS)
OPERANDS = st.lists(NAMES | SMALL, min_size=2, max_size=3).map(tuple)
POINTS = st.sampled_from([Decimal(3), Decimal("2.5"), Decimal(7)])


def rows_of(kind, **parts):
    return st.lists(st.builds(kind, when=conditions(), **parts), min_size=1, max_size=3).map(tuple)


DERIVATIONS = st.one_of(
    st.builds(derivation.Add, add=OPERANDS),
    st.builds(derivation.Subtract, subtract=OPERANDS),
    st.builds(derivation.Multiply, times=OPERANDS),
    st.builds(derivation.Divide, divide=st.tuples(NAMES, NAMES)),
    st.builds(derivation.Points, points=rows_of(derivation.Score, points=POINTS)),
    st.builds(
        derivation.Decision, first=rows_of(derivation.Row, is_=SMALL), otherwise=st.none() | SMALL
    ),
)


def catalogue_with(derive):
    title = Text(zh="结果", en="Result")
    result = InformationConcept(id=RESULT, title=title, type=ConceptType.NUMBER, derive=derive)
    return snapshot({**world().records, RESULT: result}, world().issuers)


def figures(derive, people, on=TODAY):
    catalogue = catalogue_with(derive)
    columns = FactColumns(fact_batch(people, catalogue), catalogue)
    return catalogue, ColumnJudge(Compiled(catalogue), columns, on).figures(RESULT)


def number(exact, row):
    below = exact.below if isinstance(exact.below, int) else exact.below[row]
    return Fraction(int(exact.above[row]), int(below))


@given(DERIVATIONS, st.lists(applicants(), min_size=1, max_size=3))
def test_a_worked_out_number_is_what_a_judge_works_out(derive, people):
    catalogue, found = figures(derive, people)

    for row, facts in enumerate(people):
        value = Judge(catalogue, facts, TODAY).value(RESULT)
        if not isinstance(value, Unknown):
            assert number(found.low, row) == Fraction(value)
            assert found.known[row]
            continue
        assert (found.asks[row], found.people[row]) == (bool(value.missing), value.judgement)
        assert [found.has_low[row], found.has_high[row]] == [
            value.low is not None,
            value.high is not None,
        ]
        assert value.low is None or number(found.low, row) == value.low
        assert value.high is None or number(found.high, row) == value.high


LEAVES = st.one_of(
    st.builds(form.AtLeast, fact=st.just(RESULT), at_least=limits()),
    st.builds(form.LessThan, fact=st.just(RESULT), less_than=limits()),
    st.builds(form.Between, fact=st.just(RESULT), between=st.tuples(limits(), limits())),
    st.builds(form.Is, fact=st.just(RESULT), is_=SMALL),
    st.builds(
        form.AtMost,
        fact=NAMES,
        at_most=st.builds(form.Times, times=st.just(Decimal("0.5")), of=st.just(RESULT)),
    ),
    st.builds(
        form.MoreThan,
        fact=NAMES,
        more_than=st.builds(
            form.TableLimit,
            by=st.just(RESULT),
            table=st.just((form.Threshold(up_to=Decimal(3), value=Decimal("2.5")),)),
            beyond=st.none() | SMALL,
        ),
    ),
)


@given(DERIVATIONS, LEAVES, st.lists(applicants(), min_size=1, max_size=3))
def test_a_comparison_of_a_worked_out_number_is_what_a_judge_says(derive, leaf, people):
    catalogue = catalogue_with(derive)
    columns = FactColumns(fact_batch(people, catalogue), catalogue)

    found = ColumnJudge(Compiled(catalogue), columns, TODAY).planes(leaf).codes(len(people))

    wanted = [Judge(catalogue, facts, TODAY).judge(leaf).verdict for facts in people]
    assert found.tolist() == [CODE_OF[verdict] for verdict in wanted]


@pytest.mark.parametrize("on", [TODAY, date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31)])
def test_months_passed_are_right_for_every_day_of_five_years(on):
    days = [on + timedelta(days=offset) for offset in range(-5 * 366, 40)]
    people = [facts_of(registered_on=day.isoformat()) for day in days]

    _, found = figures(derivation.MonthsSince(months_since="concept/registered-on"), people, on)

    assert found.low.above.tolist() == [full_months(day, on) for day in days]


def test_years_passed_are_whole_ones():
    people = [facts_of(registered_on=day) for day in ("2024-11-24", "2024-11-23", "2026-11-24")]

    _, found = figures(derivation.YearsSince(years_since="concept/registered-on"), people)

    assert found.low.above.tolist() == [1, 2, -1]
