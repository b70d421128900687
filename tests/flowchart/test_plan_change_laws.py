"""What holds when answers change: of plans, of their modes side by side, reasons and dates told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowchart.agenda import Happening, agenda
from flowchart.changes_shown import Change
from flowchart.difference import compared
from flowchart.scene import Applies
from flowchart.what_if import options
from flowchart.why import Presence, why
from matcher.applicant import NOTHING
from matcher.verdict import Verdict
from tests.planning import shipped_cases
from tests.random_plans import Case, cases, certain, steps_of
from tests.random_records import ANSWERS, MODES, facts

ANYBODY = st.one_of(cases(), cases(), shipped_cases())
IN_ANY_MODE = st.sampled_from(MODES)
SEEDS = st.integers(0, 10**6)


def standings(plan):
    held = {step.service: step.standing for step in plan.steps}
    return held | {one.service: one.standing for one in plan.excluded}


# ---- answers --------------------------------------------------------------------------------


@given(ANYBODY, SEEDS, st.booleans())
def test_an_answer_that_is_changed_and_changed_back_gives_the_same_plan(case, seed, questions):
    """In whatever order things were said."""
    random = Random(seed)
    told = list(case.facts.known.items())
    random.shuffle(told)
    again = replace(NOTHING, holds=case.facts.holds, holds_some=case.facts.holds_some)
    for concept, fact in told:
        again = again.with_fact(concept, fact.value)
    for concept, fact in told[:3]:
        other = ANSWERS[concept](random) if concept in ANSWERS else fact.value
        again = again.without(concept).with_fact(concept, other).with_fact(concept, fact.value)

    assert case.told(again).plan(questions=questions) == case.plan(questions=questions)


@given(cases(known=1.0), SEEDS, IN_ANY_MODE)
def test_a_fact_that_is_hidden_only_makes_services_possible(case, seed, mode):
    hidden = case.facts
    for concept in Random(seed).sample(sorted(hidden.known), 2):
        hidden = hidden.without(concept)
    all_known, some_known = standings(case.plan(mode)), standings(case.told(hidden).plan(mode))

    assert some_known.keys() == all_known.keys()
    for service, standing in some_known.items():
        assert standing in (Applies.POSSIBLE, all_known[service]), service


@given(ANYBODY, SEEDS, IN_ANY_MODE)
def test_a_paper_more_in_hand_never_lengthens_a_plan(case, seed, mode):
    """No condition of these scenes asks what is held. On one form fewer steps may lose the
    ceiling for what is decided together, so there only the promised days are looked at.
    """
    paper = Random(seed).choice(sorted(case.catalogue.evidence))
    richer = case.told(replace(case.facts, holds_some=case.facts.holds_some | {paper}))

    before, after = case.plan(mode), richer.plan(mode)

    assert after.finish_on <= before.finish_on
    assert after.fee <= before.fee
    assert {*certain(after)} <= {*certain(before)}
    assert after.material_counts.bring <= before.material_counts.bring


# ---- modes side by side ---------------------------------------------------------------------


@given(ANYBODY)
def test_the_standard_option_is_the_plan_itself(case):
    plan, (standard, *others) = case.plan(), _options(case)

    assert (standard.finish_on, standard.latest_on) == (plan.finish_on, plan.latest_on)
    assert (standard.trips, standard.bring) == (plan.trips, plan.material_counts.bring)
    assert (standard.sooner, standard.verdict) == (0, Verdict.MET)
    assert [one.mode for one in others] == list(MODES[1:])
    for one in others:
        assert one.sooner == (plan.finish_on - one.finish_on).days


@given(ANYBODY)
def test_an_option_that_no_step_can_use_changes_nothing_and_says_why(case):
    plan = case.plan()

    for option in _options(case)[1:]:
        told = {one.service for one in (*option.open_, *option.barred)}
        assert {*option.used} | told <= {*certain(plan)}
        if option.verdict in (None, Verdict.UNMET):
            assert (option.finish_on, option.trips) == (plan.finish_on, plan.trips)
        if option.verdict is Verdict.UNMET:
            assert option.barred


@given(ANYBODY)
def test_a_step_that_may_not_use_a_mode_names_the_fact_or_the_bar(case):
    for option in _options(case)[1:]:
        for one in option.barred:
            record = case.catalogue.services[one.service]
            (mode,) = (each for each in record.modes if each.mode is option.mode)
            said = {reason.text for reason in one.because}
            assert said
            if mode.barred is not None:
                assert said == {mode.barred}
            else:
                assert all(reason.fact is not None for reason in one.because)
        asked = {reason.fact for one in option.open_ for reason in one.because}
        assert {*option.ask} == asked - {None}


def _options(case: Case):
    return options(case.planner, case.scenes, case.facts, case.on)


# ---- two plans compared ---------------------------------------------------------------------


@given(ANYBODY, IN_ANY_MODE)
def test_a_plan_does_not_differ_from_itself(case, mode):
    plan = case.plan(mode)

    assert not compared(plan, plan)
    assert compared(plan, plan).marks == {}


@given(cases(), SEEDS, IN_ANY_MODE)
def test_two_plans_compared_tell_the_same_from_either_side(case, seed, mode):
    old, new = case.plan(), case.told(facts(Random(seed), 0.7)).plan(mode)
    there, back = compared(old, new), compared(new, old)
    was, is_ = steps_of(old).keys(), steps_of(new).keys()

    assert _of(there, Change.ADDED) == _of(back, Change.DROPPED) == is_ - was
    assert _of(there, Change.DROPPED) == _of(back, Change.ADDED) == was - is_
    assert _of(there, Change.DELAYED) == _of(back, Change.EARLIER)
    assert _of(there, Change.MOVED) == _of(back, Change.MOVED)
    assert (set(there.settled), set(there.reopened)) == (set(back.reopened), set(back.settled))
    both = was & is_  # what is gone is told as dropped, not once more as waited for no longer
    mirrored = {o.service: (-o.days, {*o.freed} & both, {*o.waits} & both) for o in back.steps}
    assert {
        o.service: (o.days, {*o.waits} & both, {*o.freed} & both) for o in there.steps
    } == mirrored
    changed = {(one.evidence, one.after, one.before) for one in back.materials}
    assert {(one.evidence, one.before, one.after) for one in there.materials} == changed
    assert there.finish_on == back.finish_on[::-1]
    assert bool(there) == bool(back)


def _of(difference, change):
    return {one.service for one in difference.with_change(change)}


# ---- why ------------------------------------------------------------------------------------


@given(ANYBODY)
def test_every_service_there_is_says_why_it_is_here_or_not(case):
    plan, catalogue = case.plan(), case.catalogue
    held = standings(plan)
    scenes_of = {
        service: {s for s, one in catalogue.scenes.items() if _has(one, service)}
        for service in catalogue.services
    }

    for service in catalogue.services:
        told = why(service, plan, catalogue)
        expected = held[service].value if service in held else Presence.ELSEWHERE.value
        here = scenes_of[service] & {*plan.scenes}
        assert told.presence.value == expected
        assert {*told.scenes} == (here or scenes_of[service])
        assert told.presence is not Presence.EXCLUDED or told.because
        users = {step.service for step in plan.steps if service in (*step.waits_for, *step.follows)}
        assert {user for user, _ in told.needed_by} == users


def _has(scene, service):
    return any(item.service == service for item in scene.services)


# ---- one time line --------------------------------------------------------------------------


@given(ANYBODY, IN_ANY_MODE, st.integers(0, 60))
def test_the_time_line_holds_every_date_of_the_plan_in_order(case, mode, away):

    plan = case.plan(mode, case.on + timedelta(days=away))
    found = agenda(plan, case.catalogue)
    told = {(one.happening, one.about): one for one in found}

    assert [one.on for one in found] == sorted(one.on for one in found)
    assert len(told) == len(found), "something is told twice"
    assert told[Happening.OPENING, None].on == plan.opening.on
    assert ((Happening.APPLY_BY, None) in told) == (plan.opening.apply_by is not None)
    assert ((Happening.FINISH, None) in told) == (not plan.refusals)
    for step in plan.steps:
        if not step.wrapper:
            starts = told[Happening.STARTS, step.service]
            assert (starts.on, starts.critical) == (step.applies_on, step.critical)
            waits = told.get((Happening.WAITS, step.service))
            assert (waits is not None) == (step.starts_on < step.applies_on)
            assert waits is None or waits.on == step.starts_on
            assert starts.possible == (step.standing is Applies.POSSIBLE)
            assert ((Happening.DUE, step.service) in told) == (step.due_on is not None)
    out = {one.service for one in plan.excluded}
    assert not out & {one.about for one in found}


@given(ANYBODY, IN_ANY_MODE)
def test_a_day_that_is_reckoned_is_provisional_beyond_the_announced_years(case, mode):
    fixed = {Happening.DUE, Happening.OPENING, Happening.POLICY_OPENS, Happening.POLICY_CLOSES}

    for one in agenda(case.plan(mode), case.catalogue):
        known = one.on.year in case.catalogue.calendars
        assert one.provisional == (one.happening not in fixed and not known)


LAWS = [one for name, one in sorted(globals().items()) if name.startswith("test_")]


@pytest.mark.prove
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_laws_hold_of_thousands(law):
    settings(max_examples=1000)(law)()
