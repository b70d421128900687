"""What the log of a case says besides the states: papers ticked, deliveries, rating, consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from flowchart.case import Case
from flowchart.case_events import (
    Adopted,
    Agreed,
    CaseEvent,
    DeliveryChosen,
    Dispatched,
    FollowedUp,
    HandedOver,
    Move,
    Noted,
    PlanKept,
    Rated,
    TakenUp,
    Ticked,
    What,
)
from flowchart.case_kinds import Actor, Audience, Delivery, Grade, Purpose
from kb.ids import EvidenceId, ServiceId

Kind = TypeVar("Kind", bound=What)


def of_kind(case: Case, kind: type[Kind]) -> Iterator[tuple[CaseEvent, Kind]]:
    """Yield the standing events of one kind with what they say, oldest first."""
    for event in case.standing:
        if isinstance(event.what, kind):
            yield event, event.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """Who says that a paper is there, and since when; None where a side has not said so."""

    applicant: datetime | None = None
    staff: datetime | None = None


def ticks(case: Case) -> dict[EvidenceId, Ticks]:
    """Return what each side has ticked since each paper was last asked for.

    A request for a paper says that the one that was there will not do. Papers nobody spoke of
    since are not in it.
    """
    found: dict[EvidenceId, Ticks] = {}
    for event in case.standing:
        what = event.what
        if isinstance(what, Move):
            found = {paper: told for paper, told in found.items() if paper not in what.missing}
        elif isinstance(what, Ticked):
            at = event.at if what.there else None
            held = found.get(what.evidence, Ticks())
            mine = event.by.actor is Actor.APPLICANT
            found[what.evidence] = replace(held, applicant=at) if mine else replace(held, staff=at)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """How the result of a step reaches the applicant, and since when it is under way or ready."""

    how: Delivery | None = None
    dispatched_at: datetime | None = None
    note: str | None = None


def deliveries(case: Case) -> dict[ServiceId, Handing]:
    """Return how results reach the applicant, of steps for which that was said."""
    found: dict[ServiceId, Handing] = {}
    for _, chosen in of_kind(case, DeliveryChosen):
        found[chosen.step] = Handing(how=chosen.how)
    for event, sent in of_kind(case, Dispatched):
        held = found.get(sent.step, Handing())
        found[sent.step] = replace(held, dispatched_at=event.at, note=sent.note)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The last rating, and what came of asking about it; notes by number."""

    grade: Grade
    at: datetime
    note: str | None
    follow_ups: tuple[tuple[CaseEvent, FollowedUp], ...] = ()

    @property
    def open(self) -> bool:
        """Say whether somebody still has to put something right."""
        return self.grade.bad and not any(what.settled for _, what in self.follow_ups)


def rating(case: Case) -> Rating | None:
    """Return how the applicant rated it; None before they did."""
    rated = list(of_kind(case, Rated))
    if not rated:
        return None
    event, what = rated[-1]
    after = tuple(one for one in of_kind(case, FollowedUp) if one[0].sequence > event.sequence)
    return Rating(grade=what.grade, at=event.at, note=what.note, follow_ups=after)


def generation_settled(case: Case) -> str:
    """Return the newest generation whose rules were accepted for this case, or turned down."""
    settled = case.plan.generation
    for event in case.standing:
        if isinstance(event.what, Adopted | PlanKept):
            settled = event.what.generation
    return settled


def agreed(case: Case) -> Mapping[Purpose, Agreed]:
    """Return on what the use of the applicant's data rests now, by purpose."""
    held: dict[Purpose, Agreed] = {}
    for _, what in of_kind(case, Agreed):
        held[what.purpose] = what
    return {purpose: one for purpose, one in held.items() if one.given}


def waiting_for_a_companion(case: Case) -> HandedOver | None:
    """Return the handing over that nobody has answered by taking the case up."""
    last: HandedOver | None = None
    for event in case.standing:
        if isinstance(event.what, HandedOver):
            last = event.what
        elif isinstance(event.what, TakenUp):
            last = None
    return last


def note_events(case: Case) -> dict[str, CaseEvent]:
    """Return for every note, by its number, the event that says who wrote it and about what."""
    found: dict[str, CaseEvent] = {}
    for event in case.standing:
        number = getattr(event.what, "note", None)
        if isinstance(event.what, Noted) or number:
            found[str(number)] = event
    return found


def to_answer(case: Case) -> CaseEvent | None:
    """Return the last comment of an expert that no colleague has answered at the round table."""
    said = [event for event, what in of_kind(case, Noted) if what.audience is Audience.TABLE]
    last = next((e for e in reversed(said) if e.by.actor in (Actor.EXPERT, Actor.STAFF)), None)
    return last if last is not None and last.by.actor is Actor.EXPERT else None
