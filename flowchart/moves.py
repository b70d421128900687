"""The one table of moves: which state leads to which, who may make the move, what it must say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from flowchart import case_events as happened
from flowchart.case_events import By, Move, What
from flowchart.case_kinds import Actor, Audience
from flowchart.states import STATE_TEXT, StepState
from kb.errors import Conflict, NotAllowed, WrongInput
from kb.text import Text

MOVES: Final[dict[StepState, frozenset[StepState]]] = {
    StepState.CANNOT_START: frozenset(),
    StepState.CAN_START: frozenset({StepState.COLLECTING, StepState.SUBMITTED}),
    StepState.COLLECTING: frozenset({StepState.SUBMITTED}),
    StepState.SUBMITTED: frozenset(
        {
            StepState.TO_BE_SUPPLEMENTED,
            StepState.ACCEPTED,
            StepState.ISSUED,
            StepState.REFUSED,
            StepState.WITHDRAWN,
        }
    ),
    StepState.TO_BE_SUPPLEMENTED: frozenset({StepState.SUBMITTED, StepState.WITHDRAWN}),
    StepState.ACCEPTED: frozenset(
        {
            StepState.UNDER_REVIEW,
            StepState.SPECIAL_PROCEDURE,
            StepState.GRANTED,
            StepState.REFUSED,
            StepState.WITHDRAWN,
        }
    ),
    StepState.UNDER_REVIEW: frozenset(
        {
            StepState.SPECIAL_PROCEDURE,
            StepState.GRANTED,
            StepState.REFUSED,
            StepState.WITHDRAWN,
        }
    ),
    StepState.SPECIAL_PROCEDURE: frozenset({StepState.UNDER_REVIEW, StepState.WITHDRAWN}),
    StepState.GRANTED: frozenset({StepState.ISSUED}),
    StepState.REFUSED: frozenset({StepState.COLLECTING}),
    StepState.WITHDRAWN: frozenset({StepState.COLLECTING}),
    StepState.ISSUED: frozenset(),
}
"""The allowed moves; a filing done on the spot goes from submitted straight to issued."""

LONGEST_WAIT: Final = timedelta(days=1096)
"""Three years: a day further away is a slip of the pen."""

_OFFICE: Final = frozenset({Actor.STAFF, Actor.PROGRAM})
_WITH_APPLICANT: Final = _OFFICE | {Actor.APPLICANT}
WHO_MAY: Final[Mapping[tuple[StepState, StepState], frozenset[Actor]]] = MappingProxyType(
    {
        (StepState.CAN_START, StepState.COLLECTING): _WITH_APPLICANT,
        (StepState.GRANTED, StepState.ISSUED): _WITH_APPLICANT,
    }
)
"""The moves that not only the office makes: getting papers together, having got the result."""

_NOT_YOURS: Final = Text(
    zh="这一步由工作人员来改。", en="Staff make this move: ask your companion."
)
_NO_REASON: Final = (
    Text(zh="没有写为什么停。", en="is missing."),
    Text(
        zh="请选：现场查看、听证、专家评审，或其他等待。",
        en="Say why the clock stands still: inspection, hearing, review or another wait.",
    ),
)
_NO_END: Final = (
    Text(zh="没有写到哪一天。", en="is missing."),
    Text(
        zh="请写补材料的最后一天，例如 2026-12-07。",
        en="Write by when the papers are wanted, such as 2026-12-07.",
    ),
)
_NOTHING_MISSING: Final = (
    Text(zh="没有写缺什么。", en="is missing."),
    Text(
        zh="请勾选缺的材料，或用文字写明。",
        en="Tick the papers that are missing, or say in words what is.",
    ),
)


_STAFF: Final = frozenset({Actor.STAFF})
_BOTH: Final = frozenset({Actor.STAFF, Actor.APPLICANT, Actor.PROGRAM})
_DESK: Final = _STAFF | {Actor.HOUSE, Actor.PROGRAM}
WHO_DOES: Final[Mapping[type[What], frozenset[Actor]]] = MappingProxyType(
    {
        happened.Move: _WITH_APPLICANT,  # and the table above
        happened.Undone: _OFFICE,
        happened.Ticked: _BOTH,
        happened.Noted: _DESK | {Actor.EXPERT},
        happened.HandedOver: _STAFF,
        happened.TakenUp: _STAFF,
        happened.Shared: _STAFF,
        happened.Invited: _STAFF,
        happened.Uninvited: _STAFF,
        happened.DeliveryChosen: _BOTH,
        happened.Dispatched: _OFFICE,
        happened.Rated: frozenset({Actor.APPLICANT}),
        happened.FollowedUp: _STAFF,
        happened.Adopted: _BOTH,
        happened.PlanKept: _BOTH,
        happened.CodeIssued: _DESK,
        happened.CodeRevoked: _DESK,
        happened.PinReset: _STAFF,
        happened.Agreed: _BOTH | {Actor.HOUSE},
        happened.Corrected: _STAFF,
        happened.Exported: _DESK,
        happened.Erased: _STAFF | {Actor.HOUSE},
    }
)
"""Who may make which kind of event happen."""


def check_actor(what: What, by: By) -> None:
    """Let an event through that is among those somebody may make happen.

    Raises:
        NotAllowed: it is somebody else's; an expert speaks to the round table alone.
    """
    if by.actor not in WHO_DOES[type(what)]:
        raise NotAllowed(_NOT_YOURS)
    if by.actor is Actor.EXPERT and getattr(what, "audience", None) is not Audience.TABLE:
        raise NotAllowed(_NOT_YOURS)


def who_may(now: StepState, to: StepState) -> frozenset[Actor]:
    """Return who may make a move of the table."""
    return WHO_MAY.get((now, to), _OFFICE)


def may_become(now: StepState, actor: Actor) -> tuple[StepState, ...]:
    """Return what somebody may make of a step, in the order in which states follow each other."""
    return tuple(to for to in StepState if to in MOVES[now] and actor in who_may(now, to))


def check_move(move: Move, actor: Actor) -> None:
    """Let a move through that the table has, by somebody who may make it.

    Raises:
        Conflict: the table has no such move; the message says which it has.
        NotAllowed: it is somebody else's.
    """
    if move.to_state not in MOVES[move.from_state]:
        raise Conflict(_no_move(move.from_state, move.to_state))
    if actor not in who_may(move.from_state, move.to_state):
        raise NotAllowed(_NOT_YOURS)


def check_told(move: Move, today: date, earliest: date) -> None:
    """Let a move through that says what its new state needs.

    A request to supplement names what is missing and until when, once for all (行政许可法
    第三十二条); a clock that stops says why.

    Args:
        move: which.
        today: no move can have happened later.
        earliest: the day of what happened to the step before; nor earlier.

    Raises:
        WrongInput: something is missing, or the days cannot be.
    """
    if not earliest <= move.on <= today:
        raise WrongInput.at("on", *_no_such_day(move.on, earliest, today))
    if move.to_state is StepState.TO_BE_SUPPLEMENTED:
        if not move.missing and move.note is None:
            raise WrongInput.at("missing", *_NOTHING_MISSING)
        if move.until is None:
            raise WrongInput.at("until", *_NO_END)
    if move.to_state is StepState.SPECIAL_PROCEDURE and move.reason is None:
        raise WrongInput.at("reason", *_NO_REASON)
    last = move.on + LONGEST_WAIT
    if move.until is not None and not move.on <= move.until <= last:
        raise WrongInput.at("until", *_no_such_day(move.until, move.on, last))


def _no_such_day(day: date, first: date, last: date) -> tuple[Text, Text]:
    return Text(zh=f"{day} 不行。", en=f"{day} cannot be."), Text(
        zh=f"请写 {first} 到 {last} 之间的一天。", en=f"Write a day from {first} to {last}."
    )


def _no_move(now: StepState, to: StepState) -> Text:
    good = sorted(MOVES[now])
    may = "、".join(STATE_TEXT[one].zh for one in good) or "没有"
    return Text(
        zh=f"“{STATE_TEXT[now].zh}”的一步不能改成“{STATE_TEXT[to].zh}”。可以改成：{may}。",
        en=f"A step that is {now} cannot become {to}. Allowed: {', '.join(good) or 'none'}.",
    )
