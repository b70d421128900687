"""What was said, as it is read here: folded, cut into words, every place known in the original.

Chinese goes by single characters, Latin words by their stem. Folding may change the length of a
text (㎡ becomes m2), so each folded character remembers the one it came from.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from matcher.analyser import stem

_WORD: Final = re.compile(r"[\u3400-\u9fff]|[a-z\u00c0-\u024f]+(?:'[a-z]+)?|\d+(?:\.\d+)?|[^\s\w-]")
_BREAK: Final = re.compile(r"[。！？!?;\n:…]|,(?!\d{3}(?!\d))|(?<!\d)\.(?!\d)|\.(?=\s|$)")
_QUOTES: Final = str.maketrans("’‘", "''")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, its stem or its single Chinese character, and where it stands in folded text."""

    word: str
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text with its folded form, its words and its clauses; places are those of folded text."""

    text: str
    folded: str
    origins: tuple[int, ...]
    tokens: tuple[Token, ...]
    breaks: tuple[int, ...]

    def words(self, begins: int, ends: int) -> tuple[str, int, int]:
        """Return what stands at a place: the exact words, and where in the original text."""
        start, end = self.origins[begins], self.origins[ends - 1] + 1
        return self.text[start:end], start, end

    def before(self, place: int) -> str:
        """Return what stands before a place in the same clause."""
        cut = bisect_left(self.breaks, place)
        return self.folded[self.breaks[cut - 1] + 1 if cut else 0 : place]

    def after(self, place: int) -> str:
        """Return what stands after a place in the same clause."""
        cut = bisect_left(self.breaks, place)
        return self.folded[place : self.breaks[cut] if cut < len(self.breaks) else None]


def spoken(text: str) -> Spoken:
    """Return a text ready to be read.

    >>> said = spoken("租８０㎡，开店")
    >>> said.folded, said.words(1, 5), said.before(7), said.after(0)
    ('租80m2,开店', ('８０㎡', 1, 4), '开', '租80m2')
    """
    parts = [(_folded(char), place) for place, char in enumerate(text)]
    folded = "".join(part for part, _ in parts)
    return Spoken(
        text=text,
        folded=folded,
        origins=tuple(place for part, place in parts for _ in part),
        tokens=tokens(folded),
        breaks=tuple(found.start() for found in _BREAK.finditer(folded)),
    )


def tokens(folded: str) -> tuple[Token, ...]:
    """Return the words of folded text; a hyphen parts words as a space does.

    >>> [token.word for token in tokens("in-mall, 80平米")]
    ['in', 'mall', ',', '80', '平', '米']
    """
    return tuple(Token(stem(m[0]), m.start(), m.end()) for m in _WORD.finditer(folded))


def _folded(char: str) -> str:
    return unicodedata.normalize("NFKC", char).translate(_QUOTES).lower()
