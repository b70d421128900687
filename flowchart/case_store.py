"""Cases in the database: an append-only log, and personal data in rows that can be erased."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.exc import IntegrityError

from flowchart.case import MOVED_MEANWHILE, NO_CASE, Case, CaseEvent, move, undo
from flowchart.plan import Plan
from flowchart.states import StepState
from kb.database import METADATA, Database, Moment
from kb.errors import Conflict, NotFound
from kb.ids import OrganisationId, ServiceId
from kb.reading import value_from
from kb.writing import from_json, to_json

CASE = Table(
    "case_file",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("generation", String(64), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("plan", Text, nullable=False),
    Column("centre", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
)
EVENT = Table(
    "case_event",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("case_id", String(40), ForeignKey("case_file.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("step", String(200), nullable=False),
    Column("from_state", String(30), nullable=False),
    Column("to_state", String(30), nullable=False),
    Column("undoes", Integer),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("case_id", "sequence"),
)
PERSON = Table(
    "case_person",
    METADATA,
    Column("case_id", String(40), ForeignKey("case_file.id"), primary_key=True),
    Column("name", Text),
    Column("note", Text),
    Column("facts", Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The erasable part of a case: shown to staff, and to the applicant behind the PIN."""

    name: str | None = None
    note: str | None = None
    facts: str | None = None


CASE_MOVED: Final = "case"
"""Told of a case whenever it moved or its codes changed: its id, and its newest event if any."""


def tell_of_case(
    database: Database, connection: Connection, case_id: str, sequence: int | None = None
) -> None:
    """Tell every worker that a case moved, as part of the transaction that moves it."""
    said = case_id if sequence is None else f"{case_id} {sequence}"
    database.signals.tell(connection, CASE_MOVED, said)


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


class CaseStore:
    """Opens, reads and moves cases."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def open(self, plan: Plan, person: Person, opened_on: date, centre: OrganisationId) -> Case:
        """Open a case of a centre for a plan and return it; its number counts within the day."""
        held = kept(plan)
        case_id = secrets.token_hex(12)
        with self._database.write(alone="case number") as connection:
            number = self._next_number(connection, opened_on)
            connection.execute(
                CASE.insert().values(
                    id=case_id,
                    number=number,
                    generation=plan.generation,
                    opened_on=opened_on,
                    plan=to_json(held),
                    centre=centre,
                    created_at=self._now(),
                )
            )
            connection.execute(
                PERSON.insert().values(
                    case_id=case_id, name=person.name, note=person.note, facts=person.facts
                )
            )
        return Case(id=case_id, number=number, opened_on=opened_on, plan=held, centre=centre)

    @staticmethod
    def _next_number(connection: Connection, opened_on: date) -> str:
        """Return the short number to read out: the day, and a count within it."""
        day = opened_on.strftime("%y%m%d")
        opened = connection.scalar(select(func.count()).where(CASE.c.number.startswith(f"{day}-")))
        return f"{day}-{(opened or 0) + 1:03d}"

    def get(self, case_id: str) -> Case:
        """Return a case with its whole log.

        Raises:
            NotFound: there is none.
        """
        with self._database.read() as connection:
            return self._read(connection, case_id)

    def newest(self, centre: OrganisationId, at_most: int = 100) -> tuple[Case, ...]:
        """Return the newest cases of a centre, newest first."""
        mine = select(CASE.c.id).where(CASE.c.centre == centre)
        query = mine.order_by(CASE.c.created_at.desc(), CASE.c.number.desc())
        with self._database.read() as connection:
            ids = list(connection.scalars(query.limit(at_most)))
            return tuple(self._read(connection, case_id) for case_id in ids)

    def opened_after(
        self, centre: OrganisationId, after: str = "", at_most: int = 100
    ) -> tuple[Case, ...]:
        """Return cases of a centre in the order they were opened.

        Args:
            centre: whose.
            after: the id of a case; those opened later come. Empty: from the first on.
            at_most: how many.

        Raises:
            NotFound: there is no such case at this centre.
        """
        mine = select(CASE.c.id).where(CASE.c.centre == centre)
        query = mine.order_by(CASE.c.created_at, CASE.c.number)
        with self._database.read() as connection:
            if after:
                begun = select(CASE.c.created_at, CASE.c.number).where(CASE.c.centre == centre)
                last = connection.execute(begun.where(CASE.c.id == after)).first()
                if last is None:
                    raise NotFound(NO_CASE)
                later = CASE.c.created_at > last.created_at
                beside = and_(CASE.c.created_at == last.created_at, CASE.c.number > last.number)
                query = query.where(or_(later, beside))
            ids = list(connection.scalars(query.limit(at_most)))
            return tuple(self._read(connection, case_id) for case_id in ids)

    def person(self, case_id: str) -> Person:
        """Return the erasable part of a case; empty once it was erased."""
        with self._database.read() as connection:
            row = connection.execute(select(PERSON).where(PERSON.c.case_id == case_id)).first()
        return Person(name=row.name, note=row.note, facts=row.facts) if row else Person()

    def move(self, case_id: str, step: ServiceId, to: StepState, by: str, seen: int) -> Case:
        """Append a move and return the case as it is now.

        Args:
            case_id: the case.
            step: the step to move.
            to: the state it takes.
            by: the account that moved it.
            seen: the last event the person who moves had seen.

        Raises:
            NotFound: no such case or step.
            Conflict: the move is not in the table, or somebody was quicker.
        """
        return self._append(case_id, seen, lambda case: move(case, step, to, by, self._now()))

    def undo(self, case_id: str, by: str, seen: int) -> Case:
        """Append the taking-back of the last move that still stands; return the case as it is now.

        Raises:
            Conflict: there is nothing to take back, or somebody was quicker.
        """
        return self._append(case_id, seen, lambda case: undo(case, by, self._now()))

    def _append(self, case_id: str, seen: int, made: Callable[[Case], CaseEvent]) -> Case:
        with self._database.write() as connection:
            case = self._read(connection, case_id)
            if case.sequence != seen:
                raise Conflict(MOVED_MEANWHILE)
            event = made(case)
            try:
                connection.execute(EVENT.insert().values(case_id=case_id, **_columns(event)))
            except IntegrityError:
                raise Conflict(MOVED_MEANWHILE) from None
            tell_of_case(self._database, connection, case_id, event.sequence)
            return replace(case, events=(*case.events, event))

    @staticmethod
    def _read(connection: Connection, case_id: str) -> Case:
        row = connection.execute(select(CASE).where(CASE.c.id == case_id)).first()
        if row is None:
            raise NotFound(NO_CASE)
        query = select(EVENT).where(EVENT.c.case_id == case_id).order_by(EVENT.c.sequence)
        return Case(
            id=row.id,
            number=row.number,
            opened_on=row.opened_on,
            plan=value_from(from_json(row.plan), Plan, "plan"),
            centre=OrganisationId(row.centre),
            events=tuple(_event(each) for each in connection.execute(query)),
        )


def _columns(event: CaseEvent) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "step": event.step,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "undoes": event.undoes,
        "by": event.by,
        "at": event.at,
    }


def _event(row: Any) -> CaseEvent:
    return CaseEvent(
        sequence=row.sequence,
        step=ServiceId(row.step),
        from_state=StepState(row.from_state),
        to_state=StepState(row.to_state),
        undoes=row.undoes,
        by=row.by,
        at=row.at,
    )
