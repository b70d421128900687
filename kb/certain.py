"""Conditions that hold whatever is answered: a slip, for they let everybody through.

Only what is certain is said, as in `kb.possible`: a condition always holds where its opposite
never can.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb.criteria import Criterion
from kb.model import InformationConcept
from kb.possible import Found, Said, Steps, about_what, inside, never_negative, sorted_out
from kb.rooms import Key, Records, Room, Span, room_of
from kb.text import Text

_FROM_ZERO: Final = Span(low=(Decimal(0), True))
_TAKE_IT_OUT: Final = Text(
    zh="请改正，或者去掉这个条件。", en="Correct it, or take this condition out."
)


def always_met(criterion: Criterion, records: Records, at: Steps = ()) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each largest part that holds whatever is answered.

    Args:
        criterion: a whole condition; parts of it decide nothing where they always hold.
        records: every record by id.
        at: where the condition stands.
    """
    if _impossible(Said(criterion, True, at), {}, records):
        yield at, _said(criterion), _TAKE_IT_OUT
        return
    for path, child in inside(criterion, at):
        yield from always_met(child, records, path)


def _impossible(said: Said, around: dict[Key, Room], records: Records) -> bool:
    """Say whether a condition can surely never be met beside what is left of the facts around."""
    left = dict(around)
    leaves, choices = sorted_out(said)
    if any(_shuts_out(one, left, records) for one in leaves):
        return True
    return any(
        bool(branches) and all(_impossible(one, left, records) for one in branches)
        for branches in choices
    )


def _shuts_out(said: Said, left: dict[Key, Room], records: Records) -> bool:
    """Take a leaf in; say whether nothing is left of its fact."""
    held = room_of(said.leaf, said.negated, records)
    if held is None:
        return False
    key, room = held
    before = left.get(key) or _from_the_start(said.leaf, room, records)
    left[key] = room if before is None else before.met(room)
    return left[key].is_empty


def _from_the_start(leaf: Any, room: Room, records: Records) -> Room | None:
    """Return what a fact can be at all: a count, and most numbers, are not below zero."""
    if not isinstance(room, Span) or room.kinds != {Decimal}:
        return None
    concept = records.get(getattr(leaf, "fact", ""))
    asked = isinstance(concept, InformationConcept) and never_negative(concept)
    return _FROM_ZERO if asked or isinstance(leaf, form.Count) else None


def _said(criterion: Criterion) -> Text:
    if isinstance(criterion, form.All | form.AnyOf | form.Not):
        return Text(
            zh="不管怎么回答都成立，等于没有写条件。",
            en="holds whatever is answered, so it decides nothing.",
        )
    one, about = Said(criterion, False, ()).written, about_what(criterion)
    return Text(
        zh=f"{about} 的 {one} 不管怎么回答都成立，等于没有写。",
        en=f"{one} of {about} holds whatever is answered, so it decides nothing.",
    )
