"""Strict scalars: true is not a number, "300" is not a number, and every refusal says what is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kb.ids import KIND_OF_ID, Code, is_code, is_id, kind_of
from kb.yaml_text import COLON_REMEDY, COLON_TYPED, FULL_COLON


class Refused(ValueError):
    """One value that does not fit, with what to write instead; only seen inside this module."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def shown(value: object) -> str:
    """Return a refused value as a message quotes it."""
    if isinstance(value, str):
        return f'"{value[:60]}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a group of keys"
    return "a list" if isinstance(value, list) else str(value)


def refused_group(value: object, what: str, remedy: str) -> tuple[str, str]:
    """Return problem and remedy for a value where a group of keys should stand."""
    if isinstance(value, str) and FULL_COLON in value:
        return f"{shown(value)} is not {what}: {COLON_TYPED}", COLON_REMEDY
    return f"{shown(value)} is not {what}.", remedy


def signs_of_ids(value: object) -> str:
    """Return what an id is made of, where a text holds any other sign; else nothing.

    >>> signs_of_ids("policy/租金减免")
    ' Ids use a–z, 0–9 and hyphens.'
    """
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9/-]+", value) is None:
        return " Ids use a–z, 0–9 and hyphens."
    return ""


def _must_be(kind: type, what: str, remedy: str) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise Refused(f"{shown(value)} is not {what}.", remedy)
        return value

    return structure


def _whole(value: Any, _: Any) -> int:
    if type(value) is int:
        return value
    if type(value) is Decimal and value == value.to_integral_value():
        return int(value)
    raise Refused(f"{shown(value)} is not a whole number.", "Write a number, such as 3.")


def _decimal(value: Any, _: Any) -> Decimal:
    if type(value) is int:
        return Decimal(value)
    if type(value) is Decimal and value.is_finite():
        return value
    raise Refused(f"{shown(value)} is not a number.", "Write a number, such as 300.")


def _text(value: Any, _: Any) -> str:
    if type(value) is not str:
        raise Refused(f"{shown(value)} is not text.", "Put it in quotes.")
    if not value.strip():
        raise Refused("is empty.", "Write the words, or leave the key out.")
    return value


def _day(value: Any, _: Any) -> date:
    if type(value) is date:
        return value
    try:
        if type(value) is str:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Refused(f"{shown(value)} is not a date.", "Write year-month-day, such as 2025-03-01.")


def _time_of_day(value: Any, _: Any) -> time:
    if type(value) is time:
        return value
    if type(value) is str and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise Refused(
        f"{shown(value)} is not a time of day.", 'Write hours and minutes, such as "16:00".'
    )


def identifier(value: Any, kind: Any) -> str:
    """Return an id or code of the wanted kind; the fact sheet's underscores are accepted in codes.

    Raises:
        Refused: it is none.
    """
    prefix = KIND_OF_ID.get(kind)
    if kind is Code:
        if type(value) is str and is_code(value.replace("_", "-")):
            return value.replace("_", "-")
        raise Refused(f"{shown(value)} is not a code.", "Write small letters and hyphens.")
    if type(value) is not str or not is_id(value) or (prefix and kind_of(value) != prefix):
        wanted = f"{prefix or 'kind'}/words-with-hyphens"
        more = signs_of_ids(value)
        raise Refused(f"{shown(value)} is not an id of this kind.", f"Write {wanted}.{more}")
    return value


def one_of(value: Any, kind: type[StrEnum]) -> StrEnum:
    """Return one of a closed list of words.

    Raises:
        Refused: it is none of them.
    """
    for one in kind:
        if value in (one.value, one.value.replace("-", "_")):
            return one
    allowed = ", ".join(kind)
    raise Refused(f"{shown(value)} is none of the allowed words.", f"Write one of: {allowed}.")


def _real(value: Any, _: Any) -> float:
    return value if isinstance(value, float) else float(_decimal(value, _))


SCALAR_HOOKS: dict[type, Callable[[Any, Any], Any]] = {
    StrEnum: one_of,
    bool: _must_be(bool, "true or false", "Write true or false."),
    int: _whole,
    Decimal: _decimal,
    float: _real,
    date: _day,
    time: _time_of_day,
    str: _text,
}
