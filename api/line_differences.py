"""What changed inside a line, word by word, so that nobody has to look for the one figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Any, Final

from api.lines import Line
from kb.text import LANGUAGES, Language, Text

_WORDS: Final = re.compile(r"\d[\d,.]*\d|\d|[A-Za-z]+|\s+|.", re.DOTALL)
_ENDS: Final = frozenset("。；！？!?;")
"""Signs that end a sentence; so do the end of a line and a full stop with a space behind it."""
_MOST: Final = 400
"""So many words, or sentences, are compared at once: what it costs grows with the cube."""
_MOST_INSIDE: Final = 150
"""So many words are compared inside a sentence of a longer text."""
_ALIKE: Final = 0.4
"""Lines with less than this in common are other lines, not changed ones."""

Change = tuple[str, int, int, int, int]
"""What becomes of a stretch, and where it stands on both sides, as `SequenceMatcher` says it."""


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

    Of a long text the sentences that changed are compared word by word, and very long ones marked
    as a whole.

    >>> [piece.text for piece in pieces("no more than 300", "no more than 500") if piece.differs]
    ['300']
    """
    if text == beside:
        return (Piece(text, False),)
    mine, other = _WORDS.findall(text), _WORDS.findall(beside)
    is_long = max(len(mine), len(other)) > _MOST
    same = _same_by_sentence(mine, other) if is_long else _same(mine, other, _MOST)
    if 2 * sum(same) < _ALIKE * (len(mine) + len(other)):
        return (Piece(text, True),)
    grouped = groupby(zip(mine, same, strict=True), key=lambda pair: pair[1])
    return tuple(Piece("".join(word for word, _ in run), not like) for like, run in grouped)


def _same_by_sentence(mine: Sequence[str], other: Sequence[str]) -> list[bool]:
    """Return for each word whether the other text has it too, sentence by sentence."""
    same: list[bool] = []
    sentences, others = _sentences(mine), _sentences(other)
    for _, start, end, from_, to in _changes(sentences, others, _MOST):
        for sentence, beside in zip_longest(sentences[start:end], others[from_:to], fillvalue=()):
            same += _same(sentence, beside, _MOST_INSIDE)
    return same


def _same(mine: Sequence[str], other: Sequence[str], most: int) -> list[bool]:
    """Return for each word whether the other text has it too, at its place."""
    found = _changes(mine, other, most)
    return [how == "equal" for how, start, end, _, _ in found for _ in range(start, end)]


def _changes(one: Sequence[Any], two: Sequence[Any], most: int) -> list[Change]:
    """Return how one becomes the other; O(n), and O(m³) for the m that differ between equal ends.

    Args:
        one: words, or sentences.
        two: of the same kind.
        most: what is longer between equal ends counts as one change.
    """
    shorter = min(len(one), len(two))
    start = next((i for i in range(shorter) if one[i] != two[i]), shorter)
    end = next((i for i in range(shorter - start) if one[-1 - i] != two[-1 - i]), shorter - start)
    mine, other = one[start : len(one) - end], two[start : len(two) - end]
    if max(len(mine), len(other)) > most:
        between: Sequence[Change] = [("replace", 0, len(mine), 0, len(other))]
    else:
        between = SequenceMatcher(None, mine, other, autojunk=False).get_opcodes()
    return [
        ("equal", 0, start, 0, start),
        *((how, a + start, b + start, c + start, d + start) for how, a, b, c, d in between),
        ("equal", len(one) - end, len(one), len(two) - end, len(two)),
    ]


def _sentences(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return words sentence by sentence."""
    held: list[tuple[str, ...]] = []
    start = 0
    for place, (word, after) in enumerate(zip_longest(words, words[1:], fillvalue="\n")):
        if word in _ENDS or "\n" in word or (word == "." and after.isspace()):
            held.append(tuple(words[start : place + 1]))
            start = place + 1
    return [*held, tuple(words[start:])] if start < len(words) else held


def marked_text(was: Text | None, becomes: Text | None) -> tuple[Side, Side]:
    """Return two texts, such as titles, as lines with what differs marked."""
    return marked([Line(was)] if was else [], [Line(becomes)] if becomes else [])
