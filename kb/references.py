"""Which ids a record names, and where: for dangling ids, dependencies and the cycle check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin

from kb.codec import Shape, shapes
from kb.ids import KIND_OF_ID

Path = tuple[str | int, ...]


def references(record: Any) -> Iterator[tuple[Path, str]]:
    """Yield every id a record (or a part of one) names, with its path; its own id is left out.

    Ids of a set share the path of the set, for a set does not keep the order of the file.
    """
    yield from _inside(record, ())


def reachable(part: Any, held: Mapping[Any, Any]) -> frozenset[str]:
    """Return every id that a record or a part of one names, and that those name in turn.

    Args:
        part: where one begins.
        held: records by id. It takes some milliseconds where a part leads to hundreds of them.
    """
    asked, found = [part], set[str]()
    while asked:
        new = {named for _, named in references(asked.pop())} - found
        found |= new
        asked += [held[named] for named in new if named in held]
    return frozenset(found)


def lacking(record: Any, held: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return the ids that are not held of those a record names, and of those that these name."""
    return tuple(sorted(one for one in reachable(record, held) if one not in held))


def _inside(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    kind: Any = type(value)
    for shape in _leading(kind):
        held = getattr(value, shape.name)
        if held is not None and held != shape.default:
            yield from _field(held, shape, (*path, shape.key))


@cache
def _leading(kind: Any) -> tuple[Shape, ...]:
    """Return the fields of a class that can lead to an id; most hold words and figures alone."""
    return tuple(shape for shape in shapes(kind) if _leads(shape.hint, frozenset()))


def _leads(hint: Any, around: frozenset[Any]) -> bool:
    if hint in KIND_OF_ID or hint in around:  # conditions stand in conditions
        return True
    if is_dataclass(hint):
        inner = around | {hint}
        return any(_leads(shape.hint, inner) for shape in shapes(cast(type, hint)))
    return any(_leads(one, around) for one in get_args(hint))


def _field(held: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if is_dataclass(held):
        yield from _inside(held, path)
        return
    is_id = _names_ids(shape.hint)
    if isinstance(held, str) and is_id:
        yield path, held
    elif isinstance(held, frozenset):
        yield from ((path, each) for each in sorted(held) if is_id)
    elif isinstance(held, tuple):
        for i, item in enumerate(held):
            yield from _item(item, is_id, (*path, i))


def _item(item: Any, is_id: bool, path: Path) -> Iterator[tuple[Path, str]]:
    if is_dataclass(item):
        yield from _inside(item, path)
    elif isinstance(item, frozenset):
        yield from ((path, each) for each in sorted(item))
    elif is_id and isinstance(item, str):
        yield path, item


@cache
def _names_ids(hint: Any) -> bool:
    if get_origin(hint) in (tuple, frozenset, Union, UnionType):
        return any(_names_ids(inner) for inner in get_args(hint))
    return hint in KIND_OF_ID
