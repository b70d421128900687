"""Numbers as people say them: digits, Chinese numerals, English words, each with its unit.

A number that is not exact is none: "80 to 100", "两三个", "十几", "50多", "at least 20". So is one
that names a year, a date or a rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from kb.model import InformationConcept

_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PART: Final = re.compile(rf"{_ARABIC}|[零〇一二两三四五六七八九十百千万亿点]")
_TEENS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL: Final = {
    **{word: value for value, word in enumerate(_TEENS)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_LARGE: Final = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 1_000_000}
_RANKS: Final = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_ENGLISH: Final = "|".join(sorted({*_SMALL, *_LARGE} - {"k"}, key=len, reverse=True))
_RUN: Final = re.compile(
    rf"半(?=年|个月)"
    rf"|(?:{_ARABIC})\s?(?:k|hundred|thousand|million)(?![a-z])"
    rf"|(?:(?:{_ARABIC})(?:\s?(?=[百千万亿]))?|[零〇一二两三四五六七八九十百千万亿点])+"
    rf"|(?<![a-z])(?:a )?(?:{_ENGLISH})(?:[ -](?:and )?(?:{_ENGLISH}))*(?![a-z])"
    rf"|(?<![a-z])(?:{'|'.join(_RANKS)})(?![a-z])"
)

_UNITS: Final[dict[str, tuple[str, str]]] = {
    r"平方米|平米|平方|平(?![台均时日价安面])|m2|sqm|sq\.? ?m(?:et(?:er|re)s?)?(?![a-z])"
    r"|square[ -]?met(?:er|re)s?": ("m²", "1"),
    r"美元|美金|us dollars?|dollars?|usd": ("US$", "1"),
    r"元|块钱|块|圆|yuan|rmb|cny": ("yuan", "1"),
    r"个月|months?(?![a-z])": ("month", "1"),
    r"周岁|岁|years? old": ("age", "1"),
    r"年|years?(?![a-z])": ("month", "12"),
    r"个人|人|people|persons?(?![a-z])": ("person", "1"),
    r"公里|千米|km(?![a-z])|kilomet(?:er|re)s?": ("metre", "1000"),
    r"米|met(?:er|re)s?|m(?![a-z0-9])": ("metre", "1"),
    r"千克|公斤|kg(?![a-z])|kilograms?": ("kg", "1"),
    r"吨|tonnes?|tons?(?![a-z])": ("kg", "1000"),
    r"%|percent|per cent|比例": ("share", "0.01"),
    r"分(?![店公钟之期行类别开红部])|points?(?![a-z])": ("point", "1"),
    r"家(?![具里])": ("家", "1"),
    r"项": ("项", "1"),
    r"件": ("件", "1"),
    r"st(?![a-z])|nd(?![a-z])|rd(?![a-z])|th(?![a-z])": ("rank", "1"),
    r"[个名位台种只辆间张次套桌级栋幢号弄室路天日月点折倍成代度款条本份批期届]|小时|分钟|周"
    r"|days?(?![a-z])|hours?(?![a-z])|weeks?(?![a-z])": ("other", "1"),
}
"""How units are written, what they measure, and how many of the first of its kind one is."""

_UNIT: Final = re.compile("|".join(f"({spelt})" for spelt in _UNITS))
_MEASURES: Final = tuple((kind, Decimal(times)) for kind, times in _UNITS.values())

_VAGUE_BEFORE: Final = re.compile(
    r"(?:[几数第近超每]|不到|不足|超过|多于|少于|至少|最少|起码|最多|不超过|将近|大于|小于|接近"
    r"|(?<![a-z])(?:over|under|above|below|more than|less than|fewer than|at least|at most|up to"
    r"|nearly|almost|every|than|several|number))\s*$"
)
_VAGUE_AFTER: Final = re.compile(r"\s?(?:[多几来余+]|or more|or less|or fewer)")
_BOUND_AFTER: Final = re.compile(
    r"\s?(?:以上|以下|以内|之内|不到|多(?!大)|出头|开外|起步|or more|or less|plus)"
)
_RANGE: Final = re.compile(r"\s?(?:到|至|-|~|–|—|to)\s?")
_EITHER: Final = re.compile(r"\s?(?:、|或者?|or|and)\s?")
_BETWEEN: Final = re.compile(r"between\s$")
_LONELY: Final = re.compile(r"\s*(?:$|[^\s\w%]|左右|的)")
_NEEDS_UNIT: Final = frozenset({"US$", "month", "metre", "kg", "share", "age"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was said, with what it measures; `bare_ends` is where the digits end.

    `scaled` says that it was counted in 万 or thousands, as money is; `alone` that no word follows
    the digits that could be a unit.
    """

    value: Decimal
    begins: int
    bare_ends: int
    ends: int
    measures: str | None
    times: Decimal
    scaled: bool
    alone: bool


