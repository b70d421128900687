"""How wide a text is and where it breaks, reckoned from the characters alone.

No font is asked: a server often has no Chinese font, and every drawing engine then guesses
differently. One em is the font size; East Asian wide characters are one em.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import east_asian_width

_WIDE: Final = frozenset("WFA")
_BROAD: Final = frozenset("mwMW@%&")
_PIECES: Final = re.compile(
    r"（[^（）]*）|\([^()]*\)|[!-'*-,.-~\u00a1-\u024f]*-|[!-'*-,.-~\u00a1-\u024f]+|\s+|.", re.DOTALL
)
_NOT_FIRST: Final = frozenset("，。、；：！？）》」』”’…·")
MORE: Final = "…"


@lru_cache(maxsize=4096)
def visible(text: str) -> str:
    r"""Return the text in one line, without what cannot be seen or turns its direction.

    >>> visible("食品\n经营 \u202e许可")
    '食品 经营 许可'
    """
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


@lru_cache(maxsize=8192)
def ems(text: str) -> float:
    """Return the width of a text in ems, rather too wide than too narrow.

    >>> ems("证"), round(ems("food"), 2)
    (1.0, 2.2)
    """
    return sum(map(_em, text))


@lru_cache(maxsize=4096)
def wrapped(text: str, width: float, lines: int) -> tuple[str, ...]:
    """Return the text in at most so many lines; what does not fit ends in an ellipsis.

    Words and bracketed asides stay whole where a line can hold them; Chinese breaks anywhere
    except before closing punctuation. No character is left alone on the last line.

    Args:
        text: one paragraph; runs of white space count as one space.
        width: ems a line may take.
        lines: how many lines there may be, at least one.

    >>> wrapped("药品零售许可（只卖乙类非处方药）", 11, 3)
    ('药品零售许可', '（只卖乙类非处方药）')
    >>> wrapped("外商投资企业设立登记", 9, 3)
    ('外商投资企业设', '立登记')
    """
    pieces = _pieces(" ".join(text.split()), width)
    done = _filled(pieces, width)
    if len(done) > lines:
        return (*done[: lines - 1], shortened(done[lines - 1] + MORE, width))
    narrower = width - 1
    least = max(map(ems, pieces), default=0)
    while ems(done[-1]) < width / 3 and narrower >= least:
        even = _filled(pieces, narrower)
        if len(even) > len(done):
            break
        done, narrower = even, narrower - 1
    return tuple(done)


def _filled(pieces: Sequence[str], width: float) -> list[str]:
    """Return lines, each filled as far as it goes."""
    done: list[str] = []
    line = ""
    for piece in pieces:
        if line and ems(line + piece.rstrip()) > width:
            done.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*done, line.rstrip()]


def shortened(text: str, width: float) -> str:
    """Return the text if it fits, else its beginning and an ellipsis.

    >>> shortened("食品经营许可", 4)
    '食品经…'
    """
    if ems(text) <= width:
        return text
    kept = text.removesuffix(MORE)
    while kept and ems(kept + MORE) > width:
        kept = kept[:-1]
    return kept + MORE


def _pieces(text: str, width: float) -> list[str]:
    """Return what must not be broken; a piece wider than a line comes apart.

    A bracketed aside that is too wide is split like any text, a word by characters; a closing sign
    goes with what it closes.
    """
    out: list[str] = []
    for piece in _PIECES.findall(text):
        if piece in _NOT_FIRST and out and ems(out[-1] + piece) <= width:
            out[-1] += piece
        elif ems(piece) <= width:
            out.append(piece)
        elif piece[0] in "（(":
            out += [piece[0], *_pieces(piece[1:], width)]
        else:
            out += piece
    return out


def _em(character: str) -> float:
    if east_asian_width(character) in _WIDE:
        return 1.0
    if character in _BROAD:
        return 0.9
    return 0.7 if character.isupper() else 0.55
