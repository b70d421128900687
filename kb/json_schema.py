"""The shape of record files as JSON Schema (draft 2020-12), for editors that check while one types.

Made from the types, so that it never lags behind them: it says what the first gate says, in the
spelling we write. What only the company of other records can show (an id that leads nowhere, a
code outside its list) is left to `companion check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from kb.criteria import Bound, Criterion, DateLimit, Limit
from kb.derivation import Derivation
from kb.examples import PlainFacts
from kb.fields import hints_of, key_of
from kb.ids import KIND_OF_ID, Code, kind_of
from kb.model import KINDS, AnyRecord, InformationConcept
from kb.source import OVER

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PLACE: Final = "#/$defs/"
RECORD: Final = "AnyRecord"
CHANGE: Final = "Change"

_SLUG: Final = "[a-z0-9]+(-[a-z0-9]+)*"
_PLAIN: Final[dict[Any, Schema]] = {
    str: {"type": "string", "pattern": r"\S"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    time: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
}
_NAMED: Final[dict[frozenset[Any], str]] = {
    frozenset(get_args(union)): name
    for union, name in (
        (Criterion, "Criterion"),
        (Limit, "Limit"),
        (DateLimit, "DateLimit"),
        (Bound, "Bound"),
        (Derivation, "Derivation"),
    )
}
_SAID: Final = {
    "Criterion": "A condition (条件): what must be so, or a tree of such conditions.",
    "Limit": "What a number is compared with: a number, or how one is worked out.",
    "DateLimit": "What a day is compared with: a day, or another fact.",
    "Bound": "One end of a range.",
    "Derivation": "How a fact is worked out from others (推算).",
    "Code": "One value out of the list of codes of a fact.",
    "PlainFacts": (
        "What is known of somebody, by the ids of facts; `holds` and `granted` list what is in "
        "hand and what is already received. A key left out is unknown, a list given is whole."
    ),
}


def schema(kinds: Iterable[str] = KINDS, known: Iterable[AnyRecord] = ()) -> Schema:
    """Return the schema of a file of records: one record or change, or a list of them.

    Args:
        kinds: the kinds the file may hold, such as `policy`; all of them.
        known: records whose ids and codes an editor shall offer; none are demanded.
    """
    kinds = tuple(kinds)
    said = "any kind" if set(kinds) == KINDS.keys() else ", ".join(kinds)
    held = {RECORD: one_record(kinds), CHANGE: one_change(kinds), **definitions(kinds)}
    for name, examples in _offered(known).items():
        if name in held:
            held[name] = {**held[name], "examples": examples}
    record = {
        "if": {"required": [OVER]},
        "then": {"$ref": f"{PLACE}{CHANGE}"},
        "else": {"$ref": f"{PLACE}{RECORD}"},
    }
    return {
        "$schema": DIALECT,
        "title": "Companion records · 陪伴办事记录",
        "description": f"A file of records ({said}): one record, or a list of them.",
        "if": {"type": "array"},
        "then": {"items": record},
        "else": record,
        "$defs": held,
    }


def one_record(kinds: Iterable[str] = KINDS, place: str = PLACE) -> Schema:
    """Return the schema of one record; the kind in its id says which keys it has."""
    kinds = tuple(kinds)
    return {
        "type": "object",
        "description": "One record; its id says what it is.",
        "required": ["id", "title"],
        "properties": {"id": {"type": "string", "pattern": f"^({'|'.join(kinds)})/{_SLUG}$"}},
        "allOf": [
            {
                "if": {"properties": {"id": {"pattern": f"^{kind}/"}}},
                "then": {"$ref": f"{place}{KINDS[kind].__name__}"},
            }
            for kind in kinds
        ],
    }


def one_change(kinds: Iterable[str] = KINDS) -> Schema:
    """Return the schema of a change to a record of the folder beneath; an empty key takes away."""
    kinds = tuple(kinds)
    return {
        "type": "object",
        "description": "A change to a record of the folder beneath: only the keys that differ.",
        "required": [OVER],
        "minProperties": 2,
        "properties": {OVER: {"type": "string", "pattern": f"^({'|'.join(kinds)})/{_SLUG}$"}},
        "allOf": [
            {"if": {"properties": {OVER: {"pattern": f"^{kind}/"}}}, "then": _changes(kind)}
            for kind in kinds
        ],
    }


def _changes(kind: str) -> Schema:
    place = f"{PLACE}{KINDS[kind].__name__}/properties/"
    keys = [key_of(one.name) for one in fields(KINDS[kind]) if one.name != "id"]
    empty = {"type": "null"}
    return {
        "properties": {key: {"anyOf": [{"$ref": f"{place}{key}"}, empty]} for key in keys},
        "propertyNames": {"enum": [OVER, *keys]},
    }


def definitions(kinds: Iterable[str] = KINDS, place: str = PLACE) -> dict[str, Schema]:
    """Return the schema of every type that records of these kinds are made of, by name.

    Args:
        kinds: of which records.
        place: what a reference to a definition begins with.
    """
    waiting: list[Any] = [KINDS[kind] for kind in kinds]
    held: dict[str, Schema] = {}
    while waiting:
        hint = waiting.pop()
        name = name_of(hint)
        if name is not None and name not in held:
            held[name] = _defined(hint, place)
            waiting.extend(_inside(hint))
        elif name is None:
            waiting.extend(_inside(hint))
    return dict(sorted(held.items()))


def name_of(hint: Any) -> str | None:
    """Return the name under which a type is defined; None where it is written out."""
    if get_origin(hint) in (Union, UnionType):
        return _NAMED.get(frozenset(get_args(hint)) - {NoneType})
    if hint in KIND_OF_ID or hint is Code or hint is PlainFacts:
        return str(hint.__name__)
    if isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, StrEnum)):
        return hint.__name__
    return None


def _inside(hint: Any) -> Iterator[Any]:
    """Yield the types a type is made of."""
    if isinstance(hint, type) and is_dataclass(hint):
        yield from hints_of(hint).values()
    else:
        yield from (one for one in get_args(hint) if one not in (NoneType, Ellipsis))


# ---- one type -------------------------------------------------------------------------------


def _of(hint: Any, place: str) -> Schema:
    """Return the schema of a value; a type with a name is referred to."""
    name = name_of(hint)
    return {"$ref": f"{place}{name}"} if name is not None else _written(hint, place)


def _written(hint: Any, place: str) -> Schema:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        options = [_of(one, place) for one in inner if one is not NoneType]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], place)}
    if origin is frozenset:
        return {"type": "array", "items": _of(inner[0], place), "uniqueItems": True}
    return dict(_PLAIN[hint])


def _defined(hint: Any, place: str) -> Schema:
    """Return the schema of a type with a name, described in the words of its docstring."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _object(hint, place)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"description": _words(hint), "type": "string", "enum": list(map(str, hint))}
    name = str(name_of(hint))
    if hint in KIND_OF_ID:
        kind = KIND_OF_ID[hint]
        said = f"The id of one {KINDS[kind].__name__}: {kind}/words-with-hyphens."
        return {"description": said, "type": "string", "pattern": f"^{kind}/{_SLUG}$"}
    told = {"description": _SAID[name]}
    if hint is Code:
        return {**told, "type": "string", "pattern": f"^{_SLUG}$"}
    return {**told, **({"type": "object"} if hint is PlainFacts else _written(hint, place))}


def _object(kind: type[Any], place: str) -> Schema:
    hints = hints_of(kind)
    required = [key_of(f.name) for f in fields(kind) if f.default is MISSING]
    return {
        "description": _words(kind),
        "type": "object",
        "properties": {key_of(f.name): _of(hints[f.name], place) for f in fields(kind)},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _words(kind: type[Any]) -> str:
    """Return a docstring as one reads it: keys as they are written, no line breaks inside."""
    text = re.sub(r"`(\w+?)_`", r"`\1`", cleandoc(kind.__doc__ or ""))
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _offered(known: Iterable[AnyRecord]) -> dict[str, list[str]]:
    """Return what an editor shall offer, by the name of the definition: ids, and codes."""
    records = tuple(known)
    ids: dict[str, list[str]] = {}
    for hint, kind in KIND_OF_ID.items():
        ids[str(name_of(hint))] = sorted(one.id for one in records if kind_of(one.id) == kind)
    concepts = (one for one in records if isinstance(one, InformationConcept))
    ids[str(name_of(Code))] = sorted({entry.code for one in concepts for entry in one.codes})
    return {name: held for name, held in ids.items() if held}
