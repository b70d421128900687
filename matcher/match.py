"""One applicant against every policy: decided by criteria, ranked, explained.

A score ranks; it never decides, and it is never a probability. Validity comes first: an item
out of force on the day is not eligible whatever the facts. An item whose last application
window has closed is not eligible either, and says when it closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kb.benefit import Benefit
from kb.catalogue import Catalogue
from kb.ids import ConceptId, EvidenceId, PolicyId, ServiceId
from kb.model import Policy, Window
from kb.text import LANGUAGES, Text
from matcher.applicant import Facts
from matcher.criteria import Judge
from matcher.reasons import Reason, Reasons
from matcher.values import Unknown, add_months
from matcher.verdict import Verdict
from matcher.wording import day_text


class Eligibility(StrEnum):
    """The verdict on a whole policy."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_INFORMATION = "needs_information"
    NEEDS_JUDGEMENT = "needs_judgement"


class WindowState(StrEnum):
    """Whether one can apply today; unknown where no dates were read."""

    OPEN = "open"
    UPCOMING = "upcoming"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_ELIGIBILITY: Final = {
    Verdict.MET: Eligibility.ELIGIBLE,
    Verdict.UNMET: Eligibility.NOT_ELIGIBLE,
    Verdict.NEEDS_INFORMATION: Eligibility.NEEDS_INFORMATION,
    Verdict.NEEDS_JUDGEMENT: Eligibility.NEEDS_JUDGEMENT,
}
_RANK: Final = {
    Eligibility.ELIGIBLE: 0,
    Eligibility.NEEDS_JUDGEMENT: 1,
    Eligibility.NEEDS_INFORMATION: 2,
    Eligibility.NOT_ELIGIBLE: 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWindow:
    """The window that counts today, with the dates that are known."""

    state: WindowState
    opens: date | None = None
    closes: date | None = None


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
    materials: tuple[PolicyMaterial, ...] = ()
    score: float = 0.0


def window_now(policy: Policy, judge: Judge) -> OpenWindow:
    """Return the state of a policy's application windows on the judge's day.

    Open if any is open, else the next upcoming one, else closed; unknown without dates.
    """
    states = [_window(window, judge) for window in policy.windows]
    for state in (WindowState.OPEN, WindowState.UPCOMING, WindowState.UNKNOWN):
        found = [window for window in states if window.state is state]
        if found:
            return min(found, key=lambda window: window.opens or date.min)
    return states[-1] if states else OpenWindow(state=WindowState.UNKNOWN)


def _window(window: Window, judge: Judge) -> OpenWindow:
    opens, closes = window.opens, window.closes
    if window.since is not None:
        start = judge.value(window.since)
        if isinstance(start, Unknown) or not isinstance(start, date):
            return OpenWindow(state=WindowState.UNKNOWN)
        opens = add_months(start, window.after_months) if window.after_months is not None else start
        closes = add_months(start, window.until_months) if window.until_months is not None else None
    if opens is None and closes is None:
        return OpenWindow(state=WindowState.UNKNOWN)
    state = WindowState.OPEN
    if opens is not None and judge.on < opens:
        state = WindowState.UPCOMING
    elif closes is not None and judge.on > closes:
        state = WindowState.CLOSED
    return OpenWindow(state=state, opens=opens, closes=closes)


class Matcher:
    """Matches one applicant after another against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._reasons = Reasons(catalogue)

    def matches(
        self, facts: Facts, on: date, scores: Mapping[PolicyId, float] | None = None
    ) -> tuple[Match, ...]:
        """Return every policy with its verdict, best first.

        Args:
            facts: what is known of the applicant.
            on: the day that counts.
            scores: similarity per policy, to rank equals by; it never changes a verdict.
        """
        judge = Judge(self.catalogue, facts, on)
        found = [
            self._match(policy, judge, (scores or {}).get(policy_id, 0.0))
            for policy_id, policy in self.catalogue.policies.items()
        ]
        return tuple(sorted(found, key=_order))

    def verdict(self, policy: Policy, judge: Judge) -> Verdict:
        """Return the verdict on a policy without its reasons; for choosing questions."""
        if self._barred(policy, judge, window_now(policy, judge)):
            return Verdict.UNMET
        condition = self.catalogue.conditions.get(policy.id)
        return judge.judge(condition).verdict if condition is not None else Verdict.MET

    def _match(self, policy: Policy, judge: Judge, score: float) -> Match:
        window = window_now(policy, judge)
        barred = self._barred(policy, judge, window)
        condition = self.catalogue.conditions.get(policy.id)
        finding = judge.judge(condition) if condition is not None else None
        verdict = finding.verdict if finding is not None else Verdict.MET
        if barred:
            verdict = Verdict.UNMET
        open_facts = finding.missing if finding is not None and not barred else frozenset()
        return Match(
            policy=policy.id,
            verdict=_ELIGIBILITY[verdict],
            because=(*barred, *(self._reasons.of(finding) if finding is not None else ())),
            missing=tuple(sorted(open_facts)),
            window=window,
            benefit=policy.benefit,
            materials=tuple(
                PolicyMaterial(evidence=e, issued_by=self.catalogue.issuers.get(e, frozenset()))
                for e in sorted(policy.materials)
            ),
            score=round(score, 4),
        )

    def _barred(self, policy: Policy, judge: Judge, window: OpenWindow) -> tuple[Reason, ...]:
        """Return why an item is out whatever the facts: out of force, closed, or excluded."""
        reasons = []
        if policy.valid.from_ and judge.on < policy.valid.from_:
            reasons.append(_dated("自{}起施行", "in force from {}", policy.valid.from_))
        if policy.valid.to and judge.on > policy.valid.to:
            reasons.append(_dated("已于{}到期", "ended on {}", policy.valid.to))
        if window.state is WindowState.CLOSED and window.closes:
            reasons.append(_dated("申请期已于{}截止", "applications closed on {}", window.closes))
        return tuple(reasons)


def _dated(zh: str, en: str, day: date) -> Reason:
    words = {"zh": zh, "en": en}
    text = Text(**{lang: words[lang].format(day_text(day, lang)) for lang in LANGUAGES})
    return Reason(text=text, verdict=Verdict.UNMET)


def _order(match: Match) -> tuple[int, int, float, Decimal, str]:
    amount = match.benefit.amount if match.benefit and match.benefit.amount else Decimal(0)
    return (_RANK[match.verdict], len(match.missing), -match.score, -amount, match.policy)


def is_near(match: Match) -> bool:
    """Say whether a policy is worth showing beside the eligible ones.

    It is undecided with at most three facts open, or fails by one condition only.
    """
    if match.verdict is Eligibility.NOT_ELIGIBLE:
        failed = [r for r in match.because if r.verdict is Verdict.UNMET]
        return len(failed) == 1 and failed[0].distance is not None
    return match.verdict is Eligibility.NEEDS_JUDGEMENT or 0 < len(match.missing) <= 3
