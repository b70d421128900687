"""A filled-in workbook → policies, each knowing the cell that every part of it stands in.

The rows become the plain values that YAML would give and pass the same shape gate; nothing here
judges whether a policy makes sense.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb import sheet_said
from kb.errors import BadRecords, Problem
from kb.ids import is_id, kind_of
from kb.model import AnyRecord
from kb.reading import record_from
from kb.scalars import Refused
from kb.sheet_cells import Cell, words
from kb.sheet_columns import CONDITIONS, POLICIES, SHEETS, SOURCES, WINDOWS, held_at, put_at
from kb.sheet_conditions import At, Condition, condition_of
from kb.sheet_file import Row, read_rows
from kb.sheet_groups import tree_of
from kb.sheet_lookup import Choices, Lookup
from kb.sheet_values import plain_value
from kb.text import Text
from kb.writing import plain
from kb.yaml_text import place_of

_LONGEST_ID: Final = 60


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
        BadRecords: every problem; the place of each is its cell, such as `政策 Policies!D7`.
    """
    return records_of(read_rows(content, file), file, base)


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
    ) -> None:
        self.problems: list[Problem] = []
        self._file, self._base, self._rows = file, base, rows
        self._items = self._identified(rows[POLICIES.part])
        titles = {key: _title(row) for key, row in self._items.items()}
        self._lookup = lookup or Lookup(base.values(), titles)
        self._own = Choices(titles)
        self._below = {sheet.part: self._by_item(rows.get(sheet.part, [])) for sheet in SHEETS[1:]}

    def records(self) -> tuple[SheetRecord, ...]:
        """Return the policies that can be read."""
        if not self._items and not self.problems:
            place = f"{POLICIES.name}!A1"
            self._say(place, *sheet_said.NOTHING)
        read = (self._record(key, row) for key, row in self._items.items())
        return tuple(one for one in read if one is not None)

    # ---- which rows belong together -------------------------------------------------------------

    def _identified(self, rows: Sequence[Row]) -> dict[str, Row]:
        items: dict[str, Row] = {}
        for row in rows:
            try:
                key = self._id(row)
            except Refused as refused:
                self._say(row.place(("id",)), refused.problem, refused.remedy)
                continue
            if key in items:
                self._say(row.place(("id",)), *sheet_said.repeated(key, items[key].place(("id",))))
            else:
                items[key] = row
        return items

    def _id(self, row: Row) -> str:
        """Return the id that is written, or the one that the English title proposes."""
        if ("id",) in row.cells:
            said = row.cells[("id",)].text.rpartition(" ")[2]
            key = said if "/" in said else f"policy/{said}"
            if not is_id(key) or kind_of(key) != "policy":
                raise Refused(*sheet_said.NO_ID)
            return key
        title = row.cells.get(("title", "en"))
        key = f"policy/{proposed(title.text if title else '')}"
        if not is_id(key):
            raise Refused(*sheet_said.NO_TITLE)
        if key in self._base:
            raise Refused(*sheet_said.stands(key))
        return key

    def _by_item(self, rows: Sequence[Row]) -> dict[str, list[Row]]:
        held: dict[str, list[Row]] = {}
        for row in rows:
            cell = row.cells.get(("policy",))
            try:
                if cell is None:
                    raise Refused(sheet_said.MISSING, sheet_said.EACH_ROW)
                held.setdefault(self._own.find(cell.text), []).append(row)
            except Refused as refused:
                remedy = refused.remedy if cell is None else sheet_said.ON_FIRST
                self._say(row.place(("policy",)), refused.problem, remedy)
        return held

    # ---- one policy -----------------------------------------------------------------------------

    def _record(self, key: str, row: Row) -> SheetRecord | None:
        before = len(self.problems)
        value: dict[str, Any] = {}
        cells = _places(row)
        self._fill(value, row)
        value["id"] = key
        self._listed(value, cells, key, "sources", SOURCES.columns, value.pop("sources", None))
        self._listed(value, cells, key, "windows", WINDOWS.columns, None)
        self._conditions(value, cells, key)
        self._rest(value, cells, row)
        self._nothing_lost(value, key, row)
        told = {problem.place for problem in self.problems[before:]}
        try:
            record = record_from(value, self._file)
        except BadRecords as error:
            for one in error.problems:
                placed = _problem(self._file, cells, one.place, one.problem, one.remedy)
                if placed.place not in told:
                    self.problems.append(placed)
            return None
        return SheetRecord(record, self._file, cells)

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

    def _conditions(self, value: dict[str, Any], cells: dict[str, str], key: str) -> None:
        rows, read = [], []
        for row in self._below[CONDITIONS.part].get(key, ()):
            try:
                one = condition_of(row, self._base, self._lookup, value.get("document"))
            except At as at:
                self._say(row.place(at.path), at.refused.problem, at.refused.remedy)
                continue
            rows.append(row)
            read.append(one)
        if not read:
            return
        tree, paths = tree_of([one.group for one in read], [dict(one.leaf) for one in read])
        value["criteria"] = tree
        cells["criteria"] = rows[0].place(("policy",))
        for row, one, path in zip(rows, read, paths, strict=True):
            _place_leaf(cells, row, one, ("criteria", *path))

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
        if lost:
            self._say(row.place(("id",)), *sheet_said.would_lose(lost))

    def _say(self, place: str, problem: Text, remedy: Text | None) -> None:
        self.problems.append(Problem(file=self._file, place=place, problem=problem, remedy=remedy))


def proposed(title: str) -> str:
    """Return the words of an id for an English title.

    >>> proposed("Founder’s grant: 1st café")
    'founders-grant-1st-cafe'
    """
    plain_letters = unicodedata.normalize("NFKD", title.replace("’", "").replace("'", ""))
    found = re.findall(r"[a-z0-9]+", "".join(c for c in plain_letters.lower() if c.isascii()))
    while len("-".join(found)) > _LONGEST_ID:
        found.pop()
    return "-".join(found)


def _title(row: Row) -> Text:
    def said(language: str) -> str:
        cell = row.cells.get(("title", language))
        return words(cell) if cell and isinstance(cell.value, str) else ""

    return Text(zh=said("zh"), en=said("en"))


def _places(row: Row) -> dict[str, str]:
    """Return the cell of every column by its path, and of a group the first of its columns."""
    cells = {"": row.place(("id",))}
    for column in row.sheet.columns:
        path = column.path if column.path[0] != "sources" else ("sources", "0", column.path[1])
        cells[place_of(path)] = row.place(column.path)
        for end in range(1, len(path)):
            cells.setdefault(place_of(path[:end]), row.place(column.path))
    return cells


def _place_leaf(
    cells: dict[str, str], row: Row, one: Condition, path: tuple[str | int, ...]
) -> None:
    """Note the cells of a leaf and its parts; of the leaf itself that of the value."""
    cells[place_of(path)] = row.place(("compare",))
    for key, named in one.columns.items():
        cells[place_of((*path, *key))] = row.place(named)
    deep = ("not",) if "not" in one.leaf else ()
    for column in CONDITIONS.columns:
        if len(column.path) > 1:
            cells[place_of((*path, *deep, *column.path))] = row.place(column.path)
            cells.setdefault(place_of((*path, *deep, column.path[0])), row.place(column.path))


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


_BEYOND: Final = (("examples",), ("benefit", "tiers"), ("benefit", "where"))
"""What a policy may hold that has no column."""
