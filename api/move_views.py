"""What the page of a case shows to move it: by step what may be done, dates, papers, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from fastapi import Request

from api.accounts import Role
from api.auth import Session
from api.case_dates import dates_view
from api.pages import house_of
from api.who_did import WhoDid
from api.wiring import House
from flowchart.calendar import after_working_days
from flowchart.case import Case, earliest_day
from flowchart.case_events import CaseEvent, Noted
from flowchart.case_kinds import Actor, Audience, Delivery
from flowchart.case_told import Handing, Ticks, deliveries, note_events, ticks
from flowchart.event_words import DELIVERY_TEXT, event_text, title_of
from flowchart.forecast import forecast
from flowchart.materials import Material, MaterialStanding
from flowchart.moves import may_become
from flowchart.states import StepState
from flowchart.step_words import STAGES
from kb.ids import EvidenceId, ServiceId
from kb.kinds import StageKind
from kb.text import Text

ASKING: Final = frozenset({StepState.TO_BE_SUPPLEMENTED, StepState.SPECIAL_PROCEDURE})
"""Moves that must say more: what is missing, or why the clock stands still."""
LASTING: Final = frozenset({StepState.ISSUED, StepState.REFUSED, StepState.WITHDRAWN})
"""Moves that are asked about once more before they are made."""
SUPPLEMENT_DAYS: Final = 5
"""Working days proposed for bringing missing papers; whoever asks may choose others."""
_DELIVERED: Final = frozenset(
    {
        StepState.ACCEPTED,
        StepState.UNDER_REVIEW,
        StepState.SPECIAL_PROCEDURE,
        StepState.GRANTED,
    }
)
_TO_TICK: Final = frozenset(
    {
        MaterialStanding.BRING,
        MaterialStanding.DEFERRED,
        MaterialStanding.HELD,
        MaterialStanding.RETRIEVABLE,
        MaterialStanding.ISSUED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note as it is read: who wrote it, when, about what."""

    text: str
    who: Text
    at: datetime
    about: Text | None
    step: ServiceId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper of the case with what either side says of it, and the steps that need it."""

    id: str
    title: Text
    standing: MaterialStanding
    steps: tuple[int, ...]
    ticks: Ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDesk:
    """What can be done with a step now.

    Attributes:
        plain: moves of one press; `asking` those that must say more first.
        papers: of this step, by id; any of them may be missing.
        earliest: no move can have happened before; it may be told later, up to today.
        handing: how the result is fetched; None where it is too soon to say.
    """

    plain: tuple[StepState, ...]
    asking: tuple[StepState, ...]
    papers: Mapping[EvidenceId, Text]
    earliest: date
    handing: Handing | None
    dispatches: bool


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows."""
    house = house_of(request)
    today = house.today()
    seen = forecast(case, today, house.catalogue.calendars)
    staff = session.role in (Role.COMPANION, Role.MANAGER)
    until = after_working_days(today, SUPPLEMENT_DAYS, house.catalogue.calendars)
    return {
        "mine": staff and session.centre == case.centre,
        "writes": staff,
        "dates": dates_view(case, seen, house.catalogue),
        "desk": step_desks(house, case),
        "today": today,
        "supplement_until": until.day,
        "supplement_days": SUPPLEMENT_DAYS,
        "reasons_to_stop": {kind: STAGES[kind] for kind in (*StageKind,)},
        "lasting": LASTING,
        "delivery_text": DELIVERY_TEXT,
        "deliveries": tuple(Delivery),
        "papers": paper_views(house, case),
        "desk_notes": note_views(house, case),
        "who_did": WhoDid(house, case),
    }


def step_desks(house: House, case: Case) -> dict[ServiceId, StepDesk]:
    """Return what can be done with each step that is not merely a bundle of others."""
    held, handed = case.states(), deliveries(case)
    return {
        step.service: _desk(house, case, step.service, held[step.service], handed)
        for step in case.plan.steps
        if not step.wrapper
    }


def _desk(
    house: House,
    case: Case,
    step: ServiceId,
    now: StepState,
    handed: Mapping[ServiceId, Handing],
) -> StepDesk:
    may = may_become(now, Actor.STAFF)
    service = house.catalogue.services.get(step)
    delivers = now in _DELIVERED and service is not None and bool(service.outputs)
    return StepDesk(
        plain=tuple(to for to in may if to not in ASKING),
        asking=tuple(to for to in may if to in ASKING),
        papers=papers_of(house, case, step),
        earliest=earliest_day(case, step),
        handing=handed.get(step, Handing()) if delivers or step in handed else None,
        dispatches=now is StepState.GRANTED,
    )


def papers_of(house: House, case: Case, step: ServiceId) -> dict[EvidenceId, Text]:
    """Return the papers a step asks for, with their titles; of alternatives the one in the plan."""
    planned = {one.evidence for one in case.plan.materials if step in one.for_}
    service = house.catalogue.services.get(step)
    found: list[EvidenceId] = sorted(planned)
    for any_of in service.inputs if service is not None else ():
        found += [] if any_of & planned else sorted(any_of)
    return {one: title_of(one, house.catalogue) for one in dict.fromkeys(found)}


def paper_views(house: House, case: Case) -> tuple[PaperView, ...]:
    """Return the papers that somebody has to have at hand, what is to bring first."""
    numbers = {step.service: i for i, step in enumerate(case.plan.steps, 1)}
    said = ticks(case)

    def shown(one: Material) -> PaperView:
        return PaperView(
            id=one.evidence,
            title=title_of(one.evidence, house.catalogue),
            standing=one.standing,
            steps=tuple(sorted(numbers[service] for service in one.for_ if service in numbers)),
            ticks=said.get(one.evidence, Ticks()),
        )

    return tuple(shown(one) for one in case.plan.materials if one.standing in _TO_TICK)


# ---- notes -------------------------------------------------------------------------------------


def note_views(house: House, case: Case) -> dict[Audience, tuple[NoteView, ...]]:
    """Return the notes for the applicant and those for colleagues only, the newest first.

    Words of what was taken back are not among them.
    """
    who, events = WhoDid(house, case), note_events(case)
    held = house.private.notes(case.id, (Audience.APPLICANT, Audience.INSIDE))
    found: dict[Audience, list[NoteView]] = {Audience.APPLICANT: [], Audience.INSIDE: []}
    for number in sorted(held.keys() & events.keys(), key=lambda one: -events[one].sequence):
        note = held[number]
        found[note.audience].append(_note_view(house, events[number], note.text, who))
    return {audience: tuple(notes) for audience, notes in found.items()}


def _note_view(house: House, event: CaseEvent, text: str, who: WhoDid) -> NoteView:
    what = event.what
    step: ServiceId | None = getattr(what, "step", None)
    note = NoteView(text=text, who=who(event.by), at=event.at, about=None, step=step)
    if not isinstance(what, Noted):
        return replace(note, about=event_text(event, house.catalogue))
    return replace(note, about=title_of(step, house.catalogue)) if step is not None else note
