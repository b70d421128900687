"""Numbers of a register as whole 64-bit ones, a column at a time and exact to the last digit.

Nothing is rounded: what does not come out even in the concept's decimals, does not fit, or is
written in another way is left to `matcher.register_words`, which reads it or says why not.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_DIGITS: Final = 18
"""Every number of so many digits fits into 64 bits."""
_MORE_PLACES: Final = 4
"""So many decimals more than the concept has may be written: zeros, or the cents of 万元."""
_LARGEST: Final = (1 << 63) - 1
_EXACT_FLOAT: Final = 10.0**15
"""Two decimals of at most fifteen digits are never the same float."""


def whole_numbers(
    array: pa.Array, decimals: int, times: Decimal, below_zero: bool
) -> tuple[Integers, Mask]:
    """Return numbers in units of the concept's last decimal place, and which of them hold.

    Args:
        array: text, whole numbers or 64-bit floats; of any other type none holds.
        decimals: of the concept.
        times: brings what is written into the concept's unit.
        below_zero: whether negative numbers are held.
    """
    read, places = _written(array, decimals, times)
    if read is None:
        return np.zeros(len(array), dtype=np.int64), np.zeros(len(array), dtype=np.bool_)
    values, held = read
    ratio = Fraction(times) * Fraction(10) ** (decimals - places)
    if max(ratio.numerator, ratio.denominator) > _LARGEST or ratio <= 0:
        return np.zeros_like(values), np.zeros_like(held)
    most = _LARGEST // ratio.numerator
    held &= (values <= most) & (values >= -most)
    product = np.where(held, values, 0) * ratio.numerator
    held &= product % ratio.denominator == 0
    if not below_zero:
        held &= product >= 0
    return product // ratio.denominator, held


def _written(
    array: pa.Array, decimals: int, times: Decimal
) -> tuple[tuple[Integers, Mask] | None, int]:
    """Return the numbers as they stand there, in units of some decimal place, and which place."""
    if pa.types.is_signed_integer(array.type):
        return (_plain(array.cast(pa.int64()), np.int64), _valid(array)), 0
    if pa.types.is_float64(array.type):
        places = decimals if times == 1 else decimals + _MORE_PLACES
        return _from_floats(array, places), places
    if pa.types.is_string(array.type):
        places = decimals + _MORE_PLACES
        return _from_texts(array, places), places
    return None, 0


def _from_texts(array: pa.Array, places: int) -> tuple[Integers, Mask] | None:
    """Return numbers out of plain digits; what has signs of any other kind is not held."""
    before = _DIGITS - places
    if before < 1:
        return None
    plain = rf"^[+-]?[0-9]{{1,{before}}}(\.[0-9]{{1,{places}}})?$"
    held = pc.fill_null(pc.match_substring_regex(array, plain), False)
    read = pc.cast(
        pc.if_else(held, array, pa.scalar(None, pa.string())), pa.decimal128(_DIGITS, places)
    )
    whole = pa.Array.from_buffers(pa.int64(), 2 * len(read), [None, read.buffers()[1]])
    start = 2 * read.offset
    low = whole.to_numpy(zero_copy_only=False)[start : start + 2 * len(read) : 2]
    return low.copy(), held.to_numpy(zero_copy_only=False).copy()


def _from_floats(array: pa.Array, places: int) -> tuple[Integers, Mask]:
    """Return the decimals that floats stand for: those whose shortest writing is that decimal."""
    floats = _plain(array, np.float64)
    with np.errstate(all="ignore"):
        near = np.rint(floats * 10.0**places)
        held = (np.abs(near) < _EXACT_FLOAT) & (near / 10.0**places == floats) & _valid(array)
    return np.where(held, near, 0).astype(np.int64), held


def _plain(array: pa.Array, kind: Any) -> Any:
    filled = array.fill_null(0) if array.null_count else array
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=kind)


def _valid(array: pa.Array) -> Mask:
    return np.array(array.is_valid().to_numpy(zero_copy_only=False))
