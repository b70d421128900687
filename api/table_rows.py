"""Every record as one row of the desk's table: how it stands today, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from api.openings_view import recheck_day
from api.wiring import House
from kb.days import day_of
from kb.ids import kind_of
from kb.ledger_rows import RecordVersion, last_day_of
from kb.model import AnyRecord, Policy
from kb.record_states import RecordState
from kb.text import Language, Text

FIRST_DAY: Final = date.min
CHANGING: Final = "changing"
"""Asks for what is in force while a change of it waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One record.

    Attributes:
        version: what is in force, else what is suspended, ahead, waiting, or was there last.
        organisation: the department that answers for it, if one does.
        document: the paper it rests on, if one is named.
        ends: the last day that it names itself.
        recheck: by when it is to be compared with its source again; the first day of all for what
            was never compared.
        waiting: a submission that waits and changes it.
    """

    version: RecordVersion
    organisation: str | None
    document: str | None
    ends: date | None
    recheck: date
    waiting: str | None

    @property
    def record(self) -> AnyRecord:
        """Return the record itself."""
        return self.version.record

    @property
    def kind(self) -> str:
        """Return the kind of the record."""
        return kind_of(self.record.id)

    @property
    def state(self) -> RecordState:
        """Return how it stands today."""
        return self.version.standing

    @property
    def is_changing(self) -> bool:
        """Say whether it is in force while a change of it waits."""
        return self.state is RecordState.PUBLISHED and self.waiting is not None

    @property
    def lacks_source(self) -> bool:
        """Say whether nothing tells where it was read: no source, and of a policy no document."""
        return not self.record.sources and self.document is None

    @property
    def changed(self) -> date:
        """Return the day on which this version was written."""
        return day_of(self.version.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the table; what is empty is not asked."""

    kind: str = ""
    state: str = ""
    department: str = ""
    document: str = ""
    confirm: bool = False
    ends_within: int = 0
    recheck: bool = False
    since: date | None = None
    origin: str = ""
    text: str = ""


def all_rows(house: House) -> tuple[TableRow, ...]:
    """Return every record the ledger knows, sorted by id."""
    waiting: dict[str, str] = {one.record.id: one.submission for one in house.ledger.drafts()}
    found = _versions(house)
    today = house.today()
    return tuple(_row(found[one], waiting.get(one), today) for one in sorted(found))


def _versions(house: House) -> dict[str, RecordVersion]:
    """Return for every record the version that says most about how it stands today."""
    ledger = house.ledger
    courses, today = ledger.courses(), house.today()
    found: dict[str, RecordVersion] = {}
    for source in (ledger.published(), ledger.suspended(), ledger.scheduled(), ledger.drafts()):
        for version in source:
            found.setdefault(version.record.id, version)
    for record_id in courses.keys() - found.keys():
        last = courses[record_id].at(today)
        held = ledger.version(last.because) if last is not None else None
        found[record_id] = held or ledger.history(record_id)[-1]
    return found


def _row(version: RecordVersion, waiting: str | None, today: date) -> TableRow:
    record, ends = version.record, last_day_of(version.record)
    if version.standing is RecordState.PUBLISHED and ends is not None and ends < today:
        version = replace(version, standing=RecordState.EXPIRED)
    return TableRow(
        version=version,
        organisation=getattr(record, "organisation", None),
        document=record.document if isinstance(record, Policy) else None,
        ends=ends,
        recheck=recheck_day(record) or FIRST_DAY,
        waiting=waiting,
    )


# ---- asking -------------------------------------------------------------------------------------


def matching(rows: Iterable[TableRow], wanted: Wanted, today: date) -> Iterator[TableRow]:
    """Yield the rows that everything asked for is true of."""
    tests = [test for asked, test in _tests(wanted, today) if asked]
    return (row for row in rows if all(test(row) for test in tests))


def _tests(w: Wanted, today: date) -> list[tuple[Any, Callable[[TableRow], bool]]]:
    until = today + timedelta(days=w.ends_within)
    words = w.text.casefold().split()
    return [
        (w.state != RecordState.ARCHIVED, lambda row: row.state is not RecordState.ARCHIVED),
        (w.kind, lambda row: row.kind == w.kind),
        (w.state, lambda row: row.is_changing if w.state == CHANGING else row.state == w.state),
        (w.department, lambda row: row.organisation == w.department),
        (w.document, lambda row: row.document == w.document),
        (w.confirm, lambda row: bool(row.record.confirm) or row.lacks_source),
        (w.ends_within, lambda row: row.ends is not None and today <= row.ends <= until),
        (w.recheck, lambda row: row.recheck <= today),
        (w.since, lambda row: w.since is not None and row.changed >= w.since),
        (w.origin, lambda row: row.version.origin == w.origin),
        (words, lambda row: all(word in _said(row.record) for word in words)),
    ]


def _said(record: AnyRecord) -> str:
    return f"{record.id} {record.title.zh} {record.title.en} {record.notation or ''}".casefold()


# ---- order --------------------------------------------------------------------------------------


def in_order(
    rows: Iterable[TableRow],
    by: str,
    downwards: bool,
    language: Language,
    titles: Mapping[str, Text],
) -> list[TableRow]:
    """Return rows sorted by a column; what says nothing in it comes last either way."""
    key = SORTS[by if by in SORTS else "title"]
    held = list(rows)
    told = [row for row in held if key(row, language, titles) is not None]
    rest = [row for row in held if key(row, language, titles) is None]
    return sorted(told, key=lambda row: key(row, language, titles), reverse=downwards) + rest


Key = Callable[[TableRow, Language, Mapping[str, Text]], Any]


def _department(row: TableRow, language: Language, titles: Mapping[str, Text]) -> str | None:
    title = titles.get(row.organisation or "")
    return title.get(language).casefold() if title else None


SORTS: Final[Mapping[str, Key]] = {
    "title": lambda row, language, _: row.record.title.get(language).casefold(),
    "kind": lambda row, *_: (row.kind, row.record.id),
    "department": _department,
    "state": lambda row, *_: row.state.value,
    "ends": lambda row, *_: row.ends,
    "checked": lambda row, *_: row.record.checked_on,
    "changed": lambda row, *_: row.version.at,
    "confirm": lambda row, *_: len(row.record.confirm) or None,
}
"""The columns that rows can be sorted by."""
