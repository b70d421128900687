"""Cases as the database holds them, read back: whole with their log, or in short for lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from flowchart.case import NO_CASE, Case, CaseErased
from flowchart.case_events import KIND_OF, Adopted, CaseEvent, Rated, standing
from flowchart.case_kinds import Grade
from flowchart.case_log import broken_at, erased, read_log
from flowchart.case_tables import CASE, EVENT, LOOKING, PLAN
from flowchart.plan import Plan
from kb.database import Database
from kb.errors import NotFound
from kb.ids import OrganisationId, SceneId
from kb.reading import value_from
from kb.writing import from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInShort:
    """What a list says of a case.

    `companion` is None while nobody has taken it up; then `handed_to` is who was asked to. The
    days are those of `flowchart.case_summary.Due`. `to_answer`: an expert's comment waits.
    """

    id: str
    number: str
    opened_on: date
    centre: OrganisationId
    scenes: tuple[SceneId, ...]
    companion: str | None
    sequence: int
    done: int
    total: int
    moved_at: datetime
    grade: Grade | None
    to_follow_up: bool
    handed_to: str | None = None
    supplement_by: date | None = None
    promised_by: date | None = None
    restart_by: date | None = None
    to_collect: int = 0
    to_answer: bool = False


def read_case(connection: Connection, case_id: str) -> Case:
    """Return a case with its whole log and the plan it follows now.

    Raises:
        NotFound: there is none, or it was erased.
    """
    row = connection.execute(select(CASE).where(CASE.c.id == case_id)).first()
    if row is None:
        raise NotFound(NO_CASE)
    if row.erased_at is not None:
        raise erased(connection, row)
    events = read_log(connection, case_id)
    version = version_now(events)
    looking = connection.scalars(select(LOOKING.c.centre).where(LOOKING.c.case_id == case_id))
    return Case(
        id=row.id,
        number=row.number,
        opened_on=row.opened_on,
        plan=read_plan(connection, case_id, version),
        centre=OrganisationId(row.centre),
        events=events,
        version=version,
        companion=row.companion,
        looking=frozenset(OrganisationId(centre) for centre in looking),
    )


def version_now(events: Iterable[CaseEvent]) -> int:
    """Return the number of the plan that is followed after these events."""
    adopted = [e.what.version for e in standing(events) if isinstance(e.what, Adopted)]
    return adopted[-1] if adopted else 1


def read_plan(connection: Connection, case_id: str, version: int) -> Plan:
    """Return one of the plans a case has had.

    Raises:
        NotFound: it has had no such plan.
    """
    content = connection.scalar(
        select(PLAN.c.content).where(PLAN.c.case_id == case_id, PLAN.c.version == version)
    )
    if content is None:
        raise NotFound(NO_CASE)
    return value_from(from_json(content), Plan, "plan")


# ---- lists -------------------------------------------------------------------------------------


def in_short(row: Any) -> CaseInShort:
    """Return what a list says of a row of the table."""
    return CaseInShort(
        id=row.id,
        number=row.number,
        opened_on=row.opened_on,
        centre=OrganisationId(row.centre),
        scenes=tuple(SceneId(scene) for scene in from_json(row.scenes)),
        companion=row.companion,
        sequence=row.sequence,
        done=row.done,
        total=row.total,
        moved_at=row.moved_at,
        grade=Grade(row.grade) if row.grade else None,
        to_follow_up=bool(row.to_follow_up),
        handed_to=row.handed_to,
        supplement_by=row.supplement_by,
        promised_by=row.promised_by,
        restart_by=row.restart_by,
        to_collect=row.to_collect,
        to_answer=bool(getattr(row, "to_answer", False)),
    )


def seen_by(centre: OrganisationId) -> Select[Any]:
    """Return the query for the cases a centre has or looks at, those that moved last first."""
    looked = select(LOOKING.c.case_id).where(LOOKING.c.centre == centre)
    mine = or_(CASE.c.centre == centre, CASE.c.id.in_(looked))
    query = select(CASE).where(mine, CASE.c.erased_at.is_(None))
    return query.order_by(CASE.c.moved_at.desc(), CASE.c.number.desc())


def opened_later(connection: Connection, centre: OrganisationId, after: str) -> ColumnElement[bool]:
    """Return the condition that a case was opened after another of the same centre.

    Raises:
        NotFound: there is no such case at this centre.
    """
    begun = select(CASE.c.created_at, CASE.c.number).where(CASE.c.centre == centre)
    last = connection.execute(begun.where(CASE.c.id == after)).first()
    if last is None:
        raise NotFound(NO_CASE)
    later = CASE.c.created_at > last.created_at
    return or_(later, and_(CASE.c.created_at == last.created_at, CASE.c.number > last.number))


class CaseReader:
    """Finds and lists cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, case_id: str) -> Case:
        """Return a case with its whole log.

        Raises:
            NotFound: there is none, or it was erased.
        """
        with self._database.read() as connection:
            return read_case(connection, case_id)

    def id_of(self, number: str) -> str:
        """Return the id of the case with a short number, erased or not.

        Raises:
            NotFound: there is none.
        """
        with self._database.read() as connection:
            found = connection.scalar(select(CASE.c.id).where(CASE.c.number == number))
        if found is None:
            raise NotFound(NO_CASE)
        return str(found)

    def untouched_since(self, moment: datetime) -> tuple[str, ...]:
        """Return the ids of the cases to which nothing happened since, oldest first; not erased."""
        newest = select(func.max(EVENT.c.at)).where(EVENT.c.case_id == CASE.c.id)
        last = func.coalesce(newest.scalar_subquery(), CASE.c.created_at)
        query = select(CASE.c.id).where(CASE.c.erased_at.is_(None), last < moment)
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(CASE.c.created_at, CASE.c.id)))

    def numbers(self) -> dict[str, str]:
        """Return the ids of all cases by their short numbers, erased ones too."""
        with self._database.read() as connection:
            rows = connection.execute(select(CASE.c.number, CASE.c.id).order_by(CASE.c.number))
            return {row.number: row.id for row in rows}

    def newest_event(self, case_id: str) -> int:
        """Return the number of the newest event of a case without reading the case; cheap.

        Raises:
            NotFound: there is no such case, or it was erased.
        """
        query = select(CASE.c.id, CASE.c.sequence, CASE.c.erased_at).where(CASE.c.id == case_id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
            if row is None:
                raise NotFound(NO_CASE)
            if row.erased_at is not None:
                raise erased(connection, row)
        return int(row.sequence)

    def erased_here(self, centre: OrganisationId, asked: str) -> tuple[str, CaseErased] | None:
        """Return the number of an erased case of a centre and what became of it.

        Args:
            centre: whose case it was.
            asked: the id or the whole number; None comes back if there is no such erased case.
        """
        named = or_(CASE.c.id == asked, CASE.c.number == asked)
        query = select(CASE).where(named, CASE.c.centre == centre, CASE.c.erased_at.is_not(None))
        with self._database.read() as connection:
            row = connection.execute(query).first()
            return (row.number, erased(connection, row)) if row is not None else None

    def broken_at(self, case_id: str) -> int | None:
        """Return the number of the first event of a log that was tampered with, if any.

        Raises:
            NotFound: there is no such case.
        """
        with self._database.read() as connection:
            return broken_at(connection, case_id)

    def newest(self, centre: OrganisationId, at_most: int = 100) -> tuple[CaseInShort, ...]:
        """Return the cases a centre has or looks at, those that moved last first."""
        with self._database.read() as connection:
            rows = connection.execute(seen_by(centre).limit(at_most))
            return tuple(in_short(row) for row in rows)

    def badly_rated(self, centre: OrganisationId) -> tuple[CaseInShort, ...]:
        """Return the cases of a centre whose bad rating nobody has put right yet, oldest first."""
        query = select(CASE).where(CASE.c.centre == centre, CASE.c.to_follow_up == 1)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(CASE.c.moved_at))
            return tuple(in_short(row) for row in found)

    def grades(self, centre: OrganisationId, since: datetime) -> tuple[tuple[datetime, Grade], ...]:
        """Return when which grade was given to cases of a centre, of each case the last one.

        Grades of erased cases stay in it: a count names nobody.
        """
        of_centre = select(CASE.c.id).where(CASE.c.centre == centre)
        query = select(EVENT).where(
            EVENT.c.kind == KIND_OF[Rated], EVENT.c.at >= since, EVENT.c.case_id.in_(of_centre)
        )
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(EVENT.c.number)).all()
        last = {row.case_id: (row.at, Grade(from_json(row.content)["grade"])) for row in rows}
        return tuple(last.values())

    def opened_after(
        self, centre: OrganisationId, after: str = "", at_most: int = 100
    ) -> tuple[CaseInShort, ...]:
        """Return cases of a centre in the order they were opened.

        Args:
            centre: whose.
            after: the id of a case; those opened later come. Empty: from the first on.
            at_most: how many.

        Raises:
            NotFound: there is no such case at this centre.
        """
        query = select(CASE).where(CASE.c.centre == centre, CASE.c.erased_at.is_(None))
        query = query.order_by(CASE.c.created_at, CASE.c.number)
        with self._database.read() as connection:
            if after:
                query = query.where(opened_later(connection, centre, after))
            return tuple(in_short(row) for row in connection.execute(query.limit(at_most)))
