"""Policies in groups as lists show them: to claim, nearly, open, and the rest; each in a few words.

A group is short on purpose: the whole of one policy stands on a page of its own.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from flowchart.inquiry import wanted_by
from flowchart.plan import Plan
from kb.benefit import in_yuan
from kb.catalogue import Catalogue
from kb.ids import ConceptId, PolicyId
from kb.kinds import BenefitKind
from kb.model import InformationConcept, Policy
from kb.text import Text
from matcher.amount_words import range_text
from matcher.amounts import Amount
from matcher.choice import Choice, choices
from matcher.inputs import Inputs
from matcher.match import Eligibility, Match
from matcher.reasons import Reason

_HANG_TOGETHER: Final = frozenset({BenefitKind.RATE_POINTS, BenefitKind.TAX_FORMULA})
"""One tax cut makes the base of another smaller; nobody may add them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """A policy with its record and the facts that are still open, in words.

    `ask` is the open fact to ask first; `amount` what one gets, worked out, where it is known.
    """

    match: Match
    policy: Policy
    missing: tuple[InformationConcept, ...]
    ask: InformationConcept | None
    amount: Text | None
    document: str
    to_confirm: bool
    personal: bool

    @property
    def slug(self) -> str:
        """Return the last part of the id, as it stands in addresses."""
        return self.policy.id.partition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGroups:
    """Policies as a page shows them: to claim, nearly, open, the rest; and what one has to choose.

    `near` fail by little and stand the nearest first; `open` are not known yet, or for people to
    decide. `totals` are sums of what can honestly be added.
    """

    eligible: tuple[MatchView, ...]
    near: tuple[MatchView, ...]
    open: tuple[MatchView, ...]
    others: tuple[MatchView, ...]
    choices: tuple[Text, ...] = ()
    totals: tuple[Text, ...] = ()


def policy_groups(
    plan: Plan,
    catalogue: Catalogue,
    recalled: Collection[PolicyId],
    matches: Sequence[Match] | None = None,
    put: Collection[ConceptId] = (),
) -> PolicyGroups:
    """Return a plan's policies in the groups a page shows.

    A near miss for another kind of people (VAT for a family with a baby) stands with the rest.
    What is out of force on the plan's day is left out: the one that replaced it stands there.

    Args:
        plan: holds the matches, and the questions in their order.
        catalogue: their records.
        recalled: policies that lie near the scenes; of those not claimed yet, these stand first.
        matches: newer ones, where the plan's are not to be shown.
        put: questions that were put and not answered.
    """
    order = [q.concept for q in plan.questions if q.concept not in put]
    held = plan.policies if matches is None else matches
    views = [
        match_view(match, catalogue, order)
        for match in held
        if _in_force(catalogue.policies.get(match.policy), plan.on)
    ]
    wanted = wanted_by(catalogue.scenes[scene] for scene in plan.scenes)
    close = [v for v in views if v.policy.audience in wanted and v.policy.id in recalled]
    eligible = [v for v in views if v.match.verdict is Eligibility.ELIGIBLE]
    near = [v for v in close if _size(v) < NEARLY]
    undecided = [v for v in close if v.match.verdict in _OPEN]
    shown = {v.policy.id for v in (*eligible, *near, *undecided)}
    rest = [v for v in views if v.policy.id not in shown]
    rivals = _choices_of(eligible, catalogue)
    return PolicyGroups(
        eligible=tuple(eligible),
        near=tuple(sorted(near, key=_size)),
        open=tuple(undecided),
        others=tuple(sorted(rest, key=lambda v: v.policy.audience not in wanted)),
        choices=tuple(choice.text for choice in rivals),
        totals=totals(eligible, {policy for choice in rivals for policy in choice.policies}),
    )


_OPEN: Final = (Eligibility.NEEDS_INFORMATION, Eligibility.NEEDS_JUDGEMENT)


NEARLY: Final = 1.3
"""How near a miss is that lists show: a wait, or one figure not a third away. Nobody hires nineteen
people or becomes a company for a subsidy; a policy's own page says that too."""


