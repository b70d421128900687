"""An applicant's facts said in words lie near the policies whose conditions speak of the same."""

from __future__ import annotations

import numpy as np
import pytest

from kb.errors import Unavailable
from kb.text import LANGUAGES, Text
from matcher.applicant import NOTHING, read_facts
from matcher.verbalised import Conditions, verbalised
from tests.known_answers import GROUPS, applicants, recalled
from tests.support import catalogue_of, recorded

RECORDS = """
- {id: concept/staff, title: {zh: 用工人数, en: Employees}, type: number}
- {id: concept/baby, title: {zh: 刚有了孩子, en: Has a newborn child}, type: boolean}
- {id: concept/rent, title: {zh: 店铺租金, en: Rent of the shop}, type: number}
- id: policy/hire
  title: {zh: 甲, en: A}
  criteria: {fact: concept/staff, at_least: 3}
- id: policy/child
  title: {zh: 乙, en: B}
  criteria: {all: [{fact: concept/baby, is: true}, {not: {fact: concept/rent, at_least: 5}}]}
- {id: policy/all, title: {zh: 丙, en: C}}
"""


@pytest.fixture(scope="module")
def little():
    return catalogue_of(recorded(RECORDS))


@pytest.fixture(scope="module")
def conditions(little, encoder):
    return Conditions(little, encoder)


class Counting:
    """An encoder that says what it was asked, and can be away."""

    languages = frozenset({"en"})
    fingerprint = "counting"

    def __init__(self):
        self.asked, self.away = [], False

    def encode(self, texts):
        if self.away:
            raise Unavailable(Text(zh="不在", en="away"))
        self.asked += texts
        return np.eye(64, dtype=np.float32)[[len(text) % 64 for text in texts]]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Has a newborn child: yes; Employees: 3"),
        ("zh", "刚有了孩子: 是; 用工人数: 3"),
    ],
)
def test_facts_are_said_by_the_labels_of_the_graph_in_either_language(little, language, said):
    facts = read_facts({"staff": 3, "baby": True}, little)

    assert verbalised(facts, little, {language}) == said


def test_what_is_not_so_and_what_is_not_known_is_not_said(little):
    facts = read_facts({"baby": False}, little)

    assert verbalised(facts, little, set(LANGUAGES)) == ""
    assert verbalised(NOTHING, little, set(LANGUAGES)) == ""


def test_the_policy_whose_conditions_speak_of_the_same_lies_nearest(little, conditions):
    near = conditions.near(read_facts({"staff": 9}, little))

    assert conditions.policies == tuple(little.policies)
    order = [conditions.policies[i] for i in np.argsort(-near)]
    assert (order[0], order[-1]) == ("policy/hire", "policy/child")


def test_a_policy_without_conditions_stands_in_the_middle(little, conditions):
    found = conditions.near(read_facts({"staff": 9}, little))
    near = dict(zip(conditions.policies, found, strict=True))

    assert near["policy/all"] == pytest.approx((near["policy/hire"] + near["policy/child"]) / 2)


def test_without_an_encoder_or_without_facts_nobody_can_say(little, conditions):
    assert Conditions(little).near(read_facts({"staff": 3}, little)) is None
    assert conditions.near(NOTHING) is None


def test_a_condition_under_not_is_said_as_its_opposite(little):
    encoder = Counting()

    Conditions(little, encoder)

    assert any("below 5" in text or "less than 5" in text for text in encoder.asked), encoder.asked


def test_each_fact_and_condition_is_encoded_once_whoever_asks(little):
    encoder = Counting()
    made = Conditions(little, encoder)
    facts = read_facts({"staff": 3, "baby": True}, little)
    before = len(encoder.asked)

    made.near(facts)
    made.near(facts)

    assert encoder.asked[before:] == ["Has a newborn child: yes", "Employees: 3"]


def test_after_a_publication_only_new_conditions_are_encoded_and_only_when_needed(little):
    encoder = Counting()
    first = Conditions(little, encoder)
    changed = RECORDS.replace("at_least: 3", "at_least: 4")
    asked = len(encoder.asked)

    second = Conditions(catalogue_of(recorded(changed)), earlier=first)
    assert len(encoder.asked) == asked
    second.near(read_facts({"staff": 3}, little))

    new = encoder.asked[asked:]
    assert len(new) == 2
    assert "4" in new[0]
    assert new[1] == "Employees: 3"


def test_an_encoder_that_is_away_ranks_nothing(little):
    encoder = Counting()
    made = Conditions(little, encoder)
    encoder.away = True

    assert made.near(read_facts({"staff": 3}, little)) is None


@pytest.mark.prove
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_meaning_recalls_more_of_what_people_are_eligible_for_than_words_alone(
    catalogue, encoder, group, language
):
    """On the half that nothing was chosen on; a Chinese reader gains by the English encoder."""
    people = applicants(catalogue, group)[1::2]

    found = recalled(catalogue, people, {language}, Conditions(catalogue, encoder))

    assert found.both > found.words
