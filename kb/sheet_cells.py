"""One cell of a workbook → a plain value, strictly: a number is a number, a date a date.

A spreadsheet keeps fifteen digits of a number; those are what people see and what is read. What
was typed as text is read where only one reading is possible.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from kb.scalars import Refused, is_not
from kb.sheet_words import NO, YES
from kb.text import Text

_SURE_DIGITS: Final = 10**15
_NUMBER: Final = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,12})?)\s*([万亿]?)")
_MYRIADS: Final = {"": 1, "万": 10_000, "亿": 100_000_000}
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(:00)?")
_SPLIT: Final = re.compile(r"[;；\n]+")
_ONLY_WRITTEN: Final = re.compile(r'("[^"]*"?|\\.)|_.|\*.')
"""What a number format writes as it stands, or else leaves room for (ECMA-376-1, 18.8.31)."""
_LONGEST_FORMAT: Final = 255
MOST_SIGNS: Final = 5_000
"""Of the text of a cell; more of it stands under “the rest”, which is read as records are."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: where it stands, its value, whether it shows a percentage."""

    place: str
    value: Any
    percent: bool = False

    @property
    def text(self) -> str:
        """Return it as the text one would type."""
        value = self.value
        if isinstance(value, float):
            value = f"{exact(value):f}"
        if isinstance(value, datetime) and value.time() == time():
            value = value.date()
        return str(value).strip()


def exact(value: float) -> Decimal:
    """Return a number as a spreadsheet shows it at its longest.

    >>> exact(0.1), exact(1.1 * 3), exact(8000.0), exact(2e16)
    (Decimal('0.1'), Decimal('3.3'), Decimal('8000'), Decimal('20000000000000000'))
    """
    return _tidy(Decimal(f"{value:.15g}"))


