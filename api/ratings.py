"""Ratings: the bad ones are asked about and put right; counted by grade and month, without names.

The five grades and what becomes of bad ones: 国办发〔2019〕51号 (建立差评核实、督促整改和反馈机制;
the two lowest grades are bad) and GB/T 39734-2020, 9 评价分类与处置. How many days an answer may
take is laid down locally, to be confirmed; none is shown here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import by_staff, case_of_mine, form_is_mine
from api.auth import Session
from api.pages import house_of, render
from api.staff import Companion, see
from api.who_did import WhoDid
from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import FollowedUp, Noted
from flowchart.case_kinds import Audience, Grade
from flowchart.case_store import NewNote
from flowchart.case_told import Rating, rating
from flowchart.event_words import GRADE_TEXT
from kb.days import SHANGHAI
from kb.errors import Conflict, NotFound, WrongInput
from kb.text import Text

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
Words = Annotated[str, Form(max_length=2000)]

MOST_SHOWN: Final = 30
"""So many bad ratings stand on the page with what was written; the others wait their turn."""
A_YEAR: Final = timedelta(days=366)
_NOTHING_DONE = (
    Text(zh="没有写做了什么。", en="is missing."),
    Text(zh="请写问到了什么、怎么处理的。", en="Write what you were told and what was done."),
)
_NOT_BAD = Text(
    zh="这个办件没有要回访的差评。", en="This case has no bad rating to be followed up."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    """One asking back: what was done, when, and whether it put things right."""

    at: datetime
    words: str
    settled: bool
    who: Text
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """How an applicant rated a case, in what words, and what came of it."""

    case: Case
    grade: Grade
    at: datetime
    words: str
    days: int
    open: bool
    follow_ups: tuple[FollowUpView, ...]
    keeper: Text | None = None


def rating_view(house: House, case: Case, found: Rating) -> RatingView:
    """Return a rating with the words that go with it, as far as they were not erased."""
    notes = house.private.notes(case.id)
    words = {number: note.text for number, note in notes.items()}
    who, told = WhoDid(house, case), told_after(case)
    return RatingView(
        case=case,
        grade=found.grade,
        at=found.at,
        words=words.get(found.note or "", ""),
        days=(house.today() - found.at.astimezone(SHANGHAI).date()).days,
        open=found.open,
        follow_ups=tuple(
            FollowUpView(
                at=event.at,
                words=words.get(what.note, ""),
                settled=what.settled,
                who=who(event.by),
                told=words.get(told.get(event.sequence, ""), ""),
            )
            for event, what in found.follow_ups
        ),
        keeper=who.name(case.companion) if case.companion else None,
    )


def told_after(case: Case) -> dict[int, str]:
    """Return the note for the applicant that was written with each follow-up, by its event."""
    return {
        before.sequence: after.what.note
        for before, after in pairwise(case.events)
        if isinstance(before.what, FollowedUp)
        and isinstance(after.what, Noted)
        and (after.what.audience, after.by) == (Audience.APPLICANT, before.by)
    }


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows: the rating, if there is one."""
    found = rating(case)
    shown = rating_view(house_of(request), case, found) if found is not None else None
    return {"rating": shown, "grade_text": GRADE_TEXT}


@router.get("/ratings")
def ratings_page(request: Request, session: Companion, done: str = "") -> HTMLResponse:
    """Show the bad ratings nobody has put right, and how cases were rated month by month."""
    house = house_of(request)
    waiting = house.cases.badly_rated(session.centre)
    cases = [house.cases.get(one.id) for one in waiting[:MOST_SHOWN]]
    bad = [rating_view(house, one, found) for one in cases if (found := rating(one)) is not None]
    told = house.cases.grades(session.centre, house.now() - A_YEAR)
    return render(
        request,
        "ratings.html",
        bad=bad,
        done=_written_down(request, session, done),
        more=max(0, len(waiting) - MOST_SHOWN),
        months=by_month(told),
        grades=tuple(Grade),
        grade_text=GRADE_TEXT,
        catalogue=house.catalogue,
    )


def _written_down(request: Request, session: Session, done: str) -> Case | None:
    """Return the case whose follow-up was just written down, so that the page leads back to it."""
    try:
        return case_of_mine(request, session, done) if done else None
    except NotFound:
        return None


def by_month(told: Iterable[tuple[datetime, Grade]]) -> dict[str, Counter[Grade]]:
    """Return how often each grade was given, by month in Shanghai, the newest first.

    >>> from datetime import UTC
    >>> late = datetime(2026, 10, 31, 17, tzinfo=UTC)
    >>> by_month([(late, Grade.SATISFIED)])
    {'2026-11': Counter({<Grade.SATISFIED: 'satisfied'>: 1})}
    """
    counts: dict[str, Counter[Grade]] = {}
    for at, grade in sorted(told, reverse=True):
        counts.setdefault(f"{at.astimezone(SHANGHAI):%Y-%m}", Counter())[grade] += 1
    return counts


@router.post("/case/{case_id}/follow-up", dependencies=MineOnly)
def follow_up(
    request: Request,
    session: Companion,
    case_id: str,
    done: Words = "",
    told: Words = "",
    settled: Annotated[bool, Form()] = False,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Write down what came of asking about a bad rating, and tell the applicant in words."""
    house, by = house_of(request), by_staff(session)
    case = case_of_mine(request, session, case_id)
    if not done.strip():
        raise WrongInput.at("done", *_NOTHING_DONE)

    def decide(now: Case, note: str | None) -> FollowedUp:
        found = rating(now)
        if found is None or not found.open:
            raise Conflict(_NOT_BAD)
        return FollowedUp(settled=settled, note=note or "")

    words = NewNote(text=done.strip(), audience=Audience.INSIDE)
    house.cases.append(case.id, by, decide, note=words)
    if told.strip():
        house.cases.note(case.id, by, told.strip(), Audience.APPLICANT)
    return see(f"/ratings?done={case.id}" if back == "ratings" else f"/case/{case.id}#rating")
