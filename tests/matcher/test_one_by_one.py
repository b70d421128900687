from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.criteria import Judge
from matcher.fact_columns import FactColumns, fact_batch
from matcher.one_by_one import applicants_of
from tests.judging import applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, world


def columns_of(people):
    return FactColumns(fact_batch(people, world()), world())


def test_those_who_say_the_same_are_one():
    people = [facts_of(employees=count, revenue=row) for row, count in enumerate([3, 4, 3, 3])]

    which, distinct = applicants_of(
        columns_of(people), criterion_of("{fact: concept/employees, at_most: 3}")
    )

    assert which.tolist() == [0, 1, 0, 0]
    assert distinct == (facts_of(employees=3), facts_of(employees=4))


@given(conditions(), st.lists(applicants(), min_size=1, max_size=3))
def test_what_a_condition_reads_is_all_that_decides_it(condition, people):
    which, distinct = applicants_of(columns_of(people), condition)

    for place, facts in zip(which.tolist(), people, strict=True):
        alone = Judge(world(), distinct[place], TODAY).judge(condition)
        assert alone.verdict is Judge(world(), facts, TODAY).judge(condition).verdict
