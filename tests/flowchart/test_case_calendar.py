"""The calendar file of a case, read back as a phone reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from flowchart.case_calendar import ics, uid
from flowchart.case_days import PLAIN, CaseDay, DayKind
from kb.text import LANGUAGES, Text
from tests.planning import CENTRE
from tests.support import shipped_catalogue

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NUMBER = "261123-001"
LONG = Text(
    zh="食品经营许可；（含热食类、冷食类、自制饮料）和第二类医疗器械经营备案" * 3,
    en="Food business licence, with a comma; a semicolon and a back\\slash",
)
DUE = CaseDay(
    on=date(2026, 12, 24),
    kind=DayKind.DUE,
    about="service/tax-registration",
    text=Text(
        zh="税务登记：法律要求最晚这天办", en="Tax registration: the law wants it by this day"
    ),
    plain=PLAIN[DayKind.DUE],
)
FINISH = CaseDay(
    on=date(2027, 1, 4),
    kind=DayKind.FINISH,
    text=PLAIN[DayKind.FINISH],
    plain=PLAIN[DayKind.FINISH],
    provisional=True,
)


def read(*days, language="zh", now=NOW):
    return Calendar.from_ical(ics(days, language, NUMBER, now))


def entries(*days, **more):
    return list(read(*days, **more).walk("VEVENT"))


def test_a_day_takes_the_whole_day():
    (entry,) = entries(DUE)

    assert entry.decoded("dtstart") == date(2026, 12, 24)
    assert entry.decoded("dtend") == date(2026, 12, 25)
    assert entry.decoded("dtstamp") == NOW
    assert str(entry["transp"]) == "TRANSPARENT"


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_words_come_back_as_they_were_written(language):
    (entry,) = entries(replace(DUE, text=LONG), language=language)

    assert str(entry["summary"]).startswith(LONG.get(language))
    assert NUMBER in str(entry["summary"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_character(language):
    """RFC 5545, 3.1."""
    written = ics([replace(DUE, text=LONG), FINISH], language, NUMBER, NOW)
    lines = written.split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_one_is_woken_at_nine_the_day_before_a_deadline_and_for_nothing_else():
    """At nine in Shanghai it is one o'clock in the world's time; RFC 5545, 3.8.6.3."""
    due, finish = entries(DUE, FINISH)

    (alarm,) = due.walk("VALARM")
    assert alarm.decoded("trigger") == datetime(2026, 12, 23, 1, tzinfo=UTC)
    assert b"TRIGGER;VALUE=DATE-TIME:20261223T010000Z" in alarm.to_ical()
    assert str(alarm["action"]) == "DISPLAY"
    assert finish.walk("VALARM") == []


def test_a_deadline_on_a_day_off_stands_on_the_last_day_one_can_go():
    """Sunday, 29 November: one can go on Friday, and is woken on Thursday."""
    sunday, friday, thursday = date(2026, 11, 29), date(2026, 11, 27), date(2026, 11, 26)
    (entry,) = entries(replace(DUE, on=sunday, last_open_on=friday, ring_on=thursday))

    (alarm,) = entry.walk("VALARM")
    assert entry.decoded("dtstart") == friday
    assert alarm.decoded("trigger") == datetime(2026, 11, 26, 1, tzinfo=UTC)
    assert "2026年11月29日，那天休息" in str(entry["description"])


def test_the_office_is_named_unless_that_would_tell_of_a_life():
    office = replace(shipped_catalogue().records[CENTRE], phone="021-00000000")
    told = replace(DUE, office=office)

    (entry,), (hushed,) = entries(told), entries(replace(told, sensitive=True))

    assert office.title.zh in str(entry["location"])
    assert office.address.zh in str(entry["location"])
    assert office.phone in str(entry["description"])
    assert "location" not in hushed
    assert office.phone not in str(hushed["description"])


def test_a_later_file_replaces_the_entries_of_an_earlier_one():
    (first,) = entries(DUE)
    moved = replace(DUE, on=date(2026, 12, 31))

    (second,) = entries(moved, now=NOW + timedelta(minutes=1))

    assert first["uid"] == second["uid"]
    assert second.decoded("sequence") > first.decoded("sequence")
    assert second.decoded("sequence") < 2**31


def test_every_day_has_a_name_of_its_own_in_its_case():
    names = {uid(day, number) for day in (DUE, FINISH) for number in (NUMBER, "261123-002")}

    assert len(names) == 4


def test_a_personal_day_is_not_in_it():
    assert entries(replace(DUE, personal=True)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_title_would_tell_of_a_life_it_is_left_out(language):
    """Calendars are synchronised, and shown on locked screens."""
    told = Text(zh="残疾人证办理：可以申请延续了", en="Disability certificate: renew it")

    written = ics([replace(DUE, text=told, sensitive=True)], language, NUMBER, NOW).decode()

    assert "残疾" not in written.replace("\r\n ", "")
    assert "Disability" not in written.replace("\r\n ", "")
    assert DUE.about not in written


def test_a_day_that_may_move_says_so():
    due, finish = entries(DUE, FINISH)

    assert "还没公布" in str(finish["description"])
    assert "还没公布" not in str(due["description"])


def test_it_is_what_phones_take_for_a_calendar():
    calendar = read(DUE)

    assert str(calendar["version"]) == "2.0"
    assert str(calendar["method"]) == "PUBLISH"
    assert calendar["prodid"]
    assert calendar.errors == []


def test_a_case_without_days_gives_an_empty_calendar():
    assert entries() == []
