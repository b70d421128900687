"""What people ask for that no record here holds: what other offices do, and plain talk.

The names stand in `elsewhere.yaml`. They are ranked beside the records, so that a question about
a passport does not become one about a residence permit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from kb.text import LANGUAGES, Language
from kb.yaml_text import read_yaml
from matcher.analyser import normalised, stem

_SUM: Final = re.compile(
    r"\d+ *(?:\+|-|\*|×|x|times|plus|minus|divided by|加|减|乘|除以) *\d+ *(?:=|等|is|$|是|\?)"
)
_INTENT: Final = re.compile(
    "开[一家个间办店]|[想要]开|开.{0,6}[店馆厅吧所园铺场院坊室屋班校]|(?<!怎么)(?<!咋)办|证|许可|备案|登记|注册|手续|申请|申领|补贴|补助|津贴"
    "|经营|执照|资质|政策"
    r"|\bopen(?:ing)? (?:up )?(?:an?|my|our|one|the|another|two|new)\b"
    r"|\b(?:start|run|sell|set up|licen[cs]|permit|regist|appl[iy]|approv|certificat|subsid|grant"
    r"|allowance|paperwork|filing|requirement|business)"
)
_WORD: Final = re.compile(r"[a-z0-9]+")


WHOLE_NAME: Final = 0.8
"""A name that makes up this share of a text is what the text says, whatever stands beside it."""


def is_asked(text: str, named: int, length: int) -> bool:
    """Say whether a text asks for what is not ours.

    Args:
        text: what was said.
        named: the length of the longest name of a record in it.
        length: of the text.
    """
    if named >= WHOLE_NAME * length:
        return False
    return is_plain_talk(text) or length_of_not_ours(text) > named


@cache
def _groups(sort: str) -> tuple[tuple[Language, tuple[str, ...]], ...]:
    """Return the names of every group of a sort, normalised, with their language."""
    content = (files("matcher") / "elsewhere.yaml").read_bytes()
    held: Any = read_yaml(content, "elsewhere.yaml").value
    groups: Sequence[Mapping[str, Sequence[str]]] = held[sort]
    return tuple((each, tuple(map(normalised, one[each]))) for one in groups for each in LANGUAGES)


def groups() -> tuple[tuple[Language, tuple[str, ...]], ...]:
    """Return all names by what they are about, with the language of each group."""
    return (*_groups("not_ours"), *_groups("plain_talk"))


@cache
def _names(sort: str) -> frozenset[str]:
    return frozenset(_spaced(name) for _, group in _groups(sort) for name in group)


def _spaced(text: str) -> str:
    """Return a text as its Chinese, and its Latin words by their stems between spaces."""
    return " " + " ".join(stem(w) for w in _WORD.findall(text)) + " " if text.isascii() else text


def length_of_not_ours(text: str) -> int:
    """Return the length of the longest name in a text of what is never ours.

    >>> length_of_not_ours("护照在哪里办"), length_of_not_ours("renew my passport")
    (2, 8)
    """
    return max((len(one.strip()) for one in _standing(text, _names("not_ours"))), default=0)


def is_plain_talk(text: str) -> bool:
    """Say whether a text is talk, or what a customer asks, and nothing is to be opened.

    >>> is_plain_talk("哪家饭店好吃"), is_plain_talk("开一家好吃的饭店"), is_plain_talk("1+1=")
    (True, False, True)
    """
    whole = normalised(text)
    if _SUM.search(whole):
        return True
    return not means_business(whole) and any(_standing(whole, _names("plain_talk")))


def _standing(text: str, listed: frozenset[str]) -> Iterator[str]:
    whole = normalised(text)
    latin = _spaced("".join(char if char.isascii() else " " for char in whole))
    return (one for one in listed if one in (latin if one.isascii() else whole))


def means_business(text: str) -> bool:
    """Say whether a text speaks of opening, registering or applying for something.

    >>> means_business("开一家电影院"), means_business("哪家电影院好"), means_business("open a bar")
    (True, False, True)
    """
    return bool(_INTENT.search(normalised(text)))
