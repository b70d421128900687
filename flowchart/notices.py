"""What is news for the applicant: on their page in full, and so much of it as may leave the house.

A page shows what happened, by step. An e-mail or a message passes through other hands: it says the
number of the case, what kind of news there is, perhaps by which day; no name, no step, no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final

from flowchart.case import Case
from flowchart.case_days import CaseDay
from flowchart.case_events import (
    Adopted,
    CaseEvent,
    Dispatched,
    FollowedUp,
    HandedOver,
    Move,
    Noted,
    PlanKept,
    Rated,
    Shared,
    Undone,
)
from flowchart.case_kinds import Actor, Audience
from flowchart.event_words import event_text
from flowchart.reminders import Reminder, due, left_text
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.catalogue import Catalogue
from kb.text import Text
from matcher.figure_words import both, day_text

_SHANGHAI: Final = timezone(timedelta(hours=8))
_MORNING: Final = time(8)


class Topic(StrEnum):
    """What kind of news it is."""

    STEP = "step"
    SUPPLEMENT = "supplement"
    CLOCK_STOPPED = "clock-stopped"
    CLOCK_GOES_ON = "clock-goes-on"
    REFUSED = "refused"
    READY = "ready"
    PLAN = "plan"
    RULES = "rules"
    NOTE = "note"
    HANDED_OVER = "handed-over"
    SHARED = "shared"
    FOLLOWED_UP = "followed-up"
    CORRECTED = "corrected"
    REMINDER = "reminder"
    RATE = "rate"


SAID: Final[dict[Topic, Text]] = {
    Topic.STEP: Text(zh="有一步有了新进展", en="one step has moved on"),
    Topic.SUPPLEMENT: Text(zh="有一步要补材料", en="one step needs more papers"),
    Topic.CLOCK_STOPPED: Text(zh="有一步的天数先停一停", en="the clock of one step stands still"),
    Topic.CLOCK_GOES_ON: Text(zh="有一步的天数接着算了", en="the clock of one step goes on"),
    Topic.REFUSED: Text(zh="有一步有了结果", en="one step was decided"),
    Topic.READY: Text(zh="有一步的结果已经寄出或者可以取了", en="a result is on its way or ready"),
    Topic.PLAN: Text(zh="方案有变化", en="the plan has changed"),
    Topic.RULES: Text(zh="规则有变化，请看看新方案", en="the rules have changed: see the new plan"),
    Topic.NOTE: Text(zh="工作人员给您留了话", en="your companion left you a note"),
    Topic.HANDED_OVER: Text(zh="换了一个中心继续办", en="another centre carries on"),
    Topic.SHARED: Text(zh="多了一个中心一起看", en="another centre looks at it too"),
    Topic.FOLLOWED_UP: Text(zh="您的评价有了回复", en="your rating was answered"),
    Topic.CORRECTED: Text(zh="有一条记录改回去了", en="an entry was taken back"),
    Topic.REMINDER: Text(zh="有一个日子快到了", en="a day comes near"),
    Topic.RATE: Text(zh="都办好了，请您评一评", en="everything is done: say how it went"),
}
"""Each kind in words that tell nothing of anybody."""

_RATE: Final = Text(
    zh="都办好了。办得怎么样？请您评一评。", en="Everything is done. How did it go? Please rate it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One piece of news for the applicant. 通知.

    Attributes:
        key: what names it within its case; it stays.
        event: the number of the event; None for reminders.
        about: the step or policy, if about one.
        note: the number of the note that says more; its words stand behind the PIN.
        personal: the text itself tells a fact of the applicant; only behind the PIN.
    """

    key: str
    topic: Topic
    at: datetime
    text: Text
    event: int | None = None
    about: str = ""
    note: str | None = None
    personal: bool = False


def notices(
    case: Case,
    catalogue: Catalogue,
    since: int = 0,
    days: Iterable[CaseDay] = (),
    today: date | None = None,
) -> tuple[Notice, ...]:
    """Return what is news for the applicant, the newest first.

    What the applicant did is no news to them, nor what was taken back without ever having been.

    Args:
        case: its plan and its log.
        catalogue: for titles.
        since: the last event that was seen; reminders come whatever was seen.
        days: of `case_days.days_of`, for reminders.
        today: in Shanghai; without it nobody is reminded.
    """
    found = [one for one in _of_events(case, catalogue) if (one.event or 0) > since]
    if today is not None:
        found += [_of_reminder(reminder, today) for reminder in due(days, today)]
    return tuple(sorted(found, key=lambda one: (one.at, one.event or 0), reverse=True))


