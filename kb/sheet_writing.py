"""Standing policies → the rows of our sheets, so that reading them gives the same policies.

What has no column, or would come back otherwise, goes under “the rest” as records say it. Every
row is read again before it is handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Any, Final

from kb.cell_text import stays
from kb.errors import BadRecords, Problem
from kb.ids import is_id, kind_of
from kb.model import AnyRecord, InformationConcept, Policy
from kb.record_yaml import values_yaml
from kb.scalars import Refused
from kb.sheet_cells import MOST_SIGNS, Cell
from kb.sheet_columns import (
    CONDITIONS,
    POLICIES,
    SHEETS,
    SOURCES,
    WINDOWS,
    Column,
    Kind,
    Path,
    Sheet,
    held_at,
    put_at,
)
from kb.sheet_conditions import limit_text, row_of
from kb.sheet_file import Row
from kb.sheet_groups import NoRows, rows_of
from kb.sheet_lookup import Lookup, codes_of
from kb.sheet_reading import records_of
from kb.sheet_values import plain_value
from kb.sheet_words import NO, YES
from kb.text import Text
from kb.writing import plain, to_json

Said = dict[Path, Any]
"""What the cells of a row say, by column; columns that are empty are left out."""
_SURE: Final = 15
"""Digits of a number that a spreadsheet keeps."""


@dataclass(slots=True)
class Written:
    """The rows of policies by the sheet's part of a record."""

    rows: dict[str, list[Said]] = field(
        default_factory=lambda: {sheet.part: [] for sheet in SHEETS}
    )

    def add(self, other: Written) -> None:
        """Put the rows of another behind these."""
        for part, rows in other.rows.items():
            self.rows[part] += rows


def written(
    records: Iterable[AnyRecord], base: Mapping[str, AnyRecord]
) -> tuple[Written, tuple[Problem, ...]]:
    """Return the rows of policies, and why others have none.

    Args:
        records: what is to be written.
        base: the standing records, for titles and choices.

    Returns:
        The rows, and a Problem for each record that a sheet cannot say exactly.
    """
    held = list(records)
    lookup = Lookup(base.values(), {r.id: r.title for r in held if isinstance(r, Policy)})
    out, problems = Written(), []
    for record in held:
        if not isinstance(record, Policy):
            problems.append(Problem(place=record.id, problem=_NO_POLICY, remedy=_AS_YAML))
            continue
        one = _Writing(record, base, lookup).written()
        if _reads_back(one, record, base, lookup):
            out.add(one)
        else:
            problems.append(Problem(place=record.id, problem=_NOT_EXACT, remedy=_AS_YAML))
    return out, tuple(problems)


