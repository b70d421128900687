"""The yearly notice of the State Council's General Office → the days off and the days worked.

The notice (国务院办公厅关于 20XX 年部分节假日安排的通知) is read as it is pasted from a page.
Nothing is guessed: where weekday and date, number and dates, or two sentences disagree, that is a
problem with the words it stands in, and a notice with problems makes no calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb import notice_problems as says
from kb.chinese_dates import Plain, dates_in, plain
from kb.errors import Problem, WrongInput
from kb.holiday_section import read_days
from kb.text import Text

LONGEST: Final = 100_000
"""Characters; a notice has about a thousand, the page around it a few thousand."""
_YEARS: Final = range(2000, 2200)
_SATURDAY: Final = 5

_TITLE: Final = re.compile(r"关于(\d{4})年(?:全年|部分)?(?:法定)?节假日(?:放假)?(?:调休)?安排")
_SAID: Final = re.compile(r"(\d{4})年(?:部分)?(?:元旦|节假日)")
_NUMBER: Final = re.compile(r"国办发(?:明电)?[〔\[(【](\d{4})[〕\])】](\d{1,3})号")
_HEADING: Final = re.compile(
    r"(?P<name>[^。;:,\d]{2,60}):(?=(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}[日号])"
)
_ORDINAL: Final = re.compile(r"[一二三四五六七八九十]{1,3}[、.)]")
_AFTERWARDS: Final = re.compile(r"节假日期间|国务院办公厅|特此通知|此件公开发布")


@dataclass(frozen=True, slots=True)
class _Known:
    """A holiday every notice names: its words, its English name, its fixed day, since when."""

    words: tuple[str, ...]
    name: Text
    day: tuple[int, int] | None = None
    since: int = 2000


_HOLIDAYS: Final = (
    _Known(("元旦",), Text(zh="元旦", en="New Year's Day"), (1, 1)),
    _Known(("春节",), Text(zh="春节", en="Spring Festival")),
    _Known(("清明",), Text(zh="清明节", en="Qingming Festival"), since=2008),
    _Known(("劳动", "五一"), Text(zh="劳动节", en="Labour Day"), (5, 1)),
    _Known(("端午",), Text(zh="端午节", en="Dragon Boat Festival"), since=2008),
    _Known(("中秋",), Text(zh="中秋节", en="Mid-Autumn Festival"), since=2008),
    _Known(("国庆", "十一"), Text(zh="国庆节", en="National Day"), (10, 1)),
)
"""全国年节及纪念日放假办法, article 2: days off for everybody; three festivals since 2008."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One holiday of a notice, with the weekend days in it."""

    name: Text
    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notice says, and what is wrong with it.

    `holidays` are the weekdays of its year that are off, `workdays` the weekend days that are
    worked; `other_holidays` and `other_workdays` are those of the years beside it.
    """

    year: int
    number: str
    """Its document number, such as 国办发明电〔2025〕7号; empty where it was not pasted."""
    named: tuple[Holiday, ...]
    advice: tuple[str, ...] = ()
    """Sentences with dates that order nothing."""
    problems: tuple[Problem, ...] = ()

    @property
    def holidays(self) -> frozenset[date]:
        """Return the weekdays of the year that are off."""
        return frozenset(day for day in self._off() if day.year == self.year)

    @property
    def workdays(self) -> frozenset[date]:
        """Return the weekend days of the year that are worked."""
        return frozenset(day for day in self._worked() if day.year == self.year)

    @property
    def other_holidays(self) -> frozenset[date]:
        """Return the weekdays of other years that are off, such as 31 December."""
        return frozenset(day for day in self._off() if day.year != self.year)

    @property
    def other_workdays(self) -> frozenset[date]:
        """Return the weekend days of other years that are worked."""
        return frozenset(day for day in self._worked() if day.year != self.year)

    def _off(self) -> Iterator[date]:
        return (day for one in self.named for day in one.off if day.weekday() < _SATURDAY)

    def _worked(self) -> Iterator[date]:
        return (day for one in self.named for day in one.worked if day.weekday() >= _SATURDAY)


def read_notice(text: str, year: int | None = None) -> Notice:
    """Return what a notice says, with everything in it that does not agree.

    Args:
        text: the notice as it is pasted; what stands around it does not matter.
        year: the year it must be of; needed where its title was not pasted.

    Raises:
        WrongInput: there is no notice in it, it is of another year, or of none that is named.
    """
    if len(text) > LONGEST:
        raise WrongInput.at("", *says.too_long(len(text), LONGEST))
    if not text.strip():
        raise WrongInput.at("", *says.EMPTY)
    held = plain(text)
    headings = _headings(held)
    if not headings:
        raise WrongInput.at("", *says.NOTHING)
    of_year = _year(held, headings[0].start, year)
    _refuse_another_year(held, headings, of_year)
    return _Reader(held, headings, of_year).notice()


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where the name of a holiday stands, and where what is said of it begins and ends."""

    name: str
    start: int
    body: int
    end: int


