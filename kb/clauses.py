"""Parts of a record that can be taken out while the rest stands, and records that name others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from kb.errors import BadRecords, WrongInput
from kb.model import AnyRecord, Policy
from kb.reading import record_from
from kb.references import references
from kb.text import Text
from kb.writing import plain

Path = Sequence[str | int]
_KEPT = ("id", "title")
_NO_CLAUSE = (
    Text(zh="这条记录没有这一部分。", en="is no part of this record."),
    Text(zh="请从记录里选一个部分。", en="Choose a part the record has."),
)
_NOT_WITHOUT = Text(
    zh="去掉以后，其余的内容就不完整了。", en="is needed by the rest of the record."
)


def named(path: Path) -> str:
    """Return a path as it is written.

    >>> named(("windows", 1))
    'windows.1'
    """
    return ".".join(map(str, path))


def without(record: AnyRecord, path: Path) -> AnyRecord:
    """Return a record without one of its parts; a list that is empty then goes with it.

    Args:
        record: the whole.
        path: to a field, or to one of the things in a list.

    Raises:
        WrongInput: there is no such part, or the record cannot do without it.
    """
    if not path or path[0] in _KEPT:
        raise WrongInput.at(named(path), *_NO_CLAUSE)
    held = deepcopy(plain(record))
    _cut(held, path, path)
    try:
        return record_from(held, record.id)
    except BadRecords as error:
        raise WrongInput.at(named(path), _NOT_WITHOUT, error.problems[0].problem) from None


def _cut(held: Any, path: Path, whole: Path) -> None:
    step, rest = path[0], path[1:]
    there = isinstance(held, list) and isinstance(step, int) and 0 <= step < len(held)
    if not there and not (isinstance(held, dict) and step in held):
        raise WrongInput.at(named(whole), *_NO_CLAUSE)
    if rest:
        _cut(held[step], rest, whole)
        if held[step] in ([], {}):
            del held[step]
    else:
        del held[step]


def policies_with(record_id: str, base: Mapping[str, AnyRecord]) -> set[str]:
    """Return a record with the policies that name it, those that name them, and so on."""
    found = {record_id}
    while more := {
        one.id for one in naming(found, base) if isinstance(one, Policy) and one.id not in found
    }:
        found |= more
    return found


def naming(gone: Collection[str], base: Mapping[str, AnyRecord]) -> list[AnyRecord]:
    """Return the records that name one of those that are to go."""
    return [
        record
        for record in base.values()
        if any(target in gone for _, target in references(record))
    ]
