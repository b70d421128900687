"""Lists of policies: which group, in which order, what adds up, and what nobody else may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from api.policy_views import PolicyGroups, policy_groups, without_personal
from api.wiring import House
from kb.ids import SceneId
from matcher.applicant import read_facts
from tests.benefits import SCENE, house_of_grants

GRANTED = {"granted": []}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the house of grants."""
    opened = house_of_grants(tmp_path_factory.mktemp("grants"))
    yield opened
    opened.close()


def groups_of(house: House, recalled: object = None, **facts: object) -> PolicyGroups:
    """Return the policies of somebody who opens a shop, in groups."""
    known = {f"concept/{k.replace('_', '-')}": v for k, v in facts.items()}
    given = read_facts(known, house.catalogue)
    plan = house.plan([SceneId(SCENE)], given, house.applying_on())
    near = house.catalogue.policies.keys() if recalled is None else recalled
    return policy_groups(plan, house.catalogue, near)  # type: ignore[arg-type]


def names(views: object) -> list[str]:
    """Return the policies of a group, short."""
    return [view.slug.removeprefix("little-shop-") for view in views]  # type: ignore[attr-defined]


def test_each_policy_stands_in_one_group(house) -> None:
    groups = groups_of(house, staff=5, turnover=2000)

    shown = [*groups.eligible, *groups.near, *groups.open, *groups.others]

    assert sorted(view.policy.id for view in shown) == sorted(house.catalogue.policies)


def test_what_fails_by_little_comes_the_nearest_first(house) -> None:
    groups = groups_of(house, staff=9, turnover=2000)

    sizes = [view.match.near.size for view in groups.near]

    assert names(groups.near)[0] == "later"
    assert sizes == sorted(sizes)


def test_what_is_open_names_the_question_to_ask_first(house) -> None:
    groups = groups_of(house, staff=2)

    asked = {view.slug: view.ask.id for view in groups.open if view.ask}

    assert asked["little-shop-grant"] == "concept/turnover"
    assert asked["little-shop-care"] == "concept/disabled"


def test_a_question_put_already_is_not_the_first_to_ask(house) -> None:
    facts = read_facts({}, house.catalogue)
    plan = house.plan([SceneId(SCENE)], facts, house.applying_on())
    near = house.catalogue.policies.keys()

    def first(put: frozenset[str]) -> str:
        groups = policy_groups(plan, house.catalogue, near, put=put)  # type: ignore[arg-type]
        (grant,) = (view for view in groups.open if view.slug == "little-shop-grant")
        assert grant.ask is not None
        return grant.ask.id

    assert first(frozenset({first(frozenset())})) != first(frozenset())


def test_what_does_not_lie_near_stands_with_the_rest(house) -> None:
    groups = groups_of(house, frozenset(), staff=9)

    assert not groups.near
    assert not groups.open
    assert "prize" in names(groups.eligible)


def test_sums_are_of_one_unit_and_of_what_one_can_have_side_by_side(house) -> None:
    groups = groups_of(house, staff=2, turnover=2000)

    assert {"grant", "prize", "tea", "sign"} <= set(names(groups.eligible))
    assert [total.en for total in groups.totals] == ["100 yuan"]
    assert [one.en for one in groups.choices if "is better" in one.en]


def test_one_amount_alone_is_no_sum(house) -> None:
    assert groups_of(house, staff=20).totals == ()


def test_nobody_without_the_pin_sees_figures_sums_or_sensitive_policies(house) -> None:
    groups = groups_of(house, staff=2, turnover=20000, disabled=True)

    shown, hidden = without_personal(groups)
    views = [*shown.eligible, *shown.near, *shown.open, *shown.others]

    assert hidden == 1
    assert "care" not in names(views)
    assert (shown.totals, shown.choices) == ((), ())
    assert {view.amount for view in views} == {None}
    assert {view.match.amount for view in views} == {None}
    assert {reason.value for view in views for reason in view.match.because} <= {None}


def test_the_conditions_stay_with_their_sources(house) -> None:
    shown, _ = without_personal(groups_of(house, staff=5, turnover=2000))

    (grant,) = (view for view in shown.near if view.slug == "little-shop-grant")
    (failed, *_) = grant.match.because

    assert failed.source is not None
    assert (failed.distance, failed.standing, failed.limit, failed.steps) == (None, None, None, ())


def test_nothing_at_all_is_not_shown_as_an_amount(house) -> None:
    groups = groups_of(house, staff=9, turnover=0)

    assert {view.amount.en for view in groups.near if view.amount} <= {"30 yuan"}


def test_a_policy_that_is_over_is_left_out(house) -> None:
    catalogue = house.catalogue
    plan = house.plan([SceneId(SCENE)], read_facts({}, catalogue), house.applying_on())
    long_after = replace(plan, on=plan.on.replace(year=2200))
    over = {
        one: replace(policy, valid=replace(policy.valid, to=plan.on))
        for one, policy in catalogue.policies.items()
    }

    shown = policy_groups(long_after, replace(catalogue, policies=over), catalogue.policies)

    assert shown == PolicyGroups(eligible=(), near=(), open=(), others=())
