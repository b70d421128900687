from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart import materials
from flowchart.calendar import Timeline
from flowchart.laid import Laid
from flowchart.planner import Planner
from flowchart.scene import Applicable, Applies
from flowchart.ways import Ways
from kb.catalogue import snapshot
from kb.errors import WrongInput
from kb.ids import SceneId
from matcher.applicant import NOTHING
from matcher.criteria import Judge
from tests.planning import (
    CAFE,
    NEWBORN,
    RESTAURANT,
    SCENES,
    STORE,
    applicants,
    facts_of,
    hidden,
    names,
    plan_of,
    planner,
    scene_concepts,
    some_scenes,
    usual,
    well_known,
)
from tests.support import ROOT, TODAY

FIGURES = [
    # scene, steps, statutory serial → parallel, committed serial → parallel, raw → distinct → bring
    ("convenience-store", 16, (57, 23), (15, 6), (70, 25, 10)),
    ("supermarket", 16, (57, 23), (15, 6), (70, 25, 10)),
    ("restaurant", 15, (62, 23), (18, 6), (55, 18, 7)),
    ("cafe-bakery", 14, (52, 23), (15, 6), (50, 20, 9)),
    ("pharmacy", 15, (17, 8), (5, 3), (60, 22, 8)),
    ("bookstore", 14, (37, 23), (6, 3), (47, 13, 3)),
    ("gym-pool", 14, (27, 13), (5, 3), (47, 17, 6)),
    ("beauty-hair", 12, (37, 23), (10, 6), (48, 19, 7)),
    ("ktv", 17, (112, 38), (31, 12), (76, 30, 14)),
    ("internet-cafe", 16, (62, 38), (15, 11), (60, 21, 7)),
    ("cinema", 16, (97, 43), (20, 6), (67, 30, 15)),
    ("hotel", 16, (82, 33), (20, 6), (66, 28, 14)),
    ("childcare", 13, (32, 18), (10, 6), (53, 21, 8)),
    ("clinic", 13, (52, 23), (20, 11), (52, 19, 8)),
    ("training", 13, (87, 73), (35, 31), (53, 22, 9)),
    ("company-set-up", 10, (12, 8), (4, 3), (33, 12, 2)),
    ("company-change", 1, (3, 3), (1, 1), (4, 3, 1)),
    ("company-exit", 2, (23, 23), (4, 4), (6, 3, 0)),
    ("transport", 12, (37, 28), (10, 7), (40, 15, 2)),
    ("hazchem", 8, (42, 33), (19, 16), (33, 13, 3)),
    ("hire-staff", 5, (1, 1), (0, 0), (11, 4, 1)),
    ("newborn", 7, (50, 30), (37, 20), (21, 7, 2)),
    ("marriage-and-home", 4, (33, 30), (8, 5), (14, 5, 0)),
    ("retirement", 2, (25, 25), (13, 13), (7, 3, 1)),
    ("talent", 3, (95, 60), (60, 40), (14, 6, 2)),
    ("disability", 3, (70, 50), (40, 30), (9, 5, 3)),
    ("veteran", 4, (75, 60), (37, 30), (13, 5, 3)),
]


def standings(plan):
    held = {step.service: step.standing for step in plan.steps}
    return held | {item.service: item.standing for item in plan.excluded}


# ---- every scene ----------------------------------------------------------------------------


@pytest.mark.parametrize(("scene", "steps", "statutory", "committed", "counted"), FIGURES)
def test_the_default_profile_gives_the_figures_of_the_readme(
    scene, steps, statutory, committed, counted
):
    plan = plan_of(SceneId(f"scene/{scene}"))

    days, counts = plan.working_days, plan.material_counts
    assert len(plan.steps) == steps
    assert (days.statutory_serial, days.statutory_parallel) == statutory
    assert (days.serial, days.parallel) == committed
    assert (counts.raw, counts.distinct, counts.bring) == counted
    assert plan.settled
    assert plan.working_days_at_most is None


@pytest.mark.parametrize(("scene", "steps", "statutory", "committed", "counted"), FIGURES)
def test_the_readme_shows_these_figures(scene, steps, statutory, committed, counted):
    cells = [" → ".join(map(str, figures)) for figures in ((steps,), statutory, committed, counted)]

    row = f"| {scene.replace('-', ' ')} | {' | '.join(cells)} |"

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert row in readme


def test_every_scene_has_its_figures(catalogue):
    assert {f"scene/{scene}" for scene, *_ in FIGURES} == set(catalogue.scenes)


@pytest.mark.parametrize(
    ("scene", "finish"),
    [(STORE, "2026-12-01"), (CAFE, "2026-12-08"), (NEWBORN, "2026-12-21")],
)
def test_the_finish_is_counted_in_working_days(scene, finish):
    plan = plan_of(scene)

    assert plan.finish_on == date.fromisoformat(finish)
    assert not plan.finish_provisional


def test_a_finish_beyond_the_announced_year_is_provisional():
    plan = plan_of(NEWBORN, on=date(2026, 12, 21))

    assert plan.finish_on.year == 2027
    assert plan.finish_provisional


