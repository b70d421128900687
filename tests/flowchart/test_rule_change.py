from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flowchart.case import Case
from flowchart.case_events import By, CaseEvent, Move
from flowchart.case_kinds import Actor
from flowchart.case_store import kept
from flowchart.changes_shown import Change
from flowchart.needs import MaterialStanding
from flowchart.plan import Plan
from flowchart.planner import Planner
from flowchart.rule_change import (
    MOST_KEPT,
    Firm,
    RuleChange,
    RuleChanges,
    may_keep,
    noticed,
    rule_change,
)
from flowchart.states import StepState
from kb.catalogue import Catalogue
from matcher.match import Eligibility, Matcher
from tests.judging import facts_of
from tests.little_plans import RECORDS, SHOP, service, shop, shop_plan
from tests.planning import CENTRE, SCENES, Clock, plan_of, planner, usual
from tests.support import TODAY, shipped_catalogue, world_with

ROAD = (StepState.SUBMITTED, StepState.ACCEPTED, StepState.GRANTED, StepState.ISSUED)
ISSUED = StepState.ISSUED
FACTS = facts_of(employees=0, foreign=False, credit=True)
LATER = date(2026, 12, 14)
"""A Monday three weeks after the case was opened."""

HELD = {"registration": ISSUED}
"""What was done when the rules changed, unless a test says otherwise."""


def ruled(*changes: tuple[str, str], more: str = "") -> Catalogue:
    """Return the little world under other rules: what stood there, and what stands there now."""
    records = RECORDS
    for was, becomes in changes:
        assert was in records
        records = records.replace(was, becomes)
    return world_with(records + more)


def case_of(plan: Plan, **reached: StepState) -> Case:
    """Return a case of which steps have come as far as said, a day a move."""
    moves = [
        Move(
            step=service(name),
            from_state=StepState.CAN_START,
            to_state=state,
            on=TODAY + timedelta(days=day),
        )
        for name, to in reached.items()
        for day, state in enumerate(ROAD[: ROAD.index(to) + 1])
    ]
    by = By(actor=Actor.STAFF, id="companion")
    events = tuple(
        CaseEvent(sequence=i, what=what, by=by, at=Clock()()) for i, what in enumerate(moves, 1)
    )
    return Case(
        id="a",
        number="261123-001",
        opened_on=TODAY,
        plan=kept(plan),
        centre=CENTRE,
        events=events,
    )


def fresh(catalogue: Catalogue, on: date = LATER) -> Plan:
    """Return the plan of the same facts by the rules of a later day."""
    matches = Matcher(catalogue).matches(FACTS, on, {})
    return Planner(catalogue).counting_from(TODAY).plan([SHOP], FACTS, on, matches)


def changed(
    catalogue: Catalogue, reached: dict[str, StepState] | None = None, on: date = LATER
) -> RuleChange | None:
    """Return what rules of the little world mean for a case of its shop."""
    case = case_of(fresh(shop(), TODAY), **(HELD if reached is None else reached))
    return rule_change(case, fresh(catalogue, on), on, {})


# ---- what is noticed ----------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("days", [0, 1, 21])
def test_time_that_passed_is_no_change_of_the_rules(scene: str, days: int) -> None:
    """The same rules three weeks later make the same plan, counted from the same day."""
    on = TODAY + timedelta(days=days)
    case = case_of(plan_of(scene))
    again = planner().counting_from(TODAY).plan([scene], usual(), on, with_questions=False)

    assert rule_change(case, again, on, shipped_catalogue().calendars) is None


def test_rules_that_touch_nothing_of_a_case_are_not_shown() -> None:
    assert (
        changed(ruled(("title: {zh: 招牌, en: Sign}", "title: {zh: 店招, en: Shop sign}"))) is None
    )


def test_a_new_step_is_shown() -> None:
    found = changed(
        ruled(
            (
                "    - {service: service/permit}\n",
                "    - {service: service/permit}\n    - {service: service/licence}\n",
            )
        )
    )

    assert found is not None
    (added,) = found.difference.with_change(Change.ADDED)
    assert added.service == service("licence")
    assert found.why_not[0].kind is Firm.STEP


