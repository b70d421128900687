"""Whether `seen` and `confirm` name real fields, each in one of the two, with a source to show."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin

from kb.codec import shapes
from kb.errors import did_you_mean, write_one_of
from kb.model import AnyRecord, Record
from kb.text import Phrases, Text

Found = tuple[tuple[str | int, ...], Text, Text]

_OWN = frozenset({"seen", "confirm", "checked_on"})
"""What is said about a record and not by it."""


_NO_SOURCE = (
    Text(
        zh="标为已在来源中读到，但这条记录没有写来源。",
        en="is marked as read in a source but the record names none.",
    ),
    Text(
        zh="请加上 sources，或把这些字段移到 confirm。",
        en="Add sources or move the fields to confirm.",
    ),
)
_KEEP_ONE = Text(
    zh="在来源里读到的，请留在 seen；没有读到的，请留在 confirm。",
    en="Keep it in seen if it was read in a source, else in confirm.",
)


def marks(record: AnyRecord) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each mark that cannot be right."""
    if record.seen and not record.sources:
        yield ("seen",), *_NO_SOURCE
    for key, named in (("seen", record.seen), ("confirm", record.confirm)):
        for dotted in sorted(named):
            yield from _unknown(record, key, dotted)
    for dotted in sorted(record.seen & record.confirm):
        said = Text(
            zh=f"{dotted} 同时写在 seen 和 confirm 里。",
            en=f"{dotted} stands in seen and in confirm.",
        )
        yield ("confirm",), said, _KEEP_ONE


def _unknown(record: AnyRecord, key: str, dotted: str) -> Iterator[Found]:
    """Yield the first step of a dotted path that is no field."""
    kinds: tuple[Any, ...] = (type(record),)
    walked: list[str] = []
    for step in dotted.split("."):
        known = _keys(kinds)
        if not known:
            return
        if step not in known:
            near = difflib.get_close_matches(step, known, n=1)
            right = [".".join((*walked, one)) for one in near]
            remedy = did_you_mean(right) if right else write_one_of(sorted(known))
            yield (key,), _no_field(dotted, step, ".".join(walked)), remedy
            return
        walked.append(step)
        kinds = known[step]


def _no_field(dotted: str, step: str, inside: str) -> Text:
    where = Text(zh=f"{inside} 里", en=f" in {inside}") if inside else Text(zh="这里", en="")
    return Text(
        zh=f"{dotted} 对不上这条记录的字段：{where.zh}没有 {step}。",
        en=f"{dotted} names no field of this record: there is no {step}{where.en}.",
    )


def _keys(kinds: tuple[Any, ...]) -> dict[str, tuple[Any, ...]]:
    """Return the steps that may follow, each with the types it leads to; none where all may.

    Of parts that can be written in several ways (conditions) any path is taken.
    """
    if len(kinds) != 1 or not is_dataclass(kinds[0]):
        return {}
    kind: Any = kinds[0]
    if issubclass(kind, Text | Phrases):
        return dict.fromkeys(("zh", "en"), ())
    hidden = _OWN if issubclass(kind, Record) else frozenset()
    return {s.key: _inner(s.options) for s in shapes(kind) if s.key not in hidden}


def _inner(options: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the types of a field; a list leads anywhere, for its steps are positions."""
    return () if any(get_origin(o) and get_args(o) for o in options) else options
