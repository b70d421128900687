"""Strategies for whole matches: generated policies, and people before the shipped ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from kb.benefit import Quota
from kb.catalogue import snapshot
from kb.model import Period, Policy, Window
from kb.text import Text
from matcher.answers import answers
from matcher.applicant import NOTHING, Facts
from matcher.criteria import Judge
from matcher.match import Matcher
from matcher.program import Program
from tests.judging import DATES, DAYS, applicants, conditions
from tests.support import TODAY, shipped_catalogue, world

NAMES = tuple(f"policy/{name}" for name in ("one", "two", "three"))
OTHERS = (*NAMES, "policy/old-grant")


@cache
def windows() -> st.SearchStrategy[Any]:
    """Return the strategy for windows: fixed, or counted from a day of the applicant."""
    fixed = st.builds(Window, opens=st.none() | DAYS, closes=st.none() | DAYS)
    months = st.none() | st.integers(0, 24)
    counted = st.builds(
        Window, since=st.sampled_from(DATES), after_months=months, until_months=months
    )
    return st.lists(fixed | counted, max_size=2).map(tuple)


@cache
def policy(name: str) -> st.SearchStrategy[Policy]:
    """Return the strategy for a policy of one name, with relations to the others."""
    others = st.frozensets(st.sampled_from([other for other in OTHERS if other != name]))
    return st.builds(
        Policy,
        id=st.just(name),
        title=st.just(Text(zh="政策", en="Policy")),
        criteria=st.none() | conditions(),
        valid=st.builds(Period, from_=st.none() | DAYS, to=st.none() | DAYS),
        windows=windows(),
        excludes=others,
        requires=st.frozensets(st.just("policy/old-grant")),
        quota=st.none() | st.builds(Quota, used_up_on=st.none() | DAYS),
    )


several = st.tuples(*map(policy, NAMES))


@cache
def people() -> st.SearchStrategy[Facts]:
    """Return the strategy for applicants who may already draw any of the policies."""
    granted = st.none() | st.frozensets(st.sampled_from(OTHERS))
    return st.builds(lambda facts, held: replace(facts, granted=held), applicants(), granted)


def matcher_of(policies: Iterable[Policy]) -> Matcher:
    """Return the matcher of the little world with these policies."""
    records = {**world().records, **{one.id: one for one in policies}}
    return Matcher(snapshot(records, world().issuers))


@cache
def shipped() -> Matcher:
    """Return the matcher of the shipped policies."""
    return Matcher(shipped_catalogue())


@cache
def said() -> dict[str, list[Any]]:
    """Return for every fact that shipped policies read the answers that stand for all others."""
    catalogue = shipped_catalogue()
    judge = Judge(catalogue, NOTHING, TODAY)
    readers = Program(catalogue, catalogue.conditions.values()).readers
    asked = {c for c in readers if catalogue.concepts[c].derive is None}
    asked |= {w.since for p in catalogue.policies.values() for w in p.windows if w.since}
    return {
        concept: [answer.value for answer in answers(catalogue.concepts[concept], leaves, judge)]
        for concept in sorted(asked)
        for leaves in [[leaf for _, leaf in readers.get(concept, ())]]
    }


@st.composite
def shipped_people(draw: Any) -> Facts:
    """Draw an applicant who said anything or nothing to every question of the shipped policies."""
    random = draw(st.randoms(use_true_random=False))
    share = random.choice((0.1, 0.5, 0.9, 1.0))
    facts = NOTHING
    for concept, values in said().items():
        if values and random.random() < share:
            facts = facts.with_fact(concept, random.choice(values))
    return facts
