"""Whether `seen` and `confirm` name real fields, each in one of the two, with a source to show."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin

from kb.codec import shapes
from kb.model import AnyRecord, Record
from kb.text import Phrases, Text

Found = tuple[tuple[str | int, ...], str, str]

_OWN = frozenset({"seen", "confirm", "checked_on"})
"""What is said about a record and not by it."""


def marks(record: AnyRecord) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each mark that cannot be right."""
    if record.seen and not record.sources:
        yield (
            ("seen",),
            "is marked as read in a source but the record names none.",
            "Add sources or move the fields to confirm.",
        )
    for key, named in (("seen", record.seen), ("confirm", record.confirm)):
        for dotted in sorted(named):
            yield from _unknown(record, key, dotted)
    for dotted in sorted(record.seen & record.confirm):
        said = f"{dotted} stands in seen and in confirm."
        yield ("confirm",), said, "Keep it in seen if it was read in a source, else in confirm."


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
            right = ".".join((*walked, near[0])) if near else ""
            fields = f"Write one of: {', '.join(sorted(known))}."
            where = f" in {'.'.join(walked)}" if walked else ""
            yield (
                (key,),
                f"{dotted} names no field of this record: there is no {step}{where}.",
                f"Did you mean {right}?" if near else fields,
            )
            return
        walked.append(step)
        kinds = known[step]


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
