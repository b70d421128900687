"""Arrow columns of any type as the texts a person would have written, or as days or numbers."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_HERE: Final = ZoneInfo("Asia/Shanghai")
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST_DAY: Final = 1 - _EPOCH
_LAST_DAY: Final = date.max.toordinal() - _EPOCH
_KINDS: Final = pa.types


def flat(array: pa.Array) -> pa.Array:
    """Return a column without dictionary, in one piece, its texts as plain strings."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if _KINDS.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind = array.type
    if _KINDS.is_large_list(kind) or _KINDS.is_fixed_size_list(kind):
        array = array.cast(pa.list_(kind.value_type))
    if _KINDS.is_large_string(kind) or _KINDS.is_string_view(kind):
        return array.cast(pa.string())
    if _KINDS.is_binary(kind) or _KINDS.is_large_binary(kind) or _KINDS.is_binary_view(kind):
        return _decoded(array)
    return array


def _decoded(array: pa.Array) -> pa.Array:
    """Return bytes as text; what is no UTF-8 with its signs replaced, so that it is shown."""
    try:
        return array.cast(pa.string())
    except pa.ArrowInvalid:
        cells = array.to_pylist()
        return pa.array([None if c is None else c.decode(errors="replace") for c in cells])


def as_texts(array: pa.Array) -> pa.Array | list[Any]:
    """Return a flat column as strings; lists and groups as Python tuples and texts."""
    kind = array.type
    if _KINDS.is_string(kind):
        return array
    if _KINDS.is_floating(kind):
        return _by_value(array, written)
    if _KINDS.is_list(kind):
        return [None if row is None else tuple(map(_item, row)) for row in array.to_pylist()]
    if _KINDS.is_nested(kind) or _KINDS.is_time(kind) or _KINDS.is_duration(kind):
        return [None if cell is None else str(cell) for cell in array.to_pylist()]
    return array.cast(pa.string())


def _item(item: Any) -> Any:
    return item if isinstance(item, str | int | float | bool | None) else str(item)


def _by_value(array: pa.Array, text: Any) -> pa.Array:
    """Return a column with each distinct value turned into a text."""
    encoded = array.dictionary_encode()
    held = [None if one is None else text(one) for one in encoded.dictionary.to_pylist()]
    return pa.array(held, type=pa.string()).take(encoded.indices)


def written(number: float) -> str:
    """Return a float in plain digits, whole ones without a point.

    >>> written(80.0), written(0.1), written(1e20), written(float("nan"))
    ('80', '0.1', '100000000000000000000', 'nan')
    """
    if not math.isfinite(number):
        return str(number)
    return format(Decimal(repr(number)), "f").removesuffix(".0")


def without_empty(texts: pa.Array) -> pa.Array:
    """Return texts without spaces around them; those with nothing else are null."""
    trimmed = pc.utf8_trim_whitespace(texts)
    empty = pc.equal(trimmed, "")
    if not pc.any(empty).as_py():
        return trimmed
    return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)


def for_numbers(array: pa.Array) -> pa.Array:
    """Return a column of numbers as whole ones, 64-bit floats or texts."""
    kind = array.type
    if _KINDS.is_uint64(kind):
        most = pc.max(array).as_py()
        return array.cast(pa.string() if (most or 0) >= 1 << 63 else pa.int64())
    if _KINDS.is_unsigned_integer(kind):
        return array.cast(pa.int64())
    if _KINDS.is_float16(kind) or _KINDS.is_float32(kind):
        # A short float stands for its shortest writing: .1, not .10000000149011612.
        return array.cast(pa.float32()).cast(pa.string()).cast(pa.float64())
    if _KINDS.is_decimal(kind):
        return pc.replace_substring_regex(array.cast(pa.string()), r"(\.[0-9]*?)0+$", r"\1")
    return array


def days(array: pa.Array) -> pa.Array | None:
    """Return days and moments as date32; None where it holds anything but days people use.

    A moment is the day it is where it says no time zone, else the day it is in Shanghai.
    """
    kind = array.type
    if _KINDS.is_timestamp(kind) and kind.tz:
        array = _days_here(array.cast(pa.timestamp("us", "UTC"), safe=False))
    elif _KINDS.is_timestamp(kind):
        array = array.cast(pa.timestamp("s"), safe=False).cast(pa.date32(), safe=False)
    elif _KINDS.is_date(kind):
        array = array.cast(pa.date32())
    else:
        return None
    ends = pc.min_max(array.view(pa.int32())).as_py()
    least, most = ends["min"] or 0, ends["max"] or 0
    return array if least >= _FIRST_DAY and most <= _LAST_DAY else None


def _days_here(moments: pa.Array) -> pa.Array:
    encoded = moments.dictionary_encode()
    held = [_day_here(one) for one in encoded.dictionary.cast(pa.int64()).to_pylist()]
    return pa.array(held, type=pa.date32()).take(encoded.indices)


def _day_here(microseconds: int | None) -> date | None:
    if microseconds is None:
        return None
    return datetime.fromtimestamp(microseconds / 1_000_000, tz=_HERE).date()


def mask_of(array: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return of which rows something is known; may be written into."""
    return np.array(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