def _size(view: MatchView) -> float:
    return view.match.near.size if view.match.near is not None else math.inf


def _choices_of(views: Iterable[MatchView], catalogue: Catalogue) -> tuple[Choice, ...]:
    return choices([view.match for view in views], catalogue)


def _in_force(policy: Policy | None, on: date) -> bool:
    return policy is not None and (policy.valid.to is None or policy.valid.to >= on)


# ---- what adds up -----------------------------------------------------------------------------


def totals(views: Iterable[MatchView], rivals: Collection[PolicyId]) -> tuple[Text, ...]:
    """Return what several policies give together, one sum for each unit.

    Added are figures that are known up to their end and come in exactly the same unit, of items
    one can have side by side; tax cuts hang on each other and are never added.
    """
    by_unit: dict[Text, list[Amount]] = defaultdict(list)
    for view in views:
        amount, benefit = view.match.amount, view.match.benefit
        together = benefit is not None and benefit.kind in _HANG_TOGETHER
        if amount is None or amount.high is None or amount.unit is None or together:
            continue
        if view.policy.id not in rivals and in_yuan(amount.unit):
            by_unit[amount.unit].append(amount)
    sums = (_sum(held, unit) for unit, held in by_unit.items() if len(held) > 1)
    return tuple(one for one in sums if one is not None)


def _sum(amounts: Sequence[Amount], unit: Text) -> Text | None:
    low = sum((_sure(one) for one in amounts), Decimal(0))
    high = sum((one.high or Decimal(0) for one in amounts), Decimal(0))
    return range_text(low or None, high, unit)


def _sure(amount: Amount) -> Decimal:
    return Decimal(0) if amount.ceiling or amount.low is None else amount.low


# ---- what is nobody else's business -------------------------------------------------------------


def without_personal(groups: PolicyGroups) -> tuple[PolicyGroups, int]:
    """Return the groups as anybody who holds the code may see them, and how many are left out.

    That somebody may claim a disability allowance is nobody's business; nor is what somebody earns
    or employs, which the amounts worked out and the distances would tell.
    """
    kept = {
        name: tuple(
            replace(v, match=without_figures(v.match), amount=None)
            for v in getattr(groups, name)
            if not v.personal
        )
        for name in ("eligible", "near", "open", "others")
    }
    hidden = sum(v.personal for v in (*groups.eligible, *groups.near, *groups.open))
    return PolicyGroups(**kept), hidden


def without_figures(match: Match) -> Match:
    """Return a match that says what is met and what is not, and no figure of the applicant."""
    return replace(match, amount=None, near=None, because=tuple(map(_bare, match.because)))


def _bare(reason: Reason) -> Reason:
    return Reason(text=reason.text, verdict=reason.verdict, fact=reason.fact, source=reason.source)


def is_personal(policy: Policy, catalogue: Catalogue) -> bool:
    """Say whether a policy reads a sensitive fact, so that matching it says something of it."""
    condition = catalogue.conditions.get(policy.id)
    if condition is None:
        return False
    read = Inputs(catalogue).of(condition)
    return any(catalogue.concepts[concept].sensitive for concept in read)


# ---- one policy -------------------------------------------------------------------------------


def match_view(match: Match, catalogue: Catalogue, order: Sequence[ConceptId] = ()) -> MatchView:
    """Return a policy as it is shown.

    Args:
        match: what was decided.
        catalogue: its record.
        order: open questions, the best first.
    """
    policy = catalogue.policies[match.policy]
    document = catalogue.records.get(policy.document or "")
    missing = tuple(catalogue.concepts[concept] for concept in match.missing)
    askable = [one for one in missing if one.question is not None]
    place = {concept: i for i, concept in enumerate(order)}
    first = min(askable, key=lambda one: place.get(one.id, len(place)), default=None)
    return MatchView(
        match=match,
        policy=policy,
        missing=missing,
        ask=first,
        amount=match.amount.text if match.amount is not None and match.amount.high != 0 else None,
        document=getattr(document, "number", None) or "",
        to_confirm=bool(policy.confirm & {"criteria", "benefit", "valid"}),
        personal=is_personal(policy, catalogue),
    )
