"""Free words → facts that are proposed: each with its value and the very words it came from.

Nothing here is taken for true. A companion sees what was understood and confirms it. A phrase of
the records says what words mean; the longest one that stands in the text counts. What is denied,
doubted, inexact or said of somebody else proposes nothing, or for a flag the opposite.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, cast

from kb.areas import chain
from kb.catalogue import Catalogue
from kb.ids import AreaId, Code, ConceptId
from kb.kinds import ConceptType
from matcher import negative
from matcher.applicant import Value
from matcher.phrasing import Mention, Phrasebook, Sense
from matcher.spoken import Spoken, spoken
from matcher.stance import Stance, joined, listed_before, stance

_OF_A_PERSON: Final = frozenset({ConceptType.BOOLEAN, ConceptType.CODE, ConceptType.DATE})
_LISTED: Final = frozenset({ConceptType.CODE, ConceptType.CODES})

_OF_A_SHOP: Final = re.compile(
    r"[店馆铺屋坊厅摊柜机节展税]|行(?![吗不么])|吧(?!\W|$)|专卖|批发|公司|协会|学校|老师|师傅"
    r"|[\s-](?:shop|store|bar|house|cafe|café|counter|machine|company|corner|dealer|stall|room|salon"
    r"|wholesal|business)"
)
"""After goods: 奶茶店 is a shop and says nothing of what else it sells."""
_OF_A_PAPER: Final = re.compile(
    r"证|卡|金|许可|备案|执照|登记|认定|补贴|津贴|补助|优待|扶持|政策|资金|保险|贷款|返还|[免减]|事务|服务|部门"
    r"|[\s-](?:licen[cs]e|permit|filing|card|certificate|subsid|grant|benefit|allowance|scheme|tax|affairs)"
)
"""After anything one is or has: 退役军人优待证 is a paper."""
_OF_A_BODY: Final = re.compile(
    r"户口|户籍|人(?:民|(?!开|想|租))|派出所|法院|医院|大学|中学|小学|银行|分局|税务|市场监|政府|行政服务"
    r"|\s(?:hukou|government|court|hospital|university|school|bank|household)"
)
"""After a place: 黄浦区政府 is a body, and says nothing of where the matter is."""
_LIST_ENDS: Final = re.compile(
    r"\W|$|[和或及跟与的了吗呢啊么都也等还又不卖做但只就]|之类|什么的|还有"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A fact that words seem to say; `words` are exact, and their place is that in the text.

    Words that stand apart ("卖烟，还卖酒") are parted by dots; their place then goes from the first
    to the last. Two proposals for one fact contradict each other.
    """

    concept: ConceptId
    value: Value
    words: str
    start: int
    end: int


class Sayings:
    """What can be said aloud of the facts of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._book = Phrasebook(catalogue)
        self._below_zero = negative.all_allowed(catalogue)

    def proposals(self, text: str, on: date | None = None) -> tuple[Proposal, ...]:
        """Return the facts a text seems to say, in the order they are said.

        Args:
            text: what was said, Chinese or English.
            on: the day of speaking, for "yesterday"; without it such words say nothing.
        """
        said = spoken(text)
        heard = _sensible(list(self._book.mentions(said, on)), said)
        told = _with_stance([one for one in _longest(heard) if not _is_name(one, said)], said)
        grouped: dict[ConceptId, list[Proposal]] = defaultdict(list)
        for mention, how in told:
            value = _value(mention, how)
            if value is not None and self._is_possible(value, mention):
                words, start, end = said.words(mention.begins, mention.ends)
                grouped[mention.concept.id].append(
                    Proposal(
                        concept=mention.concept.id, value=value, words=words, start=start, end=end
                    )
                )
        found = (one for held in grouped.values() for one in self._settled(held))
        return tuple(sorted(found, key=lambda one: (one.start, one.end, one.concept)))

    def _is_possible(self, value: Value, mention: Mention) -> bool:
        below = isinstance(value, Decimal) and value < 0
        return not below or mention.concept.id in self._below_zero

    def _settled(self, said: Sequence[Proposal]) -> Iterable[Proposal]:
        """Return what is left of all that was said of one fact: equals once, lists together."""
        kind = self._catalogue.concepts[said[0].concept].type
        if kind is ConceptType.CODES:
            return [_together(said)]
        once = list({one.value: one for one in reversed(said)}.values())
        if kind is not ConceptType.AREA:
            return once
        return [one for one in once if not any(self._lies_in(two, one) for two in once)]

    def _lies_in(self, inner: Proposal, outer: Proposal) -> bool:
        area, around = cast(AreaId, inner.value), cast(AreaId, outer.value)
        return area != around and around in chain(area, self._catalogue.areas)


@lru_cache(maxsize=2)
def sayings(catalogue: Catalogue) -> Sayings:
    """Return what can be said of a catalogue's facts; the book is made once."""
    return Sayings(catalogue)


