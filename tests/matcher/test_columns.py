from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from matcher.banks import CODE_OF
from matcher.columns import ColumnJudge, Columns, Compiled
from matcher.criteria import Judge
from matcher.fact_columns import FactColumns, fact_batch
from matcher.match import ELIGIBILITIES, Matcher
from tests.judging import applicants, conditions
from tests.planning import applicants as shipped_applicants
from tests.support import TODAY, shipped_catalogue, world

DAYS = st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days))


def codes(criterion, people, on=TODAY):
    judge = ColumnJudge(Compiled(world()), FactColumns(fact_batch(people, world()), world()), on)
    return judge.planes(criterion).codes(len(people)).tolist()


def judged(criterion, people, on=TODAY):
    return [CODE_OF[Judge(world(), facts, on).judge(criterion).verdict] for facts in people]


@given(conditions(), st.lists(applicants(), min_size=1, max_size=5), DAYS)
def test_every_cell_is_what_a_judge_says(criterion, people, on):
    assert codes(criterion, people, on) == judged(criterion, people, on)


@given(st.lists(shipped_applicants(), min_size=1, max_size=4), DAYS)
def test_every_shipped_policy_comes_to_what_its_match_says(people, on):
    catalogue = shipped_catalogue()
    columns, matcher = Columns(catalogue), Matcher(catalogue)

    found = columns.judged(fact_batch(people, catalogue), on).codes

    for row, facts in enumerate(people):
        verdicts = matcher.judged(facts, on).verdicts
        cells = zip(columns.policies, found[:, row].tolist(), strict=True)
        assert {policy.id: ELIGIBILITIES[code] for policy, code in cells} == verdicts
