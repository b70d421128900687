"""What stands in the memory of an Arrow column, without a copy: its values, and its bits as ours.

Arrow keeps flags, and of whom a value is known, one bit each in the order of `matcher.planes`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.planes import Bits, none_of


def known_bits_of(array: pa.Array) -> Bits | None:
    """Return of whom a value is known; None where it is known of everybody."""
    return _bits(array, 0) if array.null_count else None


def flag_bits(array: pa.BooleanArray) -> Bits:
    """Return of whom it is so; of the unknown it may say anything."""
    return _bits(array, 1)


def values_of(array: pa.Array, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return the values of whole numbers or days as they stand; of the unknown, anything.

    Args:
        array: integers, or days as date32.
        kind: the type of what is kept; int32 for days.
    """
    held = array.buffers()[1]
    if held is None:
        return np.zeros(len(array), dtype=kind)
    return np.frombuffer(held, dtype=kind)[array.offset :][: len(array)]


def _bits(array: pa.Array, which: int) -> Bits:
    """Return bits of a buffer; those of a slice may begin within a byte."""
    found, rows = none_of(len(array)), len(array)
    held = array.buffers()[which]
    if held is None or not rows:
        return found
    begin, shift = divmod(array.offset, 8)
    some = np.frombuffer(held, dtype=np.uint8)[begin : begin + -(-(shift + rows) // 8)]
    if shift:
        some = np.packbits(
            np.unpackbits(some, bitorder="little")[shift : shift + rows], bitorder="little"
        )
    if len(some) == found.nbytes:
        return some.view(np.uint64)
    found.view(np.uint8)[: len(some)] = some
    return found