def worth_showing(
    proposals: Iterable[Proposal], groups: Sequence[Collection[ConceptId]]
) -> tuple[Proposal, ...]:
    """Return the proposals somebody reads, each words for whoever is asked first.

    Args:
        proposals: what was understood.
        groups: facts that are read, the nearest readers first. Where the same words may say
            several facts ("上海户口": the founder's, the child's), those of the first group count.
    """
    held = list(proposals)
    best: dict[tuple[int, int], int] = {}
    ranks = [_rank(one, groups) for one in held]
    for one, rank in zip(held, ranks, strict=True):
        best[one.start, one.end] = min(rank, best.get((one.start, one.end), rank))
    return tuple(
        one
        for one, rank in zip(held, ranks, strict=True)
        if rank < len(groups) and rank == best[one.start, one.end]
    )


def _rank(one: Proposal, groups: Sequence[Collection[ConceptId]]) -> int:
    return next((i for i, read in enumerate(groups) if one.concept in read), len(groups))


def contradicted(proposals: Iterable[Proposal]) -> frozenset[ConceptId]:
    """Return the facts of which more than one thing was said."""
    said: dict[ConceptId, int] = defaultdict(int)
    for one in proposals:
        said[one.concept] += 1
    return frozenset(concept for concept, times in said.items() if times > 1)


# ---- which mentions count -------------------------------------------------------------------


def _sensible(mentions: Sequence[Mention], said: Spoken) -> list[Mention]:
    """Return the mentions that say something where they stand."""
    leads = _by_concept(mentions, Sense.CUE)
    items = _by_concept([one for one in mentions if one.concept.type in _LISTED], Sense.VALUE)
    in_lists = {
        one
        for concept, some in items.items()
        for one in _listed(some, leads.get(concept, []), said)
    }
    return [
        one
        for one in mentions
        if one.sense is not Sense.CUE and (not one.short or one in in_lists or _is_free(one))
    ]


def _is_free(one: Mention) -> bool:
    """Say whether a single character may stand alone: it may, where it is no code."""
    return one.concept.type not in _LISTED


def _by_concept(mentions: Iterable[Mention], sense: Sense) -> dict[ConceptId, list[Mention]]:
    grouped: dict[ConceptId, list[Mention]] = defaultdict(list)
    for one in mentions:
        if one.sense is sense:
            grouped[one.concept.id].append(one)
    return grouped


def _is_name(one: Mention, said: Spoken) -> bool:
    """Say whether a phrase is only a part of the name of a shop, a paper or a public body."""
    patterns = _NAMES.get(one.concept.type, ()) if one.sense is Sense.VALUE else ()
    return any(pattern.match(said.folded, one.ends) for pattern in patterns)


_NAMES: Final[dict[ConceptType, tuple[re.Pattern[str], ...]]] = {
    ConceptType.AREA: (_OF_A_BODY,),
    ConceptType.BOOLEAN: (_OF_A_PAPER,),
    ConceptType.CODE: (_OF_A_PAPER,),
    ConceptType.CODES: (_OF_A_PAPER, _OF_A_SHOP),
}


