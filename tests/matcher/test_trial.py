from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.applicant import NOTHING
from matcher.criteria import Judge
from matcher.inputs import Inputs
from matcher.trial import Trial
from tests.judging import VALUES, applicants, conditions
from tests.support import TODAY, criterion_of, world


@given(conditions(), applicants(), st.data())
def test_trying_an_answer_decides_what_judging_afresh_would_decide(criterion, facts, data):
    """Questions try many answers; a trial keeps whatever the asked fact cannot touch."""
    inputs = Inputs(world())
    first = Judge(world(), facts, TODAY)

    for concept in sorted(first.judge(criterion).missing & VALUES.keys()):
        answer = data.draw(VALUES[concept])
        tried = Trial(first, concept, answer, inputs).judge(criterion)
        afresh = Judge(world(), facts.with_fact(concept, answer), TODAY).judge(criterion)
        assert (tried.verdict, tried.missing) == (afresh.verdict, afresh.missing)


def test_a_trial_stops_at_the_part_that_decides():
    inputs = Inputs(world())
    all_of = criterion_of(
        "{all: [{fact: concept/foreign, is: true}, {fact: concept/employees, at_most: 3}]}"
    )
    first = Judge(world(), NOTHING, TODAY)

    tried = Trial(first, "concept/foreign", False, inputs).judge(all_of)

    assert len(tried.parts) == 1