def _of_events(case: Case, catalogue: Catalogue) -> Iterator[Notice]:
    standing = {event.sequence for event in case.standing}
    for event in case.events:
        topic = topic_of(event, case.events)
        if topic is None or not (event.sequence in standing or topic is Topic.CORRECTED):
            continue
        yield Notice(
            key=f"event:{event.sequence}",
            topic=topic,
            at=event.at,
            text=event_text(event, catalogue, case.events),
            event=event.sequence,
            about=getattr(event.what, "step", None) or "",
            note=_to_read(event),
        )
    asked_at = asks_to_rate(case)
    if asked_at is not None:
        yield Notice(key="rate", topic=Topic.RATE, at=asked_at, text=_RATE, event=case.sequence)


def _to_read(event: CaseEvent) -> str | None:
    """Return the note that says more; what a follow-up says is for colleagues alone."""
    inside = isinstance(event.what, FollowedUp)
    return None if inside else getattr(event.what, "note", None)


def _of_reminder(reminder: Reminder, today: date) -> Notice:
    day = reminder.day
    when = both(lambda language: day_text(day.on, language))
    left = left_text(day.on, today)
    return Notice(
        key=f"reminder:{reminder.key}",
        topic=Topic.REMINDER,
        at=datetime.combine(reminder.since, _MORNING, _SHANGHAI),
        text=Text(
            zh=f"{day.text.zh}：{when.zh}（{left.zh}）",
            en=f"{day.text.en}: {when.en} ({left.en})",
        ),
        about=day.about,
        personal=day.personal,
    )


# ---- which events are news ---------------------------------------------------------------------

_MOVES: Final[dict[StepState, Topic]] = {
    StepState.TO_BE_SUPPLEMENTED: Topic.SUPPLEMENT,
    StepState.SPECIAL_PROCEDURE: Topic.CLOCK_STOPPED,
    StepState.REFUSED: Topic.REFUSED,
}
_KINDS: Final[dict[type, Topic]] = {
    Dispatched: Topic.READY,
    Adopted: Topic.PLAN,
    PlanKept: Topic.PLAN,
    FollowedUp: Topic.FOLLOWED_UP,
}


def topic_of(event: CaseEvent, log: Sequence[CaseEvent] = ()) -> Topic | None:
    """Return what kind of news an event is for the applicant; None if it is none.

    Args:
        event: which.
        log: all events, so that a taking back is news where what was taken back had been.
    """
    what = event.what
    if event.by.actor is Actor.APPLICANT:
        return None
    match what:
        case Move(from_state=StepState.SPECIAL_PROCEDURE, to_state=StepState.UNDER_REVIEW):
            return Topic.CLOCK_GOES_ON
        case Move(to_state=to_state):
            return _MOVES.get(to_state, Topic.STEP)
        case Noted(audience=audience):
            return Topic.NOTE if audience is Audience.APPLICANT else None
        case HandedOver(from_centre=before, to_centre=after):
            return Topic.HANDED_OVER if before != after else None
        case Shared(looks=looks):
            return Topic.SHARED if looks else None
        case Undone(event=number):
            gone = next((one for one in log if one.sequence == number), None)
            return Topic.CORRECTED if gone is not None and topic_of(gone, log) else None
    return _KINDS.get(type(what))


def asks_to_rate(case: Case) -> datetime | None:
    """Return when the last certain step was done; None before, and once it was rated."""
    firm = [s.service for s in case.plan.steps if s.standing is Applies.CERTAIN and not s.wrapper]
    held = case.states()
    if not firm or any(held[step] is not StepState.ISSUED for step in firm):
        return None
    if any(isinstance(event.what, Rated) for event in case.standing):
        return None
    return max(event.at for event in case.standing if isinstance(event.what, Move))


# ---- what may leave the house ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """The words of a message: a subject of one line, and a body that holds it too."""

    subject: Text
    body: Text


def outgoing(topic: Topic, number: str, day: date | None = None) -> Outgoing:
    """Return what a message says.

    Args:
        topic: what kind of news there is.
        number: of the case, to read out.
        day: by when something is wanted, where that tells nothing of anybody.
    """
    said = SAID[topic]
    by = both(lambda language: day_text(day, language)) if day is not None else None
    zh = f"{said.zh}（{by.zh}）" if by is not None else said.zh
    en = f"{said.en} ({by.en})" if by is not None else said.en
    return Outgoing(
        subject=Text(zh=f"办件 {number} 有新消息", en=f"News of your case {number}"),
        body=Text(
            zh=f"您的办件 {number}：{zh}。详情请扫您手里的码查看。",
            en=f"Your case {number}: {en}. For more, scan the code you were given.",
        ),
    )
