"""Which rows of a workbook are one item: by the id that is written, or that its title proposes.

A row without a good id is read all the same, under a name of its own, so that everything wrong
with it is told at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kb import sheet_said
from kb.ids import is_id, kind_of
from kb.scalars import Refused
from kb.sheet_cells import words
from kb.sheet_columns import Path
from kb.sheet_file import Row
from kb.sheet_lookup import Choices
from kb.text import Text

_LONGEST_ID: Final = 60
_ENGLISH: Final = ("title", "en")

Say = Callable[[str, Text, Text | None], None]
"""Takes the cell, what is wrong there and what to write instead."""


@dataclass(slots=True)
class Items:
    """The rows of one sheet by the id of their item.

    Attributes:
        rows: by id; one without a good id has an id for this reading alone.
        again: rows whose item stands in an earlier row; they are read for their slips alone.
        unnamed: ids that are for this reading alone, or stand for another item already.
        titles: by id.
        own: finds the item that a row of another sheet names.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    again: list[Row] = field(default_factory=list)
    unnamed: set[str] = field(default_factory=set)
    titles: Mapping[str, Text] = field(default_factory=dict)
    own: Choices = field(default_factory=lambda: Choices({}))

    def by_item(self, rows: Sequence[Row], say: Say) -> dict[str, list[Row]]:
        """Return the rows of another sheet by the item that they name."""
        held: dict[str, list[Row]] = {}
        for row in rows:
            cell = row.cells.get(("policy",))
            try:
                if cell is None:
                    raise Refused(sheet_said.MISSING, sheet_said.EACH_ROW)
                held.setdefault(self.own.find(cell.text), []).append(row)
            except Refused as refused:
                remedy = refused.remedy if cell is None else sheet_said.ON_FIRST
                say(row.place(("policy",)), refused.problem, remedy)
                held.setdefault("", []).append(row)
        return held


def items_of(rows: Sequence[Row], kind: str, base: Mapping[str, Any], say: Say) -> Items:
    """Return which rows are which items, and say what is wrong with their ids.

    Args:
        rows: of the sheet that has a row for each item.
        kind: of its records, such as `policy`.
        base: the standing records by id.
        say: is told of every row whose id is no good.
    """
    found = Items()
    for row in rows:
        key = _key(row, kind, base, found, say)
        if key in found.rows:
            first = found.rows[key].place(("id",))
            say(row.place(("id",)), *sheet_said.repeated(key, first))
            found.again.append(row)
        else:
            found.rows[key] = row
    found.titles = {key: _title(row) for key, row in found.rows.items()}
    found.own = Choices(found.titles)
    for key, row in found.rows.items():
        if ("id",) in row.cells:
            found.own.also(row.cells[("id",)].text, key)
    return found


def _key(row: Row, kind: str, base: Mapping[str, Any], found: Items, say: Say) -> str:
    """Return the id of a row; one that has none gets one for this reading."""
    written = ("id",) in row.cells
    key = _written(row, kind) if written else f"{kind}/{proposed(_english(row))}"
    good = is_id(key) and kind_of(key) == kind
    if good and (written or key not in base):
        return key
    at: Path = ("id",)
    if good:
        said = sheet_said.stands(key)
    elif written:
        said = sheet_said.no_id(kind)
    else:
        said = sheet_said.NO_TITLE
        at = at if _ENGLISH in row.cells else _ENGLISH
    say(row.place(at), *said)
    key = key if good else f"{kind}/row-{row.number}"
    found.unnamed.add(key)
    return key


def _written(row: Row, kind: str) -> str:
    said = row.cells[("id",)].text.rpartition(" ")[2]
    return said if "/" in said else f"{kind}/{said}"


def _english(row: Row) -> str:
    return row.cells[_ENGLISH].text if _ENGLISH in row.cells else ""


def proposed(title: str) -> str:
    """Return the words of an id for an English title.

    >>> proposed("Founder’s grant: 1st café")
    'founders-grant-1st-cafe'
    """
    plain_letters = unicodedata.normalize("NFKD", title.replace("’", "").replace("'", ""))
    said = ""
    for found in re.finditer(
        r"[a-z0-9]+", "".join(c for c in plain_letters.lower() if c.isascii())
    ):
        longer = f"{said}-{found[0]}" if said else found[0]
        if len(longer) > _LONGEST_ID:
            break
        said = longer
    return said


def _title(row: Row) -> Text:
    def said(language: str) -> str:
        cell = row.cells.get(("title", language))
        return words(cell) if cell and isinstance(cell.value, str) else ""

    return Text(zh=said("zh"), en=said("en"))
