"""What holds of order, materials and figures of every plan, whatever the records are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowchart.needs import MaterialStanding
from flowchart.scene import Applies
from kb.handling import Days
from kb.kinds import HandlingMode
from matcher.verdict import Verdict
from tests.planning import shipped_cases
from tests.random_plans import cases, certain, held_services, stand_ins, steps_of
from tests.random_records import MODES

ANYBODY = st.one_of(cases(), cases(), shipped_cases())
IN_ANY_MODE = st.sampled_from(MODES)


@given(ANYBODY, IN_ANY_MODE)
def test_of_every_group_that_is_required_one_has_ended_before_a_step_begins(case, mode):
    """What is in hand counts as done; what is replaced, by what replaces it."""
    plan, done = case.plan(mode), held_services(case)
    steps, instead = steps_of(plan), stand_ins(plan)

    for step in plan.steps:
        service = case.catalogue.services[step.service]
        always = list(service.requires)
        if_so = [
            one.any_of
            for one in service.requires_when
            if case.judge.judge(one.when).verdict is not Verdict.UNMET
        ]
        for any_of in always + if_so:
            found = [steps[one] for one in {instead.get(o, o) for o in any_of} if one in steps]
            others = [one for one in found if one is not step]
            in_time = any(one.ends_day <= step.starts_day for one in others)
            assert in_time or not others or any_of & done, (step.service, any_of)


@given(ANYBODY, IN_ANY_MODE)
def test_a_paper_that_a_step_issues_is_there_when_another_needs_it(case, mode):
    plan, ways = case.plan(mode), case.laid(mode).ways
    steps, sure = steps_of(plan), set(certain(plan))

    for material in plan.materials:
        issuers = [
            steps[one] for one in case.catalogue.issuers.get(material.evidence, ()) if one in sure
        ]
        for service in material.for_:
            step, way = steps[service], ways[service]
            free = material.evidence in case.facts.held | way.waives
            others = [one for one in issuers if one is not step]
            by = step.ends_day if material.evidence in way.defers else step.starts_day
            in_time = any(one.ends_day <= by for one in others)
            assert free or not others or in_time, (material.evidence, service)


@given(ANYBODY, IN_ANY_MODE)
def test_no_step_is_listed_before_one_it_waits_for_or_that_it_follows(case, mode):
    plan = case.plan(mode)
    listed = {}

    for step in plan.steps:
        assert {*step.waits_for, *step.follows} <= listed.keys()
        assert set(step.perhaps) <= set(step.waits_for)
        assert step.starts_day == max((listed[one] for one in step.waits_for), default=0)
        assert step.ends_day >= max((listed[one] for one in step.follows), default=0)
        listed[step.service] = step.ends_day

    assert len(listed) == len(plan.steps), "a service stands twice"


@given(ANYBODY, IN_ANY_MODE)
def test_what_an_excluded_service_asks_for_does_not_matter(case, mode):
    """Were it to take a year, cost a fortune and want every paper, the plan would be the same."""
    plan = case.plan(mode)
    heavy = {
        one.service: _heavy(case, one.service)
        for one in plan.excluded
        if not one.wrapper and one.service not in held_services(case)
    }

    assert replace(case.with_records(heavy).plan(mode), generation=plan.generation) == plan


def _heavy(case, service):
    record = case.catalogue.services[service]
    return replace(
        record,
        inputs=tuple(frozenset({paper}) for paper in case.catalogue.evidence),
        requires=(),
        days=Days(statutory=365, committed=365),
        fee=Decimal(10**6),
        visits=99,
        form=frozenset({"everything"}),
        stages=(),
        modes=(),
    )


@given(ANYBODY, IN_ANY_MODE)
def test_materials_fees_trips_and_fields_are_those_of_certain_steps(case, mode):
    plan, ways = case.plan(mode), case.laid(mode).ways
    sure = certain(plan)
    records = [case.catalogue.services[one] for one in sure]

    assert {s for m in plan.materials for s in m.for_} <= set(sure)
    assert {m.issued_by for m in plan.materials} <= {None, *sure}
    assert plan.fee == sum((one.fee or Decimal(0) for one in records), Decimal(0))
    assert set(plan.fees_unknown) == {one.id for one in records if one.fee is None}
    assert plan.trips.together <= plan.trips.single == plan.visits
    assert plan.visits <= sum(ways[one].visits or 0 for one in sure)
    assert plan.trips.inspections <= sum(ways[one].inspected for one in sure)
    assert plan.trips.unread == sum(ways[one].visits is None for one in sure)
    assert plan.fields.single == sum(len(one.form) for one in records)
    assert plan.fields.merged == len(frozenset().union(*(one.form for one in records)))
    assert plan.material_counts.raw == sum(len(one.inputs) + 1 for one in records)


@given(ANYBODY, IN_ANY_MODE)
def test_merging_loses_no_material(case, mode):
    plan = case.plan(mode)
    asked = {}

    for service in certain(plan):
        record = case.catalogue.services[service]
        terms = {one.evidence: one.copies for one in record.terms if one.copies is not None}
        met = [one for one in plan.materials if service in one.for_]
        for any_of in record.inputs:
            assert any(one.evidence in any_of for one in met), (service, any_of)
        for one in met:
            asked[one.evidence] = asked.get(one.evidence, 0) + terms.get(one.evidence, 0)

    assert len({one.evidence for one in plan.materials}) == len(plan.materials)
    assert {one.evidence: one.copies or 0 for one in plan.materials} == asked


@given(ANYBODY, IN_ANY_MODE)
def test_every_service_of_the_scenes_stands_once_in_the_plan_or_among_those_left_out(case, mode):
    plan = case.plan(mode)
    services = [item.service for one in case.scenes for item in case.catalogue.scenes[one].services]

    told = [step.service for step in plan.steps] + [one.service for one in plan.excluded]

    assert sorted(told) == sorted(set(services))
    assert all(one.standing is Applies.EXCLUDED for one in plan.excluded)


@given(ANYBODY)
def test_what_is_left_out_for_another_step_names_one_that_is_in_the_plan(case):
    plan, done = case.plan(), held_services(case)
    assert set(stand_ins(plan).values()) <= {*steps_of(plan), *done}


@given(ANYBODY, IN_ANY_MODE)
def test_only_what_may_follow_or_is_promised_in_that_mode_is_marked_so(case, mode):
    plan, ways = case.plan(mode), case.laid(mode).ways

    for one in plan.materials:
        if one.standing is MaterialStanding.DEFERRED:
            assert mode is HandlingMode.DEFERRED
            assert all(one.evidence in ways[s].defers | ways[s].waives for s in one.for_)
        if one.standing is MaterialStanding.REPLACED:
            assert all(one.evidence in ways[s].waives for s in one.for_)


LAWS = [one for name, one in sorted(globals().items()) if name.startswith("test_")]


@pytest.mark.prove
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_laws_hold_of_thousands(law):
    settings(max_examples=1000)(law)()