def test_a_longer_limit_delays_the_step_and_the_end_from_today_on() -> None:
    """The case is behind its plan: what counts is how much later than expected it will be now."""
    found = changed(
        ruled(("days: {statutory: 20, committed: 5}", "days: {statutory: 20, committed: 9}"))
    )

    assert found is not None
    delays = {one.service: one.days for one in found.difference.with_change(Change.DELAYED)}
    assert delays[service("permit")] == 4
    before, after = found.difference.finish_on
    assert LATER < before < after


GRANT = """
- id: policy/shop-rent
  title: {zh: 房租补贴, en: Rent support}
  criteria: {fact: concept/employees, at_most: 300}
  valid: {from: 2026-12-01, to: 2027-12-31}
"""


def test_a_case_that_got_its_policies_shows_those_it_can_claim_now() -> None:
    found = changed(ruled(more=GRANT))

    assert found is not None
    (policy,) = found.difference.policies
    assert (policy.policy, policy.after) == ("policy/shop-rent", Eligibility.ELIGIBLE)
    assert found.why_not == ()


def test_who_is_told_of_policies_alone_sees_no_day_move_when_it_is_acknowledged() -> None:
    """The step is with its office, so its longer limit changes nothing for this case."""
    case = case_of(fresh(shop(), TODAY), registration=ISSUED, permit=StepState.ACCEPTED)
    found = changed(ruled(LONGER, more=GRANT), {**HELD, "permit": StepState.ACCEPTED})

    assert found is not None
    assert found.policies_only
    for part in ("steps", "finish_on", "working_days", "materials"):
        assert getattr(found.plan, part) == getattr(case.plan, part), part
    assert "policy/shop-rent" in {one.policy for one in found.plan.policies}
    assert found.plan.generation != case.plan.generation


def test_a_policy_that_ended_is_shown_as_no_longer_to_be_claimed() -> None:
    case = case_of(fresh(shop(), TODAY))
    plan = fresh(shop())
    without = replace(plan, policies=plan.policies[1:] or plan.policies)
    both = replace(
        case.plan,
        policies=(
            *case.plan.policies,
            replace(case.plan.policies[0], policy="policy/gone", verdict=Eligibility.ELIGIBLE),
        ),
    )

    found = noticed(replace(case, plan=both), without, LATER, {})

    gone = {one.policy: one.after for one in found.policies}
    assert gone["policy/gone"] is Eligibility.NOT_ELIGIBLE


# ---- what was handed in stays -------------------------------------------------------------------


LONGER = ("days: {statutory: 20, committed: 5}", "days: {statutory: 20, committed: 9}")
PAPER = (
    "inputs: [[evidence/business-licence], [evidence/drawing], [evidence/lease]]",
    "inputs: [[evidence/business-licence], [evidence/drawing], [evidence/lease], [evidence/plan]]",
)
NEW_PAPER = "\n- {id: evidence/plan, title: {zh: 平面图, en: Floor plan}}\n"
DROPPED = ("    - {service: service/permit}\n", "")


@pytest.mark.parametrize(
    "state", [StepState.SUBMITTED, StepState.ACCEPTED, StepState.GRANTED, StepState.ISSUED]
)
@pytest.mark.parametrize(
    ("rule", "more"), [(LONGER, ""), (PAPER, NEW_PAPER)], ids=["longer", "paper"]
)
def test_new_rules_do_not_reach_a_step_that_was_handed_in(
    state: StepState, rule: tuple[str, str], more: str
) -> None:
    assert changed(ruled(rule, more=more), {**HELD, "permit": state}) is None


def test_a_step_with_an_office_stays_in_the_plan_though_the_rules_dropped_it() -> None:
    found = changed(ruled(DROPPED), {**HELD, "permit": StepState.ACCEPTED})

    assert found is not None
    assert service("permit") in {step.service for step in found.plan.steps}
    assert [one.service for one in found.difference.steps] == [service("together")]


