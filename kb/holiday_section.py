"""One holiday of a yearly notice → the days that are off and those that are worked instead.

The notice leaves out the year, and the month where it was just said; the turn of the year belongs
to 元旦. Days that only explain (其中……) must be among those that were read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from kb import notice_problems as says
from kb.chinese_dates import Plain, Said, Several, dates_in, number
from kb.text import Text

_SENTENCE: Final = re.compile(r"[^。;!]+")
_EVENLY: Final = r"(?:起|也|都|均|全部|照常|正常|各单位)*"
_OFF: Final = re.compile(_EVENLY + r"(?:放假|公休(?!日)|补休|休息|休假|调休)")
_WORKED: Final = re.compile(_EVENLY + r"(?:上班|工作)")
_COUNT: Final = re.compile(r"(?:共|放假|休息)计?([\d一二两三四五六七八九十]{1,3})天")
_ADVICE: Final = "鼓励"
_SATURDAY: Final = 5
_MOST: Final = 15
"""Days; the longest holiday so far had ten."""
_LATE: Final = 11
"""From this month on a day of 元旦 is of the year before."""

Complain = Callable[[int, int, tuple[Text, Text]], None]
"""Takes a problem with the stretch of the text it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What one holiday comes to: days off with the weekend in them, days worked, mere advice."""

    off: frozenset[date]
    worked: frozenset[date]
    advice: tuple[str, ...]


@dataclass(slots=True)
class _Section:
    """Reads one holiday; what is wrong goes to `complain`."""

    held: Plain
    year: int
    begins_the_year: bool
    complain: Complain
    before: date | None = None
    unreadable: bool = False
    off: set[date] = field(default_factory=set)
    worked: dict[date, tuple[int, int]] = field(default_factory=dict)
    misnamed: set[date] = field(default_factory=set)
    """Dates whose weekday is wrong; one problem for each is enough."""
    unread: list[tuple[date, Several, int, int]] = field(default_factory=list)

    def sentence(self, start: int, end: int) -> None:
        """Take the dates of one sentence to where they belong."""
        for group in dates_in(self.held.text, start, end):
            days = list(self._days(group))
            if _OFF.match(self.held.text, group.end):
                self.off.update(days)
            elif says_so := _WORKED.match(self.held.text, group.end):
                self.worked.update(dict.fromkeys(days, (group.start, says_so.end())))
            else:
                self.unread += [(day, group, start, end) for day in days]

    def _days(self, group: Several) -> Iterator[date]:
        for item in group.items:
            ends = [self._day(said, later=i > 0) for i, said in enumerate(item)]
            first, last = ends[0], ends[-1]
            if first is None or last is None:
                continue
            if last < first:
                self._unreadable(item[0].start, item[-1].end, says.BACKWARDS)
                continue
            yield from (first + timedelta(days=i) for i in range((last - first).days + 1))

    def _day(self, said: Said, later: bool) -> date | None:
        """Return the date that is meant; `later` says that it ends a range."""
        month = said.month or (self.before.month if self.before else 0)
        if not month:
            self._unreadable(said.start, said.end, says.NO_MONTH)
            return None
        year = said.year or self._year(month, said, later)
        try:
            day = date(year, month, said.day)
        except ValueError:
            self._unreadable(said.start, said.end, says.no_date(year))
            return None
        if abs(day.year - self.year) > 1:
            self._unreadable(said.start, said.end, says.far_year(year, self.year))
            return None
        if said.weekday not in (None, day.weekday()):
            self.complain(said.start, said.end, says.wrong_weekday(day, said.weekday or 0))
            self.misnamed.add(day)
        self.before = day
        return day

    def _unreadable(self, start: int, end: int, said: tuple[Text, Text]) -> None:
        """Tell the first date of a holiday that cannot be read; what follows hangs on it."""
        if not self.unreadable:
            self.complain(start, end, said)
        self.unreadable = True

    def _year(self, month: int, said: Said, later: bool) -> int:
        """Return the year that is meant where none is said."""
        if self.before and (later or said.month is None):
            over = later and self.begins_the_year and month < self.before.month
            return self.before.year + over
        return self.year - (self.begins_the_year and month >= _LATE)


def read_days(
    held: Plain, start: int, end: int, year: int, begins_the_year: bool, complain: Complain
) -> Days:
    """Return the days of one holiday.

    Args:
        held: the whole text.
        start: where what is said of the holiday begins.
        end: where it ends.
        year: the year of the notice.
        begins_the_year: it is 元旦, whose days may be of the year before.
        complain: is told whatever does not agree.
    """
    section = _Section(held, year, begins_the_year, complain)
    sentences = [match.span() for match in _SENTENCE.finditer(held.text, start, end)]
    for one in sentences:
        section.sentence(*one)
    _disagreements(section, start, end)
    return Days(
        off=frozenset(section.off),
        worked=frozenset(section.worked),
        advice=tuple(_advice(section)),
    )


def _disagreements(section: _Section, start: int, end: int) -> None:
    """Tell what does not agree; where a date could not be read, that is enough."""
    if section.unreadable:
        return
    if not section.off:
        section.complain(start, end, says.NO_OFF)
        return
    _miscounted(section, start, end)
    _badly_worked(section)
    _unexplained(section)


def _miscounted(section: _Section, start: int, end: int) -> None:
    found = len(section.off)
    if found > _MOST:
        section.complain(start, end, says.too_many(found))
    for count in _COUNT.finditer(section.held.text, start, end):
        if number(count[1]) != found:
            section.complain(start, count.end(), says.wrong_count(found, number(count[1])))


def _badly_worked(section: _Section) -> None:
    for day, words in section.worked.items():
        if day in section.off:
            section.complain(*words, says.off_and_worked(day))
        elif day.weekday() < _SATURDAY and day not in section.misnamed:
            section.complain(*words, says.on_a_weekday(day))


def _unexplained(section: _Section) -> None:
    """Tell the first date of which it is not said what it is."""
    read = section.off | section.worked.keys()
    for day, group, start, end in section.unread:
        if day not in read and _ADVICE not in section.held.text[start:end]:
            section.complain(group.start, end, says.UNREAD)
            return


def _advice(section: _Section) -> Iterator[str]:
    """Yield the sentences that advise and order nothing (安排职工在除夕休息)."""
    spans = dict.fromkeys((start, end) for _, _, start, end in section.unread)
    for start, end in spans:
        if _ADVICE in section.held.text[start:end]:
            yield section.held.words(start, end)
