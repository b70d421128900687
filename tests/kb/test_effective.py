from __future__ import annotations

import pytest
from hypothesis import given

from kb.effective import effective
from kb.model import Policy
from kb.text import Text
from tests import strategies
from tests.support import criterion_of, recorded, tree

RECORDS = {
    record.id: record
    for record in recorded(
        """
- {id: area/310101, title: {zh: 黄浦区, en: Huangpu}}
- {id: organisation/district, title: {zh: 区局, en: District bureau}, area: area/310101}
- {id: organisation/nowhere, title: {zh: 某局, en: Some bureau}}
"""
    )
}
RULE = "{fact: concept/employees, at_most: 3}"
HERE = "{fact: concept/district, within: area/310101, wording: {zh: 本区, en: this district}}"
OWN = "{fact: concept/district, in_issuers_area: true, wording: {zh: 本区, en: this district}}"
DISTRICT = ", organisation: organisation/district"


def whole(keys):
    """Return the whole condition of a policy with these keys, as it is written."""
    (policy,) = recorded(f"{{id: policy/new, title: {{zh: 新, en: New}}{keys}}}")
    return effective(policy, RECORDS)


@pytest.mark.parametrize(
    ("keys", "condition"),
    [
        (f", criteria: {RULE}", RULE),
        (", requires: [policy/a]", "{granted: policy/a}"),
        (", excludes: [policy/a]", "{not: {granted: policy/a}}"),
        (
            ", excludes: [policy/b, policy/a], requires: [policy/c]",
            "{all: [{not: {granted: policy/a}}, {not: {granted: policy/b}}, {granted: policy/c}]}",
        ),
        (
            f", criteria: {RULE}, excludes: [policy/a]",
            f"{{all: [{RULE}, {{not: {{granted: policy/a}}}}]}}",
        ),
        (
            f", criteria: {{all: [{RULE}, {RULE}]}}, requires: [policy/a]",
            f"{{all: [{RULE}, {RULE}, {{granted: policy/a}}]}}",
        ),
        (
            f", criteria: {{any: [{RULE}]}}, requires: [policy/a]",
            f"{{all: [{{any: [{RULE}]}}, {{granted: policy/a}}]}}",
        ),
    ],
)
def test_what_a_policy_excludes_and_requires_stands_beside_its_own_conditions(keys, condition):
    assert whole(keys) == criterion_of(condition)


@pytest.mark.parametrize("relation", ["choose_one", "stacks", "supersedes"])
def test_a_choice_between_two_bars_neither_and_other_relations_ask_nothing(relation):
    assert whole(f", {relation}: [policy/a]") is None


def test_without_conditions_and_relations_everybody_qualifies():
    assert whole("") is None


@pytest.mark.parametrize(
    ("criteria", "condition"),
    [
        (OWN, HERE),
        (OWN.replace("true", "false"), f"{{not: {HERE}}}"),
        (f"{{any: [{RULE}, {{not: {OWN}}}]}}", f"{{any: [{RULE}, {{not: {HERE}}}]}}"),
        (
            f"{{count: concept/hires, where: {OWN}, at_least: 1}}",
            f"{{count: concept/hires, where: {HERE}, at_least: 1}}",
        ),
    ],
)
def test_the_issuers_own_area_becomes_the_area_of_its_organisation(criteria, condition):
    assert whole(f", criteria: {criteria}{DISTRICT}") == criterion_of(condition)


@pytest.mark.parametrize("issuer", ["", ", organisation: organisation/nowhere"])
def test_where_nobody_knows_the_issuers_area_it_is_left_for_people(issuer):
    assert whole(f", criteria: {OWN}{issuer}") == criterion_of(OWN)


def test_every_shipped_condition_says_all_of_its_policy(catalogue):
    for policy in catalogue.policies.values():
        condition = catalogue.conditions.get(policy.id)
        named = {getattr(part, "granted", None) for part in tree(condition)} if condition else set()
        assert policy.excludes | policy.requires <= named


@given(strategies.criteria())
def test_a_condition_that_names_no_issuer_is_kept_as_the_same_object(criterion):
    """Conditions are remembered by identity, so nothing is copied without need."""
    if "in_issuers_area" in repr(criterion):
        return
    policy = Policy(
        id="policy/new",
        title=Text(zh="新", en="New"),
        criteria=criterion,
        organisation="organisation/district",
    )

    assert effective(policy, RECORDS) is criterion
