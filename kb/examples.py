"""Examples kept with a rule: facts and what must follow from them; `companion check` runs them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NewType

from kb.ids import Code
from kb.text import Text

PlainFacts = NewType("PlainFacts", str)
"""Facts as one canonical line of JSON, for a set of facts has no fixed fields."""


UNDATED: Final = date(2026, 1, 1)
"""The day examples are judged on in a record that was never checked against its source."""


class Outcome(StrEnum):
    """What a rule must say of an example."""

    PASSES = "passes"
    FAILS = "fails"
    UNKNOWN = "unknown"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts, and what the rule must say of them; `is_` for the value of a derived fact.

    It is judged on its `day`, else on the day its record was last checked, else on `UNDATED`. One
    whose outcome hangs on the day says it, so that it still holds when the record is checked anew.
    A key such as `parameter/fire-check-area` fixes a local figure, whatever a district sets.
    """

    gives: Outcome
    is_: bool | Decimal | Code | None = None
    day: date | None = None
    facts: PlainFacts
    title: Text | None = None


def plain_facts(facts: Mapping[str, Any]) -> PlainFacts:
    """Return facts as one canonical line.

    Raises:
        TypeError: a value is of no kind that a fact has.
        ValueError: a number is none, or has more than thirty places before the point.

    >>> plain_facts({"concept/staff": 4, "concept/opened-on": date(2026, 3, 1)})
    '{"concept/opened-on": "2026-03-01", "concept/staff": 4}'
    """
    line = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_written)
    return PlainFacts(_EXACT.sub(r"\1", line))


def facts_of(example: Example) -> dict[str, Any]:
    """Return the facts of an example as plain values, numbers exact."""
    held: dict[str, Any] = json.loads(example.facts, parse_float=Decimal)
    return held


_MOST_PLACES: Final = 30
"""As many as YAML may have; kept here, so that no way in brings more."""
_MARK: Final = "\ue000"
_EXACT: Final = re.compile(f'"{_MARK}([^"]*){_MARK}"')
"""Numbers are marked and then freed of their quotes: JSON's own writer knows only floats."""


def _written(value: object) -> str | int:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        if not value.is_finite() or (value and not _is_short(value)):
            raise ValueError(f"{value} is too long")  # 1E9999999 would fill the memory
        whole = value == value.to_integral_value()
        return int(value) if whole else _MARK + f"{value:f}".rstrip("0") + _MARK
    raise TypeError(f"{type(value).__name__} is no fact")


def _is_short(value: Decimal) -> bool:
    return -_MOST_PLACES <= value.adjusted() < _MOST_PLACES
