"""What the phrase of a fact may leave open: `雇{n}` a number, `{d}注册` a day.

A number's phrase takes `{n}`, or `{-n}` for one that counts downwards (`地下{-n}层`); a date's
takes `{d}`. Other phrases are taken as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import LANGUAGES, Text, listed

Path = tuple[str | int, ...]


class Slot(Enum):
    """What is left open, as it is written in a phrase."""

    NUMBER = "{n}"
    BELOW = "{-n}"
    DAY = "{d}"


FITTING: Final = {
    ConceptType.NUMBER: frozenset({Slot.NUMBER, Slot.BELOW}),
    ConceptType.DATE: frozenset({Slot.DAY}),
}
"""The slots of each type of fact; other types have none."""

_BRACES: Final = re.compile(r"\{[^}]*\}?")


def misplaced(concept: InformationConcept, _: Any = None) -> Iterator[tuple[Path, Text, Text]]:
    """Yield each phrase with a slot that its fact cannot fill: path, problem, remedy.

    A phrase takes one slot. Phrases of codes take none, for a code is never a number.
    """
    allowed = {slot.value for slot in FITTING.get(concept.type, ())}
    for language in LANGUAGES:
        for phrase in sorted(concept.phrases.get(language)):
            found = _BRACES.findall(phrase)
            if not allowed.issuperset(found) or len(found) > 1:
                yield ("phrases", language), _no_slot(phrase), _remedy(allowed)
        for i, entry in enumerate(concept.codes):
            for phrase in sorted(entry.phrases.get(language)):
                if _BRACES.search(phrase):
                    yield ("codes", i, "phrases", language), _no_slot(phrase), _remedy(set())


def _no_slot(phrase: str) -> Text:
    return Text(
        zh=f"“{phrase}”里空出来的地方填不上。", en=f'"{phrase}" leaves open what nothing fills.'
    )


def _remedy(allowed: set[str]) -> Text:
    if not allowed:
        return Text(zh="请去掉花括号。", en="Take the braces out.")
    known = listed(sorted(allowed))
    return Text(zh=f"只能写一个 {known.zh}。", en=f"Write one {known.en} at most.")
