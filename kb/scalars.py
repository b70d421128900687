"""Strict scalars: true is not a number, "300" is not a number, and every refusal says what is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from kb.errors import write_one_of
from kb.ids import KIND_OF_ID, Code, is_code, is_id, kind_of
from kb.text import Text
from kb.yaml_text import COLON_REMEDY, COLON_TYPED, FULL_COLON

A_NUMBER: Final = Text(zh="请写一个数，例如 300。", en="Write a number, such as 300.")
A_DAY: Final = Text(
    zh="请按年-月-日写，例如 2025-03-01。", en="Write year-month-day, such as 2025-03-01."
)


class Refused(ValueError):
    """One value that does not fit, with what to write instead; only seen inside this module."""

    def __init__(self, problem: Text, remedy: Text) -> None:
        super().__init__(problem.en)
        self.problem, self.remedy = problem, remedy


def shown(value: object) -> Text:
    """Return a refused value as a message quotes it."""
    if isinstance(value, str):
        return Text(zh=f"“{value[:60]}”", en=f'"{value[:60]}"')
    if isinstance(value, dict):
        return Text(zh="一组字段", en="a group of keys")
    if isinstance(value, list):
        return Text(zh="一个列表", en="a list")
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return Text(zh=f"“{written}”", en=written)


def is_not(value: object, what: Text, remedy: Text) -> Refused:
    """Return the refusal of a value that is not what should stand there."""
    held = shown(value)
    return Refused(Text(zh=f"{held.zh}不是{what.zh}。", en=f"{held.en} is not {what.en}."), remedy)


def is_no_group(value: object, what: Text, remedy: Text) -> Refused:
    """Return the refusal of a value where a group of keys should stand."""
    if not (isinstance(value, str) and FULL_COLON in value):
        return is_not(value, what, remedy)
    held = shown(value)
    problem = Text(
        zh=f"{held.zh}不是{what.zh}：{COLON_TYPED.zh}",
        en=f"{held.en} is not {what.en}: {COLON_TYPED.en}",
    )
    return Refused(problem, COLON_REMEDY)


def with_signs_of_ids(remedy: Text, value: object) -> Text:
    """Return a remedy that adds what an id is made of, where a text holds any other sign.

    >>> with_signs_of_ids(Text(zh="请改。", en="Mend it."), "policy/租金减免").en
    'Mend it. Ids use a–z, 0–9 and hyphens.'
    """
    if not isinstance(value, str) or re.fullmatch(r"[a-z0-9/-]+", value):
        return remedy
    return Text(
        zh=f"{remedy.zh}编号只能用 a–z、0–9 和连字符。",
        en=f"{remedy.en} Ids use a–z, 0–9 and hyphens.",
    )


def _flag(value: Any, _: Any) -> bool:
    if type(value) is bool:
        return value
    remedy = Text(zh="请写 true 或 false。", en="Write true or false.")
    raise is_not(value, Text(zh=" true 或 false", en="true or false"), remedy)


def _whole(value: Any, _: Any) -> int:
    if type(value) is int:
        return value
    if type(value) is Decimal and value == value.to_integral_value():
        return int(value)
    remedy = Text(zh="请写一个数，例如 3。", en="Write a number, such as 3.")
    raise is_not(value, Text(zh="整数", en="a whole number"), remedy)


def _decimal(value: Any, _: Any) -> Decimal:
    if type(value) is int:
        return Decimal(value)
    if type(value) is Decimal and value.is_finite():
        return value
    raise is_not(value, Text(zh="数字", en="a number"), A_NUMBER)


def _text(value: Any, _: Any) -> str:
    if type(value) is not str:
        remedy = Text(zh="请给它加上英文引号。", en="Put it in quotes.")
        raise is_not(value, Text(zh="文字", en="text"), remedy)
    if not value.strip():
        raise Refused(
            Text(zh="没有内容。", en="is empty."),
            Text(zh="请写上内容，或者去掉这个字段。", en="Write the words, or leave the key out."),
        )
    return value


def _day(value: Any, _: Any) -> date:
    if type(value) is date:
        return value
    try:
        if type(value) is str:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise is_not(value, Text(zh="日期", en="a date"), A_DAY)


def _time_of_day(value: Any, _: Any) -> time:
    if type(value) is time and value == time(value.hour, value.minute):  # no zone, no seconds
        return value
    if type(value) is str and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    remedy = Text(
        zh='请写几时几分，带英文引号，例如 "16:00"。',
        en='Write hours and minutes, such as "16:00".',
    )
    raise is_not(value, Text(zh="时刻", en="a time of day"), remedy)


def identifier(value: Any, kind: Any) -> str:
    """Return an id or code of the wanted kind; the fact sheet's underscores are accepted in codes.

    Raises:
        Refused: it is none.
    """
    prefix = KIND_OF_ID.get(kind)
    if kind is Code:
        if type(value) is str and is_code(value.replace("_", "-")):
            return value.replace("_", "-")
        letters = Text(zh="请用小写英文字母和连字符。", en="Write small letters and hyphens.")
        raise is_not(value, Text(zh="代码", en="a code"), letters)
    if type(value) is not str or not is_id(value) or (prefix and kind_of(value) != prefix):
        wanted = f"{prefix or 'kind'}/words-with-hyphens"
        remedy = Text(zh=f"请写成 {wanted}。", en=f"Write {wanted}.")
        kind_of_id = Text(zh="这一类的编号", en="an id of this kind")
        raise is_not(value, kind_of_id, with_signs_of_ids(remedy, value))
    return value


def one_of(value: Any, kind: type[StrEnum]) -> StrEnum:
    """Return one of a closed list of words.

    Raises:
        Refused: it is none of them.
    """
    for one in kind:
        if value in (one.value, one.value.replace("-", "_")):
            return one
    held = shown(value)
    problem = Text(zh=f"{held.zh}不在可选的词里。", en=f"{held.en} is none of the allowed words.")
    raise Refused(problem, write_one_of(kind))


def _real(value: Any, _: Any) -> float:
    return value if isinstance(value, float) else float(_decimal(value, _))


SCALAR_HOOKS: dict[type, Callable[[Any, Any], Any]] = {
    StrEnum: one_of,
    bool: _flag,
    int: _whole,
    Decimal: _decimal,
    float: _real,
    date: _day,
    time: _time_of_day,
    str: _text,
}
