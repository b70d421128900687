"""When one can apply: the window that counts on a day, and whether a policy is in force at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from kb.ids import ConceptId
from kb.model import Policy, Window
from kb.text import LANGUAGES, Text
from matcher.criteria import Judge
from matcher.reasons import Reason
from matcher.values import Unknown, add_months
from matcher.verdict import Verdict
from matcher.wording import day_text


class WindowState(StrEnum):
    """Whether one can apply today; unknown where no dates were read."""

    OPEN = "open"
    UPCOMING = "upcoming"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWindow:
    """The window that counts today, with the dates that are known.

    `missing` are the facts a window counts from that nobody has told: it may be closed already.
    Its state goes by days; `closes_at` is the hour on the last day at which it closes (Shanghai),
    and `is_last_day` says that this is that day.
    """

    state: WindowState
    opens: date | None = None
    closes: date | None = None
    closes_at: time | None = None
    is_last_day: bool = False
    missing: frozenset[ConceptId] = frozenset()

    @property
    def closing(self) -> Text | None:
        """Return the last day, with the hour where one is set; None where it never closes."""
        if self.closes is None:
            return None
        said = {language: day_text(self.closes, language) for language in LANGUAGES}
        if self.closes_at is None:
            return Text(**said)
        hour = self.closes_at.isoformat("minutes")
        return Text(zh=f"{said['zh']} {hour}", en=f"{said['en']}, {hour}")


NO_DATES: Final = OpenWindow(state=WindowState.UNKNOWN)


def window_now(policy: Policy, judge: Judge) -> OpenWindow:
    """Return the state of a policy's application windows on the judge's day.

    Open if any is open, else the next upcoming one, else closed; unknown without dates.
    """
    if not policy.windows:
        return NO_DATES
    states = [window_state(window, judge) for window in policy.windows]
    for state in (WindowState.OPEN, WindowState.UPCOMING, WindowState.UNKNOWN):
        found = [window for window in states if window.state is state]
        if found:
            # Of unknown ones, one without dates leaves it open; of others the first to open counts.
            return min(found, key=lambda window: (bool(window.missing), window.opens or date.min))
    return max(states, key=lambda window: window.closes or date.min)


def window_state(window: Window, judge: Judge) -> OpenWindow:
    """Return the state of one window on the judge's day."""
    opens, closes = window.opens, window.closes
    if window.since is not None:
        start = judge.value(window.since)
        if isinstance(start, Unknown) or not isinstance(start, date):
            can_be_over = isinstance(start, Unknown) and window.until_months is not None
            missing = start.missing if can_be_over and isinstance(start, Unknown) else frozenset()
            return OpenWindow(state=WindowState.UNKNOWN, missing=missing)
        opens = add_months(start, window.after_months) if window.after_months is not None else start
        closes = add_months(start, window.until_months) if window.until_months is not None else None
    if opens is None and closes is None:
        return NO_DATES
    state = WindowState.OPEN
    if opens is not None and judge.on < opens:
        state = WindowState.UPCOMING
    elif closes is not None and judge.on > closes:
        state = WindowState.CLOSED
    return OpenWindow(
        state=state,
        opens=opens,
        closes=closes,
        closes_at=window.closes_at if closes is not None else None,
        is_last_day=closes == judge.on,
    )


def is_fixed(policy: Policy) -> bool:
    """Say whether a policy's windows hang on the day alone, and on no fact of the applicant."""
    return all(window.since is None for window in policy.windows)


def barred(policy: Policy, on: date, window: OpenWindow) -> tuple[Reason, ...]:
    """Return why a policy is out whatever the facts: not in force, closed, or used up."""
    reasons = []
    if policy.valid.from_ and on < policy.valid.from_:
        reasons.append(_dated("自{}起施行", "in force from {}", policy.valid.from_))
    if policy.valid.to and on > policy.valid.to:
        reasons.append(_dated("已于{}到期", "ended on {}", policy.valid.to))
    if window.state is WindowState.CLOSED and window.closes:
        reasons.append(_dated("申请期已于{}截止", "applications closed on {}", window.closes))
    if policy.quota is not None and policy.quota.used_up_on and on >= policy.quota.used_up_on:
        day = policy.quota.used_up_on
        reasons.append(_dated("名额已于{}用完", "all places were taken on {}", day))
    return tuple(reasons)


def _dated(zh: str, en: str, day: date) -> Reason:
    words = {"zh": zh, "en": en}
    text = Text(**{lang: words[lang].format(day_text(day, lang)) for lang in LANGUAGES})
    return Reason(text=text, verdict=Verdict.UNMET)
