from __future__ import annotations

from random import Random

import pytest

from bench import example
from bench.conversations import person, talk
from kb.ids import SceneId

STORE = SceneId("scene/convenience-store")


@pytest.fixture(scope="module")
def house():
    return example.house()


@pytest.fixture(scope="module")
def as_usual(house):
    """Return somebody of whom everything holds that the scene calls usual."""
    who = person(STORE, house.catalogue, Random(1))
    return who | {one.fact: one.is_ for one in house.catalogue.scenes[STORE].usual}


def test_a_conversation_ends_and_its_steps_are_clear_before(house, as_usual):
    length = talk(house, STORE, as_usual, one_tap=True)

    assert 0 < length.steps <= length.all


def test_confirming_what_is_usual_saves_answers(house, as_usual):
    tapped = talk(house, STORE, as_usual, one_tap=True)
    asked = talk(house, STORE, as_usual, one_tap=False)

    assert tapped.steps < asked.steps
    assert tapped.all < asked.all


def test_the_same_seed_gives_the_same_person(house):
    assert person(STORE, house.catalogue, Random(3)) == person(STORE, house.catalogue, Random(3))
