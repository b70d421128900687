"""The days of a case as a calendar file (RFC 5545) for the applicant's own phone.

Calendars are synchronised and shown on locked screens: no name, no scene, no personal day, and no
title where the case is a matter of somebody's life. A file taken again later changes the entries
of the first one, for each has a name of its own that stays. A deadline on a day off stands on the
last day one can go; one is woken at nine on the working day before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Final

from flowchart.case_days import CaseDay
from kb.text import Language, Text
from matcher.figure_words import day_text

if TYPE_CHECKING:  # it takes a quarter of a second to come, at the first file that is asked for
    from icalendar import Alarm, Event

_MAKER: Final = "-//Companion//Case//EN"
_CASE: Final = Text(zh="办件 {number}", en="Case {number}")
_UNSURE: Final = Text(
    zh="放假安排还没公布，日子可能会变。",
    en="The holidays of that year are not announced; the day may move.",
)
_LOOK: Final = Text(zh="以扫码看到的为准。", en="What you see when you scan the code counts.")
_LAST_OPEN: Final = Text(zh="期限是 {day}，那天休息。", en="The limit is {day}, a day off.")
_CALL: Final = Text(zh="电话：{phone}。", en="Phone: {phone}.")
_SHANGHAI: Final = timezone(timedelta(hours=8))
_MORNING: Final = time(9)
_EPOCH: Final = 1_577_836_800
"""2020-01-01; revisions are counted in minutes from it, within 32 bits."""


def ics(days: Iterable[CaseDay], language: Language, number: str, now: datetime) -> bytes:
    """Return the calendar file of a case: one all-day entry for each day that is not personal.

    Args:
        days: of `case_days.days_of`.
        language: of the words.
        number: of the case, to read out.
        now: when it is made; a later file replaces the entries of an earlier one.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _CASE.get(language).format(number=number))
    for day in days:
        if not day.personal:
            calendar.add_component(_entry(day, language, number, now))
    written: bytes = calendar.to_ical()
    return written


def _entry(day: CaseDay, language: Language, number: str, now: datetime) -> Event:
    from icalendar import Event

    event, on = Event(), day.last_open_on or day.on
    event.add("uid", uid(day, number))
    event.add("sequence", int(now.timestamp() - _EPOCH) // 60)
    event.add("dtstamp", now)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", title(day, language, number))
    event.add("description", _description(day, language))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if where := _where(day, language):
        event.add("location", where)
    if day.deadline:
        rings = day.ring_on or on - timedelta(days=1)
        event.add_component(_alarm(title(day, language, number), rings))
    return event


def _where(day: CaseDay, language: Language) -> str:
    """Return the office and its address, where one has to go there."""
    office = day.office if day.deadline and not day.sensitive else None
    if office is None:
        return ""
    said = [office.title, *([office.address] if office.address is not None else [])]
    return ("，" if language == "zh" else ", ").join(one.get(language) for one in said)


def uid(day: CaseDay, number: str) -> str:
    """Return the name of an entry: the same for the same thing, also once its day has moved."""
    told = hashlib.sha256(f"{number} {day.key}".encode()).hexdigest()
    return f"{number}-{told[:24]}@companion"


def title(day: CaseDay, language: Language, number: str) -> str:
    """Return the words of an entry; without any title where they would tell of a life."""
    said = (day.plain if day.sensitive else day.text).get(language)
    case = _CASE.get(language).format(number=number)
    return f"{said}（{case}）" if language == "zh" else f"{said} ({case})"


def _description(day: CaseDay, language: Language) -> str:
    said = [one.get(language) for one in (*([_UNSURE] if day.provisional else []), _LOOK)]
    if day.last_open_on is not None:
        said.insert(0, _LAST_OPEN.get(language).format(day=day_text(day.on, language)))
    if day.office is not None and day.office.phone and day.deadline and not day.sensitive:
        said.append(_CALL.get(language).format(phone=day.office.phone))
    return ("" if language == "zh" else " ").join(said)


def _alarm(words: str, on: date) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    rings = datetime.combine(on, _MORNING, _SHANGHAI).astimezone(UTC)
    alarm.add("trigger", rings, parameters={"VALUE": "DATE-TIME"})
    return alarm
