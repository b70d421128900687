"""What is not in force today and why, what came back, and what is to change soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from api.wiring import House
from kb.ledger_rows import RecordVersion
from kb.model import AnyRecord
from kb.record_states import RecordState
from kb.record_times import ALWAYS
from kb.text import Text

_IN_PLANS: Final = ("service/", "policy/")


class Fate(StrEnum):
    """What became of a record: taken out for a while, ended for good, or put back."""

    SUSPENDED = "suspended"
    ENDED = "ended"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfForce:
    """A record that was in force and is not today.

    Attributes:
        record: what it said last.
        fate: suspended or ended.
        since: the first day without it; None where nobody wrote it down.
        reason: why, for staff alone.
    """

    record: AnyRecord
    fate: Fate
    since: date | None
    reason: str


def out_of_force(house: House, record_id: str) -> OutOfForce | None:
    """Return what became of a record; None where it is in force today, or never was."""
    held = house.ledger.courses().get(record_id)
    here = held.at(house.today()) if held is not None else None
    if here is None or here.version is not None:
        return None
    last = house.ledger.version(here.because)
    suspended = last.state is RecordState.SUSPENDED
    return OutOfForce(
        record=last.record,
        fate=Fate.SUSPENDED if suspended else Fate.ENDED,
        since=here.since if here.since != ALWAYS else None,
        reason=_reason(house, last, suspended),
    )


def _reason(house: House, last: RecordVersion, suspended: bool) -> str:
    """Return what was written when it was suspended, or when its end was drafted."""
    moves = house.ledger.moves(last.number)
    if suspended:
        return [one.reason for one in moves if one.to is RecordState.SUSPENDED][-1]
    return moves[0].reason if last.ends else moves[-1].reason


def gone_since(house: House, first: date, on: date) -> Iterator[OutOfForce]:
    """Yield the services and policies that are not in force on a day, and since when.

    Args:
        house: has ledger and records.
        first: what went before this day is not looked for.
        on: the day; a policy of which the last day lies before it is over.
    """
    held, today = house.catalogue.records, house.today()
    for record_id, course in house.ledger.courses().items():
        if record_id in held or not record_id.startswith(_IN_PLANS):
            continue
        here = course.at(today)
        gone = out_of_force(house, record_id) if here and here.since >= first else None
        if gone is not None:
            yield gone
    for policy in house.catalogue.policies.values():
        last = policy.valid.to
        if last is not None and first <= last < on:
            since = last + timedelta(days=1)
            yield OutOfForce(record=policy, fate=Fate.ENDED, since=since, reason="")


def as_it_stands(house: House, record_id: str) -> AnyRecord:
    """Return a record as it is in force; one that is suspended as it was.

    Raises:
        NotFound: nothing of it is in force or suspended.
    """
    gone = None if record_id in house.catalogue.records else out_of_force(house, record_id)
    if gone is not None and gone.fate is Fate.SUSPENDED:
        return gone.record
    return house.catalogue.get(record_id)


def title_known(house: House, record_id: str) -> Text:
    """Return the title of a record, also of one that is not in force; else its id."""
    record = house.catalogue.records.get(record_id)
    if record is None:
        gone = out_of_force(house, record_id)
        record = gone.record if gone is not None else None
    return record.title if record is not None else Text(zh=record_id, en=record_id)


def back_since(house: House, record_id: str, first: date = date.min) -> date | None:
    """Return since when a record that was suspended is in force again.

    Args:
        house: has the ledger.
        record_id: of the record.
        first: what came back before this day is not looked for.

    Returns:
        None where it was never suspended, is still, or came back before.
    """
    held = house.ledger.courses().get(record_id)
    here = held.at(house.today()) if held is not None else None
    if here is None or here.version is None or here.since < first:
        return None
    moves = house.ledger.moves(here.version)
    resumed = any(one.to is RecordState.SUSPENDED for one in moves)
    return here.since if resumed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The first day on which a record will say something else, or, where it ends, nothing."""

    on: date
    ends: bool


def ahead(house: House, record_ids: Iterable[str]) -> dict[str, Ahead]:
    """Return by id which of some records are to change; published and not in force yet."""
    courses, today = house.ledger.courses(), house.today()
    found = {}
    for record_id in record_ids:
        held = courses.get(record_id)
        turns = held.turns_after(today) if held is not None else ()
        if held is not None and turns:
            found[record_id] = Ahead(on=turns[0], ends=held.in_force(turns[0]) is None)
    return found
