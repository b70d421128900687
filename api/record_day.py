"""A record as it is in force on a day: today for everybody, any day for those who see the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import Request

from api.access import sees_desk
from api.pages import house_of, session_of
from api.wiring import House
from kb.errors import NotFound, WrongInput
from kb.ledger_rows import RecordVersion
from kb.model import AnyRecord
from kb.record_times import ALWAYS
from kb.text import Text
from matcher.wording import day_text

_NO_DAY: Final = Text(zh="请写成 2026-12-01 这样。", en="Write it as 2026-12-01.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """The house of a day; `on` and `known` are None for what is in force now, as known now."""

    house: House
    on: date | None = None
    known: date | None = None

    def record(self, record_id: str) -> AnyRecord:
        """Return the record as it is in force on the day.

        Raises:
            NotFound: nothing of it is.
        """
        try:
            return self.house.catalogue.get(record_id)
        except NotFound:
            if self.on is None:
                raise
            zh, en = day_text(self.on, "zh"), day_text(self.on, "en")
            said = Text(
                zh=f"{zh}，{record_id} 没有生效的内容。",
                en=f"On {en} nothing of {record_id} is in force.",
            )
            raise NotFound(said) from None


def as_asked(request: Request, on: str, known: str) -> AsOf:
    """Return the house of the day that was asked for; of today where none was.

    Raises:
        NotAllowed: another day is only for those who see the desk.
        WrongInput: what was asked for is no day.
    """
    house = house_of(request)
    if not on and not known:
        return AsOf(house=house)
    sees_desk(request)
    day = _day("on", on) if on else house.today()
    then = _day("known", known) if known else None
    return AsOf(house=house.as_of(day, then), on=day, known=then)


def _day(place: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        said = typed[:20]
        problem = Text(zh=f"“{said}”不是日期。", en=f"“{said}” is not a date.")
        raise WrongInput.at(place, problem, _NO_DAY) from None


def has_history(request: Request, record_id: str) -> bool:
    """Say whether somebody who sees the desk asks for a record the ledger knows."""
    session = session_of(request)
    if session is None or session.role not in sees_desk.roles:
        return False
    return bool(house_of(request).ledger.history(record_id))


def days_of(house: House, record_id: str) -> tuple[date | None, date | None]:
    """Return since when a record is as it is now, and when that changes, as far as is known."""
    held = in_force(house, record_id)
    if held is None:
        return None, None
    since = None if held.effective_on == ALWAYS else held.effective_on
    return since, held.until


def in_force(house: House, record_id: str) -> RecordVersion | None:
    """Return the version of a record that is in force today, with its days."""
    found = house.ledger.published_of([record_id])
    return house.ledger.version(found[0].number) if found else None
