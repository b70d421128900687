"""Lists of cases a centre works through: its own, mine, handed to us, looked at, due today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from flowchart.case_reading import CaseInShort, CaseReader, in_short
from flowchart.case_tables import CASE, LOOKING
from kb.ids import OrganisationId, SceneId
from kb.writing import to_json

PAGE: Final = 50


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
        due_by: only cases with something to do by this day.
        number: a part of the short number; with `scenes`, cases with either are found.
        page: from 1; each holds fifty.
    """

    centre: OrganisationId
    account: str
    whose: Whose = Whose.CENTRE
    due_by: date | None = None
    number: str = ""
    scenes: Collection[SceneId] = ()
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
        """Return a page of the cases that somebody wants, those that moved last first.

        A page beyond the last is the last.
        """
        fitting = and_(*_conditions(wanted))
        with self._database.read() as connection:
            count = connection.scalar(select(func.count()).select_from(CASE).where(fitting)) or 0
            page = max(1, min(wanted.page, -(-count // PAGE)))
            query = select(CASE).where(fitting).order_by(CASE.c.moved_at.desc(), CASE.c.number)
            rows = connection.execute(query.limit(PAGE).offset((page - 1) * PAGE))
            return CasePage(cases=tuple(map(in_short, rows)), count=count, page=page)

    def counts(self, wanted: Wanted) -> dict[Whose, int]:
        """Return how many cases each kind of list holds for somebody, found or not."""
        plain = replace(wanted, due_by=None, number="", scenes=())
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
        conditions.append(_due(wanted.due_by))
    if wanted.number or wanted.scenes:
        conditions.append(_named(wanted))
    return conditions


def _whose(wanted: Wanted) -> ColumnElement[bool]:
    own = CASE.c.centre == wanted.centre
    match wanted.whose:
        case Whose.MINE:
            return and_(own, CASE.c.companion == wanted.account)
        case Whose.CENTRE:
            return own
        case Whose.HANDED:
            to_me = or_(CASE.c.handed_to.is_(None), CASE.c.handed_to == wanted.account)
            return and_(own, CASE.c.companion.is_(None), to_me)
        case Whose.LOOKED:
            looked = select(LOOKING.c.case_id).where(LOOKING.c.centre == wanted.centre)
            return and_(CASE.c.id.in_(looked), ~own)


def _due(day: date) -> ColumnElement[bool]:
    days: tuple[Any, ...] = (CASE.c.supplement_by, CASE.c.promised_by, CASE.c.restart_by)
    return or_(*(column <= day for column in days), CASE.c.to_collect > 0)


def _named(wanted: Wanted) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [
        CASE.c.scenes.contains(to_json(scene), autoescape=True) for scene in wanted.scenes
    ]
    if wanted.number:
        found.append(CASE.c.number.contains(wanted.number, autoescape=True))
    return or_(*found)
