"""Standing items that a draft is nearly the same as: by its words, or by its conditions.

An officer may enter what already stands under another id. Records that the draft names itself, such
as the one it supersedes, are known to be near and left out.

Of each standing record a small print is remembered, which rules out nearly all of them at once;
what is left is compared word by word. A draft against 2,000 policies takes some 10 ms.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, Literal

from kb import criteria as form
from kb.echo import children
from kb.model import AnyRecord, Area, Policy, PublicOrganisation, WorkingCalendar
from kb.text import LANGUAGES

By = Literal["text", "criteria"]
Leaf = tuple[Hashable, Hashable]
"""What a condition compares, without and with what it is compared to."""

ALIKE_TEXT: Final = Decimal("0.70")
ALIKE_TITLE: Final = Decimal("0.85")
ALIKE_CRITERIA: Final = Decimal("0.75")
FEWEST_LEAVES: Final = 2
"""One condition alone, such as being registered here, is shared by many items."""
MOST: Final = 10
_BY_NAME: Final = (Area, PublicOrganisation, WorkingCalendar)
"""Years, divisions and bodies are alike in all but their number or name."""
_HUNDREDTH: Final = Decimal("0.01")
_BY_HALF: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A standing record that a draft is like, in what, and how much: 1 is the same."""

    record_id: str
    by: By
    share: Decimal


def alike(draft: AnyRecord, base: Mapping[str, AnyRecord]) -> tuple[Alike, ...]:
    """Return the standing records a draft is like, the nearest first; ten at the most.

    Args:
        draft: the record that came in.
        base: every standing record by id; the draft's own earlier version is not compared.
    """
    mine, print_ = _words(draft), _printed(draft)
    if len(_REMEMBERED) > 2 * len(base) + _SPARE:
        _REMEMBERED.clear()
    found = [
        Alike(record_id=other.id, by=by, share=share.quantize(_HUNDREDTH))
        for other in base.values()
        if _may_be_the_same(draft, other)
        for by, share in _shares(mine, print_, other)
    ]
    found.sort(key=lambda one: (-one.share, one.record_id, one.by))
    return tuple(found[:MOST])


def _may_be_the_same(draft: AnyRecord, other: AnyRecord) -> bool:
    """Say whether two records are worth comparing: of one kind, and neither replaces the other."""
    if type(other) is not type(draft) or other.id == draft.id or isinstance(draft, _BY_NAME):
        return False
    supersedes = (getattr(draft, "supersedes", ()), getattr(other, "supersedes", ()))
    return other.id not in supersedes[0] and draft.id not in supersedes[1]


def _shares(mine: _Words, print_: _Print, other: AnyRecord) -> Iterator[tuple[By, Decimal]]:
    theirs = _remembered(other)
    if _words_may_be_alike(print_, theirs):
        titles, texts = _text_shares(mine, _words(other))
        if titles >= ALIKE_TITLE or texts >= ALIKE_TEXT:
            yield "text", max(titles, texts)
    fewest, most = sorted((print_.kinds.size, theirs.kinds.size))
    if fewest >= FEWEST_LEAVES and _both(print_.kinds, theirs.kinds) >= ALIKE_CRITERIA * most:
        share = shared_leaves(print_.leaves, theirs.leaves)
        if share >= ALIKE_CRITERIA:
            yield "criteria", share


# ---- what is remembered ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bits:
    """How many things there are, and which of some bits they fall on."""

    size: int
    bits: int
    doubled: int
    """How many things fall on a bit that another fell on before."""


def _bits(things: Iterable[Hashable]) -> _Bits:
    bits, size = 0, 0
    for thing in things:
        bits |= 1 << hash(thing) % _WIDTH
        size += 1
    return _Bits(size, bits, size - bits.bit_count())


def _both(one: _Bits, other: _Bits) -> int:
    """Return how many things both hold at the most: what falls on a bit of one only is not shared.

    >>> _both(_bits({"a", "b"}), _bits({"a", "b"}))
    2
    """
    return (one.bits & other.bits).bit_count() + min(one.doubled, other.doubled)


@dataclass(frozen=True, slots=True)
class _Print:
    """What is remembered of a record: in few bits its words and conditions."""

    words: tuple[_Bits, ...]
    """Of the titles, then of the texts."""
    leaves: Counter[Leaf]
    kinds: _Bits


_WIDTH: Final = 1024
_SPARE: Final = 1000
_PERCENT: Final = tuple(int(100 * one) for one in (ALIKE_TITLE, ALIKE_TEXT) for _ in LANGUAGES)
_REMEMBERED: Final[dict[str, tuple[AnyRecord, _Print]]] = {}
"""By id the record a print was made of; one for each record of the base."""


