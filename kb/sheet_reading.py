"""A filled-in workbook → policies, each knowing the cell that every part of it stands in.

The rows become the plain values that YAML would give and pass the same shape gate; nothing here
judges whether a policy makes sense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kb import sheet_said
from kb.errors import BadRecords, Problem
from kb.model import AnyRecord
from kb.partly_bad import PartlyBad
from kb.reading import record_from
from kb.scalars import Refused
from kb.sheet_cells import Cell
from kb.sheet_columns import (
    BELOW,
    CONDITIONS,
    DOCUMENTS,
    POLICIES,
    SOURCES,
    WINDOWS,
    held_at,
    put_at,
)
from kb.sheet_conditions import Condition, Slips, condition_of
from kb.sheet_file import Row, read_rows
from kb.sheet_groups import tree_of
from kb.sheet_items import items_of
from kb.sheet_lookup import Lookup
from kb.sheet_places import place_leaf, places_of
from kb.sheet_values import plain_value, refuse_scaled_twice, units_of
from kb.text import Text
from kb.writing import plain
from kb.yaml_text import place_of

_NAMES: Final = (("number",), ("id",))
_UNREAD: Final = "document/not-read"
"""Stands for a document whose cell does not fit, so that nothing more is said of it."""


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """A record of a workbook, and the cell of every part of it."""

    record: AnyRecord
    file: str
    cells: Mapping[str, str]

    def problem(
        self, path: Sequence[str | int], problem: Text, remedy: Text | None = None
    ) -> Problem:
        """Return a Problem whose place is the cell of a path, or of the nearest around it."""
        return _problem(self.file, self.cells, place_of(tuple(path)), problem, remedy)


def _problem(
    file: str, cells: Mapping[str, str], path: str, problem: Text, remedy: Text | None
) -> Problem:
    while path and path not in cells:
        path = path.rpartition(".")[0]
    return Problem(file=file, place=cells[path], problem=problem, remedy=remedy)


def read_workbook(
    content: bytes, file: str, base: Mapping[str, AnyRecord]
) -> tuple[SheetRecord, ...]:
    """Return the policies of a workbook, in the order of their rows.

    Args:
        content: the workbook, our template filled in.
        file: its name, for messages.
        base: the standing records by id: what names and titles mean.

    Raises:
        WrongInput: it is no workbook, hostile, or damaged.
        PartlyBad: every problem; the place of each is its cell, such as `政策 Policies!D7`. It
            carries the records that are whole.
        BadRecords: a heading is not ours.
    """
    rows, problems = read_rows(content, file)
    reading = _Reading(file, base, rows, None, problems)
    records = reading.records()
    if reading.problems:
        raise PartlyBad(reading.problems, records, reading.unfit)
    return records


def records_of(
    rows: Mapping[str, list[Row]],
    file: str,
    base: Mapping[str, AnyRecord],
    lookup: Lookup | None = None,
) -> tuple[SheetRecord, ...]:
    """Return the policies of rows by the sheet's part of a record; `lookup` saves making one.

    Raises:
        BadRecords: every problem.
    """
    reading = _Reading(file, base, rows, lookup)
    records = reading.records()
    if reading.problems:
        raise BadRecords(reading.problems)
    return records


class _Reading:
    """Reads one workbook; problems gather instead of stopping at the first."""

    def __init__(
        self,
        file: str,
        base: Mapping[str, AnyRecord],
        rows: Mapping[str, list[Row]],
        lookup: Lookup | None,
        earlier: Sequence[Problem] = (),
    ) -> None:
        self.problems: list[Problem] = list(earlier)
        self.unfit: set[str] = set()
        self._told = {problem.place for problem in earlier}
        self._file, self._base = file, base
        self._items = items_of(rows[POLICIES.part], "policy", base, self._say)
        self._papers = items_of(rows.get(DOCUMENTS.part, ()), "document", base, self._say)
        self._lookup = lookup or Lookup(
            base.values(), {**self._items.titles, **self._papers.titles}
        )
        for key, row in self._papers.rows.items():
            for way in (cell.text for path in _NAMES if (cell := row.cells.get(path))):
                self._lookup.also("document", way, key)
        self._below = {
            sheet.part: self._items.by_item(rows.get(sheet.part, []), self._say) for sheet in BELOW
        }

    def records(self) -> tuple[SheetRecord, ...]:
        """Return the documents and policies that can be read."""
        if not self._items.rows and not self._papers.rows and not self.problems:
            place = f"{POLICIES.name}!A1"
            self._say(place, *sheet_said.NOTHING)
        read = [self._paper(key, row) for key, row in self._papers.rows.items()]
        read += [self._record(key, row) for key, row in self._items.rows.items()]
        self._only_judged()
        return tuple(one for one in read if one is not None)

    def _only_judged(self) -> None:
        """Tell of slips in rows that belong to no item, or to one that stands twice."""
        for row in (*self._items.again, *self._papers.again):
            self._fill({}, row)
        for part, held in self._below.items():
            for row in held.get("", ()):
                if part == CONDITIONS.part:
                    self._conditions_of([row], None)
                else:
                    self._fill({}, row)

    def _paper(self, key: str, row: Row) -> SheetRecord | None:
        """Return the new document of a row."""
        before, value, cells = len(self.problems), dict[str, Any](), places_of(row)
        if key in self._base and key not in self._papers.unnamed:
            self._say(row.place(("id",)), *sheet_said.STANDS_ALREADY)
        self._fill(value, row)
        if source := value.pop("sources", None):
            value["sources"] = [source]
        return self._made(key, value, cells, before)

    # ---- one policy -----------------------------------------------------------------------------

    def _record(self, key: str, row: Row) -> SheetRecord | None:
        before = len(self.problems)
        value: dict[str, Any] = {}
        cells = places_of(row)
        self._fill(value, row)
        self._counted_once(value, row)
        self._listed(value, cells, key, "sources", SOURCES.columns, value.pop("sources", None))
        self._listed(value, cells, key, "windows", WINDOWS.columns, None)
        document = value.get("document") or (_UNREAD if ("document",) in row.cells else None)
        self._conditions(value, cells, self._below[CONDITIONS.part].get(key, ()), document)
        self._rest(value, cells, row)
        if key not in self._items.unnamed:
            self._nothing_lost(value, key, row)
        return self._made(key, value, cells, before)

    def _made(
        self, key: str, value: dict[str, Any], cells: dict[str, str], before: int
    ) -> SheetRecord | None:
        """Return the record of plain values; what is wrong is told of cells not told of yet."""
        told = {problem.place for problem in self.problems}
        unnamed = self._items.unnamed | self._papers.unnamed
        try:
            record = record_from({**value, "id": key}, self._file)
        except BadRecords as error:
            for one in error.problems:
                placed = _problem(self._file, cells, one.place, one.problem, one.remedy)
                if placed.place not in told:
                    self.problems.append(placed)
            self.unfit.add(key)
            return None
        if len(self.problems) > before or key in unnamed:
            self.unfit.add(key)
            return None
        return SheetRecord(record, self._file, cells)

    def _counted_once(self, value: Mapping[str, Any], row: Row) -> None:
        """Refuse an amount or a limit written with 万 whose unit says 万 too."""
        for key, unit in units_of(value.get("benefit", {}), self._base).items():
            cell = row.cells.get(("benefit", key))
            if cell is not None and isinstance(held_at(value, ("benefit", key)), Decimal):
                try:
                    refuse_scaled_twice(cell, unit)
                except Refused as refused:
                    self._say(cell.place, refused.problem, refused.remedy)

    def _fill(self, value: dict[str, Any], row: Row) -> None:
        """Put the cells of a row into plain values; those that do not fit are told of."""
        for column in row.sheet.columns:
            cell = row.cells.get(column.path)
            if cell is None or column.path in (("id",), ("policy",), ("rest",)):
                continue
            try:
                put_at(value, column.path, plain_value(column, cell, self._lookup))
            except Refused as refused:
                self._say(cell.place, refused.problem, refused.remedy)

    def _listed(
        self,
        value: dict[str, Any],
        cells: dict[str, str],
        key: str,
        part: str,
        columns: Any,
        first: dict[str, Any] | None,
    ) -> None:
        """Put the rows of another sheet into a list, behind what the first sheet says of it."""
        held = [first] if first else []
        for row in self._below[part].get(key, ()):
            one: dict[str, Any] = {}
            self._fill(one, row)
            at = f"{part}.{len(held)}"
            cells[at] = row.place(("policy",))
            for column in columns:
                cells[f"{at}.{place_of(column.path)}"] = row.place(column.path)
            held.append(one)
        if held:
            value[part] = held

    def _conditions(
        self,
        value: dict[str, Any],
        cells: dict[str, str],
        held: Sequence[Row],
        document: str | None,
    ) -> None:
        pairs = self._conditions_of(held, document)
        if not pairs:
            return
        read = [one for _, one in pairs]
        tree, paths = tree_of([one.group for one in read], [dict(one.leaf) for one in read])
        value["criteria"] = tree
        cells["criteria"] = pairs[0][0].place(("policy",))
        for (row, one), path in zip(pairs, paths, strict=True):
            place_leaf(cells, row, one, ("criteria", *path))

    def _conditions_of(
        self, rows: Sequence[Row], document: str | None
    ) -> list[tuple[Row, Condition]]:
        """Return the rows that can be read with what they say; slips of the others are told."""
        pairs = []
        for row in rows:
            try:
                pairs.append((row, condition_of(row, self._base, self._lookup, document)))
            except Slips as slips:
                for at in slips.found:
                    self._say(row.place(at.path), at.refused.problem, at.refused.remedy)
        return pairs

    def _rest(self, value: dict[str, Any], cells: dict[str, str], row: Row) -> None:
        cell = row.cells.get(("rest",))
        if cell is None:
            return
        column = POLICIES.columns[-1]
        try:
            rest = plain_value(column, cell, self._lookup)
        except Refused as refused:
            self._say(cell.place, refused.problem, refused.remedy)
            return
        twice = _merged(value, rest, (), cell, cells)
        if twice:
            self._say(cell.place, *sheet_said.said_twice(twice))

    def _nothing_lost(self, value: Mapping[str, Any], key: str, row: Row) -> None:
        """Refuse a row that would quietly drop what a standing item holds beyond the columns."""
        if key not in self._base:
            return
        held = plain(self._base[key])
        lost = [field for field in _BEYOND if held_at(held, field) and not held_at(value, field)]
        if _links(held) - _links(value):
            lost.append(_LINK)
        if lost:
            self._say(row.place(("id",)), *sheet_said.would_lose(lost))

    def _say(self, place: str, problem: Text, remedy: Text | None) -> None:
        """Tell of a cell, unless it was told of when the file was opened."""
        if place in self._told:
            return
        self.problems.append(Problem(file=self._file, place=place, problem=problem, remedy=remedy))


def _merged(
    value: dict[str, Any],
    rest: Mapping[str, Any],
    path: tuple[str, ...],
    cell: Cell,
    cells: dict[str, str],
) -> list[str]:
    """Put the rest into a record's values and return what stands in both."""
    twice = []
    for key, held in rest.items():
        here = (*path, str(key))
        mine = value.get(key)
        if isinstance(mine, dict) and isinstance(held, Mapping):
            twice += _merged(mine, held, here, cell, cells)
        elif key in value:
            twice.append(place_of(here))
        else:
            value[key] = held
            cells[place_of(here)] = cell.place
    return twice


def _links(value: Mapping[str, Any]) -> set[str]:
    said = value.get("sources")  # the rest may say anything
    held = said if isinstance(said, list) else []
    return {str(one["link"]) for one in held if isinstance(one, Mapping) and one.get("link")}


_LINK: Final = ("sources", "link")
_BEYOND: Final = (("examples",), ("benefit", "tiers"), ("benefit", "where"))
"""What a policy may hold that has no column."""
