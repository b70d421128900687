"""Cases in the database: opened, found, listed, and changed by one more event in their log."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from flowchart.case import (
    NOTHING_MORE,
    Case,
    MovedMeanwhile,
    Told,
    adopted,
    moved,
    since,
    undo,
)
from flowchart.case_events import (
    PLAN_ITSELF,
    Agreed,
    By,
    CaseEvent,
    Move,
    Noted,
    What,
)
from flowchart.case_kinds import Actor, Audience, Cause
from flowchart.case_lists import CaseLists
from flowchart.case_log import add_event, hold, tell_of_case
from flowchart.case_reading import read_case
from flowchart.case_summary import follow, in_columns
from flowchart.case_tables import CASE, NOTE, PERSON, PLAN
from flowchart.plan import Plan
from flowchart.states import StepState
from kb.database import Database
from kb.ids import OrganisationId, ServiceId
from kb.model import WorkingCalendar
from kb.writing import to_json

OFFICE_TIME: Final = timezone(timedelta(hours=8))
"""Shanghai: what happens there happens on the day it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is said of a person when a case is opened: a name, a note for them, their facts."""

    name: str | None = None
    note: str | None = None
    facts: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """Words that go with an event, and for whom they are."""

    text: str
    audience: Audience = Audience.APPLICANT


Decide = Callable[[Case, str | None], What]
"""Says what happens to a case as it is now, given the number of the note that goes with it."""


def kept(plan: Plan) -> Plan:
    """Return a plan as a case keeps it: without reasons and sums, which tell what was said."""
    return replace(
        plan,
        steps=tuple(replace(step, because=(), mode_because=()) for step in plan.steps),
        offered=(),
        excluded=(),
        questions=(),
        usual=(),
        policies=tuple(
            replace(match, because=(), amount=None, near=None) for match in plan.policies
        ),
    )


class CaseStore(CaseLists):
    """Opens, reads and changes cases.

    `calendars` gives the working days that lists count by, `tells` hears of every event as part
    of its transaction; whoever knows them sets them.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        super().__init__(database)
        self._now = now
        self.calendars: Callable[[], Mapping[int, WorkingCalendar]] = dict
        self.tells: Callable[[Connection, Case, CaseEvent], None] = lambda *_: None

    def today(self) -> date:
        """Return the day it is at the centres."""
        return self._now().astimezone(OFFICE_TIME).date()

    # ---- opening -------------------------------------------------------------------------------

    def open(
        self,
        plan: Plan,
        person: Person,
        opened_on: date,
        centre: OrganisationId,
        by: By | None = None,
        agreed: Sequence[Agreed] = (),
    ) -> Case:
        """Open a case of a centre for a plan and return it; its number counts within the day.

        Args:
            plan: what is to be done.
            person: the erasable part.
            opened_on: the day.
            centre: whose case it is.
            by: who opened it; a member of staff looks after it from then on.
            agreed: on what the use of the data rests.
        """
        by = by or By(actor=Actor.HOUSE)
        case_id, held, now = secrets.token_hex(12), kept(plan), self._now()
        with self._database.write(alone="case number") as connection:
            number = self._next_number(connection, opened_on)
            begun = Case(id=case_id, number=number, opened_on=opened_on, plan=held, centre=centre)
            values = {
                "id": case_id,
                "number": number,
                "generation": plan.generation,
                "opened_on": opened_on,
                "centre": centre,
                "created_at": now,
                "companion": by.id if by.actor is Actor.STAFF else None,
                "sequence": 0,
                **self._in_short(begun, now),
            }
            connection.execute(CASE.insert().values(**values))
            self._keep(connection, case_id, 1, held)
            connection.execute(
                PERSON.insert().values(case_id=case_id, name=person.name, facts=person.facts)
            )
            self._say_more(connection, case_id, by, person, agreed)
            return read_case(connection, case_id)

    def _say_more(
        self,
        connection: Connection,
        case_id: str,
        by: By,
        person: Person,
        agreed: Sequence[Agreed],
    ) -> None:
        for one in agreed:
            self._add(connection, case_id, by, _just(one))
        if person.note is not None:
            self._add(
                connection, case_id, by, _noted(Audience.APPLICANT), NewNote(text=person.note)
            )

    def _keep(self, connection: Connection, case_id: str, version: int, plan: Plan) -> None:
        row = {"case_id": case_id, "version": version, "made_at": self._now()}
        connection.execute(PLAN.insert().values(**row, content=to_json(plan)))

    @staticmethod
    def _next_number(connection: Connection, opened_on: date) -> str:
        """Return the short number to read out: the day, and a count within it."""
        day = opened_on.strftime("%y%m%d")
        opened = connection.scalar(select(func.count()).where(CASE.c.number.startswith(f"{day}-")))
        return f"{day}-{(opened or 0) + 1:03d}"

    # ---- changing ------------------------------------------------------------------------------

    def append(
        self,
        case_id: str,
        by: By,
        decide: Decide,
        *,
        note: NewNote | None = None,
        about: str = "",
        seen: int | None = None,
    ) -> Case:
        """Add what is decided to the log of a case and return the case as it is now.

        Of several who change one thing at once the first wins; the others are told what happened.

        Args:
            case_id: which.
            by: who.
            decide: says what happens, seeing the case as it is.
            note: words that go with it; they are kept only if the event is.
            about: the step, or whatever else `subject` names, that is changed.
            seen: the last event the person had seen.

        Raises:
            NotFound: no such case.
            MovedMeanwhile: somebody changed the same thing after what was seen.
            CompanionError: whatever `decide` raises.
        """
        with self._database.write() as connection:
            return self._add(connection, case_id, by, decide, note, about, seen)

    def note(
        self,
        case_id: str,
        by: By,
        text: str,
        audience: Audience,
        step: ServiceId | None = None,
    ) -> Case:
        """Write a note and return the case; several at once stand beside each other."""
        words = NewNote(text=text, audience=audience)
        return self.append(case_id, by, _noted(audience, step), note=words)

    def move(
        self,
        case_id: str,
        step: ServiceId,
        to: StepState,
        by: By,
        seen: int,
        told: Told = NOTHING_MORE,
    ) -> Case:
        """Move a step and return the case as it is now.

        Args:
            case_id: the case.
            step: the step to move.
            to: the state it takes.
            by: who moved it.
            seen: the last event the person who moves had seen.
            told: when it happened, and what the new state needs to be told.

        Raises:
            NotFound: no such case or step.
            MovedMeanwhile: somebody was quicker.
            Conflict: the move is not in the table.
            NotAllowed: it is somebody else's.
            WrongInput: the new state needs to be told more.
        """
        today = self.today()

        def decide(case: Case, number: str | None) -> Move:
            return moved(case, step, to, by.actor, told, today, number)

        words = NewNote(text=told.words, audience=told.audience) if told.words else None
        return self.append(case_id, by, decide, note=words, about=step, seen=seen)

    def undo(self, case_id: str, by: By, seen: int) -> Case:
        """Take the last event back that can be; return the case as it is now.

        Raises:
            Conflict: there is nothing to take back.
            MovedMeanwhile: somebody was quicker.
        """
        return self.append(case_id, by, lambda case, _note: undo(case, seen))

    def adopt(self, case_id: str, plan: Plan, cause: Cause, by: By, seen: int) -> Case:
        """Let a case follow another plan; its states and its log stay.

        Raises:
            Conflict: a step that is with an office is not in the new plan.
            MovedMeanwhile: somebody changed the case after what was seen.
        """
        with self._database.write() as connection:
            hold(connection, case_id)
            query = select(func.max(PLAN.c.version)).where(PLAN.c.case_id == case_id)
            version = (connection.scalar(query) or 0) + 1
            self._keep(connection, case_id, version, kept(plan))
            return self._add(
                connection,
                case_id,
                by,
                lambda case, _note: adopted(case, plan, version, cause),
                about=PLAN_ITSELF,
                seen=seen,
            )

    def _add(
        self,
        connection: Connection,
        case_id: str,
        by: By,
        decide: Decide,
        note: NewNote | None = None,
        about: str = "",
        seen: int | None = None,
    ) -> Case:
        row = hold(connection, case_id)
        case = read_case(connection, case_id)
        if seen is not None and (later := since(case, seen, about)):
            raise MovedMeanwhile(later)
        number = secrets.token_hex(8) if note is not None else None
        what, now = decide(case, number), self._now()
        if note is not None:
            words = {"case_id": case_id, "audience": note.audience, "text": note.text}
            connection.execute(NOTE.insert().values(id=number, at=now, **words))
        event = add_event(connection, row, what, by, now)
        follow(connection, case_id, what)
        after = read_case(connection, case_id)
        told = self._in_short(after, now)
        connection.execute(update(CASE).where(CASE.c.id == case_id).values(**told))
        self.tells(connection, after, event)
        tell_of_case(self._database, connection, case_id, event.sequence)
        return after

    def _in_short(self, case: Case, at: datetime) -> dict[str, Any]:
        return in_columns(case, self.today(), at, self.calendars())


def _just(what: What) -> Decide:
    return lambda _case, _note: what


def _noted(audience: Audience, step: ServiceId | None = None) -> Decide:
    return lambda _case, number: Noted(note=number or "", audience=audience, step=step)