def _listed(items: Sequence[Mention], leads: Sequence[Mention], said: Spoken) -> Iterator[Mention]:
    """Yield the items of one fact that stand in a list after "sell", up to where the list ends.

    卖散装瓜子和酒 sells 酒 although nobody knows 瓜子; 酒 in 卖酒店用品 is no item.
    """
    begins = {item.begins for item in items}
    lead_ends = [len(said.folded[: lead.ends].rstrip()) for lead in leads]
    reached: set[int] = set()
    for item in sorted(items, key=lambda one: one.begins):
        clause = item.begins - len(said.before(item.begins))
        since = item.begins - len(listed_before(said, item.begins))
        led = len(said.folded[: item.begins].rstrip()) in lead_ends
        goes_on = any(place in reached for place in range(since, item.begins + 1))
        joins = since < item.begins and any(clause < end <= item.begins for end in lead_ends)
        if led or goes_on or joins:
            reached.add(item.ends)
            if item.ends in begins or _LIST_ENDS.match(said.folded, item.ends):
                yield item


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions without those that a longer one covers, in the order they stand."""
    kept: list[Mention] = []
    taken: dict[int, tuple[int, int]] = {}
    for one in sorted(mentions, key=lambda one: (-one.size, one.begins)):
        span = (one.begins, one.ends)
        if all(taken.get(place, span) == span for place in range(*span)):
            taken.update(dict.fromkeys(range(*span), span))
            kept.append(one)
    return sorted(kept, key=lambda one: (one.begins, one.ends))


# ---- what they say --------------------------------------------------------------------------


def _with_stance(mentions: Sequence[Mention], said: Spoken) -> Iterator[tuple[Mention, Stance]]:
    """Yield each mention with how it was said; a whole list goes the way of its ends."""
    ends = sorted(one.ends for one in mentions)
    held = [
        stance(said, one.begins, one.ends, _since(one, ends), one.concept.type in _OF_A_PERSON)
        for one in mentions
    ]
    places = range(len(mentions))
    for order, step in ((places, -1), (reversed(places), 1)):
        for i in order:
            j = _neighbour(mentions, i, step, said)
            if j is not None and held[i] is Stance.SAID:
                held[i] = held[j]
    yield from zip(mentions, held, strict=True)


def _since(one: Mention, ends: Sequence[int]) -> int:
    """Return where what was understood before a mention ends; a "not" before numbers is theirs."""
    if one.sense is not Sense.VALUE or one.concept.type is ConceptType.AREA:
        return one.begins
    before = bisect_right(ends, one.begins)
    return ends[before - 1] if before else 0


def _neighbour(mentions: Sequence[Mention], i: int, step: int, said: Spoken) -> int | None:
    """Return the mention of the same list before (-1) or after (1) another."""
    j = i + step
    while 0 <= j < len(mentions):
        first, second = sorted((mentions[i], mentions[j]), key=lambda one: one.begins)
        if joined(said, first.ends, second.begins):
            return j if mentions[j].concept.id == mentions[i].concept.id else None
        if first.ends <= second.begins:
            return None
        j += step
    return None


def _value(mention: Mention, how: Stance) -> Value | None:
    """Return the fact's value; None where nothing can be said."""
    if how is Stance.OPEN:
        return None
    if how is Stance.DENIED:
        return _denied(mention)
    if mention.sense is Sense.NONE:
        return None
    if mention.concept.type is ConceptType.CODES:
        return frozenset({cast(Code, mention.value)})
    return mention.value


def _denied(mention: Mention) -> Value | None:
    """Return what it means that something is not so: a flag is false, what is counted is none."""
    if mention.concept.type is ConceptType.BOOLEAN:
        return False
    return Decimal(0) if mention.sense is Sense.NONE else None


def _together(said: Sequence[Proposal]) -> Proposal:
    """Return one proposal for all codes of a list."""
    first, last = said[0], said[-1]
    codes = frozenset[Code]().union(*(cast(frozenset[Code], one.value) for one in said))
    words: list[str] = []
    end = None
    for one in said:
        if one.start == end and words:
            words[-1] += one.words
        elif end is None or one.start >= end:
            words.append(one.words)
        end = max(end or 0, one.end)
    return replace(first, value=codes, words=" … ".join(words), end=max(last.end, end or 0))
