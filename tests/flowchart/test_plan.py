from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from flowchart import materials
from flowchart.calendar import Timeline
from flowchart.laid import Laid
from flowchart.scene import Applicable, Applies
from flowchart.ways import Ways
from kb.ids import SceneId
from matcher.criteria import Judge
from tests.planning import (
    CAFE,
    NEWBORN,
    STORE,
    plan_of,
    usual,
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