def test_a_step_not_handed_in_is_gone_when_the_rules_drop_it() -> None:
    found = changed(ruled(DROPPED))

    assert found is not None
    assert service("permit") in {
        one.service for one in found.difference.with_change(Change.DROPPED)
    }


def test_papers_of_steps_ahead_follow_the_rules_of_today() -> None:
    found = changed(ruled(PAPER, more=NEW_PAPER))

    assert found is not None
    (paper,) = found.difference.materials
    assert (paper.evidence, paper.before, paper.after) == (
        "evidence/plan",
        None,
        MaterialStanding.BRING,
    )
    assert [(one.kind, one.about) for one in found.why_not] == [(Firm.PAPER, "evidence/plan")]
    assert found.plan.material_counts.bring == sum(
        one.standing is MaterialStanding.BRING for one in found.plan.materials
    )


# ---- whether the plan may stay ------------------------------------------------------------------

SHORTER = ("days: {statutory: 20, committed: 5}", "days: {statutory: 20, committed: 2}")
NO_DRAWING = (
    "[evidence/drawing], [evidence/lease]]\n  terms: [{evidence: evidence/lease, copies: 2",
    "[evidence/lease]]\n  terms: [{evidence: evidence/lease, copies: 2",
)


@pytest.mark.parametrize(
    ("rule", "reached", "why_not"),
    [
        pytest.param(SHORTER, HELD, [], id="less time may be turned down"),
        pytest.param(NO_DRAWING, HELD, [], id="fewer papers may be turned down"),
        pytest.param(DROPPED, HELD, [], id="fewer steps may be turned down"),
        pytest.param(LONGER, HELD, [Firm.TIME], id="more time cannot be kept away"),
        pytest.param(PAPER, HELD, [Firm.PAPER], id="a new paper cannot be kept away"),
    ],
)
def test_less_than_before_may_be_turned_down_and_more_cannot(
    rule: tuple[str, str], reached: dict[str, StepState], why_not: list[Firm]
) -> None:
    found = changed(ruled(rule, more=NEW_PAPER), reached)

    assert found is not None
    assert sorted({one.kind for one in found.why_not}) == why_not


@pytest.mark.parametrize(
    ("state", "free"),
    [
        (StepState.SUBMITTED, True),
        (StepState.ACCEPTED, True),
        (StepState.GRANTED, True),
        (StepState.ISSUED, True),
        (None, False),
    ],
)
def test_a_plan_may_stay_where_only_steps_handed_in_would_be_asked_more(
    state: StepState | None, free: bool
) -> None:
    """Whatever two plans are compared, a step that was handed in is never a reason."""
    reached = HELD if state is None else {**HELD, "permit": state}
    case = case_of(fresh(shop(), TODAY), **reached)
    longer = noticed(case_of(fresh(shop(), TODAY), **HELD), fresh(ruled(LONGER)), LATER, {})
    of_permit = tuple(one for one in longer.steps if one.service == service("permit"))

    assert (may_keep(case, replace(longer, steps=of_permit)) == ()) is free


# ---- worked out once ----------------------------------------------------------------------------


def test_what_rules_mean_is_worked_out_once_for_each_state_of_a_case() -> None:
    changes, asked = RuleChanges(), []

    def work_out() -> None:
        asked.append(1)

    for _ in range(3):
        assert changes.get(("a", 1, "g", TODAY), work_out) is None
    changes.get(("a", 2, "g", TODAY), work_out)

    assert len(asked) == 2


def test_what_was_looked_at_long_ago_is_forgotten() -> None:
    changes, asked = RuleChanges(), []

    for number in (*range(MOST_KEPT + 1), 0):
        changes.get(("a", number, "g", TODAY), lambda: asked.append(1))

    assert len(asked) == MOST_KEPT + 2


def test_the_shop_of_these_tests_is_the_one_in_the_other_tests() -> None:
    assert {s.service for s in fresh(shop(), TODAY).steps} == {
        s.service for s in shop_plan(employees=0).steps
    }
