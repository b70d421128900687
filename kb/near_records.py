"""Standing items that a draft is nearly the same as: by its words, or by its conditions.

An officer may enter what already stands under another id. Records that the draft names itself, such
as the one it supersedes, are known to be near and left out.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
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
    found = [
        Alike(record_id=other.id, by=by, share=share.quantize(_HUNDREDTH))
        for other in base.values()
        if _may_be_the_same(draft, other)
        for by, share in _shares(draft, other)
    ]
    found.sort(key=lambda one: (-one.share, one.record_id, one.by))
    return tuple(found[:MOST])


def _may_be_the_same(draft: AnyRecord, other: AnyRecord) -> bool:
    """Say whether two records are worth comparing: of one kind, and neither replaces the other."""
    if type(other) is not type(draft) or other.id == draft.id or isinstance(draft, _BY_NAME):
        return False
    supersedes = (getattr(draft, "supersedes", ()), getattr(other, "supersedes", ()))
    return other.id not in supersedes[0] and draft.id not in supersedes[1]


def _shares(draft: AnyRecord, other: AnyRecord) -> Iterator[tuple[By, Decimal]]:
    titles, texts = _text_shares(draft, other)
    if titles >= ALIKE_TITLE or texts >= ALIKE_TEXT:
        yield "text", max(titles, texts)
    mine, theirs = leaves(draft), leaves(other)
    if min(mine.total(), theirs.total()) >= FEWEST_LEAVES:
        share = shared_leaves(mine, theirs)
        if share >= ALIKE_CRITERIA:
            yield "criteria", share


# ---- words ----------------------------------------------------------------------------------


def _text_shares(draft: AnyRecord, other: AnyRecord) -> tuple[Decimal, Decimal]:
    """Return how alike two titles are, and two titles with their descriptions, of one language."""
    titles = max(
        _dice(_bigrams(draft.title.get(one)), _bigrams(other.title.get(one))) for one in LANGUAGES
    )
    if draft.description is None or other.description is None:
        return titles, titles if draft.description is other.description else Decimal(0)
    texts = max(
        _dice(
            _bigrams(f"{draft.title.get(one)} {draft.description.get(one)}"),
            _bigrams(f"{other.title.get(one)} {other.description.get(one)}"),
        )
        for one in LANGUAGES
    )
    return titles, texts


@lru_cache(maxsize=20_000)
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
