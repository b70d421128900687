"""The phrases of all facts in one book, and what of it stands in something that was said.

A phrase is written as people talk. A code's phrase means that code, and a flag's means yes. In a
number's `{n}` stands for the number with its unit ("雇{n}"), `{-n}` for one that counts downwards
("地下{-n}层"), and without it a phrase names what there may be none of ("员工"); in a date's `{d}`
stands for the day. The own phrases of a list of codes ("卖") lead such lists. Two codes may share
a phrase: then both are proposed, and people choose.

Small words between the words of a phrase ("开了一家公司") do no harm. The book is a tree of words,
so a thousand phrases more cost nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from kb.catalogue import Catalogue
from kb.ids import AreaId, Code
from kb.kinds import ConceptType
from kb.model import Area, CodeEntry, InformationConcept
from kb.slots import Slot
from kb.text import LANGUAGES, Phrases
from matcher.analyser import is_chinese, stem
from matcher.days_said import Day, days
from matcher.figures import Figure, as_fact, figures
from matcher.spoken import Spoken, Token, tokens

Value = bool | Code | AreaId
"""What a phrase without a slot may mean."""


class Sense(Enum):
    """What a phrase does."""

    VALUE = "says a value"
    SLOT = "says what stands in its slot"
    NONE = "names what is counted: denied, there are none"
    CUE = "leads a list of codes"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means for a fact."""

    concept: InformationConcept
    sense: Sense
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that stands in what was said; places are those of folded text, `size` in words."""

    begins: int
    ends: int
    size: int
    concept: InformationConcept
    sense: Sense
    value: Value | Decimal | date | None
    short: bool
    """A single Chinese character says a value only in a list of its kind: 卖烟酒."""


_SLOTS: Final = re.compile("|".join(re.escape(slot.value) for slot in Slot))
_SOFT: Final = frozenset("一 个 家 间 了 的 点 些 过 份 位 名 a an the our my some".split())
"""Words that may stand between those of a phrase."""
_LEAD: Final = _SOFT | frozenset(
    stem(word)
    for word in (
        "大 概 约 差 不 多 是 有 为 在 共 总 就 要 花 费 用 预 算 到 能 会 准 备 打 上 : "
        "about around roughly approximately is are of be will for total costing costs"
    ).split()
)
"""Words that may stand between a phrase and its number: 装修大概要花30万."""
_ARTICLES: Final = frozenset({"a", "an", "the"})
_MOST_SKIPPED: Final = 3
_MOST_LEAD: Final = 6


@dataclass(slots=True)
class _Node:
    """One word further in the book."""

    words: dict[str, _Node] = field(default_factory=dict)
    slots: dict[Slot, _Node] = field(default_factory=dict)
    meanings: list[Meaning] = field(default_factory=list)
    after_slot: bool = False
    is_slot_alone: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """Where a reading stands: in the book, in the text, and what filled its slot."""

    node: _Node
    at: int
    filled: Figure | Day | None = None
    slot: Slot | None = None
    bare: bool = False
    skipped: int = 0
    fresh: bool = True
    """The last step took a word of the phrase, so that the phrase may end here."""


class Phrasebook:
    """Every phrase of a catalogue's facts and areas."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._root = _Node()
        for phrase, meaning in _phrases(catalogue):
            self._add(phrase, meaning)

    def _add(self, phrase: str, meaning: Meaning) -> None:
        node = self._root
        for part in _parts(phrase):
            if isinstance(part, Slot):
                alone = node is self._root
                node = node.slots.setdefault(part, _Node(after_slot=True, is_slot_alone=alone))
            else:
                node = node.words.setdefault(part, _Node())
        if node is not self._root and meaning not in node.meanings:
            node.meanings.append(meaning)

    def mentions(self, said: Spoken, on: date | None = None) -> Iterator[Mention]:
        """Yield every phrase that stands in a text, shorter ones inside longer ones too."""
        filled = _fillings(said, on)
        for start in range(len(said.tokens)):
            for heard in self._from(said.tokens, start, filled):
                yield from _mentions(said.tokens, start, heard)

    def _from(
        self, said: tuple[Token, ...], start: int, filled: Mapping[int, list[_Heard]]
    ) -> Iterator[_Heard]:
        waiting = [_Heard(self._root, start)]
        while waiting:
            heard = waiting.pop()
            if heard.fresh and heard.node.meanings:
                yield heard
            waiting += _taken(heard, said, filled)
            if heard.at > start:
                waiting += _skipped(heard, said)


def _taken(
    heard: _Heard, said: tuple[Token, ...], filled: Mapping[int, list[_Heard]]
) -> Iterator[_Heard]:
    """Yield the readings that take the next word, or a number or a day that stands there."""
    node, at = heard.node, heard.at
    child = node.words.get(said[at].word) if at < len(said) else None
    if child is not None:
        yield _Heard(child, at + 1, heard.filled, heard.slot, heard.bare)
    for slot, behind in node.slots.items():
        for one in filled.get(at, ()):
            if isinstance(one.filled, Day) == (slot is Slot.DAY):
                yield _Heard(behind, one.at, one.filled, slot, one.bare)


