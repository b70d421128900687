"""One time line of a plan: its steps, what the law wants by when, and the windows of policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from kb.catalogue import Catalogue
from matcher.match import Eligibility, Match
from matcher.windows import WindowState


class Happening(StrEnum):
    """What happens on a day of the time line."""

    APPLY_BY = "apply-by"
    WAITS = "waits"
    STARTS = "starts"
    ENDS = "ends"
    FINISH = "finish"
    OPENING = "opening"
    DUE = "due"
    POLICY_OPENS = "policy-opens"
    POLICY_CLOSES = "policy-closes"
    LATEST = "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something on a day: of a step, a policy, or the whole plan (without `about`).

    `possible` is not certain yet; `provisional` leans on a year whose holidays are not known.
    `critical` means that a day lost here is a day lost at the end.
    """

    on: date
    happening: Happening
    about: str | None = None
    possible: bool = False
    provisional: bool = False
    critical: bool = False
    source: str | None = None


_ORDER: Final = {happening: i for i, happening in enumerate(Happening)}
_OF_INTEREST: Final = frozenset({Eligibility.ELIGIBLE, Eligibility.NEEDS_INFORMATION})


def agenda(plan: Plan, catalogue: Catalogue) -> tuple[Entry, ...]:
    """Return everything with a date, the earliest first.

    Policies are those one is eligible for, and as possible those that wait for facts.
    """
    found = [*_of_plan(plan)]
    for step in plan.steps:
        found += _of_step(step)
    for match in plan.policies:
        if match.verdict in _OF_INTEREST:
            found += _of_policy(match, plan.on)
    known = catalogue.calendars
    marked = (
        replace(one, provisional=one.happening in _COUNTED and one.on.year not in known)
        for one in found
    )
    return tuple(sorted(marked, key=lambda one: (one.on, _ORDER[one.happening], one.about or "")))


_COUNTED: Final = frozenset(
    {
        Happening.APPLY_BY,
        Happening.WAITS,
        Happening.STARTS,
        Happening.ENDS,
        Happening.FINISH,
        Happening.LATEST,
    }
)
"""Days reckoned from working days; the others are fixed by somebody."""


def _of_plan(plan: Plan) -> Iterator[Entry]:
    if not plan.refusals:
        yield Entry(on=plan.finish_on, happening=Happening.FINISH)
        if plan.latest_on > plan.finish_on:
            yield Entry(on=plan.latest_on, happening=Happening.LATEST)
    if plan.opening is not None:
        yield Entry(on=plan.opening.on, happening=Happening.OPENING)
        if plan.opening.apply_by is not None:
            yield Entry(on=plan.opening.apply_by, happening=Happening.APPLY_BY)


def _of_step(step: Step) -> Iterator[Entry]:
    if step.wrapper or step.starts_on == date.min:
        return
    possible = step.standing is Applies.POSSIBLE
    begins = max(step.starts_on, step.applies_on)
    if begins > step.starts_on:
        yield Entry(
            on=step.starts_on, happening=Happening.WAITS, about=step.service, possible=possible
        )
    yield Entry(
        on=begins,
        happening=Happening.STARTS,
        about=step.service,
        possible=possible,
        critical=step.critical,
    )
    if step.ends_on > begins:
        yield Entry(
            on=step.ends_on,
            happening=Happening.ENDS,
            about=step.service,
            possible=possible,
            critical=step.critical,
        )
    if step.due_on is not None:
        yield Entry(
            on=step.due_on,
            happening=Happening.DUE,
            about=step.service,
            possible=possible,
            source=step.due_source,
        )


def _of_policy(match: Match, on: date) -> Iterator[Entry]:
    window = match.window
    possible = match.verdict is not Eligibility.ELIGIBLE
    if window.state is WindowState.UPCOMING and window.opens is not None:
        yield Entry(
            on=window.opens, happening=Happening.POLICY_OPENS, about=match.policy, possible=possible
        )
    if window.closes is not None and window.closes >= on:
        yield Entry(
            on=window.closes,
            happening=Happening.POLICY_CLOSES,
            about=match.policy,
            possible=possible,
        )
