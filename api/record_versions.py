"""Versions of records as the desk speaks of them: what stood before, what names they need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.changes import Changed, between, with_drafts
from api.record_words import same, word
from api.wiring import House
from kb.catalogue import Catalogue
from kb.desk import FORM
from kb.errors import NotFound
from kb.ids import kind_of
from kb.ledger import Ledger
from kb.ledger_rows import RecordMove, RecordVersion
from kb.model import AnyRecord
from kb.reading import record_from
from kb.record_states import RecordState
from kb.record_times import ALWAYS
from kb.references import lacking, references
from kb.text import Text

_BACK: Final = "version "
_WITHOUT: Final = "without "


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One version in the history of a record, with everything that was done to it."""

    version: RecordVersion
    moves: tuple[RecordMove, ...]
    origin: Text

    @property
    def since(self) -> date | None:
        """Return from which day it counts, where that was ever said."""
        return None if self.version.effective_on == ALWAYS else self.version.effective_on


def past(ledger: Ledger, record_id: str) -> tuple[Past, ...]:
    """Return every version of a record, newest first.

    Raises:
        NotFound: the ledger never held such a record.
    """
    held = ledger.history(record_id)
    if not held:
        raise NotFound(
            Text(zh=f"没有 {record_id} 这条记录。", en=f"There is no record {record_id}.")
        )
    return tuple(
        Past(version=one, moves=ledger.moves(one.number), origin=origin_text(one.origin))
        for one in reversed(held)
    )


_TYPED: Final = "typed"
"""The name of a file that was typed or pasted."""


def origin_text(origin: str | None) -> Text:
    """Return where a version came from, in words."""
    if not origin:
        return word("origin.unknown")
    if origin in (FORM, _TYPED):
        return word(f"origin.{origin}")
    if origin.startswith(_BACK):
        return word("origin.back", origin.removeprefix(_BACK))
    if origin.startswith(_WITHOUT):
        return word("origin.without", origin.removeprefix(_WITHOUT))
    return word("origin.file", same(origin))


def before(ledger: Ledger, version: RecordVersion) -> RecordVersion | None:
    """Return the version that was published last before this one and counts from no later day."""
    mine = _published_at(ledger, version)
    if mine is None:
        return None
    since = version.effective_on or ALWAYS
    earlier = (
        (at, one)
        for one in ledger.history(version.record.id)
        if (at := _published_at(ledger, one)) is not None
        and at < mine
        and (one.effective_on or ALWAYS) <= since
        and not _was_called_back(ledger, one)
    )
    return max(earlier, key=lambda pair: pair[0], default=(0, None))[1]


def _published_at(ledger: Ledger, version: RecordVersion) -> int | None:
    """Return the number of the move that published a version, if one did."""
    told = ledger.moves(version.number)
    return next((one.number for one in told if one.to is RecordState.PUBLISHED), None)


def _was_called_back(ledger: Ledger, version: RecordVersion) -> bool:
    """Say whether a version that was published never came into force."""
    return any(one.to is RecordState.WITHDRAWN for one in ledger.moves(version.number))


def naming(house: House, *held: AnyRecord) -> Catalogue:
    """Return the catalogue with some records in it and everything they name, gone or still ahead.

    What is in force keeps its place; what is not, is named as the ledger held it last.
    """
    records = dict(house.catalogue.records)
    found: dict[str, AnyRecord] = {one.id: one for one in held}
    asked = list(held)
    while asked:
        for _, named in references(asked.pop()):
            if named in records or named in found:
                continue
            last = house.ledger.history(named)
            if last:
                found[named] = last[-1].record
                asked.append(last[-1].record)
    if all(records.get(one) == record for one, record in found.items()):
        return house.catalogue
    return with_drafts(house.catalogue, found.values())


def compared(house: House, was: AnyRecord | None, becomes: AnyRecord) -> Changed:
    """Return what one version says otherwise than another."""
    now = _in_words(house, was) if was is not None else house.catalogue
    return between(was, becomes, now, _in_words(house, becomes))


def _in_words(house: House, record: AnyRecord) -> Catalogue:
    """Return the catalogue that puts a record in words; what was never kept goes by its id."""
    found = naming(house, record)
    unknown = [one for one in lacking(record, found.records) if kind_of(one) != "parameter"]
    return with_drafts(found, map(_called_by_its_id, unknown)) if unknown else found


def _called_by_its_id(record_id: str) -> AnyRecord:
    more = {"type": "number"} if kind_of(record_id) == "concept" else {}
    title = {"zh": record_id, "en": record_id}
    return record_from({"id": record_id, "title": title, **more}, "")


def in_force_by_id(ledger: Ledger, ids: Iterable[str], day: date) -> dict[str, RecordVersion]:
    """Return the versions of some records that are in force on a day, by id."""
    return {one.record.id: one for one in ledger.published_of(ids, day)}
