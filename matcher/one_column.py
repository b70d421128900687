"""The column of one concept as numbers that compare quickly: flags, whole numbers, words, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.arrow_bits import flag_bits, known_bits_of, values_of
from matcher.planes import Bits, Mask, Planes, joined, none_of, packed, unpacked

_FEW: Final = 8
"""Up to so many values are looked for one by one; more are looked up in a table."""
_OFTEN: Final = 3
"""A column compared so often is first made narrow."""
Integers = npt.NDArray[np.int64]


class Column:
    """The values of one concept for all applicants of a batch, and of whom they are known.

    Attributes:
        known: bits of those of whom it is known; None where it is known of everybody.
        rows: how many applicants there are.
    """

    def __init__(self, array: pa.Array) -> None:
        self.array = array
        self.rows = len(array)
        self.known: Bits | None = known_bits_of(array)

    @cached_property
    def known_mask(self) -> Mask:
        """Return of whom it is known."""
        if self.known is None:
            return np.ones(self.rows, dtype=np.bool_)
        return unpacked(self.known, self.rows).view(np.bool_)

    def python(self, rows: Iterable[int]) -> list[Any]:
        """Return the values of some applicants as plain ones; None where unknown."""
        return list(self.array.take(pa.array(rows, type=pa.int64())).to_pylist())


class Flags(Column):
    """Yes or no."""

    @cached_property
    def yes(self) -> Bits:
        """Return of whom it is so; of the unknown it may say anything."""
        return flag_bits(self.array)


class Whole(Column):
    """Numbers, in units of the concept's last decimal place, or days since 1970.

    Attributes:
        values: as Arrow holds them; of the unknown they may say anything.
    """

    def __init__(self, array: pa.Array) -> None:
        super().__init__(array)
        days = pa.types.is_date32(array.type)
        self.values = values_of(array, np.int32 if days else array.type.to_pandas_dtype())
        self._compared = 0

    @cached_property
    def filled(self) -> npt.NDArray[Any]:
        """Return the values; zero for the unknown."""
        return self.values if self.known is None else np.where(self.known_mask, self.values, 0)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """Return the least and the greatest value; what stands for the unknown counts too."""
        if not self.rows:
            return 0, 0
        return int(self.values.min()), int(self.values.max())

    @property
    def largest(self) -> int:
        """Return the greatest distance of a value from zero."""
        return max(map(abs, self.ends))

    @cached_property
    def wide(self) -> Integers:
        """Return the values in 64 bits."""
        return self.values.astype(np.int64, copy=False)

    @cached_property
    def narrow(self) -> npt.NDArray[Any]:
        """Return the values in as few bytes as they need; narrower ones compare faster."""
        for kind in (np.int8, np.int16, np.int32):
            held = np.iinfo(kind)
            if held.min <= self.ends[0] and self.ends[1] <= held.max:
                return self.values.astype(kind)
        return self.values

    def at_least(self, threshold: int) -> Mask:
        """Return whose value is no less than a threshold; made narrow once that pays."""
        self._compared += 1
        held = self.values if self._compared < _OFTEN else self.narrow
        return np.asarray(held >= threshold)


class Coded(Column):
    """One word each: a code, an area, a text."""

    def __init__(self, array: pa.Array) -> None:
        coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        super().__init__(coded)
        self.words: tuple[str, ...] = tuple(coded.dictionary.to_pylist())
        self._indices = values_of(coded.indices, coded.indices.type.to_pandas_dtype())
        kind = np.int8 if len(self.words) < 128 else np.int16 if len(self.words) < 1 << 15 else None
        if kind:
            self._indices = self._indices.astype(kind)
        self._held: dict[int, Bits] = {}

    @cached_property
    def places(self) -> Integers:
        """Return where among the words each one stands; -1 for the unknown."""
        return np.where(self.known_mask, self._indices, -1).astype(np.int64)

    def where(self, wanted: Sequence[bool]) -> Bits:
        """Return who has one of the words that are wanted; one answer a word."""
        some = [place for place, one in enumerate(wanted) if one]
        if len(some) <= _FEW:
            found = joined([none_of(self.rows), *map(self._having, some)])
        else:
            table = np.array(wanted, dtype=np.bool_)
            found = packed(table.take(self._indices, mode="clip"))
        return found if self.known is None else found & self.known

    def among(self, words: Iterable[str]) -> Bits:
        """Return who has one of some words."""
        wanted = frozenset(words)
        return self.where([word in wanted for word in self.words])

    def _having(self, place: int) -> Bits:
        held = self._held.get(place)
        if held is None:
            held = self._held[place] = packed(self._indices == place)
        return held


class Sets(Column):
    """Lists of codes; each is the whole list."""

    def __init__(self, array: pa.Array, code: Any = None) -> None:
        super().__init__(array)
        offsets = array.offsets.to_numpy()
        first, last = (int(offsets[0]), int(offsets[-1])) if self.rows else (0, 0)
        items = array.values.slice(first, last - first)
        coded = items if pa.types.is_dictionary(items.type) else items.dictionary_encode()
        words = coded.dictionary.to_pylist()
        self._place = {code(word) if code else word: i for i, word in enumerate(words)}
        indices = coded.indices.fill_null(-1) if coded.null_count else coded.indices
        kind = np.int8 if len(words) < 128 else np.int32
        self._items = indices.to_numpy(zero_copy_only=False).astype(kind)
        narrow = np.uint16 if self.rows <= 1 << 16 else np.int32
        self._row = np.repeat(np.arange(self.rows, dtype=narrow), np.diff(offsets))
        self._held: dict[str, Bits] = {}

    def having(self, code: str) -> Bits:
        """Return whose list holds a code."""
        held = self._held.get(code)
        if held is None:
            held = self._held[code] = self.having_any([code])
        return held

    def having_any(self, codes: Iterable[str]) -> Bits:
        """Return whose list holds one of some codes."""
        places = [self._place[code] for code in codes if code in self._place]
        if not places:
            return none_of(self.rows)
        items = reduce(np.logical_or, (self._items == place for place in places))
        mask = np.zeros(self.rows, dtype=np.bool_)
        mask[self._row[np.flatnonzero(items)]] = True
        found = packed(mask)
        return found if self.known is None else found & self.known  # Arrow may keep items of null


def known_bits(met: Bits, known: Bits | None) -> Planes:
    """Return who meets a condition, given as bits, among those of whom the fact is known."""
    return Planes(met, met) if known is None else Planes(met & known, met | ~known)


def from_threshold(column: Whole, threshold: int, low: bool) -> Planes:
    """Return whose number is no less than a threshold; with `low` off, whose is less."""
    met = packed(column.at_least(threshold))
    return known_bits(met if low else ~met, column.known)