def _remembered(record: AnyRecord) -> _Print:
    held = _REMEMBERED.get(record.id)
    if held is None or held[0] is not record:
        held = _REMEMBERED[record.id] = (record, _printed(record))
    return held[1]


def _printed(record: AnyRecord) -> _Print:
    words, asked = _words(record), leaves(record)
    kinds = ((kind, nth) for kind, count in _kinds(asked).items() for nth in range(count))
    return _Print(
        words=tuple(map(_bits, (*words.titles, *words.texts))),
        leaves=asked,
        kinds=_bits(kinds),
    )


def _words_may_be_alike(one: _Print, other: _Print) -> bool:
    """Say whether two records may have so many words in common that it is worth to look."""
    for mine, theirs, percent in zip(one.words, other.words, _PERCENT, strict=True):
        if 200 * _both(mine, theirs) >= percent * (mine.size + theirs.size):
            return True
    return False


# ---- words ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """The titles of a record, and its titles with what describes it, by language."""

    titles: tuple[frozenset[str], ...]
    texts: tuple[frozenset[str], ...]
    is_described: bool


def _words(record: AnyRecord) -> _Words:
    title, told = record.title, record.description
    titles = tuple(_bigrams(title.get(one)) for one in LANGUAGES)
    if told is None:
        return _Words(titles, titles, False)
    texts = tuple(_bigrams(f"{title.get(one)} {told.get(one)}") for one in LANGUAGES)
    return _Words(titles, texts, True)


def _text_shares(one: _Words, other: _Words) -> tuple[Decimal, Decimal]:
    """Return how alike two titles are, and two titles with their descriptions, of one language."""
    titles = max(map(_dice, one.titles, other.titles))
    if one.is_described is not other.is_described:
        return titles, Decimal(0)
    return titles, max(map(_dice, one.texts, other.texts))


def _bigrams(text: str) -> frozenset[str]:
    """Return the pairs of letters and digits that stand side by side; signs and case do not count.

    English counts pairs of words: pairs of letters are shared by most sentences.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    latin = sum(word.isascii() for word in words) * 2 > len(words)
    if latin:
        return frozenset(words) | frozenset(map(" ".join, pairwise(words)))
    joined = "".join(words)
    return frozenset(map("".join, pairwise(joined))) or frozenset({joined})


def _dice(one: frozenset[str], other: frozenset[str]) -> Decimal:
    both = len(one) + len(other)
    return Decimal(2 * len(one & other)) / both if both else Decimal(0)


# ---- conditions -----------------------------------------------------------------------------


def leaves(record: AnyRecord) -> Counter[Leaf]:
    """Return the conditions of a policy, with how often each stands there; other records have none.

    Order, wording and sources do not count; what stands under `not` is turned round.
    """
    return Counter(_asked(record))


def shared_leaves(one: Counter[Leaf], other: Counter[Leaf]) -> Decimal:
    """Return the share of conditions that are the same; with another limit one counts half."""
    most = max(one.total(), other.total())
    same = one & other
    loosely = _kinds(one - same) & _kinds(other - same)
    return (same.total() + _BY_HALF * loosely.total()) / most if most else Decimal(0)


def _kinds(held: Counter[Leaf]) -> Counter[Hashable]:
    found: Counter[Hashable] = Counter()
    for (kind, _), count in held.items():
        found[kind] += count
    return found


def _asked(record: AnyRecord) -> Iterator[Leaf]:
    if isinstance(record, Policy) and record.criteria is not None:
        yield from _conditions(record.criteria, False)


_OTHER_WAY_ROUND: Final[Mapping[type, type]] = {
    form.AtLeast: form.LessThan,
    form.LessThan: form.AtLeast,
    form.AtMost: form.MoreThan,
    form.MoreThan: form.AtMost,
    form.Is: form.IsNot,
    form.IsNot: form.Is,
    form.In: form.NotIn,
    form.NotIn: form.In,
    form.OnOrAfter: form.Before,
    form.Before: form.OnOrAfter,
}
_NOT_COMPARED: Final = ("fact", "wording", "source")


def _conditions(part: Any, negated: bool) -> Iterator[Leaf]:
    if isinstance(part, form.Not):
        yield from _conditions(part.not_, not negated)
    elif isinstance(part, form.All | form.AnyOf):
        for _, child in children(part):
            yield from _conditions(child, negated)
    else:
        turned = _OTHER_WAY_ROUND.get(type(part)) if negated else None
        kind = (turned or type(part)).__name__, negated and turned is None
        subject = getattr(part, "fact", getattr(part, "count", None))
        held = tuple(getattr(part, f.name) for f in fields(part) if f.name not in _NOT_COMPARED)
        yield ("criteria", *kind, subject or held), held
