"""Verdicts of many applicants as packed bits: who meets, who still may, whom to ask.

One bit an applicant, 64 to a word, so that a condition over 65,536 applicants is joined with
another in a few operations on eight kilobytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint64]
"""One bit an applicant; what stands beyond the last one means nothing."""
Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]

WORD = 64


def words_for(rows: int) -> int:
    """Return how many words hold so many bits."""
    return -(-rows // WORD)


def packed(mask: Mask) -> Bits:
    """Return a mask as bits.

    >>> [int(word) for word in packed(np.array([True, False, True]))]
    [5]
    """
    held = np.packbits(mask, bitorder="little")
    size = words_for(len(mask)) * (WORD // 8)
    if len(held) < size:
        held = np.concatenate([held, np.zeros(size - len(held), dtype=np.uint8)])
    return held.view(np.uint64)


def unpacked(bits: Bits, rows: int) -> Codes:
    """Return the first so many bits as zeros and ones."""
    return np.unpackbits(bits.view(np.uint8), count=rows, bitorder="little")


def none_of(rows: int) -> Bits:
    """Return bits of which none is set."""
    return np.zeros(words_for(rows), dtype=np.uint64)


def every(rows: int) -> Bits:
    """Return bits of which all are set."""
    return ~none_of(rows)


def count(bits: Bits, rows: int) -> int:
    """Return how many of the first so many bits are set."""
    whole, rest = divmod(rows, WORD)
    found = int(np.bitwise_count(bits[:whole]).sum())
    if rest:
        found += int(np.bitwise_count(bits[whole] & np.uint64((1 << rest) - 1)))
    return found


@dataclass(frozen=True, slots=True)
class Planes:
    """The verdicts on one condition.

    Attributes:
        met: who meets it.
        possible: who meets it or still may; the others do not.
        asks: whose open verdict facts may settle; None where that is so of everybody open. Who
            is open and not among them waits for the judgement of people.
    """

    met: Bits
    possible: Bits
    asks: Bits | None = None

    @property
    def asking(self) -> Bits:
        """Return whose open verdict facts may settle."""
        return self.possible & ~self.met if self.asks is None else self.asks

    def codes(self, rows: int, out: Codes | None = None) -> Codes:
        """Return 0 unmet, 1 needs information, 2 needs judgement, 3 met; one an applicant.

        Args:
            rows: how many applicants.
            out: where they are to stand.
        """
        if self.asks is None:
            low, high = self.possible, self.met
        else:
            low, high = self.met | self.asks, self.possible & ~self.asks
        some = unpacked(high, rows)
        rest = some if low is high else unpacked(low, rows)
        found = np.add(some, some, out=out)  # far faster than a shift
        return np.add(found, rest, out=found)


def constant(code: int, rows: int) -> Planes:
    """Return the same verdict for everybody, by its code."""
    yes, no = every(rows), none_of(rows)
    return (Planes(no, no), Planes(no, yes), Planes(no, yes, no), Planes(yes, yes))[code]


def known_or_asked(met: Mask, known: Bits | None) -> Planes:
    """Return who meets a condition among those of whom the fact is known; the others are asked."""
    bits = packed(met)
    if known is None:
        return Planes(bits, bits)
    return Planes(bits & known, bits | ~known)


def open_where(asked: Mask, people: Mask, met: Mask) -> Planes:
    """Return verdicts from masks: who is asked, who waits for people, who of the rest meets it."""
    asks, judged, yes = packed(asked), packed(people), packed(met)
    settled = ~(asks | judged)
    sure = yes & settled
    return Planes(sure, sure | ~settled, asks if people.any() else None)


def all_of(parts: Sequence[Planes]) -> Planes:
    """Return the first of unmet, needs information, needs judgement, met, of several parts."""
    met = _together(np.bitwise_and, [part.met for part in parts])
    if all(part.possible is part.met for part in parts):
        return Planes(met, met)
    possible = _together(np.bitwise_and, [part.possible for part in parts])
    return Planes(met, possible, _asked(parts, possible))


def any_of(parts: Sequence[Planes]) -> Planes:
    """Return the first of met, needs information, needs judgement, unmet, of several parts."""
    met = _together(np.bitwise_or, [part.met for part in parts])
    if all(part.possible is part.met for part in parts):
        return Planes(met, met)
    possible = _together(np.bitwise_or, [part.possible for part in parts])
    return Planes(met, possible, _asked(parts, ~met))


def opposite(part: Planes) -> Planes:
    """Return the verdicts of `not`; unknown stays unknown."""
    return Planes(~part.possible, ~part.met, part.asks)


def chosen(where: Bits, these: Planes, others: Planes) -> Planes:
    """Return one set of verdicts for some applicants and another for the rest."""
    asks = None
    if these.asks is not None or others.asks is not None:
        asks = (these.asking & where) | (others.asking & ~where)
    return Planes(
        (these.met & where) | (others.met & ~where),
        (these.possible & where) | (others.possible & ~where),
        asks,
    )


def _together(join: np.ufunc, bits: Sequence[Bits]) -> Bits:
    """Return bits joined; one array is made, not one for every part."""
    if len(bits) == 1:
        return bits[0]
    found: Bits = join(bits[0], bits[1])
    for more in bits[2:]:
        join(found, more, out=found)
    return found


def _asked(parts: Sequence[Planes], among: Bits) -> Bits | None:
    if all(part.asks is None for part in parts):
        return None
    return joined(part.asking for part in parts) & among


def joined(bits: Iterable[Bits]) -> Bits:
    """Return the bits that are set in any of some."""
    return _together(np.bitwise_or, list(bits))
