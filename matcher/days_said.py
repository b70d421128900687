"""Days as people say them; only what is exact to the day counts.

"2025年3月" and "last spring" are no days. "去年3月1日", "yesterday" are days where the day of
speaking is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from matcher.figures import number

_NUMERAL: Final = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_MONTHS: Final = {
    name: month
    for month, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATE: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEARS_AGO: Final = {"今年": 0, "去年": 1, "前年": 2}
_DAYS_AGO: Final = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1}
_CHINESE_YEAR: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")

_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}}|{'|'.join(_YEARS_AGO)})\s?年?的?\s?"
        rf"(?P<month>{_NUMERAL})\s?月\s?(?P<day>{_NUMERAL})\s?[日号]",
        r"(?<!\d)(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d){_DATE}(?: of)? {_MONTH},? (?P<year>\d{{4}})(?!\d)",
        rf"(?<![a-z]){_MONTH} (?:the )?{_DATE},? (?P<year>\d{{4}})(?!\d)",
        rf"(?P<ago>{'|'.join(_DAYS_AGO)})",
    )
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was said, and where it stands in folded text."""

    value: date
    begins: int
    ends: int


def days(folded: str, on: date | None = None) -> tuple[Day, ...]:
    """Return the days of folded text, in order.

    Args:
        folded: small letters, NFKC.
        on: the day of speaking, for "yesterday" and "去年3月1日"; without it those are no days.

    >>> [str(day.value) for day in days("2025年3月1日注册，二〇二四年十二月三十一号关门")]
    ['2025-03-01', '2024-12-31']
    >>> [str(day.value) for day in days("registered on 3 may 2025 or may 4th, 2025")]
    ['2025-05-03', '2025-05-04']
    >>> days("2025年3月，去年3月1日，2025-02-30")
    ()
    """
    return tuple(sorted(_read(folded, on), key=lambda day: day.begins))


def _read(folded: str, on: date | None) -> Iterator[Day]:
    for form in _FORMS:
        for found in form.finditer(folded):
            value = _value(found.groupdict(), on)
            if value is not None:
                yield Day(value, found.start(), found.end())


def _value(said: dict[str, str], on: date | None) -> date | None:
    if "ago" in said:
        return on - timedelta(days=_DAYS_AGO[said["ago"]]) if on else None
    year = _year(said["year"], on)
    month = _MONTHS.get(said["month"]) or number(said["month"])
    day = number(said["day"])
    try:
        return date(year, int(month), int(day)) if year and month and day else None
    except ValueError:
        return None


def _year(said: str, on: date | None) -> int | None:
    if said in _YEARS_AGO:
        return on.year - _YEARS_AGO[said] if on else None
    return int(said.translate(_CHINESE_YEAR))
