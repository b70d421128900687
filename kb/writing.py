"""Our types → plain values and canonical JSON; `kb.reading` reads them back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kb.examples import Example, facts_of
from kb.fields import key_of


def plain(value: object) -> Any:
    """Return a value of our types as JSON-ready plain values; defaults are left out.

    Numbers stay exact: a whole Decimal becomes an int, any other its text in quotes would be
    a different type, so it becomes a Decimal that the JSON writer prints as it stands.
    """
    if is_dataclass(value) and not isinstance(value, type):
        held = {
            key_of(f.name): plain(getattr(value, f.name))
            for f in fields(value)
            if not _is_default(value, f)
        }
        return {**held, "facts": facts_of(value)} if isinstance(value, Example) else held
    if isinstance(value, frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _is_default(owner: object, field: Any) -> bool:
    value = getattr(owner, field.name)
    if value is None:
        return True
    return field.default is not MISSING and bool(value == field.default)


def to_json(value: object) -> str:
    """Return a value of our types as one canonical line of JSON; numbers and dates stay exact."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, default=_exact)


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical line of JSON, in hex."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()


def from_json(text: str) -> Any:
    """Return the plain values of `to_json`, ready for `record_from` or `value_from`."""
    return json.loads(text, object_hook=_revived)


def _exact(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat("minutes")}
    raise TypeError(f"{type(value).__name__} does not stand in a record")


def _revived(held: dict[str, Any]) -> Any:
    if held.keys() == {"decimal"}:
        return Decimal(held["decimal"])
    if held.keys() == {"time"}:
        return time.fromisoformat(held["time"])
    return date.fromisoformat(held["date"]) if held.keys() == {"date"} else held