def _skipped(heard: _Heard, said: tuple[Token, ...]) -> Iterator[_Heard]:
    """Yield the reading that passes over the next word, where that is a small one."""
    node, at = heard.node, heard.at
    lead = bool(node.slots)
    small, most = (_LEAD, _MOST_LEAD) if lead else (_SOFT, _MOST_SKIPPED)
    goes_on = at < len(said) and heard.skipped < most and (lead or node.words)
    if goes_on and said[at].word in small:
        yield replace(heard, at=at + 1, skipped=heard.skipped + 1, fresh=False)


def _fillings(said: Spoken, on: date | None) -> Mapping[int, list[_Heard]]:
    """Return what could fill a slot, by the place of its first word; a number also without unit."""
    begins = [token.begins for token in said.tokens]
    held: dict[int, list[_Heard]] = defaultdict(list)
    taken: list[range] = []
    nowhere = _Node()
    for day in days(said.folded, on):
        taken.append(range(day.begins, day.ends))
        end = bisect_left(begins, day.ends)
        held[bisect_left(begins, day.begins)].append(_Heard(nowhere, end, day))
    for figure in figures(said.folded):
        if not any(figure.begins in one for one in taken):
            at = bisect_left(begins, figure.begins)
            for end, bare in ((figure.ends, False), (figure.bare_ends, True)):
                held[at].append(_Heard(nowhere, bisect_left(begins, end), figure, None, bare))
    return held


def _mentions(said: tuple[Token, ...], start: int, heard: _Heard) -> Iterator[Mention]:
    """Yield what a reading means, where the number in its slot fits the fact."""
    words = said[start : heard.at]
    for meaning in heard.node.meanings:
        value = meaning.value if heard.slot is None else _fact_value(heard, meaning.concept)
        if value is None and heard.slot is not None:
            continue
        yield Mention(
            begins=words[0].begins,
            ends=words[-1].ends,
            size=len(words),
            concept=meaning.concept,
            sense=meaning.sense,
            value=value,
            short=len(words) == 1 and is_chinese(words[0].word),
        )


def _fact_value(heard: _Heard, concept: InformationConcept) -> Decimal | date | None:
    """Return the number or the day a reading says, in the unit of a fact; None if it does not."""
    if isinstance(heard.filled, Day):
        return heard.filled.value
    if heard.filled is None or (heard.bare and heard.node.is_slot_alone):
        return None
    value = as_fact(heard.filled, concept, heard.bare, heard.node.after_slot)
    return -value if value is not None and heard.slot is Slot.BELOW else value


def _parts(phrase: str) -> Iterator[str | Slot]:
    """Yield the words and slots of a phrase; signs are left out.

    >>> list(_parts("雇{n}员工"))
    ['雇', <Slot.NUMBER: '{n}'>, '员', '工']
    """
    at = 0
    for found in _SLOTS.finditer(phrase):
        yield from _words(phrase[at : found.start()])
        yield Slot(found[0])
        at = found.end()
    yield from _words(phrase[at:])


def _words(part: str) -> list[str]:
    words = (token.word for token in tokens(part.lower()))
    return [word for word in words if re.match(r"\w", word) and word not in _ARTICLES]


# ---- where phrases stand in a catalogue -----------------------------------------------------


def _phrases(catalogue: Catalogue) -> Iterator[tuple[str, Meaning]]:
    for concept in catalogue.concepts.values():
        own = Meaning(concept, *_SENSES.get(concept.type, (Sense.CUE, None)))
        for phrase in _both(concept.phrases):
            slotted = bool(_SLOTS.search(phrase))
            yield phrase, Meaning(concept, Sense.SLOT) if slotted else own
        for entry in concept.codes:
            for phrase in _of_code(entry):
                yield phrase, Meaning(concept, Sense.VALUE, entry.code)
        if concept.type is ConceptType.AREA:
            for area in catalogue.areas.values():
                for phrase in _of_area(area):
                    yield phrase, Meaning(concept, Sense.VALUE, area.id)


_SENSES: Final[dict[ConceptType, tuple[Sense, Value | None]]] = {
    ConceptType.BOOLEAN: (Sense.VALUE, True),
    ConceptType.NUMBER: (Sense.NONE, None),
}
"""What a phrase of a concept without a slot does."""


def _both(phrases: Phrases) -> list[str]:
    return [phrase for language in LANGUAGES for phrase in sorted(phrases.get(language))]


def _of_code(entry: CodeEntry) -> Iterable[str]:
    """Return what a code is called; its title counts only where somebody thought of phrases."""
    said = _both(entry.phrases)
    return [*said, *_names(entry.title.zh), *_names(entry.title.en)] if said else ()


def _of_area(area: Area) -> Iterable[str]:
    said = _both(area.phrases)
    return [*said, area.title.zh, area.title.en] if said else ()


def _names(title: str) -> Iterator[str]:
    """Yield the names in a title, without what stands in brackets; a short one says too little.

    >>> list(_names("凉菜、卤味拼盘")), list(_names("Loose food (by weight) and more"))
    (['卤味拼盘'], ['Loose food'])
    """
    for name in re.split(r"[、，,]| and ", re.sub(r"[（(].*", "", title)):
        if _TELLING.search(name):
            yield name.strip()


_TELLING: Final = re.compile(r"[\u3400-\u9fff]{4}|[A-Za-z]{2}[\w'-]* +[A-Za-z]{2}[\w'-]*")
"""Four characters or two words: 一级, 黄浦区 or "Doctor" may be said of anything."""
