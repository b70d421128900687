"""500 people in 416 lines of trade: the plan holds exactly the licences each of them needs."""

from __future__ import annotations

import pytest

from flowchart.planner import Planner
from flowchart.scene import Applies
from kb import validation
from kb.layers import read_folders
from matcher.applicant import NOTHING, read_facts
from tests.not_run import outside
from tests.oracles import licence_finder as theirs
from tests.support import NAMES, TODAY, catalogue_of

pytestmark = outside(theirs.SCENES)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Return the records as they are read from files."""
    return read_folders([theirs.write_records(tmp_path_factory.mktemp("licence-finder"))])


@pytest.fixture(scope="module")
def planner(loaded):
    """Return the planner over the catalogue of these scenes, read back from its graph."""
    return Planner(catalogue_of(one.record for one in loaded))


@pytest.mark.prove
def test_every_scene_passes_the_second_gate(loaded):
    validation.check(loaded, {one.record.id: one.record for one in loaded}, NAMES)


def test_every_scene_is_served(planner):
    assert len(planner.catalogue.scenes) == 416


def test_every_case_gets_exactly_its_licences_in_one_plan(planner):
    """Up to three lines of trade are merged, with the answers shared between them."""
    wrong = []
    for number, case in enumerate(theirs.cases()):
        facts = read_facts(theirs.plain_facts(case), planner.catalogue)
        plan = planner.plan(theirs.scene_ids(case), facts, TODAY)
        services = [step.service for step in plan.steps]
        if set(services) != theirs.service_ids(case) or len(services) != len(set(services)):
            wrong.append(number)
        assert all(step.standing is Applies.CERTAIN for step in plan.steps)
        assert plan.questions == ()

    print(f"{number + 1} cases, {len(wrong)} wrong")
    assert (number + 1, wrong) == (500, [])


def test_scenes_in_one_plan_ask_what_they_share_once(planner):
    three = next(case for case in theirs.cases() if len(case["scenes"]) == 3)

    plan = planner.plan(theirs.scene_ids(three), NOTHING, TODAY)

    asked = [question.concept for question in plan.questions]
    assert sorted(asked) == [theirs.ACTIVITIES, theirs.LOCATION]


def test_before_the_nation_is_known_every_licence_that_may_be_needed_is_possible(planner):
    """Nothing needed is ever missing from the provisional plan, and nothing more is certain."""
    for case in list(theirs.cases())[::10]:
        plain = theirs.plain_facts(case)
        facts = read_facts({theirs.ACTIVITIES: plain[theirs.ACTIVITIES]}, planner.catalogue)
        plan = planner.plan(theirs.scene_ids(case), facts, TODAY)
        certain = {s.service for s in plan.steps if s.standing is Applies.CERTAIN}

        assert theirs.service_ids(case) <= {step.service for step in plan.steps}
        assert certain <= theirs.service_ids(case)
