"""Everything that can happen to a case, as values; a case is what its standing events make of it.

Events name people by id, steps and papers by the ids of their records, and texts by the number of
the note they stand in. So the log holds nothing personal and can stay when a person is erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flowchart.case_kinds import (
    Actor,
    Audience,
    Basis,
    Cause,
    Delivery,
    Grade,
    Purpose,
)
from flowchart.states import StepState
from kb.ids import EvidenceId, OrganisationId, ServiceId
from kb.kinds import StageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step took another state. 流转.

    Attributes:
        on: the day it really happened; it may be told later.
        missing: to be supplemented: the papers that are missing; `until` by when they are wanted.
        reason: under special procedure: why the clock stands still; `until` when it may go on.
        note: the note that says more, or says it in words.
    """

    step: ServiceId
    from_state: StepState
    to_state: StepState
    on: date
    missing: frozenset[EvidenceId] = frozenset()
    until: date | None = None
    reason: StageKind | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """An earlier event is taken back; the log keeps both."""

    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A paper is there, or is not after all; each side ticks for itself."""

    evidence: EvidenceId
    there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A note was written; `step` is what it is about, if about one."""

    note: str
    audience: Audience
    step: ServiceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The case goes to another companion, or another centre; nobody has taken it up there yet."""

    from_centre: OrganisationId
    to_centre: OrganisationId
    to_companion: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """A companion looks after the case from now on."""

    companion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Another centre may look at the case and write notes, or may not any more."""

    centre: OrganisationId
    looks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An expert of a department may read and comment until the end of a day."""

    invitation: str
    department: OrganisationId
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninvited:
    """An invitation ended before its time."""

    invitation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryChosen:
    """How the result of a step shall reach the applicant; an address stands apart."""

    step: ServiceId
    how: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """The result of a step is on its way, or lies ready; a note names carrier and number."""

    step: ServiceId
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The applicant said how well it went; `note` is what they wrote."""

    grade: Grade
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """Somebody asked about a bad rating; `settled` says whether it was put right."""

    settled: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """The case follows a new plan: the version of it, and the generation it was made with."""

    version: int
    cause: Cause
    generation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanKept:
    """The plan stays although the rules changed with a generation."""

    generation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued:
    """A code was handed out; only its short mark stands here."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRevoked:
    """A code shows nothing any more."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinReset:
    """A code got a new PIN and five new tries."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """On what the use of data for a purpose rests; without `given` consent was taken back."""

    purpose: Purpose
    basis: Basis
    given: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A name or a contact was put right; what it was and is stands in neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The applicant was given a copy of everything held about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Name, notes, facts, plan and codes are gone; the log alone is left."""


What = (
    Move
    | Undone
    | Ticked
    | Noted
    | HandedOver
    | TakenUp
    | Shared
    | Invited
    | Uninvited
    | DeliveryChosen
    | Dispatched
    | Rated
    | FollowedUp
    | Adopted
    | PlanKept
    | CodeIssued
    | CodeRevoked
    | PinReset
    | Agreed
    | Corrected
    | Exported
    | Erased
)

KINDS: Final[dict[str, type[What]]] = {
    "move": Move,
    "undone": Undone,
    "ticked": Ticked,
    "noted": Noted,
    "handed-over": HandedOver,
    "taken-up": TakenUp,
    "shared": Shared,
    "invited": Invited,
    "uninvited": Uninvited,
    "delivery-chosen": DeliveryChosen,
    "dispatched": Dispatched,
    "rated": Rated,
    "followed-up": FollowedUp,
    "adopted": Adopted,
    "plan-kept": PlanKept,
    "code-issued": CodeIssued,
    "code-revoked": CodeRevoked,
    "pin-reset": PinReset,
    "agreed": Agreed,
    "corrected": Corrected,
    "exported": Exported,
    "erased": Erased,
}
"""The word each kind has in the database, in `/v1` and in the language files."""

PLAN_ITSELF: Final = "plan"
COMPANION: Final = "companion"

KIND_OF: Final = {kind: word for word, kind in KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who did it: an account's, a key's or an invitation's id; of the applicant the code's mark."""

    actor: Actor
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One entry of the log. 办件日志.

    `seal` vouches for this entry and, through the seal before it, for all earlier ones.
    """

    sequence: int
    what: What
    by: By
    at: datetime
    seal: str = ""

    @property
    def kind(self) -> str:
        """Return the word for what happened."""
        return KIND_OF[type(self.what)]


def standing(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Return the events that were not taken back, without those that take back; oldest first."""
    kept = list(events)
    gone = {event.what.event for event in kept if isinstance(event.what, Undone)}
    return [e for e in kept if e.sequence not in gone and not isinstance(e.what, Undone)]


def subject(what: What) -> str:
    """Return what an event is about, so that two of one subject at once are told of each other.

    A step for what moves it, `plan` for what changes all steps, else nothing: notes and ticks of
    two people stand beside each other.
    """
    match what:
        case Move(step=step):
            return step
        case Adopted() | PlanKept() | Erased():
            return PLAN_ITSELF
        case HandedOver() | TakenUp():
            return COMPANION
    return ""