def _headings(held: Plain) -> list[_Heading]:
    found = [match for match in _HEADING.finditer(held.text) if _names_a_holiday(match["name"])]
    ends = [*(match.start() for match in found), len(held.text)][1:]
    out = []
    for match, end in zip(found, ends, strict=bool(found)):
        name = _ORDINAL.split(match["name"])[-1]
        afterwards = _AFTERWARDS.search(held.text, match.end(), end)
        out.append(
            _Heading(
                name=name.strip("\"'“”()"),
                start=match.end("name") - len(name),
                body=match.end(),
                end=afterwards.start() if afterwards else end,
            )
        )
    return out


def _year(held: Plain, first: int, wanted: int | None) -> int:
    """Return the year of the notice; titles after its first holiday are of other pages."""
    said = {int(match[1]) for match in _TITLE.finditer(held.text, 0, first)}
    said = said or {int(match[1]) for match in _SAID.finditer(held.text, 0, first)}
    if len(said) > 1:
        raise WrongInput.at("", *says.two_years(said))
    year = next(iter(said), wanted)
    if year is None:
        raise WrongInput.at("", *says.NO_YEAR)
    if wanted not in (None, year):
        raise WrongInput.at("", *says.another_year(year, wanted or 0))
    if year not in _YEARS:
        raise WrongInput.at("", *says.no_notices_then(year))
    return year


def _names_a_holiday(name: str) -> bool:
    known = any(word in name for one in _HOLIDAYS for word in one.words)
    return known or bool(_ORDINAL.search(name) and re.search("节|日", name))


def _refuse_another_year(held: Plain, headings: list[_Heading], year: int) -> None:
    """Refuse a notice most of whose weekdays are those of another year.

    Raises:
        WrongInput: it names the year they fit best.
    """
    said = [
        (one.month, one.day, one.weekday)
        for heading in headings
        for group in dates_in(held.text, heading.body, heading.end)
        for item in group.items
        for one in item
        if one.month and one.year is None and one.weekday is not None
    ]
    fitting = {near: sum(_fits(near, *one) for one in said) for near in range(year - 5, year + 6)}
    best = max(fitting, key=lambda near: (fitting[near], -abs(near - year)))
    if len(said) > 3 and fitting[year] * 2 < fitting[best]:
        raise WrongInput.at("", *says.weekdays_of(best, year))


def _fits(year: int, month: int, day: int, weekday: int) -> bool:
    try:
        return date(year, month, day).weekday() == weekday
    except ValueError:
        return False


class _Reader:
    """Reads the holidays of a text one after the other and gathers what is wrong."""

    def __init__(self, held: Plain, headings: list[_Heading], year: int) -> None:
        self._held, self._headings, self._year = held, headings, year
        self._problems: dict[Problem, None] = {}

    def notice(self) -> Notice:
        """Return the notice."""
        advice: dict[str, None] = {}
        named: dict[Holiday, None] = {}
        for one in self._headings:
            begins_the_year = "元旦" in one.name
            days = read_days(
                self._held, one.body, one.end, self._year, begins_the_year, self._complain
            )
            advice |= dict.fromkeys(days.advice)
            named[Holiday(name=_in_both(one.name), off=days.off, worked=days.worked)] = None
            self._day_itself(one, days.off)
        self._all_there(tuple(named))
        found = _NUMBER.search(self._held.text)
        return Notice(
            year=self._year,
            number=self._held.words(*found.span()) if found else "",
            named=tuple(named),
            advice=tuple(advice),
            problems=tuple(self._problems),
        )

    def _complain(self, start: int, end: int, said: tuple[Text, Text]) -> None:
        """Keep a problem with the words it stands in."""
        words, line = self._held.words(start, end), self._held.line(start)
        place = words if len(words) <= 80 else f"{words[:79]}…"
        self._problems[Problem(place=place, problem=said[0], remedy=said[1], line=line)] = None

    def _day_itself(self, heading: _Heading, off: frozenset[date]) -> None:
        for one in _known(heading.name):
            if off and one.day and date(self._year, *one.day) not in off:
                said = says.day_itself(date(self._year, *one.day))
                self._complain(heading.start, heading.end, said)

    def _all_there(self, named: tuple[Holiday, ...]) -> None:
        """Look for holidays that are missing, and for those that are told in two ways."""
        told = [one for holiday in named for one in _known(holiday.name.zh)]
        due = [one for one in _HOLIDAYS if one.since <= self._year]
        missing = [one.name for one in due if one not in told]
        if missing:
            problem, remedy = says.missing(missing)
            self._problems[Problem(place="", problem=problem, remedy=remedy)] = None
        for one in due:
            if told.count(one) > 1:
                problem, remedy = says.TWICE
                self._problems[Problem(place=one.name.zh, problem=problem, remedy=remedy)] = None


def _known(name: str) -> list[_Known]:
    return [one for one in _HOLIDAYS if any(word in name for word in one.words)]


def _in_both(name: str) -> Text:
    """Return a name in both languages; a holiday of one year keeps its Chinese name."""
    return Text(zh=name, en=", ".join(one.name.en for one in _known(name)) or name)