PUBLISHED = [
    # what, trade permits, statutory series, committed longest path, raw → distinct → bring
    ("convenience store", "food_lic tobacco otc_b device2", 40, 5, (31, 17, 8)),
    ("restaurant", "food_lic signboard fire_check", 35, 5, (19, 14, 9)),
]


@pytest.mark.parametrize(("what", "permits", "before", "after", "counted"), PUBLISHED)
def test_the_trade_permits_alone_stand_in_the_readme_beside_the_published_figures(
    what, permits, before, after, counted, catalogue
):
    services = [catalogue.services[catalogue.resolve("service", n)] for n in permits.split()]
    judge = Judge(catalogue, usual(), TODAY)
    items = [Applicable(service=s.id, standing=Applies.CERTAIN, wrapper=False) for s in services]
    laid = Laid(items, Ways(judge).of(services), judge, Timeline(TODAY, catalogue.calendars), {})
    counts = materials.counts(services, materials.merged(laid.needs, catalogue))
    totals = laid.totals()

    assert (totals.statutory_serial, totals.parallel) == (before, after)
    assert (counts.raw, counts.distinct, counts.bring) == counted
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for said in (
        rf"\| {what}, days \|.*\| {before} → {after} \(",
        rf"\| {what}, materials \|.*\| {counted[0]} → {counted[1]}, of which {counted[2]} to bring",
    ):
        assert re.search(said, readme)


def test_an_internet_cafe_is_a_true_chain():
    chain = [
        "company-registration",
        "internet-cafe-set-up-approval",
        "internet-cafe-network-security",
        "internet-cafe-licence",
    ]
    steps = {step.service.removeprefix("service/"): step for step in plan_of(CAFE).steps}

    for before, after in pairwise(chain):
        assert f"service/{before}" in steps[after].waits_for
        assert steps[after].starts_day >= steps[before].ends_day
    assert all(steps[name].critical for name in chain)


def test_a_ktv_is_a_true_chain():
    chain = ["company-registration", "fire-safety-check", "entertainment-venue-licence"]
    steps = {s.service.removeprefix("service/"): s for s in plan_of(SceneId("scene/ktv")).steps}

    for before, after in pairwise([*chain, "entertainment-venue-police-filing"]):
        assert f"service/{before}" in steps[after].waits_for


def test_a_wrapper_takes_no_time_and_asks_for_nothing(catalogue):
    wrapper = "service/integrated-industry-licence"
    plan = plan_of(STORE)
    step = next(step for step in plan.steps if step.service == wrapper)

    assert (step.wrapper, step.takes_days, step.critical) == (True, 0, False)
    assert all(wrapper not in material.for_ for material in plan.materials)
    assert wrapper not in plan.fees_unknown


def test_a_filing_gives_way_to_the_licence_that_includes_it():
    held = standings(plan_of(STORE))

    assert held["service/food-business-licence"] is Applies.CERTAIN
    assert held["service/packaged-food-filing"] is Applies.EXCLUDED


# ---- order ----------------------------------------------------------------------------------


def test_a_licence_in_hand_removes_the_wait_for_it():
    def before(holds):
        plan = plan_of(CAFE, facts=usual(holds=holds))
        step = next(s for s in plan.steps if s.service == "service/internet-cafe-licence")
        return names(step.waits_for)

    assert "fire-safety-check" in before([])
    assert "fire-safety-check" not in before(["evidence/fire-check-document"])


def test_an_explicit_prerequisite_waits_for_whichever_alternative_is_in_the_plan():
    def registration(entity):
        plan = plan_of(STORE, facts=usual(entity=entity))
        step = next(s for s in plan.steps if s.service == "service/class-ii-device-filing")
        return names(step.waits_for)

    assert registration("new_company") == ["company-registration"]
    assert registration("new_individual") == ["individual-business-registration"]
    assert registration("existing") == []


@given(some_scenes, applicants())
def test_no_plan_lists_a_step_before_one_it_waits_for(scenes, facts):
    plan = planner().plan(scenes, facts, TODAY, with_questions=False)
    listed: dict[str, int] = {}

    for step in plan.steps:
        assert all(before in listed for before in step.waits_for), step.service
        assert step.starts_day >= max((listed[b] for b in step.waits_for), default=0)
        listed[step.service] = step.ends_day

    assert len(listed) == len(plan.steps), "a service stands twice"


# ---- what is not known ----------------------------------------------------------------------


@given(some_scenes, well_known(), st.data())
def test_hiding_facts_only_ever_makes_a_service_possible(scenes, facts, data):
    concepts = [concept.id for concept in scene_concepts()]
    fewer = hidden(facts, data.draw(st.sets(st.sampled_from(concepts))))
    all_known = standings(planner().plan(scenes, facts, TODAY, with_questions=False))
    some_known = standings(planner().plan(scenes, fewer, TODAY, with_questions=False))

    assert some_known.keys() == all_known.keys()
    for service, standing in some_known.items():
        assert standing in (Applies.POSSIBLE, all_known[service]), service


