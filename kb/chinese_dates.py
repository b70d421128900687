"""Dates as Chinese notices write them: 1月1日（周四）至3日（周六）, with what they leave unsaid.

A text is read without its spaces and line breaks and with half-width signs; the words it really
used are kept for whoever has to mend it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

WEEKDAYS: Final = "一二三四五六日"
"""Monday to Sunday; 天 is another word for Sunday."""
_NUMERALS: Final = {char: i for i, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_DATE: Final = re.compile(
    r"(?:(?<!\d)(?P<year>\d{4})年)?(?:(?<!\d)(?P<month>\d{1,2})月)?(?<!\d)(?P<day>\d{1,2})[日号]"
    r"(?P<bracket>\([^()]{0,40}\))?"
)
_WEEKDAY: Final = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_UNTIL: Final = re.compile(r"至|到|[-\u2010-\u2015\u2212~]+")
_AND: Final = re.compile(r"[、,]|以?及|和|与")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without spaces and with half-width signs, and where each sign stood."""

    text: str
    at: tuple[int, ...]
    source: str

    def words(self, start: int, end: int) -> str:
        """Return the words as they were written; line breaks become spaces."""
        if start >= end:
            return ""
        return " ".join(self.source[self.at[start] : self.at[end - 1] + 1].split())

    def line(self, start: int) -> int:
        """Return the line a sign stands on, counted from 1."""
        return self.source.count("\n", 0, self.at[start]) + 1


def plain(source: str) -> Plain:
    """Return a text as it is read: NFKC, without spaces and signs that do not print.

    >>> plain("１月 1日（周四）").text
    '1月1日(周四)'
    """
    held = [
        (char, i)
        for i, written in enumerate(source)
        for char in unicodedata.normalize("NFKC", written)
        if not (char.isspace() or unicodedata.category(char).startswith("C"))
    ]
    return Plain("".join(char for char, _ in held), tuple(i for _, i in held), source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One date as it is said: a part that is left out is None; Monday is weekday 0."""

    year: int | None
    month: int | None
    day: int
    weekday: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Dates said in one breath: every item is one date, or the two ends of a range."""

    items: tuple[tuple[Said, ...], ...]

    @property
    def start(self) -> int:
        """Return where the first begins."""
        return self.items[0][0].start

    @property
    def end(self) -> int:
        """Return where the last ends."""
        return self.items[-1][-1].end


def dates_in(text: str, start: int, end: int) -> Iterator[Several]:
    """Yield the dates of a stretch of plain text, those together that are said together.

    >>> said = "1月1日至3日、5日放假,6日上班"
    >>> [[len(item) for item in one.items] for one in dates_in(said, 0, len(said))]
    [[2, 1], [1]]
    """
    items: list[tuple[Said, ...]] = []
    for said in (_said(match) for match in _DATE.finditer(text, start, end)):
        between = text[items[-1][-1].end : said.start] if items else ""
        if items and len(items[-1]) == 1 and _UNTIL.fullmatch(between):
            items[-1] = (*items[-1], said)
        elif items and not _AND.fullmatch(between):
            yield Several(items=tuple(items))
            items = [(said,)]
        else:
            items.append((said,))
    if items:
        yield Several(items=tuple(items))


def _said(match: re.Match[str]) -> Said:
    parts = {name: int(match[name]) if match[name] else None for name in ("year", "month")}
    named = _WEEKDAY.search(match["bracket"] or "")
    return Said(
        year=parts["year"],
        month=parts["month"],
        day=int(match["day"]),
        weekday=WEEKDAYS.index(named[1].replace("天", "日")) if named else None,
        start=match.start(),
        end=match.end(),
    )


def number(said: str) -> int:
    """Return a small number written in figures or in characters; 0 where it is neither.

    >>> [number(said) for said in ("7", "七", "十", "十一", "二十", "?")]
    [7, 7, 10, 11, 20, 0]
    """
    if said.isdecimal():
        return int(said)
    tens, ten, units = said.rpartition("十")
    if any(char not in _NUMERALS for char in tens + units):
        return 0
    return 10 * (_NUMERALS.get(tens, 1) if ten else 0) + _NUMERALS.get(units, 0)
