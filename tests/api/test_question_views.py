"""Questions as they are shown: options, what was said before, for what they are asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.question_views import next_question, question_view, read_answer
from api.wiring import House
from flowchart.intake import Intake
from kb.errors import WrongInput
from kb.ids import ConceptId, SceneId
from matcher.applicant import read_facts
from tests.benefits import SCENE, house_of_grants

GRANT = "policy/little-shop-grant"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the house of grants."""
    opened = house_of_grants(tmp_path_factory.mktemp("grants"))
    yield opened
    opened.close()


def intake(house: House, **facts: object) -> Intake:
    """Return a conversation with a shop-keeper; `granted` and `holds` stand for themselves."""
    short = ("granted", "holds")
    known = {name if name in short else f"concept/{name}": value for name, value in facts.items()}
    return Intake(id="1", scenes=(SceneId(SCENE),), facts=read_facts(known, house.catalogue))


def view(house: House, concept: str, held: Intake | None = None, **more: object):
    found = house.catalogue.concepts[ConceptId(f"concept/{concept}")]
    return question_view(found, held or intake(house), house.catalogue, **more)


def plan_of(house: House, held: Intake):
    return house.plan(held.scenes, held.facts, house.applying_on())


@pytest.mark.parametrize(
    ("concept", "facts", "chosen"),
    [
        ("disabled", {"disabled": False}, {"false"}),
        ("granted", {"granted": [GRANT]}, {"little-shop-grant"}),
        ("holds", {"holds": ["evidence/business-licence"]}, {"business-licence"}),
        ("granted", {"granted": []}, set()),
        ("granted", {}, set()),
    ],
)
def test_what_was_answered_is_chosen(house, concept, facts, chosen) -> None:
    shown = view(house, concept, intake(house, **facts))

    assert {option.value for option in shown.options if option.chosen} == chosen
    assert shown.known == bool(facts)
    assert shown.none == (facts == {"granted": []})


def test_what_was_typed_stays_though_it_was_wrong(house) -> None:
    assert view(house, "staff", typed=["many"]).typed == "many"


def test_it_is_named_for_which_policies_a_question_is_asked(house) -> None:
    held = intake(house)

    shown = view(house, "disabled", held, plan=plan_of(house, held))

    assert [title.en for title in shown.needed_for] == ["Care for a little shop"]


def test_a_policy_near_the_scene_is_named_before_others(house) -> None:
    held = intake(house)
    near = ("policy/little-shop-prize",)

    shown = view(house, "staff", held, plan=plan_of(house, held), near=near)

    assert [title.en for title in shown.needed_for] == ["Prize for a little shop"]


def test_few_policies_are_named(house) -> None:
    held = intake(house)

    assert len(view(house, "staff", held, plan=plan_of(house, held)).needed_for) == 3


def test_the_question_that_was_chosen_goes_before_the_best(house) -> None:
    held = intake(house)

    chosen = next_question(plan_of(house, held), held, house.catalogue, "concept/opened-on")

    assert chosen is not None
    assert chosen.concept.id == "concept/opened-on"


@pytest.mark.parametrize("name", ["concept/none", "concept/tiny", "concept/person-age"])
def test_what_has_no_question_cannot_be_chosen(house, name) -> None:
    held = intake(house)
    plan = plan_of(house, held)

    assert next_question(plan, held, house.catalogue, name) == next_question(
        plan, held, house.catalogue
    )


def test_no_answer_at_all_is_said_to_be_missing(house) -> None:
    concept = house.catalogue.concepts[ConceptId("concept/staff")]

    with pytest.raises(WrongInput, match="no answer"):
        read_answer([" "], concept, house.catalogue)
