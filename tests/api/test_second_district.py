"""The district of `tests/district` over the shipped records: gates, plans, policies, origins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.settings import Settings
from api.wiring import open_house
from flowchart.planner import Planner
from kb import validation
from kb.catalogue import Catalogue
from kb.ids import PolicyId, SceneId
from kb.layers import read_folders
from kb.record_files import write_records
from kb.source import Loaded
from matcher.match import Matcher
from matcher.search import Searcher
from tests.console import shapes
from tests.planning import Clock, facts_of, planner, usual
from tests.support import DATA, NAMES, ROOT, TODAY, catalogue_of, shipped_catalogue

DISTRICT = ROOT / "tests" / "district"
SHOP = SceneId("scene/convenience-store")
SMALL_SHOP = PolicyId("policy/small-shop-grant")


@pytest.fixture(scope="module")
def loaded() -> tuple[Loaded, ...]:
    """Return the records of both folders."""
    return read_folders([DATA, DISTRICT])


@pytest.fixture(scope="module")
def district(loaded) -> Catalogue:
    """Return the catalogue of both folders."""
    return catalogue_of(one.record for one in loaded)


def steps(plan) -> dict[str, str]:
    return {step.service.removeprefix("service/"): str(step.standing) for step in plan.steps}


def test_the_district_passes_the_gates(loaded):
    base = {one.record.id: one.record for one in loaded}

    validation.check([one for one in loaded if one.layer == "district"], base, NAMES)


def test_the_plan_of_a_shop_follows_the_limit_of_the_district(district):
    facts = usual(area=250)

    here = steps(Planner(district).plan([SHOP], facts, TODAY))
    elsewhere = steps(planner().plan([SHOP], facts, TODAY))

    assert "fire-safety-check" not in elsewhere
    assert here["fire-safety-check"] == "certain"


def test_a_removed_service_is_in_no_plan(district):
    plans = [Planner(district).plan([scene], facts_of(), TODAY) for scene in district.scenes]

    assert not any("shop-sign-filing" in steps(plan) for plan in plans)
    assert "shop-sign-filing" in steps(planner().plan([SHOP], usual(), TODAY))


@pytest.mark.parametrize(
    ("area", "said"), [(80, "eligible"), (80.5, "not_eligible"), (None, "needs_information")]
)
def test_the_policy_that_was_added_is_matched_by_the_limit_that_was_added(district, area, said):
    matches = Matcher(district).matches(facts_of(area=area), TODAY)

    assert {one.policy: str(one.verdict) for one in matches}[SMALL_SHOP] == said


def test_the_policy_that_was_added_is_found_by_its_words(district):
    found = Searcher(district).search("小店开业补贴", kinds=("policy",))

    assert found.results[0].id == SMALL_SHOP


def test_a_policy_that_was_changed_by_one_key_is_over_earlier_here(district):
    city, here = (
        catalogue.policies[PolicyId("policy/start-up-rent-subsidy")]
        for catalogue in (shipped_catalogue(), district)
    )

    assert str(here.valid.to) == "2026-10-31"
    assert replace(here, valid=city.valid, sources=city.sources) == city


@pytest.mark.prove
def test_the_console_plans_over_two_folders(console, written):
    ask = ["plan", "convenience-store", "--facts", written('{"area": 250}'), "--json"]

    (here,) = shapes(console(*ask, "--data", str(DATA), "--data", str(DISTRICT)))

    services = [step["service"] for step in here["steps"]]
    assert "service/fire-safety-check" in services
    assert "service/shop-sign-filing" not in services


@pytest.mark.prove
def test_the_ledger_keeps_origins_and_writes_the_same_generation_as_one_folder(tmp_path):
    house = open_house(Settings(), (str(DATA), str(DISTRICT)), Clock())
    write_records(house.catalogue.records.values(), tmp_path / "records")
    again = open_house(Settings(), (str(tmp_path / "records"),), Clock())

    origins = {one.record.id: one.origin for one in house.ledger.published()}
    assert origins["parameter/fire-check-area"] == origins["scene/convenience-store"] == "district"
    assert origins["service/fire-safety-check"] == "data"
    assert again.catalogue.generation == house.catalogue.generation
    for one in (house, again):
        one.close()
