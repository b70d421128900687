"""What the page of one policy is made of: the sentence, the conditions, the papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.one_policy import PolicyPage, policy_page
from api.wiring import House
from flowchart import diagram
from kb.ids import PolicyId, SceneId
from matcher.applicant import read_facts
from matcher.match import Matcher
from tests.benefits import SCENE, house_of_grants
from tests.planning import usual
from tests.support import TODAY, shipped_catalogue


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the house of grants."""
    opened = house_of_grants(tmp_path_factory.mktemp("grants"))
    yield opened
    opened.close()


def page_of(house: House, policy: str, **facts: object) -> PolicyPage:
    """Return the page of a policy for somebody who opens a shop."""
    short = ("granted", "holds")
    known = {name if name in short else f"concept/{name}": value for name, value in facts.items()}
    given = read_facts(known, house.catalogue)
    plan = house.plan([SceneId(SCENE)], given, house.applying_on())
    found = policy_page(
        PolicyId(f"policy/little-shop-{policy}"),
        plan.policies,
        house.catalogue,
        rows=diagram.rows(plan, house.catalogue, None),
        facts=given,
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("policy", "facts", "said", "count"),
    [
        ("grant", {"staff": 2, "turnover": 2000}, "eligible", 0),
        ("grant", {"staff": 5, "turnover": 10}, "not_eligible", 2),
        ("grant", {}, "needs_information", 2),
        ("later", {"staff": 2}, "wait", 1),
        ("later", {}, "wait_and_see", 1),
    ],
)
def test_the_sentence_fits_what_was_decided(house, policy, facts, said, count) -> None:
    page = page_of(house, policy, **facts)

    assert (page.said, page.count) == (said, count)


def test_conditions_stand_by_their_verdict(house) -> None:
    page = page_of(house, "grant", staff=5)

    assert [len(one) for one in (page.unmet, page.open, page.judged, page.met)] == [1, 1, 0, 0]


def test_an_open_condition_on_a_fact_worked_out_asks_for_the_facts_behind_it(house) -> None:
    page = page_of(house, "tiny", staff=2)

    (condition,) = page.open

    assert [one.id for one in condition.asks] == ["concept/turnover"]
    assert page.more == ()


def test_a_paper_that_is_held_says_so(house) -> None:
    page = page_of(house, "grant", holds=["evidence/id-card"])

    assert {one.record: one.held for one in page.materials} == {
        "evidence/business-licence": False,
        "evidence/id-card": True,
    }


def test_a_paper_names_its_step_or_else_the_services_that_issue_it(house) -> None:
    in_plan = page_of(house, "grant").materials[0]
    alone = policy_page(
        PolicyId("policy/little-shop-grant"),
        house.matches(read_facts({}, house.catalogue), house.today()),
        house.catalogue,
    )

    assert [row.service for row in in_plan.steps] == ["service/registration"]
    assert in_plan.services == ()
    assert alone is not None
    assert [one.id for one in alone.materials[0].services] == ["service/registration"]


def test_a_policy_nobody_knows_has_no_page(house) -> None:
    assert policy_page(PolicyId("policy/none"), (), house.catalogue) is None


@pytest.mark.parametrize("policy", sorted(shipped_catalogue().policies))
def test_every_shipped_policy_has_a_page_that_says_something(policy) -> None:
    catalogue = shipped_catalogue()
    matches = Matcher(catalogue).matches(usual(), TODAY)

    page = policy_page(policy, matches, catalogue, facts=usual())

    assert page is not None
    assert page.said
    assert page.everybody or page.unmet or page.open or page.judged or page.met
