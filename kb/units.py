"""Units of figures: the closed list of those we know, and whether two figures are in one unit.

Yuan is compared with yuan, never with people; and a unit that nobody knows (a slip of the pen, or
only a remark) compares with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final

from kb.text import LANGUAGES, Language, Text

_REMARK: Final = re.compile(r"\s*[（(].*[）)]\s*$")
"""What stands behind a unit in brackets: `share (60 % is 0.6)` is a share like any other."""

MEASURES: Final[Mapping[str, tuple[str, ...]]] = {
    "元": ("yuan", "cny", "rmb"),
    "万元": ("× 10,000 yuan", "10,000 yuan", "ten thousand yuan"),
    "亿元": ("× 100 million yuan", "100 million yuan"),
    "美元": ("us dollar", "usd", "dollar"),
    "欧元": ("euro", "eur"),
    "港元": ("hong kong dollar", "hkd"),
    "%": ("%", "per cent", "percent"),
    "‰": ("‰", "per mille"),
    "比例": ("share", "ratio"),
    "倍": ("times", "×"),
    "分": ("point",),
    "年": ("year",),
    "岁": ("year",),
    "周岁": ("year",),
    "个月": ("month",),
    "月": ("month",),
    "季度": ("quarter",),
    "周": ("week",),
    "天": ("day", "calendar day"),
    "日": ("day", "calendar day"),
    "自然日": ("day", "calendar day"),
    "工作日": ("working day",),
    "个工作日": ("working day",),
    "小时": ("hour", "h"),
    "学时": ("hour", "class hour"),
    "分钟": ("minute", "min"),
    "平方米": ("m²", "m2", "square met", "sqm"),
    "平方公里": ("km²", "km2", "square kilomet"),
    "公顷": ("hectare", "ha"),
    "亩": ("mu",),
    "立方米": ("m³", "m3", "cubic met"),
    "米": ("m", "met"),
    "厘米": ("cm", "centimet"),
    "公里": ("km", "kilomet"),
    "千米": ("km", "kilomet"),
    "千克": ("kg", "kilogram"),
    "公斤": ("kg", "kilogram"),
    "克": ("g", "gram"),
    "吨": ("t", "tonne", "ton"),
    "吨标准煤": ("t", "tonne"),
    "升": ("l", "lit"),
    "度": ("kwh", "kilowatt"),
    "千瓦时": ("kwh", "kilowatt"),
    "千瓦": ("kw", "kilowatt"),
    "兆瓦": ("mw", "megawatt"),
    "分贝": ("db", "decibel"),
    "℃": ("°c", "℃", "degree"),
}
"""Units that mean one thing, and how their English begins."""

COUNTERS: Final = frozenset(
    "人 名 个 位 家 户 件 项 层 次 份 种 台 辆 套 张 间 处 所 孩 床 座 篇 部 块 批 笔 单 期 门 班"
    " 团队 证书 企业 机构 岗位 学生 孩子 床位 车位 席位 学分 场 本 艘 架 栋 幢 株 头 只 条 店 门店"
    " 人次 户次 家次 人月 工位 楼层 项目 专利 产品 标准 品牌 平台 基地 活动 面".split()
)
"""What things are counted in; English names the things themselves, whatever they are."""

SYMBOLS: Final = frozenset("m² m2 km² m³ m km cm kg g t kw kwh mw db h ‰".split())
"""Units that are written the same in both languages."""

_NAMED: Final = "元、万元、%、人、家、户、个月、年、天、工作日、平方米、米、千克、分"
_WRITE_ONE: Final = Text(
    zh=f"请用认得的单位，例如 {_NAMED}；说明请写在括号里。",
    en="Write a unit we know, such as yuan, %, people, months, years, days, working days, m², m "
    "or kg; put remarks in brackets.",
)
Found = tuple[tuple[str | int, ...], Text, Text]


def same_unit(one: Text | None, other: Text | None) -> bool:
    """Say whether two units are the same in either language; one not written is no mismatch.

    >>> same_unit(Text(zh="岁", en="years"), Text(zh="年", en="years"))
    True
    >>> same_unit(Text(zh="元", en="yuan"), Text(zh="万元", en="× 10,000 yuan"))
    False
    """
    if one is None or other is None:
        return True
    return any(_bare(one, language) == _bare(other, language) for language in LANGUAGES)


def other_unit(one: str, unit: Text | None, other: str, wanted: Text | None) -> Text:
    """Return what is wrong with two figures, named by their ids, that are in different units."""
    held, needed = unit or NO_UNIT, wanted or NO_UNIT
    return Text(
        zh=f"{one} 的单位是“{held.zh}”，{other} 的是“{needed.zh}”。",
        en=f"{one} is in {held.en}, but {other} in {needed.en}.",
    )


NO_UNIT: Final = Text(zh="没有单位", en="no unit")


def _bare(unit: Text, language: Language) -> str:
    return _REMARK.sub("", unit.get(language)).strip().casefold()


# ---- units nobody knows ---------------------------------------------------------------------


def unknown_units(record: Any) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each unit of a record, or of its parts, that is unknown."""
    yield from _inside(record, ())


def _inside(value: Any, path: tuple[str | int, ...]) -> Iterator[Found]:
    if isinstance(value, tuple):
        for i, one in enumerate(value):
            yield from _inside(one, (*path, i))
        return
    kind: Any = type(value)
    for name in _names(kind):
        held = getattr(value, name)
        if name not in _UNITS:
            yield from _inside(held, (*path, name))
        elif isinstance(held, Text):
            for at, problem, remedy in _unknown(held, name):
                yield (*path, *at), problem, remedy


_UNITS: Final = ("unit", "sum_unit")
_PARTS: Final = ("benefit",)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Return the fields of a class that are units, or parts that have some."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if field.name in (*_UNITS, *_PARTS))


def _unknown(unit: Text, key: str) -> Iterator[Found]:
    parts = [part.strip() for part in _bare(unit, "zh").split("/")]
    said = _bare(unit, "en")
    if not all(part in MEASURES or part in COUNTERS or part in SYMBOLS for part in parts):
        problem = Text(zh=f"不认得“{unit.zh}”这个单位。", en=f'"{unit.zh}" is no unit we know.')
        yield (key, "zh"), problem, _WRITE_ONE
    elif parts[0] in MEASURES and not _begins(said, MEASURES[parts[0]]):
        problem = Text(
            zh=f"“{unit.en}”和“{unit.zh}”对不上。", en=f'"{unit.en}" does not say “{unit.zh}”.'
        )
        good = MEASURES[parts[0]][0]
        remedy = Text(zh=f"英文请从 {good} 写起。", en=f"Begin the English with {good}.")
        yield (key, "en"), problem, remedy


def _begins(said: str, words: tuple[str, ...]) -> bool:
    """Say whether English begins with one of some words; of short ones with the whole word."""
    first = re.split(r"[\s/]", said, maxsplit=1)[0]
    return any(said.startswith(word) if len(word) > 2 else first == word for word in words)