def as_shown(place: str, value: Any, form: str) -> Cell:
    """Return a cell as its number format shows it.

    A format may multiply and write a percent sign, or write one behind the number as it is.

    >>> as_shown("A1", 0.3, "0%").percent, as_shown("A1", 30, '0"%"').text
    (True, '30%')
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or abs(value) >= _SURE_DIGITS:
        return Cell(place, value)
    form = form[:_LONGEST_FORMAT]
    if "%" in _ONLY_WRITTEN.sub("", form):
        return Cell(place, value, percent=True)
    if any("%" in held or "％" in held for held in _ONLY_WRITTEN.findall(form)):
        return Cell(place, f"{exact(float(value)):f}%")
    return Cell(place, value)


def words(cell: Cell) -> str:
    """Return the words of a cell; a number stands as it is written, such as an article's.

    Raises:
        Refused: it is a date or a flag, or a number longer than a spreadsheet keeps.
    """
    value = cell.value
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise is_not(cell.text, _WORDS, _AS_TEXT)
    if abs(value) >= _SURE_DIGITS:
        raise Refused(_TOO_LONG, _WRITE_AS_TEXT)
    return cell.text


def parts(cell: Cell) -> list[str]:
    """Return what stands behind semicolons or on lines of its own."""
    return [part.strip() for part in _SPLIT.split(cell.text) if part.strip()]


def number(cell: Cell, percent: bool = False) -> Decimal:
    """Return a number, exact.

    Args:
        cell: what is read.
        percent: whether the number counts per cent: 30 for 30%; else 30% is 0.3.

    Raises:
        Refused: it is none, or longer than a spreadsheet keeps.
    """
    value, share = cell.value, cell.percent
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        share, text = text.endswith("%"), text.removesuffix("%").rstrip()
        read = _NUMBER.fullmatch(text)
        if not read or (share and read[2]):
            raise is_not(value.strip(), _A_NUMBER, _PLAIN_NUMBER)
        held = Decimal(read[1].replace(",", ""))
        return _shared(_tidy(held * _MYRIADS[read[2]]) if read[2] else held, share, percent)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise is_not(cell.text, _A_NUMBER, _PLAIN_NUMBER)
    if abs(value) >= _SURE_DIGITS:
        raise Refused(_TOO_LONG, _WRITE_AS_TEXT)
    held = exact(float(value))
    return _tidy(held * 100) if percent and share else held


def _shared(held: Decimal, share: bool, percent: bool) -> Decimal:
    return _tidy(held / 100 if share and not percent else held)


def whole(cell: Cell) -> int:
    """Return a whole number.

    Raises:
        Refused: it is none.
    """
    held = number(cell)
    if held != held.to_integral_value():
        raise is_not(cell.text, Text(zh="整数", en="a whole number"), _WHOLE)
    return int(held)


def day(cell: Cell) -> date:
    """Return a date from a date cell, 2026-03-01, 2026/3/1 or 2026年3月1日.

    Raises:
        Refused: it is none, or has a time of day.
    """
    value = cell.value
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date()
    elif isinstance(value, date):
        return value
    elif isinstance(value, str):
        held = _DAY.fullmatch(unicodedata.normalize("NFKC", value).replace(" ", "").strip())
        if held:
            return _day_of(cell, *(int(part) for part in held.groups()))
    raise is_not(cell.text, _DATE, _A_DAY)


def _day_of(cell: Cell, year: int, month: int, number: int) -> date:
    """Return a day of the calendar.

    Raises:
        Refused: there is none such; says what that month or year has.
    """
    try:
        return date(year, month, number)
    except ValueError:
        raise Refused(_no_such_day(cell, year, month), _A_DAY) from None


def _no_such_day(cell: Cell, year: int, month: int) -> Text:
    if not (year and 1 <= month <= _MONTHS):
        return Text(
            zh=f"“{cell.text}”不是日期：月份只有 1 到 12。",
            en=f'"{cell.text}" is not a date: months go from 1 to 12.',
        )
    last = calendar.monthrange(year, month)[1]
    return Text(
        zh=f"“{cell.text}”不是日期：{year} 年 {month} 月只有 {last} 天。",
        en=f'"{cell.text}" is not a date: {calendar.month_name[month]} {year} has {last} days.',
    )


def clock(cell: Cell) -> time:
    """Return a time of day in whole minutes.

    Raises:
        Refused: it is none.
    """
    if isinstance(cell.value, time) and not (cell.value.second or cell.value.microsecond):
        return cell.value
    text = unicodedata.normalize("NFKC", cell.text)
    if isinstance(cell.value, str) and (held := _TIME.fullmatch(text)):
        return time(int(held[1]), int(held[2]))
    raise is_not(cell.text, Text(zh="时刻", en="a time of day"), _A_TIME)


def flag(cell: Cell) -> bool:
    """Return yes or no.

    Raises:
        Refused: it is neither.
    """
    if isinstance(cell.value, bool):
        return cell.value
    held = _FLAGS.get(cell.text.casefold())
    if held is None:
        raise is_not(cell.text, Text(zh="是或否", en="yes or no"), _YES_OR_NO)
    return held


def _tidy(held: Decimal) -> Decimal:
    """Return a number without the noughts at its end."""
    whole_part = held.to_integral_value()
    return Decimal(f"{whole_part:f}") if held == whole_part else held.normalize()


_FLAGS: Final = {
    **dict.fromkeys((YES.zh, YES.en, "true", "y", "是 · yes"), True),
    **dict.fromkeys((NO.zh, NO.en, "false", "n", "否 · no"), False),
}
_MONTHS: Final = 12
_DATE: Final = Text(zh="日期", en="a date")
_WORDS: Final = Text(zh="文字", en="text")
_AS_TEXT: Final = Text(
    zh="请把单元格设成“文本”再写。", en="Set the cell to text and write it again."
)
_A_NUMBER: Final = Text(zh="数", en="a number")
_PLAIN_NUMBER: Final = Text(
    zh="请只写数，例如 30000 或 3万，也不带单位。",
    en="Write the number alone, such as 30000, without a unit.",
)
_WHOLE: Final = Text(zh="请写一个整数，例如 3。", en="Write a whole number, such as 3.")
_TOO_LONG: Final = Text(
    zh="数太长，表格软件只保留十五位。", en="is longer than the fifteen digits a spreadsheet keeps."
)
_WRITE_AS_TEXT: Final = Text(
    zh="请把单元格设成“文本”再写一遍。", en="Set the cell to text and write it again."
)
_A_DAY: Final = Text(zh="请写成 2026-03-01 的样子。", en="Write it such as 2026-03-01.")
_A_TIME: Final = Text(zh="请写成 16:00 的样子。", en="Write it such as 16:00.")
_YES_OR_NO: Final = Text(zh="请选“是”或“否”。", en="Choose yes or no.")
