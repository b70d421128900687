"""What is said of a notice on its way out: how far it is, why it did not leave, what is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from flowchart.notices import Topic
from flowchart.private import Channel
from kb.errors import CompanionError
from kb.text import Text


class Failure(StrEnum):
    """Why a notice could not be sent, as far as one may say without naming an address."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    NOT_SECURE = "not-secure"
    SIGN_IN = "sign-in"
    REFUSED = "refused"
    ADDRESS = "address"
    NOT_ALLOWED = "not-allowed"
    REDIRECTED = "redirected"
    NO_CONTACT = "no-contact"
    NOT_WANTED = "not-wanted"
    NO_CHANNEL = "no-channel"
    CUT_OFF = "cut-off"


FAILURE_TEXT: Final[dict[Failure, Text]] = {
    Failure.UNREACHABLE: Text(
        zh="发送的服务器连不上", en="the server that sends cannot be reached"
    ),
    Failure.TIMED_OUT: Text(zh="发送的服务器太久没有回应", en="the server took too long"),
    Failure.NOT_SECURE: Text(
        zh="跟发送的服务器建立不了加密连接", en="there is no secure connection to the server"
    ),
    Failure.SIGN_IN: Text(
        zh="发送的服务器不认我们的账号", en="the server does not take our name and secret"
    ),
    Failure.REFUSED: Text(zh="发送的服务器没有接收", en="the server did not take it"),
    Failure.ADDRESS: Text(
        zh="这个地址收不到，请跟申请人核对", en="the address does not work: ask the applicant"
    ),
    Failure.NOT_ALLOWED: Text(
        zh="设置里不允许发到那个服务器", en="the settings do not allow that server"
    ),
    Failure.REDIRECTED: Text(
        zh="那个服务器要转到别处，没有跟去", en="the server points elsewhere; we did not follow"
    ),
    Failure.NO_CONTACT: Text(zh="联系方式已经删了", en="the address was taken away"),
    Failure.NOT_WANTED: Text(zh="申请人不再要通知", en="the applicant wants no notices any more"),
    Failure.NO_CHANNEL: Text(zh="这种发送方式已经关了", en="this way of sending is switched off"),
    Failure.CUT_OFF: Text(zh="发到一半断了", en="it was cut off while being sent"),
}

LASTING: Final = frozenset({Failure.ADDRESS, Failure.NO_CONTACT, Failure.NOT_WANTED})
"""Trying again does not help."""


class NotSent(CompanionError):
    """A notice could not be sent; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(FAILURE_TEXT[failure])
        self.failure = failure


class Stage(StrEnum):
    """How far a notice is."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"


STAGE_TEXT: Final[dict[Stage, Text]] = {
    Stage.WAITING: Text(zh="等着发", en="waiting to be sent"),
    Stage.SENT: Text(zh="已发出", en="sent"),
    Stage.GIVEN_UP: Text(zh="没发成，不再试", en="given up"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one notice of a case is, for the desk; no address.

    `next_at` is when it is tried next, `at` when it was sent or given up, `problem` what went
    wrong the last time, in words.
    """

    id: str
    channel: Channel
    topic: Topic
    stage: Stage
    made_at: datetime
    tries: int
    next_at: datetime | None = None
    at: datetime | None = None
    problem: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A notice somebody has leased to send it.

    `number` is the case's, `to` the address as it is now, `day` what the notice speaks of.
    """

    id: str
    case_id: str
    number: str
    channel: Channel
    topic: Topic
    to: str
    made_at: datetime
    tries: int
    day: date | None = None


def standing_of(row: Any) -> Standing:
    """Return how far the notice of a row of the table is."""
    stage = Stage.SENT if row.sent_at else Stage.GIVEN_UP if row.given_up_at else Stage.WAITING
    return Standing(
        id=row.id,
        channel=Channel(row.channel),
        topic=Topic(row.topic),
        stage=stage,
        made_at=row.made_at,
        tries=row.tries,
        next_at=row.next_at,
        at=row.sent_at or row.given_up_at,
        problem=FAILURE_TEXT[Failure(row.problem)] if row.problem else None,
    )
