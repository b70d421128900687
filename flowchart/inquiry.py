"""Which questions a plan asks once its scenes are clear, and how much a policy counts for them.

A shop-keeper who wants a licence is not led through forty questions about grants: a policy is
asked about while few facts are open, or where it is what the scene itself is about.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final, cast

from kb.catalogue import Catalogue
from kb.handling_sense import conditions_of
from kb.ids import ConceptId, PolicyId
from kb.kinds import Audience, SceneKind
from kb.model import Policy, PublicService, Scene, Usual
from matcher.applicant import Facts
from matcher.match import Eligibility, Match
from matcher.question import Item, NextQuestion, Questions

REACH: Final = 3
"""A policy that waits for so few facts is worth finishing. Over the 27 shipped scenes, for the
default profile and answers drawn at random: 5 questions on average until none is left and 12 at
most, against 9 and 26 where every question that may settle a policy is asked."""

AUDIENCE_OF: Final = {SceneKind.BUSINESS: Audience.ENTERPRISE, SceneKind.LIFE: Audience.PERSON}

LIGHTEST: Final = 0.4
HEAVIEST: Final = 0.9
_PLAIN: Final = 0.5
"""The weight of a policy whose amount in yuan is not known; a service of a scene weighs 1."""


def wanted_by(scenes: Iterable[Scene]) -> frozenset[Audience | None]:
    """Return the audiences a policy may be for: the people of these scenes, or everybody."""
    return frozenset({Audience.BOTH, None} | {AUDIENCE_OF[one.kind] for one in scenes})


def weight(policy: Policy) -> float:
    """Return how much settling a policy counts for: more, the more yuan it brings.

    It grows with the order of magnitude, from 0.4 (ten yuan) to 0.9 (three million and more).
    """
    yuan = policy.benefit.yuan if policy.benefit is not None else None
    if not yuan:
        return _PLAIN
    grown = LIGHTEST + 0.09 * (math.log10(max(float(yuan), 1.0)) - 1)
    return round(min(max(grown, LIGHTEST), HEAVIEST), 2)


NEAREST: Final = 2
"""In a matter of life only the nearest policies are asked about; the others can be opened."""


def near_to(
    scenes: Sequence[Scene], catalogue: Catalogue, recalled: Collection[PolicyId] | None
) -> Collection[PolicyId] | None:
    """Return the recalled policies that questions may be asked about, the nearest first.

    With a baby that is the childcare subsidy, not what one could get as a founder: beyond the
    nearest one, only what is for persons alone.
    """
    if recalled is None or not all(one.kind is SceneKind.LIFE for one in scenes):
        return recalled
    wanted = [p for p in recalled if catalogue.policies[p].audience in wanted_by(scenes)]
    persons = [p for p in wanted[1:] if catalogue.policies[p].audience is Audience.PERSON]
    return dict.fromkeys([*wanted[:1], *persons][:NEAREST])


def worth_asking_about(
    matches: Sequence[Match], recalled: Collection[PolicyId] | None
) -> Collection[PolicyId] | None:
    """Return the policies that facts could still decide, of those that lie near; None for all."""
    if not matches:
        return recalled
    undecided = {m.policy for m in matches if m.verdict is Eligibility.NEEDS_INFORMATION}
    return undecided if recalled is None else undecided.intersection(recalled)


def within_reach(
    scenes: Sequence[Scene],
    catalogue: Catalogue,
    matches: Sequence[Match],
    recalled: Collection[PolicyId] | None,
) -> frozenset[ConceptId]:
    """Return the facts that a policy worth finishing waits for; none where nobody has matched.

    Args:
        scenes: what is to be done.
        catalogue: holds the policies.
        matches: every policy with the facts it waits for.
        recalled: the policies that lie near the scenes, the nearest first.
    """
    subject = _subject(scenes, catalogue, recalled or ())
    return frozenset(
        concept
        for match in matches
        if match.verdict is Eligibility.NEEDS_INFORMATION
        and (recalled is None or match.policy in recalled)
        and (len(match.missing) <= REACH or match.policy == subject)
        for concept in match.missing
    )


def _subject(
    scenes: Sequence[Scene], catalogue: Catalogue, recalled: Collection[PolicyId]
) -> PolicyId | None:
    """Return the policy that a matter of life is about: with a baby, the childcare subsidy.

    Opening a shop is about the shop; there the nearest policy is only near.
    """
    if not any(one.kind is SceneKind.LIFE for one in scenes):
        return None
    wanted = wanted_by(scenes)
    return next((p for p in recalled if catalogue.policies[p].audience in wanted), None)


def worth_asking(
    ranked: Iterable[NextQuestion], reach: Collection[ConceptId]
) -> tuple[NextQuestion, ...]:
    """Return the questions of the scenes, and those that can settle a policy.

    Either at least one policy is expected to be settled, whatever the answer; or some answer
    settles one, and the fact is one that a policy within reach waits for.
    """
    return tuple(
        question
        for question in ranked
        if question.of_scene
        or question.settles_policies >= 1
        or (question.may_settle_policies and question.concept in reach)
    )


def scene_items(scenes: Iterable[Scene]) -> list[Item]:
    """Return what a question can settle in scenes: services, and with less weight warnings."""
    services = [
        Item(name=item.service, criterion=item.applicable_if)
        for one in scenes
        for item in one.services
        if item.applicable_if is not None
    ]
    warned = [
        Item(name=one.id, criterion=warning.when, weight=0.5)
        for one in scenes
        for warning in one.warnings
        if warning.when is not None
    ]
    return [*services, *warned]


def handling_items(services: Iterable[PublicService]) -> list[Item]:
    """Return what a question can settle in how services go that are certain: order and time.

    A mode counts only where it is the usual one; the others are asked about when they are tried.
    """
    return [
        Item(name=service.id, criterion=when, weight=0.5)
        for service in services
        for path, when in conditions_of(service)
        if path[0] != "modes" or service.modes[cast(int, path[1])].usual
    ]


def settles_most(catalogue: Catalogue, facts: Facts, on: date) -> NextQuestion | None:
    """Return the fact that would settle most policies of any scene, if any would."""
    items = policy_items(catalogue.scenes.values(), catalogue)
    ranked = Questions(catalogue).ranked(items, facts, on)
    return ranked[0] if ranked else None


def policy_items(
    scenes: Iterable[Scene], catalogue: Catalogue, among: Collection[PolicyId] | None = None
) -> list[Item]:
    """Return what a question can settle among the policies for the people of these scenes.

    A family with a newborn is not asked about its taxpayer type.

    Args:
        scenes: say which people.
        catalogue: holds the policies.
        among: only these, where given.
    """
    wanted = wanted_by(scenes)
    return [
        Item(
            name=policy.id,
            criterion=catalogue.conditions[policy.id],
            weight=weight(policy),
            of_scene=False,
        )
        for policy in catalogue.policies.values()
        if policy.id in catalogue.conditions
        and policy.audience in wanted
        and (among is None or policy.id in among)
    ]


def usual(
    scenes: Iterable[Scene], facts: Facts, asked: Iterable[NextQuestion] | None = None
) -> tuple[Usual, ...]:
    """Return the usual cases of scenes that nobody has said anything about yet.

    Args:
        scenes: what is to be done.
        facts: what is known.
        asked: the questions that can still change something; other cases need no tap either.
    """
    worth = {question.concept for question in asked} if asked is not None else None
    held: dict[ConceptId, Usual] = {}
    for one in scenes:
        for case in one.usual:
            if case.fact not in facts.known and (worth is None or case.fact in worth):
                held.setdefault(case.fact, case)
    return tuple(held.values())