def figures(folded: str) -> tuple[Figure, ...]:
    """Return the exact numbers of folded text, in order.

    >>> [(str(f.value), f.measures) for f in figures("租80平米，雇了四个人，装修花15万")]
    [('80', 'm²'), ('4', 'person'), ('150000', None)]
    >>> figures("80到100平米，两三个人，十几个，2025年"), figures("at least twenty people")
    ((), ())
    """
    found = (run.span() for run in _RUN.finditer(folded))
    runs = [run for run in found if folded[run[0] - 1 : run[1]] != "m2"]
    inexact = set(_ranges(folded, runs))
    read = (_figure(folded, *run) for run in runs if run not in inexact)
    return tuple(figure for figure in read if figure is not None)


def _ranges(folded: str, runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the runs that are ends of a range, or alternatives."""
    for one, other in pairwise(runs):
        unit = _UNIT.match(folded, one[1])
        gap = folded[one[1] : other[0]]
        behind_unit = folded[unit.end() : other[0]] if unit else gap
        is_range = _RANGE.fullmatch(gap) or _RANGE.fullmatch(behind_unit)
        if is_range or _EITHER.fullmatch(gap) or _BETWEEN.search(folded[: one[0]]):
            yield from (one, other)


def _figure(folded: str, begins: int, ends: int) -> Figure | None:
    said = folded[begins:ends]
    value = number(said)
    if value is None or _VAGUE_BEFORE.search(folded[:begins]) or _VAGUE_AFTER.match(folded, ends):
        return None
    unit = _UNIT.match(folded, ends + (folded[ends : ends + 1] in (" ", "-")))
    whole = unit.end() if unit else ends
    if _BOUND_AFTER.match(folded, whole) or _is_year(value, folded, ends):
        return None
    measures, times = _MEASURES[unit.lastindex - 1] if unit and unit.lastindex else (None, _ONE)
    if folded[whole : whole + 1] == "半" and measures == "month":
        value, whole = value + Decimal("0.5"), whole + 1
    return Figure(
        value=value,
        begins=begins,
        bare_ends=ends,
        ends=whole,
        measures="rank" if said in _RANKS else measures,
        times=times,
        scaled=bool(re.search(r"[百千万亿]|hundred|thousand|million|k$", said)),
        alone=measures is None and bool(_LONELY.match(folded, ends)),
    )


_NOTHING: Final = Decimal(0)
_ONE: Final = Decimal(1)


def _is_year(value: Decimal, folded: str, ends: int) -> bool:
    return 1900 <= value <= 2100 and folded[ends : ends + 1] == "年"


@lru_cache(maxsize=256)
def number(said: str) -> Decimal | None:
    """Return the value of a number in digits, Chinese numerals or English words, if it is one.

    >>> [str(number(one)) for one in ("两百五十", "一百二", "1万2", "3.5万", "十", "50k")]
    ['250', '120', '12000', '35000.0', '10', '50000']
    >>> str(number("two hundred and fifty thousand")), number("三四"), number("second")
    ('250000', None, Decimal('2'))
    """
    if said == "半":
        return Decimal("0.5")
    if said in _RANKS:
        return Decimal(_RANKS[said])
    if re.search(r"[a-z]", said):
        return _english(re.findall(rf"{_ARABIC}|[a-z]+", said))
    return _chinese(_PART.findall(said))


def _english(words: list[str]) -> Decimal | None:
    total, section = Decimal(0), Decimal(0)
    for word in words:
        if word in ("a", "and"):
            continue
        if word == "hundred":
            section = (section or _ONE) * 100
        elif word in _LARGE:
            total, section = total + (section or _ONE) * _LARGE[word], Decimal(0)
        else:
            section += _SMALL[word] if word in _SMALL else Decimal(word.replace(",", ""))
    return total + section


def _chinese(parts: list[str]) -> Decimal | None:
    """Return the value of digits and scales; two digits side by side ("三四") are no number."""
    total, section, digit, last, large = _NOTHING, _NOTHING, None, _ONE, _ONE
    for place, part in enumerate(parts):
        if part == "点":
            return _with_point(parts, place)
        if part not in _SCALES:
            if digit:
                return None
            digit = Decimal(_DIGITS[part]) if part in _DIGITS else Decimal(part.replace(",", ""))
            last = last if digit else _ONE
            continue
        last = Decimal(_SCALES[part])
        if last < 10_000:
            section += (_ONE if digit is None else digit) * last
        elif last > large:
            total, section, large = (total + section + (digit or 0)) * last, _NOTHING, last
        else:
            total, section = total + (section + (digit or 0)) * last, _NOTHING
        digit = None
    rest = digit or _NOTHING
    is_short = last >= 100 and 0 < rest < 10 and rest == int(rest)
    return total + section + rest * (last / 10 if is_short else 1)


def _with_point(parts: list[str], place: int) -> Decimal | None:
    """Return a number with a spoken point: 一点五, 一点五万."""
    places = [str(_DIGITS[part]) for part in parts[place + 1 :] if part in _DIGITS]
    scales = [_SCALES[part] for part in parts[place + 1 :] if part in _SCALES]
    whole = _chinese(parts[:place]) if place else None
    if whole is None or not places or len(places) + len(scales) != len(parts) - place - 1:
        return None
    value = Decimal(f"{whole}.{''.join(places)}")
    for scale in scales:
        value *= scale
    return value


def as_fact(
    figure: Figure, concept: InformationConcept, bare: bool, ends_phrase: bool
) -> Decimal | None:
    """Return a figure in the unit of a concept, if it measures the same and is exact enough.

    Args:
        figure: what was said.
        concept: says its unit and its decimals.
        bare: only the digits were taken; what stands behind them is not their unit.
        ends_phrase: no word of the phrase follows the figure either.
    """
    wanted, times = _measure(concept)
    fits = _fits_bare(figure, wanted, ends_phrase) if bare else _fits(figure, wanted)
    if not fits:
        return None
    value = figure.value * (_ONE if bare else figure.times) / times
    if value >= _TOO_MUCH:
        return None
    exact = round(value, concept.decimals)
    return exact if exact == value else None


def typed_figure(folded: str, concept: InformationConcept) -> Decimal | None:
    """Return the number that was typed into the field of a concept, with a unit or without.

    Args:
        folded: what was typed, folded; nothing but one exact number.
        concept: whose field it is; a number without a unit is in its unit. Beside 万 nobody knows
            whether 三百 is counted in it, so that is none.
    """
    found = figures(folded)
    if len(found) != 1 or (found[0].begins, found[0].ends) != (0, len(folded)):
        return None
    if found[0].measures is not None:
        return as_fact(found[0], concept, bare=False, ends_phrase=False)
    in_wan = concept.unit is not None and concept.unit.zh.startswith("万")
    return None if in_wan and found[0].scaled else found[0].value


def _fits(figure: Figure, wanted: str) -> bool:
    return figure.measures == (_RANK if wanted == _STOREY else wanted)


def _fits_bare(figure: Figure, wanted: str, ends_phrase: bool) -> bool:
    """Say whether digits alone will do: people and storeys are counted, money is named."""
    if figure.measures == _RANK:
        return False
    if wanted in _MONEY:
        return figure.scaled and figure.measures is None
    if ends_phrase:
        return figure.alone and wanted not in _NEEDS_UNIT
    return wanted not in _NEEDS_UNIT | {"m²"}


_TOO_MUCH: Final = Decimal(10**15)
"""No fact is so large; a telephone number with a unit is a slip."""
_RANK: Final = "rank"
_STOREY: Final = "层"
_MONEY: Final = frozenset({"yuan"})


@lru_cache(maxsize=1024)
def _measure(concept: InformationConcept) -> tuple[str, Decimal]:
    """Return what a concept measures, and how many of the first of its kind its unit is."""
    unit = concept.unit.zh if concept.unit else ""
    found = _UNIT.match(unit.removeprefix("万"))
    if found is None or not found.lastindex:
        return unit, _ONE
    measures, times = _MEASURES[found.lastindex - 1]
    if measures == "share":
        return measures, _ONE
    return measures, times * (10_000 if unit.startswith("万") else 1)
