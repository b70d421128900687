"""What an applicant still has to bring, and what not any more: by the steps that still want it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from api.phone_now import ID_CARD, Doing
from api.views import MaterialView
from flowchart.case import DONE
from flowchart.listing import Row
from flowchart.needs import MaterialStanding
from flowchart.states import StepState

_NOT_HANDED_IN: Final = frozenset(
    {
        StepState.CANNOT_START,
        StepState.CAN_START,
        StepState.COLLECTING,
        StepState.REFUSED,
        StepState.WITHDRAWN,
    }
)
_GROUPS: Final = {
    MaterialStanding.RETRIEVABLE: "maybe",
    MaterialStanding.ISSUED: "issued",
    MaterialStanding.PRE_FILLED: "filled",
    MaterialStanding.HELD: "held",
    MaterialStanding.DEFERRED: "later",
    MaterialStanding.REPLACED: "promised",
}
Found = tuple[MaterialView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The papers of a case, each with the steps that still want it.

    Attributes:
        now: to bring for what waits for the applicant.
        after: to bring for later steps.
        held: what the applicant has already, also because a step has issued it.
        maybe: the window may be able to fetch it.
        later: may follow after handing in.
        promised: a promise stands for it.
        issued: a step will issue it.
        filled: filled in for the applicant.
        used: no step wants it any more.
    """

    now: Found = ()
    after: Found = ()
    held: Found = ()
    maybe: Found = ()
    later: Found = ()
    promised: Found = ()
    issued: Found = ()
    filled: Found = ()
    used: Found = ()

    @property
    def to_bring(self) -> int:
        """Return how many there are still to bring."""
        return len(self.now) + len(self.after)

    @property
    def to_confirm(self) -> bool:
        """Say whether one that is wanted has to be confirmed at the window."""
        shown = (*self.now, *self.after, *self.held, *self.maybe, *self.later, *self.issued)
        return any(one.to_confirm for one in shown)


def papers(
    materials: Iterable[MaterialView], rows: Sequence[Row], doing: Iterable[Doing]
) -> Papers:
    """Return the papers of a case by what the applicant has to do with them.

    A paper of a step that was handed in or is done is not wanted again, but where it was asked for.

    Args:
        materials: of the plan.
        rows: its steps with their states.
        doing: what waits for the applicant.
    """
    doing = tuple(doing)
    at_hand = {one.row.number for one in doing}
    wanted = {(paper, one.row.number) for one in doing for paper in one.missing}
    done = {row.number for row in rows if row.state in DONE}
    held: dict[str, list[MaterialView]] = defaultdict(list)
    for one in materials:
        if one.id != ID_CARD:
            left = replace(one, steps=_steps_left(one, rows, wanted))
            held[_group(left, at_hand, done)].append(left)
    return Papers(**{name: tuple(found) for name, found in held.items()})


def _steps_left(
    one: MaterialView, rows: Sequence[Row], wanted: Collection[tuple[str, int]]
) -> tuple[int, ...]:
    """Return the steps that still want a paper; bundles are left out beside the steps in them."""
    asked = [row for row in rows if row.number in one.steps]
    single = [row for row in asked if not row.wrapper] or asked
    return tuple(
        row.number
        for row in single
        if row.state in _NOT_HANDED_IN or (one.id, row.number) in wanted
    )


def _group(one: MaterialView, at_hand: Collection[int], done: Collection[int]) -> str:
    if not one.steps:
        return "used"
    if one.standing is MaterialStanding.BRING:
        return "now" if set(one.steps) & set(at_hand) else "after"
    if one.standing is MaterialStanding.ISSUED and one.issued_by_step in done:
        return "held"
    return _GROUPS[one.standing]
