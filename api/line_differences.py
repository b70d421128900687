"""What changed inside a line, word by word, so that nobody has to look for the one figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Final

from api.lines import Line
from kb.text import LANGUAGES, Language, Text

_WORDS: Final = re.compile(r"\d[\d,.]*\d|\d|[A-Za-z]+|\s+|.", re.DOTALL)
_ALIKE: Final = 0.4
"""Lines with less than this in common are other lines, not changed ones."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether they differ from the line beside it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A line in pieces, in both languages, and the lines under it."""

    line: Line
    pieces: dict[Language, tuple[Piece, ...]]
    under: tuple[Marked, ...] = ()


Side = tuple[Marked, ...]


def marked(was: Sequence[Line], becomes: Sequence[Line]) -> tuple[Side, Side]:
    """Return lines as they were and as they become, with what differs marked in each.

    Lines that say the same are set beside each other first, then those in between by their place.
    """
    before: list[Marked] = []
    after: list[Marked] = []
    for one, two in _pairs(was, becomes):
        if one is not None:
            before.append(_line(one, two))
        if two is not None:
            after.append(_line(two, one))
    return tuple(before), tuple(after)


def _pairs(
    was: Sequence[Line], becomes: Sequence[Line]
) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield lines that stand for each other; None where one has no like."""
    matcher = SequenceMatcher(None, [_words(one) for one in was], [_words(one) for one in becomes])
    for how, start, end, from_, to in matcher.get_opcodes():
        if how == "equal":
            yield from zip(was[start:end], becomes[from_:to], strict=True)
        else:
            yield from zip_longest(was[start:end], becomes[from_:to])


def _words(line: Line) -> tuple[str, str]:
    return (line.text.zh, line.text.en)


def _line(line: Line, beside: Line | None) -> Marked:
    other = beside.under if beside is not None else ()
    under, _ = marked(line.under, other)
    pieces = _both(line.text, beside.text if beside is not None else None)
    return Marked(line=line, pieces=pieces, under=under)


def _both(text: Text, beside: Text | None) -> dict[Language, tuple[Piece, ...]]:
    return {
        language: pieces(text.get(language), beside.get(language) if beside else "")
        for language in LANGUAGES
    }


def pieces(text: str, beside: str) -> tuple[Piece, ...]:
    """Return a text in pieces: what differs from the one beside it, and what does not.

    >>> [piece.text for piece in pieces("no more than 300", "no more than 500") if piece.differs]
    ['300']
    """
    if text == beside:
        return (Piece(text, False),)
    mine, other = _WORDS.findall(text), _WORDS.findall(beside)
    matcher = SequenceMatcher(None, mine, other, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (Piece(text, True),)
    same = [False] * len(mine)
    for block in matcher.get_matching_blocks():
        same[block.a : block.a + block.size] = [True] * block.size
    grouped = groupby(zip(mine, same, strict=True), key=lambda pair: pair[1])
    return tuple(Piece("".join(word for word, _ in run), not like) for like, run in grouped)


def marked_text(was: Text | None, becomes: Text | None) -> tuple[Side, Side]:
    """Return two texts, such as titles, as lines with what differs marked."""
    return marked([Line(was)] if was else [], [Line(becomes)] if becomes else [])
