"""Plain values → records; the shape gate.

The same frozen dataclasses are read from YAML, from the ledger's JSON and from HTTP. Every
problem of a record is reported at once, with its path and line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast

from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError

from kb.errors import BadRecords, Problem, did_you_mean
from kb.fields import key_of
from kb.ids import is_id, kind_of
from kb.model import KINDS, AnyRecord
from kb.scalars import Refused, is_no_group, is_not, with_signs_of_ids
from kb.structuring import CONVERTER, Placed, no_such_key
from kb.text import Text, listed
from kb.yaml_text import Path, YamlText, place_of

T = TypeVar("T")


def record_from(value: object, file: str, text: YamlText | None = None, at: Path = ()) -> AnyRecord:
    """Return the record that a plain value describes.

    Args:
        value: a mapping with an `id`.
        file: named in every problem.
        text: gives the lines, where the value came from a file.
        at: the path of the record inside that file.

    Raises:
        BadRecords: with one Problem for everything that does not fit.
    """
    try:
        kind = _kind(value)
        return CONVERTER.structure(value, kind)
    except Exception as error:
        raise BadRecords(list(_problems(error, at, file, text))) from None


def value_from(value: object, kind: type[T], place: str, text: YamlText | None = None) -> T:
    """Return any of our types from a plain value; problems are placed under `place`.

    Args:
        value: what it is read from.
        kind: one of our types.
        place: a file, or what a reader calls it.
        text: gives the lines, where the value came from a file.

    Raises:
        BadRecords: with one Problem for everything that does not fit.
    """
    try:
        return CONVERTER.structure(value, kind)
    except Exception as error:
        raise BadRecords(list(_problems(error, (), place, text))) from None


def _kind(value: object) -> type[AnyRecord]:
    if not isinstance(value, Mapping):
        remedy = Text(zh="请从 id: 和 title: 写起。", en="Begin with id: and title:.")
        raise is_no_group(value, Text(zh="一条记录", en="a record"), remedy)
    record_id = value.get("id")
    if isinstance(record_id, str) and is_id(record_id) and kind_of(record_id) in KINDS:
        return KINDS[kind_of(record_id)]
    kinds = listed(f"{kind}/…" for kind in KINDS)
    remedy = with_signs_of_ids(
        Text(zh=f"请写成其中一种：{kinds.zh}。", en=f"Write one of {kinds.en}."), record_id
    )
    if record_id is None:
        raise Placed("id", Refused(_MISSING, remedy))
    raise Placed("id", is_not(record_id, Text(zh="编号", en="an id"), remedy))


_MISSING = Text(zh="没有写。", en="is missing.")


def _problems(
    error: BaseException, path: Path, file: str, text: YamlText | None
) -> Iterator[Problem]:
    if isinstance(error, Placed):
        yield from _problems(error.error, (*path, error.key), file, text)
    elif isinstance(error, ClassValidationError | IterableValidationError | ExceptionGroup):
        for inner in error.exceptions:
            yield from _problems(inner, (*path, *_steps(inner)), file, text)
    else:
        for at, problem, remedy in _described(error, path):
            yield Problem(
                file=file, line=_line(at, text), place=place_of(at), problem=problem, remedy=remedy
            )


def _steps(error: BaseException) -> Path:
    for note in getattr(error, "__notes__", ()):
        name = getattr(note, "name", None)
        if name is not None:
            return (key_of(name),)
        key = getattr(note, "index", None)
        if isinstance(key, str):  # the key of a mapping
            return (key,)
    return ()


def _described(error: BaseException, path: Path) -> Iterator[tuple[Path, Text, Text | None]]:
    if isinstance(error, Refused):
        yield path, error.problem, error.remedy
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [key_of(f.name) for f in fields(cast(Any, error.cl))]
        for key in sorted(error.extra_fields):
            near = difflib.get_close_matches(key, known, n=1)
            yield (*path, key), no_such_key(key), did_you_mean(near) if near else _known(known)
    elif isinstance(error, KeyError):
        missing = (*path[:-1], key_of(str(error.args[0])))
        yield missing, _MISSING, Text(zh="请补上。", en="Add it.")
    else:
        yield path, Text(zh=f"读不懂：{error}。", en=f"cannot be read: {error}."), None


def _known(keys: Iterable[str]) -> Text:
    known = listed(keys)
    return Text(zh=f"可以写的字段：{known.zh}。", en=f"Known keys: {known.en}.")


def _line(path: Path, text: YamlText | None) -> int | None:
    if text is None:
        return None
    for end in range(len(path), -1, -1):
        if path[:end] in text.lines:
            return text.lines[path[:end]]
    return None
