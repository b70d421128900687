"""What a holiday notice can say wrong, and what to write instead, in words for an officer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from kb.chinese_dates import WEEKDAYS
from kb.text import Text, listed

Said = tuple[Text, Text]
"""What is wrong, and what to write instead."""

_IN_ENGLISH: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_PASTE_IT: Final = Text(
    zh="请把国务院办公厅通知的全文贴进来，从标题到落款。",
    en="Paste the whole notice of the State Council's General Office, from its title to its date.",
)
EMPTY: Final = Text(zh="没有文字。", en="There is no text."), _PASTE_IT
NOTHING: Final = (
    Text(
        zh="没有读到放假安排，例如“一、元旦：1月1日……放假”。",
        en="No holiday was found, such as 一、元旦：1月1日……放假.",
    ),
    _PASTE_IT,
)
NO_YEAR: Final = (
    Text(zh="没有读到是哪一年的安排。", en="The text does not say of which year it is."),
    Text(
        zh="请连标题一起贴，例如“关于2027年部分节假日安排的通知”，或另外写明年份。",
        en="Paste the title too, such as 关于2027年部分节假日安排的通知, or name the year.",
    ),
)
NO_OFF: Final = (
    Text(zh="没有读到哪几天放假。", en="names no day that is off."),
    Text(zh="请写成“10月1日至7日放假”的样子。", en="Write it like 10月1日至7日放假."),
)
UNREAD: Final = (
    Text(
        zh="看不出这一天是放假还是上班。", en="does not say whether that day is off or is worked."
    ),
    Text(
        zh="放假的请写“……放假”，上班的请写“……上班”；与安排无关的请删掉。",
        en="Write …放假 for days off, …上班 for days worked; delete what is no part of it.",
    ),
)
NO_MONTH: Final = (
    Text(zh="没有月份。", en="has no month."),
    Text(zh="请写成“10月1日”的样子。", en="Write it like 10月1日."),
)
BACKWARDS: Final = (
    Text(zh="结束的日子在开始的日子以前。", en="ends before it begins."),
    Text(zh="请核对两个日期。", en="Check both dates."),
)
TWICE: Final = (
    Text(zh="写了不止一次，内容也不一样。", en="stands there more than once, and differently."),
    Text(zh="请只留一份通知。", en="Leave one notice only."),
)


def on_day(day: date) -> str:
    """Return a date as notices write it, with its weekday.

    >>> on_day(date(2026, 1, 4))
    '1月4日（周日）'
    """
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def too_long(length: int, most: int) -> Said:
    """Return what is said of a text that cannot be a notice."""
    problem = Text(
        zh=f"这段文字有 {length:,} 个字，通知只有一千来字，最多读 {most:,} 个字。",
        en=f"The text has {length:,} characters; a notice has about a thousand, "
        f"and at most {most:,} are read.",
    )
    return problem, Text(zh="请只贴通知本身。", en="Paste the notice alone.")


def another_year(said: int, wanted: int) -> Said:
    """Return what is said where the title names another year than the one asked for."""
    problem = Text(
        zh=f"这是 {said} 年的通知，不是 {wanted} 年的。",
        en=f"This is the notice of {said}, not of {wanted}.",
    )
    remedy = Text(
        zh=f"请贴 {wanted} 年的通知，或把年份改成 {said}（也可以不填）。",
        en=f"Paste that of {wanted}, or change the year to {said}, or leave it empty.",
    )
    return problem, remedy


def weekdays_of(fits: int, year: int) -> Said:
    """Return what is said where most weekdays are those of another year."""
    problem = Text(
        zh=f"大多数星期对不上 {year} 年，倒是对得上 {fits} 年。",
        en=f"Most weekdays are not those of {year}, but of {fits}.",
    )
    remedy = Text(
        zh=f"请贴 {year} 年的通知；如果这就是 {fits} 年的，请改年份。",
        en=f"Paste the notice of {year}; if it is that of {fits}, correct the year.",
    )
    return problem, remedy


def two_years(years: Iterable[int]) -> Said:
    """Return what is said where the titles name several years."""
    named = listed(sorted(years))
    problem = Text(zh=f"里面有 {named.zh} 年的通知。", en=f"There are notices of {named.en}.")
    return problem, Text(zh="请一次只贴一年的。", en="Paste that of one year at a time.")


def no_notices_then(year: int) -> Said:
    """Return what is said of a year that has no such notice."""
    problem = Text(zh=f"{year} 年没有这样的通知。", en=f"There is no such notice of {year}.")
    return problem, Text(zh="请核对年份，例如 2027。", en="Check the year, such as 2027.")


def missing(names: Sequence[Text]) -> Said:
    """Return what is said of holidays that every notice names and this one does not."""
    zh, en = listed(one.zh for one in names).zh, listed(one.en for one in names).en
    problem = Text(zh=f"没有读到{zh}。", en=f"Not found: {en}.")
    remedy = Text(
        zh="请贴通知的全文；少一个节，日子就会算错。",
        en="Paste the whole notice: with one holiday missing, dates come out wrong.",
    )
    return problem, remedy


def no_date(year: int) -> Said:
    """Return what is said of a date there is not in a year."""
    problem = Text(zh=f"{year} 年没有这一天。", en=f"There is no such day in {year}.")
    return problem, Text(zh="请核对月和日。", en="Check month and day.")


def far_year(said: int, year: int) -> Said:
    """Return what is said of a date in a year the notice cannot be about."""
    problem = Text(
        zh=f"{year} 年的安排不会写到 {said} 年。", en=f"is in {said}, and the notice is of {year}."
    )
    return problem, Text(zh="请核对年份。", en="Check the year.")


def wrong_weekday(day: date, said: int) -> Said:
    """Return what is said where the weekday in brackets is not that of the date."""
    is_, not_ = day.weekday(), said
    problem = Text(
        zh=f"{day.year} 年的这一天是周{WEEKDAYS[is_]}，不是周{WEEKDAYS[not_]}。",
        en=f"is a {_IN_ENGLISH[is_]} in {day.year}, not a {_IN_ENGLISH[not_]}.",
    )
    remedy = Text(
        zh=f"请写“{on_day(day)}”，或改正日期。", en=f"Write {on_day(day)}, or correct the date."
    )
    return problem, remedy


def wrong_count(found: int, said: int) -> Said:
    """Return what is said where the number of days is not that of the dates."""
    problem = Text(
        zh=f"写的是共 {said} 天，这里的日期合起来是 {found} 天。",
        en=f"says {said} days, and its dates come to {found}.",
    )
    remedy = Text(
        zh=f"请改正日期，或写“共{found}天”。", en=f"Correct the dates, or write 共{found}天."
    )
    return problem, remedy


def too_many(found: int) -> Said:
    """Return what is said of a holiday that is far too long."""
    problem = Text(zh=f"合起来有 {found} 天，太长了。", en=f"comes to {found} days, far too many.")
    return problem, Text(zh="请核对起止日期。", en="Check both ends.")


def on_a_weekday(day: date) -> Said:
    """Return what is said of a make-up day that is worked anyway."""
    problem = Text(
        zh=f"{on_day(day)}本来就上班，补班的应该是周末。",
        en=f"{on_day(day)} is worked anyway; a make-up day is on a weekend.",
    )
    return problem, Text(zh="请核对这个日期。", en="Check that date.")


def off_and_worked(day: date) -> Said:
    """Return what is said of a day that is off and worked."""
    problem = Text(
        zh=f"{on_day(day)}又放假、又上班。", en=f"{on_day(day)} is off and is worked as well."
    )
    return problem, Text(zh="请核对放假和上班的日期。", en="Check the days off and those worked.")


def day_itself(day: date) -> Said:
    """Return what is said where the day that is celebrated is not off."""
    problem = Text(zh=f"{on_day(day)}没有放假。", en=f"leaves {on_day(day)} out.")
    return problem, Text(zh="请核对放假的日期。", en="Check the days off.")
