"""Lists of cases a centre works through: its own, handed to us, looked at; late ones first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy import case as when

from flowchart.case_events import KIND_OF, Noted
from flowchart.case_kinds import Actor, Audience
from flowchart.case_reading import CaseInShort, CaseReader, in_short
from flowchart.case_tables import CASE, EVENT, LOOKING
from kb.ids import OrganisationId, SceneId
from kb.writing import to_json

PAGE: Final = 50
SOON: Final = timedelta(days=7)
"""What ends within so many days stands before what has time."""
_DAYS: Final = (CASE.c.supplement_by, CASE.c.promised_by, CASE.c.restart_by)


class Whose(StrEnum):
    """Which cases: mine, all of the centre, those nobody took up, those we merely look at."""

    MINE = "mine"
    CENTRE = "centre"
    HANDED = "handed"
    LOOKED = "looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases somebody wants to see.

    Attributes:
        centre: where they work; `account` is theirs.
        today: late cases come first, then those with something to do, then what ends soon.
        due_by: only cases with something to do by this day.
        number: a part of the short number; with `scenes` and `keepers`, cases with any are found.
        keepers: accounts that look after the cases, or were asked to.
        keeper: only cases of this account.
        closed: accounts of people who have left; what they look after is nobody's.
        ruled: ids of cases to be looked at because the rules changed; they wait today.
        page: from 1; each holds fifty.
    """

    centre: OrganisationId
    account: str
    whose: Whose = Whose.CENTRE
    today: date | None = None
    due_by: date | None = None
    number: str = ""
    scenes: Collection[SceneId] = ()
    keepers: Collection[str] = ()
    keeper: str = ""
    closed: Collection[str] = ()
    ruled: Collection[str] = ()
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One page of a list, and how many cases the whole list has."""

    cases: tuple[CaseInShort, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are; 1 where nothing is found."""
        return max(1, -(-self.count // PAGE))


class CaseLists(CaseReader):
    """Lists cases without reading their plans."""

    def listed(self, wanted: Wanted) -> CasePage:
        """Return a page of the cases that somebody wants: late first, else what moved last.

        A page beyond the last is the last.
        """
        fitting = and_(*_conditions(wanted))
        with self._database.read() as connection:
            count = connection.scalar(select(func.count()).select_from(CASE).where(fitting)) or 0
            page = max(1, min(wanted.page, -(-count // PAGE)))
            query = select(CASE, _commented().label("to_answer")).where(fitting)
            query = query.order_by(*_order(wanted), CASE.c.moved_at.desc(), CASE.c.number)
            rows = connection.execute(query.limit(PAGE).offset((page - 1) * PAGE))
            return CasePage(cases=tuple(map(in_short, rows)), count=count, page=page)

    def going(self, wanted: Wanted) -> tuple[tuple[str, int], ...]:
        """Return id and last sequence of the cases of a list that are not done, of all pages."""
        open_ = or_(CASE.c.total == 0, CASE.c.done < CASE.c.total)
        query = select(CASE.c.id, CASE.c.sequence).where(open_, *_conditions(wanted))
        query = query.order_by(*_order(wanted), CASE.c.moved_at.desc(), CASE.c.number)
        with self._database.read() as connection:
            return tuple((row.id, row.sequence) for row in connection.execute(query))

    def counts(self, wanted: Wanted) -> dict[Whose, int]:
        """Return how many cases each kind of list holds for somebody, found or not."""
        plain = replace(wanted, due_by=None, number="", scenes=(), keepers=(), keeper="")
        queries = {
            whose: select(func.count())
            .select_from(CASE)
            .where(*_conditions(replace(plain, whose=whose)))
            for whose in Whose
        }
        with self._database.read() as connection:
            return {whose: connection.scalar(query) or 0 for whose, query in queries.items()}


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [CASE.c.erased_at.is_(None), _whose(wanted)]
    if wanted.due_by is not None:
        conditions.append(_due(wanted.due_by, wanted))
    if wanted.number or wanted.scenes or wanted.keepers:
        conditions.append(_named(wanted))
    if wanted.keeper:
        conditions.append(_kept_by((wanted.keeper,)))
    return conditions


def _whose(wanted: Wanted) -> ColumnElement[bool]:
    own = CASE.c.centre == wanted.centre
    match wanted.whose:
        case Whose.MINE:
            return and_(own, CASE.c.companion == wanted.account)
        case Whose.CENTRE:
            return own
        case Whose.HANDED:
            nobody = _nobodys(wanted.closed)
            return and_(own, or_(nobody, CASE.c.handed_to == wanted.account))
        case Whose.LOOKED:
            looked = select(LOOKING.c.case_id).where(LOOKING.c.centre == wanted.centre)
            return and_(CASE.c.id.in_(looked), ~own)


def _nobodys(closed: Collection[str]) -> ColumnElement[bool]:
    """Return that nobody has a case, nor was asked to: no one, or only people who have left."""
    asked = or_(CASE.c.handed_to.is_(None), CASE.c.handed_to.in_(closed))
    return or_(and_(CASE.c.companion.is_(None), asked), CASE.c.companion.in_(closed))


def _due(day: date, wanted: Wanted) -> ColumnElement[bool]:
    going = CASE.c.done < CASE.c.total
    waits = (CASE.c.to_collect > 0, CASE.c.to_follow_up > 0, _commented())
    return or_(_by(day), *waits, CASE.c.id.in_(wanted.ruled), and_(going, _nobodys(wanted.closed)))


def _by(day: date) -> ColumnElement[bool]:
    return or_(*(column <= day for column in _DAYS))


def _commented() -> ColumnElement[bool]:
    """Return that an expert said something at the round table that no colleague answered there."""
    theirs = _last_said(Actor.EXPERT)
    return func.coalesce(theirs, 0) > func.coalesce(_last_said(Actor.STAFF), 0)


def _last_said(actor: Actor) -> Any:
    at_table = EVENT.c.content.contains(f'"audience": "{Audience.TABLE}"', autoescape=True)
    said = and_(EVENT.c.case_id == CASE.c.id, EVENT.c.kind == KIND_OF[Noted], at_table)
    last = select(func.max(EVENT.c.sequence)).where(said, EVENT.c.actor == actor)
    return last.correlate(CASE).scalar_subquery()


def _order(wanted: Wanted) -> tuple[ColumnElement[Any], ...]:
    """Return what sorts late cases first, then those to work on today, then what ends soon."""
    if wanted.today is None:
        return ()
    yesterday, today = wanted.today - timedelta(days=1), wanted.today
    return (
        when(
            (_by(yesterday), 0),
            (_due(today, wanted), 1),
            (_by(today + SOON), 2),
            else_=3,
        ),
    )


def _kept_by(accounts: Collection[str]) -> ColumnElement[bool]:
    asked = and_(CASE.c.companion.is_(None), CASE.c.handed_to.in_(accounts))
    return or_(CASE.c.companion.in_(accounts), asked)


def _named(wanted: Wanted) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [
        CASE.c.scenes.contains(to_json(scene), autoescape=True) for scene in wanted.scenes
    ]
    if wanted.number:
        found.append(CASE.c.number.contains(wanted.number, autoescape=True))
    if wanted.keepers:
        found.append(_kept_by(wanted.keepers))
    return or_(*found)