@given(some_scenes, applicants())
def test_the_other_end_is_never_below_the_totals(scenes, facts):
    plan = planner().plan(scenes, facts, TODAY, with_questions=False)
    days, at_most = plan.working_days, plan.working_days_at_most

    assert (at_most is None) == plan.settled
    assert days.parallel <= days.serial
    assert days.statutory_parallel <= days.statutory_serial
    for name in days.__dataclass_fields__ if at_most else ():
        assert getattr(at_most, name) >= getattr(days, name)


@pytest.mark.parametrize("scene", SCENES)
def test_a_provisional_plan_stands_before_the_first_answer(scene):
    plan = plan_of(scene, facts=NOTHING)

    assert plan.steps
    assert plan.settled or plan.working_days_at_most is not None


@pytest.mark.parametrize("scene", SCENES)
def test_opening_questions_are_few_and_are_asked_first(scene, catalogue):
    opening = catalogue.scenes[scene].opening_questions

    asked = [question.concept for question in plan_of(scene, facts=NOTHING).questions]

    assert len(opening) <= 3
    assert tuple(asked[: len(opening)]) == opening


@pytest.mark.parametrize("scene", SCENES)
def test_three_answers_give_a_plan_and_one_tap_more_settles_it(scene, catalogue):
    shown = catalogue.scenes[scene]
    facts = hidden(usual(), usual().known.keys() - set(shown.opening_questions))
    provisional = plan_of(scene, facts=facts)
    for offered in provisional.usual:
        facts = facts.with_fact(offered.fact, offered.is_)
    confirmed = plan_of(scene, facts=facts)

    left_open = [step.service for step in confirmed.steps if step.standing is Applies.POSSIBLE]

    assert any(step.standing is Applies.CERTAIN for step in provisional.steps)
    assert provisional.working_days.parallel > 0
    assert len(left_open) <= 1


@pytest.mark.parametrize("scene", SCENES)
def test_only_policies_are_asked_about_once_a_scene_is_settled(scene):
    questions = plan_of(scene).questions

    assert not any(question.of_scene for question in questions)
    assert all(question.settles_policies >= 1 for question in questions)


def test_questions_stop_when_no_answer_can_change_anything():
    """Each answer that is given takes its question away; the conversation comes to an end."""
    facts, asked = NOTHING, []
    answers = usual().known

    while questions := plan_of(NEWBORN, facts=facts).questions:
        concept = questions[0].concept
        assert concept not in asked
        asked.append(concept)
        if concept not in answers:
            break
        facts = facts.with_fact(concept, answers[concept].value)

    assert len(asked) <= 8


@given(some_scenes, well_known())
def test_a_fully_known_applicant_is_asked_nothing_about_scenes(scenes, facts):
    plan = planner().plan(scenes, facts, TODAY)

    assert not any(question.of_scene for question in plan.questions)


def test_what_is_usual_is_offered_until_it_is_known(catalogue):
    offered = {usual.fact for usual in plan_of(STORE, facts=NOTHING).usual}
    left = {usual.fact for usual in plan_of(STORE, facts=facts_of(staff=4)).usual}

    assert offered == {usual.fact for usual in catalogue.scenes[STORE].usual}
    assert offered - left == {"concept/employees"}


# ---- several scenes -------------------------------------------------------------------------


def test_services_that_scenes_share_stand_once():
    store, restaurant = plan_of(STORE), plan_of(RESTAURANT)
    both = plan_of(STORE, RESTAURANT)

    services = [step.service for step in both.steps]

    assert both.scenes == (STORE, RESTAURANT)
    assert len(services) == len(set(services))
    assert set(services) == {s.service for s in (*store.steps, *restaurant.steps)}


def test_a_scene_named_twice_counts_once():
    assert plan_of(STORE, STORE) == plan_of(STORE)


def test_scenes_of_different_people_can_be_planned_together():
    plan = plan_of(STORE, NEWBORN)

    assert len(plan.steps) == 16 + 7
    assert plan.working_days.serial == 15 + 37
    assert plan.working_days.parallel == max(6, 20)


@pytest.mark.parametrize(
    ("scenes", "problem", "remedy"),
    [
        ([], "is missing", "Say what is to be done"),
        ([SceneId("scene/moon-base")], "scene/moon-base", "scene/newborn"),
        ([STORE, SceneId("scene/moon-base")], "scene/moon-base", "scene/restaurant"),
    ],
)
def test_a_scene_that_does_not_exist_is_refused_with_those_that_do(scenes, problem, remedy):
    with pytest.raises(WrongInput) as caught:
        planner().plan(scenes, NOTHING, TODAY)

    (said,) = caught.value.problems
    assert problem in said.problem.en
    assert remedy in said.remedy.en


def test_a_plan_remembers_the_generation_it_was_made_with(catalogue):
    fewer = dict(catalogue.records)
    del fewer["policy/vat-one-percent-rate"]
    other = Planner(snapshot(fewer, catalogue.issuers)).plan([STORE], usual(), TODAY)

    assert plan_of(STORE).generation == catalogue.generation
    assert other.generation != catalogue.generation
