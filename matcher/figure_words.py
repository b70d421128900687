"""Numbers, amounts, days and stretches of time as they are said to people, in both languages.

A share is written as a percentage, a number of 万 in English is multiplied out, and round sums of
money in conditions are said in 万 or 亿 in Chinese. What is rounded never looks like nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kb.model import InformationConcept
from kb.text import LANGUAGES, Language, Text
from matcher.values import Number, add_months, full_months

_MYRIADS: Final = "× 10,000 "
"""How a unit in 万 is written in English; read aloud the number itself is multiplied."""
_SHARE: Final = "share"
"""How the unit of a share of 1 begins in English; read aloud it is a percentage."""
_LEAST: Final = Fraction(1, 10_000)
"""What is smaller is not shown digit for digit, but as smaller than this."""
_SINGULARS: Final = {"people": "person", "children": "child", "staff": "staff", "series": "series"}
_MOST_PLACES: Final = 12
_BRACKETED: Final = re.compile(r"[（(][^（()）]*[)）]")


def both(said: Callable[[Language], str]) -> Text:
    """Return a text by saying it in each language."""
    return Text(**{language: said(language) for language in LANGUAGES})


def number_text(number: Number | int) -> str:
    """Return a number as people write it: thousands parted, no needless zeros.

    >>> number_text(Decimal("3000000")), number_text(Decimal("0.055")), number_text(Fraction(1, 3))
    ('3,000,000', '0.055', '0.3333')
    """
    number = _rounded(number) if isinstance(number, Fraction) else Decimal(number)
    whole = number.to_integral_value()
    return f"{int(whole):,}" if number == whole else f"{number:,f}".rstrip("0")


def _rounded(number: Fraction) -> Decimal:
    """Return a fraction to four places, or to as many as keep it from looking exact.

    59.99999 is not shown as 60 where 60 is the limit.
    """
    for places in range(4, _MOST_PLACES + 1):
        scaled = round(number * 10**places)  # whole numbers know no largest one
        if scaled % 100 or number * 10**places == scaled:
            break
    return Decimal(f"{scaled}e-{places}")


def singular(word: str) -> str:
    """Return the English word for one of them.

    >>> [singular(word) for word in ("people", "companies", "years", "m²", "yuan")]
    ['person', 'company', 'year', 'm²', 'yuan']
    """
    if word.lower() in _SINGULARS:
        return _SINGULARS[word.lower()]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def percent_text(share: Number, language: Language) -> str:
    """Return a share of 1 as a percentage.

    >>> percent_text(Decimal("0.055"), "en"), percent_text(Decimal("0.055"), "zh")
    ('5.5 %', '5.5%')
    """
    return f"{number_text(Fraction(share) * 100)}{'%' if language == 'zh' else ' %'}"


def with_unit(number: Number | int, concept: InformationConcept | None, language: Language) -> str:
    """Return a number with the unit of its concept, if it has one."""
    unit = concept.unit if concept is not None else None
    exact, least = Fraction(number), _LEAST / 100 if is_share(unit) else _LEAST
    if 0 < abs(exact) < least:
        return {"zh": "不到 ", "en": "less than "}[language] + with_unit(least, concept, language)
    if is_share(unit):
        return percent_text(exact, language)
    return (_round_sum(exact, unit) if language == "zh" else "") or in_unit(number, unit, language)


def is_share(unit: Text | None) -> bool:
    """Say whether a unit is a share of 1, which is read aloud as a percentage."""
    return unit is not None and unit.en.startswith(_SHARE)


def in_unit(number: Number | int, unit: Text | None, language: Language) -> str:
    """Return a number with its unit, if it has one, digit for digit.

    >>> in_unit(80, Text(zh="万元", en="× 10,000 yuan"), "en")
    '800,000 yuan'
    >>> in_unit(1, Text(zh="人", en="people"), "en")
    '1 person'
    """
    if unit is None:
        return number_text(number)
    said = unit.get(language)
    if said.startswith(_MYRIADS):
        number, said = number * 10_000, said.removeprefix(_MYRIADS)
    if said.startswith("%") and language == "zh":
        return f"{number_text(number)}{said}"
    is_one = number == 1 and language == "en"
    return f"{number_text(number)} {singular(said) if is_one else said}"


def _round_sum(number: Fraction, unit: Text | None) -> str:
    """Return a round sum of money in 万 or 亿, as everybody says it in Chinese; else nothing."""
    if unit is not None and unit.zh.startswith(("元", "美元")):
        for size, name in ((10**8, "亿"), (10**4, "万")):
            parts = number / size
            if abs(parts) >= 1 and (parts * 100).denominator == 1:
                return f"{number_text(parts)} {name}{unit.zh}"
    return ""


_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()


def day_text(day: date, language: Language) -> str:
    """Return a date as people read it.

    >>> day_text(date(2026, 3, 1), "zh"), day_text(date(2026, 3, 1), "en")
    ('2026年3月1日', '1 March 2026')
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span_text(start: date, end: date, language: Language, *, up: bool = False) -> str:
    """Return how long it is from a day to a later one: in days, months or years.

    Args:
        start: the first day.
        end: the other, not before it.
        language: of the words.
        up: count a month that has begun as a whole one; for what is still to come.

    >>> span_text(date(2026, 3, 1), date(2026, 3, 13), "en")
    '12 days'
    >>> span_text(date(2026, 3, 1), date(2026, 11, 23), "en")
    '8 months'
    >>> span_text(date(2026, 11, 23), date(2027, 3, 1), "en", up=True)
    '4 months'
    """
    months = full_months(start, end)
    if months < 2:
        return counted((end - start).days, ("天", "day"), language)
    if up and add_months(start, months) < end:
        months += 1
    if months >= 24 and (months % 12 == 0 or (months >= 60 and not up)):
        return counted(months // 12, ("年", "year"), language)
    return counted(months, ("个月", "month"), language)


def counted(number: int, unit: tuple[str, str], language: Language) -> str:
    """Return so many of a unit, given in Chinese and as one of them in English.

    >>> counted(1, ("天", "day"), "en"), counted(2, ("天", "day"), "en")
    ('1 day', '2 days')
    """
    if language == "zh":
        return f"{number:,} {unit[0]}"
    return f"{number:,} {unit[1]}" if number == 1 else f"{number:,} {unit[1]}s"


def in_a_row(words: Sequence[str], language: Language, last: str) -> str:
    """Return words in a row, `last` ("or", "或") before the last; a word with a comma is quoted.

    >>> in_a_row(["a", "b", "c"], "en", "or"), in_a_row(["甲", "乙、丙"], "zh", "或")
    ('a, b or c', '甲或“乙、丙”')
    """
    if len(words) < 2:
        return "".join(words)
    *first, end = [_quoted(word, language, last) for word in words]
    comma, joint = ("、", last) if language == "zh" else (", ", f" {last} ")
    return f"{comma.join(first)}{joint}{end}"


def _quoted(word: str, language: Language, last: str) -> str:
    """Return a word in quotation marks if it would fall apart among the others."""
    signs = ("、", "，", "；", last) if language == "zh" else (", ", "; ", f" {last} ", " or ")
    plain = _BRACKETED.sub("", word)
    return f"“{word}”" if any(sign in plain for sign in signs) else word
