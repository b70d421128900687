"""The calendar of the policy desk: months ahead as a page, and as a file for any calendar."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Final

from babel import Locale
from babel.dates import format_date, get_day_names
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from api.access import sees_desk
from api.auth import Session
from api.language import chosen, words
from api.openings_view import Event, What, by_month, events
from api.pages import house_of, render
from kb.text import LANGUAGES, Language, Text

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]

_MONTHS: Final = 6
_MOST_MONTHS: Final = 12
_WEEK: Final = calendar.Calendar(firstweekday=0)
_LOCALES: Final[dict[Language, Locale]] = {
    "zh": Locale("zh", script="Hans"),
    "en": Locale("en", "GB"),
}
_MONTH_PATTERN: Final[dict[Language, str]] = {"zh": "y年M月", "en": "MMMM y"}
_A_YEAR: Final = timedelta(days=366)


@router.get("/desk/openings")
def openings_page(
    request: Request,
    _: SeesDesk,
    what: Annotated[list[str] | None, Query()] = None,
    months: int = _MONTHS,
) -> HTMLResponse:
    """Show what opens, closes, begins, ends and takes effect in the months ahead."""
    house = house_of(request)
    today = house.today()
    length = min(max(months, 1), _MOST_MONTHS)
    first = today.replace(day=1)
    last = _months_after(first, length) - timedelta(days=1)
    wanted = {kind for kind in What if kind in (what or [])} or set(What) - {What.RECHECK}
    found = tuple(one for one in events(house, first, last) if one.what in wanted)
    shown = by_month(found)
    return render(
        request,
        "openings.html",
        kinds=tuple(What),
        chosen=wanted,
        months=shown,
        months_shown=length,
        first=first,
        last=last,
        today=today,
        **_grids([month.first for month in shown], found),
    )


def _grids(months: Iterable[date], found: Iterable[Event]) -> dict[str, Any]:
    """Return the small months beside the lists: weeks of days, and how much is on each."""
    held = tuple(months)
    marked: dict[date, int] = {}
    for one in found:
        marked[one.day] = marked.get(one.day, 0) + 1
    return {
        "grids": {one: _weeks(one) for one in held},
        "marked": marked,
        "month_names": {one: _month_name(one) for one in held},
        "week": tuple(_week_day(number) for number in range(7)),
    }


def _weeks(first: date) -> list[list[date | None]]:
    weeks = _WEEK.monthdatescalendar(first.year, first.month)
    return [[day if day.month == first.month else None for day in week] for week in weeks]


def _month_name(first: date) -> Text:
    return Text(
        **{one: format_date(first, _MONTH_PATTERN[one], _LOCALES[one]) for one in LANGUAGES}
    )


def _week_day(number: int) -> Text:
    return Text(**{one: get_day_names("short", locale=_LOCALES[one])[number] for one in LANGUAGES})


def _months_after(first: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


@router.get("/desk/openings.ics")
def openings_file(request: Request, _: SeesDesk) -> Response:
    """Return the days of a year ahead as a file for any calendar; whole days, nothing personal."""
    house = house_of(request)
    today = house.today()
    file = calendar_file(events(house, today, today + _A_YEAR), chosen(request), house.now())
    name = 'attachment; filename="openings.ics"'
    return Response(file, media_type="text/calendar", headers={"Content-Disposition": name})


def calendar_file(found: Iterable[Event], language: Language, made_at: Any) -> bytes:
    """Return events as an iCalendar file (RFC 5545) in one language.

    Args:
        found: what happens.
        language: of the titles.
        made_at: the moment it is made.
    """
    held = Calendar()
    held.add("prodid", "-//Companion//Policy desk//EN")
    held.add("version", "2.0")
    for one in found:
        entry = CalendarEvent()
        entry.add("uid", f"{one.what}-{one.day}-{one.id.replace('/', '.')}@companion")
        entry.add("dtstamp", made_at)
        entry.add("dtstart", one.day)
        told = words(language)[f"openings.what.{one.what}"]
        entry.add("summary", f"{told} · {one.title.get(language)}")
        entry.add("transp", "TRANSPARENT")
        held.add_component(entry)
    return bytes(held.to_ical())
