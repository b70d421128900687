"""Which changes of a layer were written over a record that has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kb.layer_notes import Layer
from kb.layers import laid_over
from kb.model import AnyRecord
from kb.removals import Held
from kb.writing import to_json

_MARK: Final = 12


class BaseStanding(StrEnum):
    """How a folder's note stands to what lies beneath."""

    CHANGED = "changed"
    NOT_NOTED = "not_noted"
    NOTHING_BENEATH = "nothing_beneath"
    NOT_CHANGED_HERE = "not_changed_here"
    NOTHING_TO_REMOVE = "nothing_to_remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseNote:
    """Something an officer should look at: the mark that was `noted`, and the one that is so `now`.

    Without a note, or without a record beneath, the mark is missing.
    """

    layer: str
    id: str
    standing: BaseStanding
    noted: str | None = None
    now: str | None = None


def mark_of(record: AnyRecord) -> str:
    """Return what changes with every word of a record: the first digits of its digest."""
    return hashlib.sha256(to_json(record).encode()).hexdigest()[:_MARK]


def changed_bases(layers: Iterable[Layer]) -> tuple[BaseNote, ...]:
    """Return what to look at where something beneath has changed since a layer was written."""
    held: Held = {}
    found: list[BaseNote] = []
    for layer in layers:
        found.extend(_bases(layer, held))
        held = laid_over(held, layer, [])
    return tuple(found)


def _bases(layer: Layer, held: Held) -> Iterator[BaseNote]:
    mine = set(layer.ids)
    for one in sorted(mine | layer.note.over.keys()):
        now = mark_of(held[one].record) if one in held else None
        noted = layer.note.over.get(one)
        standing = _base_standing(one in mine, noted, now)
        if standing is not None:
            yield BaseNote(layer=layer.name, id=one, standing=standing, noted=noted, now=now)
    for one in sorted(set(layer.note.removes) - held.keys()):
        yield BaseNote(layer=layer.name, id=one, standing=BaseStanding.NOTHING_TO_REMOVE)


def _base_standing(mine: bool, noted: str | None, now: str | None) -> BaseStanding | None:
    """Return what is worth saying of one id; nothing where note and record agree."""
    if not mine:
        return BaseStanding.NOT_CHANGED_HERE
    if now is None:
        return None if noted is None else BaseStanding.NOTHING_BENEATH
    if noted is None:
        return BaseStanding.NOT_NOTED
    return None if noted == now else BaseStanding.CHANGED
