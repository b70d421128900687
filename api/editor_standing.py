"""How well each field is known, in the editor: read in a source, to be confirmed, or not said.

A field that was changed is no longer read in a source: the mark is taken back, unless the officer
says so anew. A mark therefore carries the print of the value it was set for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.editor_shape import keys_of
from api.editor_state import Branch, branch, value
from kb.errors import WrongInput
from kb.model import AnyRecord
from kb.reading import value_from
from kb.writing import plain, to_json

SEEN: Final = "seen"
CONFIRM: Final = "confirm"
_DOT: Final = "~"
"""Stands for the dot of a part's path, for dots lead from branch to branch in a form."""
_WITHOUT: Final = frozenset({"sources", "checked_on", "notation", "examples", "phrases"})
"""What is not read in a source, but says where or when something was."""
_PARTS: Final = {"valid": ("valid.from", "valid.to"), "in_force": ("in_force.from", "in_force.to")}
"""Parts that are often known by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The standing of one field or part: `print` is that of the value it was set for."""

    path: str
    how: str
    print: str

    @property
    def name(self) -> str:
        """Return the name of its controls."""
        return f"standing.{self.path.replace('.', _DOT)}"


def print_of(values: Mapping[str, Any], path: str) -> str:
    """Return the print of what stands at a dotted path; "" where nothing does."""
    held: Any = values
    for step in path.split("."):
        if isinstance(held, Mapping):
            held = held.get(step)
        elif isinstance(held, list | tuple) and step.isdecimal() and int(step) < len(held):
            held = held[int(step)]
        else:
            held = None
    if held is None:
        return ""
    return hashlib.sha256(to_json(held).encode()).hexdigest()[:16]


def canonical(values: Mapping[str, Any], kind: type) -> dict[str, Any]:
    """Return plain values as they would be written, so that the same thing has the same print.

    What does not fit its field yet stays as it is; it was changed, whatever it says.
    """
    return {
        key: _canonical(values[key], hint) for key, hint in keys_of(kind).items() if key in values
    }


def _canonical(held: Any, hint: Any) -> Any:
    try:
        return plain(value_from(held, hint, ""))
    except WrongInput:
        return held


def standing_of(record: AnyRecord) -> Branch:
    """Return the marks of a record as they stand in its form."""
    values = plain(record)
    out: Branch = {}
    for how, named in ((SEEN, record.seen), (CONFIRM, record.confirm)):
        for path in sorted(named):
            out[path.replace(".", _DOT)] = {"how": [how], "print": [print_of(values, path)]}
    return out


def marks(tree: Branch, kind: type, values: Mapping[str, Any]) -> dict[str, list[Mark]]:
    """Return the marks of every field that can have one, the field's own first, then its parts'.

    Args:
        tree: the whole form.
        kind: the class of the record.
        values: its canonical values as they were read.
    """
    held = branch(tree, "standing")
    out: dict[str, list[Mark]] = {}
    for key in keys_of(kind):
        named = [path.replace(_DOT, ".") for path in held]
        parts = [path for path in named if path.startswith(f"{key}.")]
        shown = key not in _WITHOUT or key in named or bool(parts)
        paths = dict.fromkeys((key, *_PARTS.get(key, ()), *sorted(parts)))
        if shown:
            out[key] = [_mark(held, path, values) for path in paths]
    return out


def _mark(held: Branch, path: str, values: Mapping[str, Any]) -> Mark:
    """Return a mark; one that was set for another value is none any more."""
    name = path.replace(".", _DOT)
    how, of, now = value(held, name, "how"), value(held, name, "print"), print_of(values, path)
    if how == SEEN and of and of != now:
        how = ""
    return Mark(path=path, how=how, print=now)


def taken_back(tree: Branch, values: Mapping[str, Any]) -> list[str]:
    """Return the paths whose mark was set for another value than the one that stands there now."""
    held = branch(tree, "standing")
    return [
        name.replace(_DOT, ".")
        for name in held
        if value(held, name, "how") == SEEN
        and value(held, name, "print") not in ("", print_of(values, name.replace(_DOT, ".")))
    ]


def standing_values(found: Mapping[str, Iterable[Mark]]) -> dict[str, list[str]]:
    """Return `seen` and `confirm` as plain values of a record; an empty one is left out."""
    every = [mark for some in found.values() for mark in some]
    out = {how: sorted(mark.path for mark in every if mark.how == how) for how in (SEEN, CONFIRM)}
    return {how: paths for how, paths in out.items() if paths}


def mark_all(tree: Branch, kind: type, values: Mapping[str, Any]) -> None:
    """Mark every field that says something as read in a source, where nothing else is said of it.

    This is what an officer presses who typed the whole record from the notice.
    """
    standing = tree.setdefault("standing", {})
    for key in keys_of(kind):
        if key in values and key not in _WITHOUT and not value(standing, key, "how"):
            standing[key] = {"how": [SEEN], "print": [print_of(values, key)]}
