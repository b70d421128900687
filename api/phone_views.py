"""What the applicant's phone shows of a case: open to who holds the code, or all behind the PIN."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from fastapi import Request

from api.case_views import case_views
from api.flag_views import Pointed
from api.pages import house_of
from api.phone_hidden import (
    is_hidden,
    is_sensitive,
    plain_days,
    plain_news,
    without_matter,
)
from api.phone_now import Doing, at_offices, doings, first_why, step_groups, whys
from api.phone_papers import papers
from api.policy_views import is_personal, without_personal
from api.record_words import word
from api.wiring import House
from flowchart.calendar import next_working_day
from flowchart.case import DONE, Case
from flowchart.case_days import CaseDay, days_of
from flowchart.case_kinds import Delivery, Grade, Purpose
from flowchart.case_told import Handing, Rating, agreed, deliveries, note_events, rating
from flowchart.event_words import DELIVERY_TEXT, GRADE_TEXT, title_of
from flowchart.forecast import Forecast
from flowchart.listing import Row
from flowchart.notices import SAID, Notice, Topic, notices
from flowchart.plan import Plan
from flowchart.private import Channel
from flowchart.scene import ShownWarning
from flowchart.states import StepState
from kb.catalogue import Catalogue
from kb.ids import PolicyId, ServiceId
from kb.text import Text

WARNINGS_FIRST: Final = 2
"""So many warnings stand open; the others are folded below them."""
_RESULT_AHEAD: Final = (
    StepState.SUBMITTED,
    StepState.ACCEPTED,
    StepState.UNDER_REVIEW,
    StepState.SPECIAL_PROCEDURE,
    StepState.GRANTED,
)


def phone_views(request: Request, case: Case, opened: bool) -> dict[str, Any]:
    """Return what the page shows; what is personal only where it is `opened`."""
    house = house_of(request)
    shown = case_views(request, case, personal=opened)
    dates, materials = shown["forecast"], shown["materials"]
    open_to_all, personal = without_personal(shown["policies"])
    shown |= {"policies": shown["policies"] if opened else open_to_all, "personal": personal}
    shown |= _warnings(case.plan, shown["hanging"], house.catalogue, opened)
    days = case_days(house, case, dates, opened)
    told = _news(house, case, days, opened)
    hidden = not opened and is_hidden(case, house.catalogue)
    if hidden:
        shown, days, told = without_matter(shown), plain_days(days), plain_news(told)
    rows = shown["rows"]
    handings = _handings(house, case)
    by_post = {step for step, one in handings.items() if one.how is Delivery.EXPRESS}
    doing = doings(case, rows, days, materials, by_post)
    return (
        shown
        | {
            "today": house.today(),
            "hidden": hidden,
            "dated": days,
            "doings": doing,
            "first_why": first_why(doing),
            "open_again": _open_again(house),
            "papers": papers(shown["materials"], rows, doing),
            "offices_at": at_offices(case, rows, dates),
            "whys": whys(case, rows, dates),
            "moved": any(case.moves(step.service) for step in case.plan.steps),
            "groups": step_groups(rows),
            "handings": handings,
            "rating": rating_view(case, dates.done, _words(house, case)),
            "grade_text": GRADE_TEXT,
            "paper_titles": _paper_titles(doing, house.catalogue),
            "channels": house.settings.channels,
            "news": _with_answers(told, shown["pointed"], hidden),
        }
        | (_private(house, case, rows, handings) if opened else {"person": None, "notes": {}})
    )


def _open_again(house: House) -> date | None:
    """Return the next working day where today is none."""
    today = house.today()
    again = next_working_day(today, house.catalogue.calendars)
    return again if again != today else None


def _news(house: House, case: Case, days: tuple[CaseDay, ...], opened: bool) -> tuple[Notice, ...]:
    found = notices(case, house.catalogue, days=days, today=house.today())
    plain = {Topic.NOTE} if opened else {Topic.NOTE, Topic.FOLLOWED_UP}
    return tuple(
        replace(one, text=SAID[one.topic]) if one.topic in plain else one
        for one in found
        if opened or not one.personal
    )


def _with_answers(
    told: Iterable[Notice], held: Iterable[Pointed], hidden: bool
) -> tuple[Notice, ...]:
    """Return the news with the answers to what the applicant pointed out, the newest first.

    What such news is about is the anchor at which the answer stands.
    """
    answered = (
        Notice(
            key=f"flag:{one.answered_at.isoformat()}",
            topic=Topic.NOTE,
            at=one.answered_at,
            about="flag" if hidden else f"flag-{one.id}",
            text=word("flag.news") if hidden else word("flag.news_of", one.title),
        )
        for one in held
        if one.on_phone and one.answered_at is not None
    )
    return tuple(sorted((*told, *answered), key=lambda one: one.at, reverse=True))


def _handings(house: House, case: Case) -> dict[ServiceId, Handing]:
    """Return how results come; express is no choice any more once there is no address for it."""
    known = Channel.POST in house.private.contacts(case.id)
    return {
        step: replace(one, how=None)
        if one.how is Delivery.EXPRESS and not known and one.dispatched_at is None
        else one
        for step, one in deliveries(case).items()
    }


def _words(house: House, case: Case) -> str:
    """Return what was written with the rating, as far as it was not erased."""
    given = rating(case)
    note = house.private.notes(case.id).get(given.note or "") if given is not None else None
    return note.text if note is not None else ""


def case_days(house: House, case: Case, dates: Forecast, opened: bool) -> tuple[CaseDay, ...]:
    """Return the days of a case from today on; those that tell of a person where it is opened."""
    found = days_of(
        case,
        dates,
        house.catalogue,
        is_personal=lambda policy: _personal(policy, house.catalogue),
    )
    return tuple(day for day in found if day.on >= dates.today and (opened or not day.personal))


def _paper_titles(found: Iterable[Doing], catalogue: Catalogue) -> dict[str, Text]:
    """Return the titles of the papers that were asked for."""
    return {paper: title_of(paper, catalogue) for one in found for paper in one.missing}


def _personal(policy: PolicyId, catalogue: Catalogue) -> bool:
    held = catalogue.policies.get(policy)
    return held is None or is_personal(held, catalogue)


# ---- what to heed ------------------------------------------------------------------------------


def _warnings(
    plan: Plan, hanging: Iterable[ShownWarning], catalogue: Catalogue, opened: bool
) -> dict[str, tuple[ShownWarning, ...]]:
    """Return what to heed: what holds, what may hold by what was said, and what may besides."""

    def may_see(found: Iterable[ShownWarning]) -> tuple[ShownWarning, ...]:
        return tuple(
            one
            for one in found
            if opened or one.refuses or not is_sensitive(one.warning.when, catalogue)
        )

    first = may_see(hanging)
    others = [one for one in plan.warnings if not one.certain and one not in first]
    certain = [one for one in plan.warnings if one.certain and not one.refuses]
    return {
        "refusals": may_see(plan.refusals),
        "certain": may_see(certain),
        "hanging": first,
        "perhaps": may_see(others),
    }


# ---- behind the PIN ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFetch:
    """A step, and how its result shall reach the applicant or has."""

    row: Row
    handing: Handing


def _private(
    house: House, case: Case, rows: Sequence[Row], handings: Mapping[ServiceId, Handing]
) -> dict[str, Any]:
    contacts = {str(channel): a for channel, a in house.private.contacts(case.id).items()}
    return {
        "told": note_events(case),
        "contacts": contacts,
        "consent": Purpose.NOTICES in agreed(case),
        "to_fetch": to_fetch(rows, handings, _RESULT_AHEAD),
        "fetched": [one for one in to_fetch(rows, handings, DONE) if one.handing.how],
        "delivery_text": DELIVERY_TEXT,
        "delivery_kinds": tuple(Delivery),
    }


def to_fetch(
    rows: Iterable[Row], handings: Mapping[ServiceId, Handing], states: Collection[StepState]
) -> tuple[ToFetch, ...]:
    """Return the steps in some states, with how their results shall come or came."""
    return tuple(
        ToFetch(row=row, handing=handings.get(row.service, Handing()))
        for row in rows
        if not row.wrapper and row.state in states
    )


# ---- at the end -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """The rating at the end: whether one can be given now, and what came of it.

    Attributes:
        given: the last one; None before.
        words: what was written with it; shown behind the PIN.
        may_rate: everything is done, and nobody has followed up yet.
        grades: the five with their words, the best first.
        settled: what was bad was put right; None while nobody has asked about it.
    """

    given: Rating | None
    may_rate: bool
    words: str = ""
    grades: tuple[tuple[Grade, Text], ...] = tuple(GRADE_TEXT.items())

    @property
    def settled(self) -> bool | None:
        """Say whether what was bad was put right; None while nobody has asked about it."""
        if self.given is None or not self.given.follow_ups:
            return None
        return not self.given.open

    @property
    def followed_up_on(self) -> date | None:
        """Return the day somebody last asked about it."""
        ups = self.given.follow_ups if self.given is not None else ()
        return ups[-1][0].at.date() if ups else None


def rating_view(case: Case, done: bool, words: str = "") -> RatingView:
    """Return how it was rated, and whether it can be rated now."""
    given = rating(case)
    may = done and not (given and given.follow_ups)
    return RatingView(given=given, may_rate=may, words=words)
