"""Which control of the editor each field of a record gets, by the type of the field."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from kb.criteria import All, DateLimit, Limit, TableLimit
from kb.examples import Example
from kb.fields import hints_of, key_of
from kb.ids import KIND_OF_ID, Code
from kb.kinds import BenefitKind, DayUnit
from kb.text import Phrases, Text


class Control(StrEnum):
    """How something is entered."""

    LINE = "line"
    WORDS = "words"
    PHRASES = "phrases"
    LINES = "lines"
    NUMBER = "number"
    WHOLE = "whole"
    DAY = "day"
    TIME = "time"
    TICK = "tick"
    FLAG = "flag"
    CHOICE = "choice"
    NAMED = "named"
    NAMES = "names"
    EITHER = "either"
    PART = "part"
    ROWS = "rows"
    RULE = "rule"
    LIMIT = "limit"
    YAML = "yaml"


_SCALARS: Final[dict[Any, Control]] = {
    Text: Control.WORDS,
    Phrases: Control.PHRASES,
    Decimal: Control.NUMBER,
    int: Control.WHOLE,
    date: Control.DAY,
    time: Control.TIME,
    str: Control.LINE,
    Code: Control.LINE,
}
_OWN: Final = frozenset({"id", "seen", "confirm"})
"""What the form keeps apart from the fields."""
EDITED: Final = (
    "policy",
    "service",
    "evidence",
    "document",
    "concept",
    "parameter",
    "organisation",
    "scene",
    "area",
)
"""The kinds of records with a form; calendars have a page of their own."""


@cache
def keys_of(kind: type) -> dict[str, Any]:
    """Return the type of every field of a class by its key, without ids and marks."""
    hints = hints_of(kind)
    return {
        key_of(f.name): hints[f.name] for f in fields(kind) if f.name not in _OWN or _is_part(kind)
    }


def _is_part(kind: type) -> bool:
    return not any(f.name == "seen" for f in fields(kind))


def options_of(hint: Any) -> tuple[Any, ...]:
    """Return the types a field may hold, without None."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(option for option in get_args(hint) if option is not NoneType)
    return (hint,)


@cache
def control_of(hint: Any) -> Control:
    """Return the control for the type of a field; a flag that cannot be open is a box to tick."""
    options = options_of(hint)
    if len(options) > 1:
        return _of_union(options)
    (kind,) = options
    if kind is bool:
        return Control.TICK if hint is bool else Control.FLAG
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind in KIND_OF_ID:
        return Control.NAMED
    if get_origin(kind) in (tuple, frozenset):
        return _of_list(get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Control.CHOICE
    return Control.PART if is_dataclass(kind) and kind is not Example else Control.YAML


def _of_union(options: tuple[Any, ...]) -> Control:
    if All in options:
        return Control.RULE
    is_limit = TableLimit in options or set(options) == set(options_of(DateLimit))
    return Control.LIMIT if is_limit else Control.YAML


def _of_list(inner: Any) -> Control:
    if inner in KIND_OF_ID:
        return Control.NAMES
    if get_origin(inner) is frozenset and get_args(inner)[0] in KIND_OF_ID:
        return Control.EITHER
    if inner is str or inner is Code:
        return Control.LINES
    return Control.ROWS if control_of(inner) is Control.PART else Control.YAML


def inner_of(hint: Any) -> Any:
    """Return the type of the items of a list."""
    return get_args(options_of(hint)[0])[0]


def kind_named(hint: Any) -> str:
    """Return the kind of record that an id, or the ids of a list, name."""
    (kind,) = options_of(hint)
    while kind not in KIND_OF_ID:
        kind = get_args(kind)[0]
    return KIND_OF_ID[kind]


def is_dated(hint: Any) -> bool:
    """Say whether a limit is a date."""
    return set(options_of(hint)) == set(options_of(DateLimit))


@cache
def default_of(kind: type, key: str) -> Any:
    """Return the default of a field; None where it has none."""
    found = next(f for f in fields(kind) if key_of(f.name) == key)
    return None if found.default is MISSING else found.default


@cache
def must_choose(kind: type, key: str) -> bool:
    """Say whether a word must be chosen though the record has one by default: how days count."""
    return DayUnit in options_of(keys_of(kind)[key])


def holds_limits(hint: Any) -> bool:
    """Say whether a type is that of limits in conditions."""
    return options_of(hint) == options_of(Limit)


# ---- the order of a form ----------------------------------------------------------------------

SECTIONS: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "policy": (
        ("what", ("title", "description", "audience", "organisation", "document", "article")),
        ("who", ("criteria",)),
        ("gets", ("benefit",)),
        ("when", ("valid", "windows", "quota")),
        ("how", ("mode", "materials", "channel")),
        ("others", ("supersedes", "excludes", "choose_one", "stacks", "requires")),
        ("found", ("phrases",)),
        ("sources", ("sources", "checked_on")),
        ("more", ("examples", "notation", "selected_for")),
    ),
}
"""The sections of a form, with their fields."""


def sections_of(kind: str, model: type) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sections of the form of a kind; every field stands in one."""
    if kind in SECTIONS:
        return SECTIONS[kind]
    first = ("title", "description")
    last = ("sources", "checked_on")
    more = ("examples", "notation")
    own = tuple(key for key in keys_of(model) if key not in (*first, *last, *more))
    rest = tuple(key for key in more if key in keys_of(model))
    return ("what", (*first, *own)), ("sources", last), ("more", rest)


_ALWAYS: Final = ("kind", "text")
_COUNTED: Final = ("per", "where", "units_at_most", "at_most")
_PART_OF: Final = ("rate", "of", "of_at_most", "at_most", "sum_unit", "amount", "unit", "ceiling")
BENEFIT_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    BenefitKind.FIXED: ("amount", "unit", "ceiling", *_COUNTED),
    BenefitKind.TIERED: ("tiers", "of", "sum_unit", "amount", "unit", "ceiling", *_COUNTED),
    BenefitKind.PERCENTAGE: _PART_OF,
    BenefitKind.PER_UNIT: ("amount", "unit", *_COUNTED),
    BenefitKind.RATE_POINTS: _PART_OF,
    BenefitKind.TAX_FORMULA: _PART_OF,
    BenefitKind.RENT: _PART_OF,
    BenefitKind.IN_KIND: (),
    BenefitKind.DISCRETIONARY: ("amount", "unit", "ceiling"),
}
"""What is asked of each kind of benefit, beside its kind and its words."""


def benefit_keys(kind: str, filled: frozenset[str]) -> tuple[str, ...]:
    """Return the fields of a benefit that its form shows: those of its kind, and filled ones."""
    wanted = {*_ALWAYS, *BENEFIT_FIELDS.get(kind, ()), *filled}
    ordered = dict.fromkeys((*_ALWAYS, *BENEFIT_FIELDS.get(kind, ()), *sorted(filled)))
    return tuple(key for key in ordered if key in wanted)
