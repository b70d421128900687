"""What looks wrong in a register and yet can be read: equal ids, cut ids, days to come.

Nothing is refused for it; people are told and look themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pyarrow.compute as pc

from kb.kinds import ConceptType
from kb.text import Text, listed
from matcher.register_batch import Column, ReadBatch

MOST_ROWS_NAMED: Final = 5
_MOST: Final = 9
"""So many of ten ids have to be of one length for shorter ones to look cut."""


class Warnings:
    """Collects what looks wrong, batch by batch; holds the ids of the rows it has seen."""

    def __init__(self, dates: tuple[Column, ...], on: date | None) -> None:
        """Begin.

        Args:
            dates: the columns of days that have to lie behind us.
            on: today; without it no day is to come.
        """
        self._dates, self._on = dates, on
        self._first: dict[str, int] = {}
        self._again: Counter[str] = Counter()
        self._to_come: dict[str, list[int]] = {}
        self._no_id: list[int] = []

    def see(self, batch: ReadBatch) -> None:
        """Take notice of a batch."""
        for place, one in enumerate(batch.ids.to_pylist() if batch.ids is not None else ()):
            row = batch.first_row + place
            if one is None:
                self._no_id.append(row)
            elif self._first.setdefault(one, row) != row:
                self._again[one] += 1
        for column in self._dates if self._on is not None else ():
            days = batch.facts.column(str(column.concept))
            late = pc.indices_nonzero(pc.greater(days, self._on).fill_null(False)).to_pylist()
            rows = [batch.first_row + place for place in late]
            self._to_come.setdefault(column.name.strip(), []).extend(rows)

    def told(self) -> Iterator[Text]:
        """Yield what is to be said."""
        for column, rows in self._to_come.items():
            if rows:
                named = _rows(rows)
                yield Text(
                    zh=f"{column}：{len(rows):,} 行的日期在今天以后（{named.zh}）。",
                    en=f"{column}: days to come: {len(rows):,} ({named.en}).",
                )
        yield from self._said_of_ids()

    def _said_of_ids(self) -> Iterator[Text]:
        if self._again:
            count, named = len(self._again), _rows([self._first[one] for one in self._again])
            yield Text(
                zh=f"{count:,} 个编号出现在好几行里（第一次：{named.zh}），每一行各算一位。",
                en=f"Ids in several rows: {count:,} (first in {named.en}); every row counts.",
            )
        if self._no_id and self._first:
            named = _rows(self._no_id)
            yield Text(
                zh=f"{len(self._no_id):,} 行没有编号（{named.zh}）。",
                en=f"Rows without an id: {len(self._no_id):,} ({named.en}).",
            )
        yield from self._said_of_lengths()

    def _said_of_lengths(self) -> Iterator[Text]:
        lengths = Counter(map(len, self._first))
        usual, count = max(lengths.items(), key=lambda one: one[1], default=(0, 0))
        short = [row for one, row in self._first.items() if len(one) < usual]
        if short and count * 10 >= _MOST * len(self._first):
            named = _rows(short)
            yield Text(
                zh=f"{len(short):,} 个编号不到 {usual} 位，可能缺了几位（{named.zh}）。",
                en=f"Ids shorter than most ({usual} characters): {len(short):,} ({named.en}).",
            )


def past_days(columns: tuple[Column, ...], concepts: Any) -> tuple[Column, ...]:
    """Return the columns of days on which something happened: their facts end in `-on`."""
    return tuple(
        one
        for one in columns
        if one.concept is not None
        and concepts[one.concept].type is ConceptType.DATE
        and one.concept.endswith("-on")
    )


def _rows(rows: list[int]) -> Text:
    """Return the first few rows by their numbers."""
    named = listed(f"{row:,}" for row in sorted(rows)[:MOST_ROWS_NAMED])
    more = len(rows) > MOST_ROWS_NAMED
    return Text(
        zh=f"第 {named.zh} 行{'等' if more else ''}",
        en=f"row{'s' if len(rows) > 1 else ''} {named.en}{' …' if more else ''}",
    )