class _Writing:
    """Writes one policy."""

    def __init__(self, record: Policy, base: Mapping[str, AnyRecord], lookup: Lookup) -> None:
        self._id, self._base, self._lookup = record.id, base, lookup
        self._value = {"id": record.id, **plain(record)}
        self._rest: dict[str, Any] = {}

    def written(self) -> Written:
        """Return its rows."""
        out = Written()
        sources = self._value.pop("sources", [])
        first, more = self._sources(sources)
        said = self._row(POLICIES, self._value | ({"sources": first} if first else {}))
        out.rows[SOURCES.part] = more
        out.rows[WINDOWS.part] = self._many("windows", WINDOWS, self._value.get("windows", []))
        out.rows[CONDITIONS.part] = self._conditions()
        self._gather(self._value, (), said)
        if self._rest:
            said[("rest",)] = values_yaml(self._rest)
        out.rows[POLICIES.part] = [said]
        return out

    def _row(self, sheet: Sheet, value: Mapping[str, Any]) -> Said:
        """Return the cells of a row; what a cell would not give back is left out of it."""
        said: Said = {}
        for column in sheet.columns:
            held = held_at(value, column.path)
            if held is not None:
                text = self._cell(column, held)
                if self._gives(column, text) == held:
                    said[column.path] = text
        return said

    def _cell(self, column: Column, held: Any) -> Any:
        if column.kind in (Kind.CHOICE, Kind.CHOICES):
            return "\n".join(_word(column, one) for one in _several(held))
        if column.kind in (Kind.RECORD, Kind.RECORDS):
            return "\n".join(self._lookup.show(column.of, one) for one in _several(held))
        if column.kind is Kind.LINES:
            return "\n".join(held)
        return cell_value(limit_text(held))

    def _gives(self, column: Column, said: Any) -> Any:
        """Return what a cell reads back to; nothing where it cannot be written."""
        if isinstance(said, str) and not (said.strip() and _fits(said)):
            return None
        if column.kind is Kind.POLICY or column.path == ("id",):
            return said
        try:
            return plain_value(column, Cell("", _as_read(said)), self._lookup)
        except Refused:
            return None

    def _sources(self, sources: Sequence[Mapping[str, Any]]) -> tuple[Any, list[Said]]:
        if not sources:
            return None, []
        first = self._row(POLICIES, {"sources": sources[0]})
        if len(first) == len(sources[0]):
            more = self._rows(SOURCES, sources[1:])
            if more is not None:
                return sources[0], more
        self._rest["sources"] = sources
        return None, []

    def _many(self, key: str, sheet: Sheet, parts: Sequence[Mapping[str, Any]]) -> list[Said]:
        rows = self._rows(sheet, parts)
        if rows is None:
            return []
        self._value.pop(key, None)
        return rows

    def _rows(self, sheet: Sheet, parts: Sequence[Mapping[str, Any]]) -> list[Said] | None:
        """Return a row for each part; nothing where one cannot be said in full."""
        rows = [self._row(sheet, {"policy": self._id, **part}) for part in parts]
        full = all(len(row) == _leaves(part) + 1 for row, part in zip(rows, parts, strict=True))
        return rows if full else None

    def _conditions(self) -> list[Said]:
        tree = self._value.get("criteria")
        if tree is None:
            return []
        try:
            rows = [row_of(group, leaf, self._show) for group, leaf in rows_of(tree)]
        except NoRows:
            return []
        said = [{("policy",): self._id, **self._dressed(row)} for row in rows]
        if any(isinstance(text, str) and not _fits(text) for row in said for text in row.values()):
            return []
        del self._value["criteria"]
        return said

    def _dressed(self, row: Said) -> Said:
        """Return a row of conditions with its choices and records in words."""
        columns = {column.path: column for column in CONDITIONS.columns}
        plain_kinds = (Kind.VALUE, Kind.WORDS)
        return {
            path: cell_value(held)
            if columns[path].kind in plain_kinds
            else self._cell(columns[path], held)
            for path, held in row.items()
            if held != ""
        }

    def _show(self, fact: str, code: str) -> str:
        if is_id(code):
            return self._lookup.show(kind_of(code), code)
        concept = self._base.get(fact)
        codes = concept.codes if isinstance(concept, InformationConcept) else ()
        return codes_of(codes).show(code)

    def _gather(self, value: Mapping[str, Any], path: Path, said: Said) -> None:
        """Put under the rest whatever no cell says."""
        for key, held in value.items():
            here = (*path, key)
            if here in said:
                continue
            if isinstance(held, Mapping) and any(col.path[: len(here)] == here for col in _FIRST):
                self._gather(held, here, said)
            else:
                put_at(self._rest, here, held)


def cell_value(held: Any) -> Any:
    """Return a plain value as a cell holds it: long numbers as text, days as days."""
    if isinstance(held, bool):
        return YES.zh if held else NO.zh
    if isinstance(held, time):
        return held.isoformat("minutes")
    if isinstance(held, int | Decimal):
        held = Decimal(held)
        sure = len(held.as_tuple().digits) <= _SURE and abs(held) < 10**_SURE
        return held if sure else f"{held:f}"
    return held


def _fits(text: str) -> bool:
    """Say whether a text comes back from a cell as it is; the rest alone may be longer."""
    return stays(text) and len(text) <= MOST_SIGNS


def _reads_back(
    one: Written, record: Policy, base: Mapping[str, AnyRecord], lookup: Lookup
) -> bool:
    """Say whether rows give back the record they were made of."""
    if any(
        isinstance(t, str) and not stays(t) for r in one.rows[POLICIES.part] for t in r.values()
    ):
        return False
    rows = {
        sheet.part: [_as_row(sheet, i, said) for i, said in enumerate(one.rows[sheet.part], 2)]
        for sheet in SHEETS
    }
    others = {key: held for key, held in base.items() if key != record.id}
    try:
        (read,) = records_of(rows, "", others, lookup)
    except BadRecords:
        return False
    return to_json(read.record) == to_json(record)


def _as_row(sheet: Sheet, number: int, said: Said) -> Row:
    cells = {path: Cell("", _as_read(held)) for path, held in said.items()}
    return Row(sheet, number, cells, {column.path: "A" for column in sheet.columns}, sheet.name)


def _as_read(held: Any) -> Any:
    return float(held) if isinstance(held, Decimal) else held


def _word(column: Column, key: str) -> str:
    title = (column.choices or {}).get(key)
    return title.zh if title else key


def _several(held: Any) -> Sequence[Any]:
    return held if isinstance(held, list) else [held]


def _leaves(value: Mapping[str, Any]) -> int:
    return sum(_leaves(held) if isinstance(held, Mapping) else 1 for held in value.values())


_FIRST: Final = POLICIES.columns
_NO_POLICY: Final = Text(
    zh="不是政策，工作簿里只写政策。", en="is no policy item; a workbook holds those alone."
)
_NOT_EXACT: Final = Text(
    zh="有工作簿写不准的内容，例如太长的文字。",
    en="holds what a workbook cannot say exactly, such as a text too long for a cell.",
)
_AS_YAML: Final = Text(zh="请用 YAML 或表单来改。", en="Change it as YAML or in the form.")
