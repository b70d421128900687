"""The officer's calendars: the years at hand, and next year's notice pasted into a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from api import calendar_views as views
from api.access import form_is_mine, officer, sees_desk
from api.auth import Session
from api.pages import house_of, render
from api.staff import see
from api.wiring import House
from kb.errors import NotFound, Problem, WrongInput
from kb.holiday_notice import LONGEST, Notice, read_notice
from kb.holiday_record import calendars_of, days_changed, without_calendar
from kb.model import WorkingCalendar
from kb.record_yaml import record_yaml, records_yaml
from kb.submissions import Submission
from kb.text import Text

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
Officer = Annotated[Session, Depends(officer)]
MineOnly = [Depends(form_is_mine)]

LARGEST_FILE: Final = 8_000_000
"""Bytes; so much is looked at to say that it is no notice. The page sends far less text."""
_NO_TEXT_FILE: Final = (
    Text(zh="不是文字文件。", en="is not a file of text."),
    Text(
        zh="请打开它，把通知的文字复制出来，贴在下面。",
        en="Open it, copy the words of the notice and paste them below.",
    ),
)
_NO_YEAR: Final = (
    Text(zh="不是年份。", en="is not a year."),
    Text(zh="请写四位数字，例如 2027，或者不填。", en="Write four digits, such as 2027, or none."),
)
_NOT_LOADED: Final = Text(zh="没有这一年的日历。", en="There is no calendar of that year.")


@router.get("/desk/calendars")
def calendars_page(
    request: Request, _: SeesDesk, year: int | None = None, draft: str = ""
) -> HTMLResponse:
    """Show a year, which one is missing, and the box that takes a notice.

    Args:
        request: gives the house.
        year: the year to show; this year where it is left out.
        draft: a submission whose calendars are shown as they would be.

    Raises:
        NotFound: there is no calendar of that year, or no such submission.
    """
    house = house_of(request)
    if draft:
        held = _calendars_in(house.desk.get(draft))
        return _page(request, shown=held, draft=draft)
    known = house.catalogue.calendars
    if year is not None and year not in known:
        raise NotFound(_NOT_LOADED)
    today = house.today().year
    chosen = year or (today if today in known else max(known, default=0))
    return _page(request, shown=[known[chosen]] if chosen else [])


@router.post(
    "/desk/calendars", dependencies=MineOnly, response_model=None, max_body_size=LARGEST_FILE
)
def take_notice(
    request: Request,
    session: Officer,
    text: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    year: Annotated[str, Form(max_length=20)] = "",
    save: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Show what a notice says and what is wrong in it; with `save`, keep it as a draft."""
    try:
        text = _text_of(file) if file is not None and file.filename else text
        notice = read_notice(text, _year_of(year))
        if save and not notice.problems:
            return see(f"/desk/{_kept(house_of(request), notice, session.account).name}")
    except WrongInput as error:
        return _page(request, typed=text, year=year, problems=error.problems)
    return _page(request, typed=text, year=year, notice=notice, problems=notice.problems)


def _kept(house: House, notice: Notice, author: str) -> Submission:
    """Keep what a notice makes as a draft, like any other file.

    Raises:
        WrongInput: it says nothing new, or does not pass the gates.
    """
    made = calendars_of(notice, house.today(), house.catalogue.calendars)
    text = record_yaml(made[0]) if len(made) == 1 else records_yaml(made)
    return house.desk.load(text.encode(), f"cn-{notice.year}.yaml", author)


def _text_of(file: UploadFile) -> str:
    """Return the text of a file in UTF-8, in UTF-16 with its mark, or in GB 18030.

    Raises:
        WrongInput: it is none.
    """
    content = file.file.read()
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongInput.at((file.filename or "")[-80:], *_NO_TEXT_FILE)


def _year_of(said: str) -> int | None:
    said = said.strip()
    if said and not (said.isascii() and said.isdecimal() and len(said) == 4):
        raise WrongInput.at(said, *_NO_YEAR)
    return int(said) if said else None


def _calendars_in(held: Submission) -> list[WorkingCalendar]:
    records = [version.record for version in held.versions]
    return [record for record in records if isinstance(record, WorkingCalendar)]


def _page(
    request: Request,
    shown: Sequence[WorkingCalendar] = (),
    draft: str = "",
    typed: str = "",
    year: str = "",
    notice: Notice | None = None,
    problems: Sequence[Problem] = (),
) -> HTMLResponse:
    house = house_of(request)
    known = house.catalogue.calendars
    return render(
        request,
        "calendars.html",
        status_code=422 if problems else 200,
        years=sorted(known, reverse=True),
        missing=views.missing_years(known, house.today()),
        waiting=_waiting(house),
        shown=[views.year_view(one) for one in shown],
        draft=draft,
        typed=typed[:LONGEST],
        longest=LONGEST,
        lines=typed.splitlines(),
        year=year,
        notice=notice,
        found=_found(house, notice) if notice and not problems else None,
        problems=problems,
        short_day=views.short_day,
        weekdays=views.weekday_names(),
    )


def _found(house: House, notice: Notice) -> dict[str, Any]:
    """Return what a sound notice would make, beside what there is."""
    known = house.catalogue.calendars
    made = calendars_of(notice, house.today(), known)
    changed = [(one, days_changed(known[one.year], one)) for one in made if one.year in known]
    return {
        "views": [views.year_view(made[0])],
        "changed": changed,
        "is_known": notice.year in known,
        "without": without_calendar(notice, known),
    }


def _waiting(house: House) -> dict[int, Submission]:
    """Return which submission a year's calendar waits in."""
    return {
        calendar.year: held for held in house.desk.waiting() for calendar in _calendars_in(held)
    }
