"""One applicant against every policy: decided by criteria, ranked, explained.

A score ranks; it never decides, and it is never a probability. Validity comes first: an item
out of force on the day is not eligible whatever the facts. An item whose last application
window has closed is not eligible either, and says when it closed; one whose window counts from a
day that nobody has told is not known yet.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from kb.benefit import Benefit, Quota
from kb.catalogue import Catalogue
from kb.criteria import Clause
from kb.ids import ConceptId, EvidenceId, PolicyId, ServiceId
from kb.model import Policy
from matcher.amounts import Amount, amount_of
from matcher.applicant import Facts
from matcher.banks import INFORMATION, MET, UNMET, VERDICTS, Codes
from matcher.criteria import Judge
from matcher.near import Near, nearness
from matcher.node_codes import open_leaves, run
from matcher.program import Program
from matcher.reasons import Reason, Reasons
from matcher.verdict import Finding, Verdict, all_of
from matcher.windows import OpenWindow, barred, is_fixed, window_now
from matcher.wording import wording_of


class Eligibility(StrEnum):
    """The verdict on a whole policy."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_INFORMATION = "needs_information"
    NEEDS_JUDGEMENT = "needs_judgement"


_ELIGIBILITY: Final = {
    Verdict.MET: Eligibility.ELIGIBLE,
    Verdict.UNMET: Eligibility.NOT_ELIGIBLE,
    Verdict.NEEDS_INFORMATION: Eligibility.NEEDS_INFORMATION,
    Verdict.NEEDS_JUDGEMENT: Eligibility.NEEDS_JUDGEMENT,
}
ELIGIBILITIES: Final = tuple(_ELIGIBILITY[verdict] for verdict in VERDICTS)
"""The verdict on a policy by its code."""
_RANK: Final = np.array([3, 2, 1, 0], dtype=np.uint8)
"""By code: eligible first, then for people to judge, then open, then not eligible."""
MOST_DAYS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyMaterial:
    """A material of a policy and the services that issue it."""

    evidence: EvidenceId
    issued_by: frozenset[ServiceId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One policy, what was decided about it and why."""

    policy: PolicyId
    verdict: Eligibility
    because: tuple[Reason, ...]
    missing: tuple[ConceptId, ...]
    window: OpenWindow
    benefit: Benefit | None = None
    amount: Amount | None = None
    near: Near | None = None
    quota: Quota | None = None
    materials: tuple[PolicyMaterial, ...] = ()
    score: float = 0.0


class Matcher:
    """Matches one applicant after another against one catalogue, or `only` some of its policies."""

    def __init__(self, catalogue: Catalogue, only: Collection[PolicyId] | None = None) -> None:
        self.catalogue = catalogue
        held = catalogue.policies.values()
        self.policies = tuple(one for one in held if only is None or one.id in only)
        self._reasons = Reasons(catalogue)
        self._wording = wording_of(catalogue)
        self._days: OrderedDict[date, Codes] = OrderedDict()
        amounts = [p.benefit.yuan if p.benefit else None for p in self.policies]
        self._amounts = np.array([-float(amount or 0) for amount in amounts])
        self._ids = np.argsort(np.argsort([policy.id for policy in self.policies]))
        self._moving = [i for i, policy in enumerate(self.policies) if not is_fixed(policy)]
        """Policies whose windows count from a day of the applicant."""

    @cached_property
    def _program(self) -> Program:
        conditions = self.catalogue.conditions
        return Program(self.catalogue, [conditions.get(policy.id) for policy in self.policies])

    def warm(self) -> None:
        """Do what the first applicant would wait for."""
        _ = self._program

    def judged(
        self, facts: Facts, on: date, scores: Mapping[PolicyId, float] | None = None
    ) -> Judged:
        """Return the verdicts on every policy; reasons are worded for those that are looked at.

        Args:
            facts: what is known of the applicant.
            on: the day that counts.
            scores: similarity per policy, to rank equals by; it never changes a verdict.
        """
        judge = Judge(self.catalogue, facts, on)
        program = self._program
        nodes = run(program, program.leaf_codes(judge), program.given(judge))
        codes = np.minimum(nodes[program.roots], self._bars(judge))
        opens = open_leaves(program, nodes)[program.roots]
        ranked = [(scores or {}).get(policy.id, 0.0) for policy in self.policies] if scores else 0
        lacks = np.where(codes == INFORMATION, opens, 0)
        closeness = -np.broadcast_to(np.array(ranked, dtype=np.float64), codes.shape)
        order = np.lexsort((self._ids, self._amounts, closeness, lacks, _RANK[codes]))
        return Judged(self, judge, codes, order, scores or {})

    def _bars(self, judge: Judge) -> Codes:
        """Return what dates alone come to for every policy: no bar, closed, or not known."""
        held = self._days.get(judge.on)
        if held is None:
            held = self._days[judge.on] = np.array(
                [self._bar(policy, judge) if is_fixed(policy) else MET for policy in self.policies],
                dtype=np.uint8,
            )
            if len(self._days) > MOST_DAYS:
                self._days.popitem(last=False)
        if not self._moving:
            return held
        own = held.copy()
        own[self._moving] = [self._bar(self.policies[i], judge) for i in self._moving]
        return own

    def _bar(self, policy: Policy, judge: Judge) -> int:
        window = window_now(policy, judge)
        if barred(policy, judge.on, window):
            return UNMET
        return INFORMATION if window.missing else MET

    def matches(
        self, facts: Facts, on: date, scores: Mapping[PolicyId, float] | None = None
    ) -> tuple[Match, ...]:
        """Return every policy with its verdict and reasons, best first."""
        return tuple(self.judged(facts, on, scores))

    def match(self, policy: Policy, judge: Judge, score: float = 0.0) -> Match:
        """Return one policy with its verdict and reasons."""
        window = window_now(policy, judge)
        bars = barred(policy, judge.on, window)
        condition = self.catalogue.conditions.get(policy.id)
        finding = judge.judge(condition) if condition is not None else None
        verdict = finding.verdict if finding is not None else Verdict.MET
        if window.missing:
            verdict = all_of([verdict, Verdict.NEEDS_INFORMATION])
        verdict = Verdict.UNMET if bars else verdict
        is_open = verdict in (Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT)
        lacks = finding.missing if finding is not None else frozenset()
        reasons = self._reasons.of(finding, judge, _clause(policy)) if finding is not None else ()
        return Match(
            policy=policy.id,
            verdict=_ELIGIBILITY[verdict],
            because=(*bars, *reasons),
            missing=tuple(sorted(lacks | window.missing)) if is_open else (),
            window=window,
            benefit=policy.benefit,
            amount=amount_of(policy.benefit, judge, self._wording) if policy.benefit else None,
            near=_near(policy, finding, judge, bars) if verdict is Verdict.UNMET else None,
            quota=policy.quota,
            materials=tuple(
                PolicyMaterial(evidence=e, issued_by=self.catalogue.issuers.get(e, frozenset()))
                for e in sorted(policy.materials)
            ),
            score=round(score, 4),
        )


def _clause(policy: Policy) -> Clause | None:
    """Return where a policy's conditions stand, as far as that was read in a source."""
    if policy.document is None or "document" in policy.confirm:
        return None
    article = policy.article if "article" not in policy.confirm else None
    return Clause(document=policy.document, article=article)


def _near(
    policy: Policy, finding: Finding | None, judge: Judge, bars: tuple[Reason, ...]
) -> Near | None:
    """Return what would change a policy that is out; None where it is over for good."""
    begins = policy.valid.from_
    later = begins is not None and begins > judge.on
    return nearness(finding, judge, begins, policy.valid.to) if len(bars) == later else None


class Judged:
    """Every policy decided for one applicant; a match with its reasons is made when looked at."""

    def __init__(
        self,
        matcher: Matcher,
        judge: Judge,
        codes: Codes,
        order: npt.NDArray[np.intp],
        scores: Mapping[PolicyId, float],
    ) -> None:
        self._matcher, self._judge = matcher, judge
        self._codes, self._order, self._scores = codes, order, scores

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Match]:
        """Yield every match, best first."""
        return (self._match(place) for place in self._order.tolist())

    def best(self, count: int) -> tuple[Match, ...]:
        """Return the first so many matches with their reasons."""
        return tuple(self._match(place) for place in self._order[:count].tolist())

    @cached_property
    def verdicts(self) -> dict[PolicyId, Eligibility]:
        """Return the verdict on every policy."""
        policies = self._matcher.policies
        return {
            policy.id: ELIGIBILITIES[code]
            for policy, code in zip(policies, self._codes.tolist(), strict=True)
        }

    def _match(self, place: int) -> Match:
        policy = self._matcher.policies[place]
        return self._matcher.match(policy, self._judge, self._scores.get(policy.id, 0.0))
