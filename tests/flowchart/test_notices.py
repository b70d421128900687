"""What is news for an applicant, on the page and outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flowchart.case_days import PLAIN, CaseDay, DayKind
from flowchart.case_events import (
    Adopted,
    Agreed,
    By,
    CodeIssued,
    Dispatched,
    FollowedUp,
    HandedOver,
    Invited,
    Move,
    Noted,
    PlanKept,
    Rated,
    Shared,
    Ticked,
    Undone,
)
from flowchart.case_kinds import Actor, Audience, Basis, Cause, Grade, Purpose
from flowchart.notices import SAID, Topic, asks_to_rate, notices, outgoing
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.kinds import StageKind
from kb.text import LANGUAGES, Text
from tests.flowchart.casework import NOW, begun, grown
from tests.planning import CENTRE, NEWBORN, STORE, plan_of
from tests.support import TODAY, shipped_catalogue

STEP = "service/company-registration"
APPLICANT = By(actor=Actor.APPLICANT, id="mark")
SHOP = plan_of(STORE)


def moved(to, before=StepState.SUBMITTED, **told):
    return Move(step=STEP, from_state=before, to_state=to, on=TODAY, **told)


def topics(case, **more):
    return [one.topic for one in notices(case, shipped_catalogue(), **more)]


NEWS = [
    (moved(StepState.ACCEPTED), Topic.STEP),
    (moved(StepState.TO_BE_SUPPLEMENTED, until=TODAY), Topic.SUPPLEMENT),
    (moved(StepState.SPECIAL_PROCEDURE, reason=StageKind.HEARING), Topic.CLOCK_STOPPED),
    (moved(StepState.UNDER_REVIEW, StepState.SPECIAL_PROCEDURE), Topic.CLOCK_GOES_ON),
    (moved(StepState.UNDER_REVIEW, StepState.ACCEPTED), Topic.STEP),
    (moved(StepState.REFUSED), Topic.REFUSED),
    (Dispatched(step=STEP), Topic.READY),
    (Adopted(version=2, cause=Cause.RULES, generation="g"), Topic.PLAN),
    (PlanKept(generation="g"), Topic.PLAN),
    (Noted(note="n", audience=Audience.APPLICANT), Topic.NOTE),
    (HandedOver(from_centre=CENTRE, to_centre="organisation/x"), Topic.HANDED_OVER),
    (Shared(centre="organisation/x", looks=True), Topic.SHARED),
    (FollowedUp(settled=True, note="n"), Topic.FOLLOWED_UP),
]
NO_NEWS = [
    Noted(note="n", audience=Audience.INSIDE),
    Noted(note="n", audience=Audience.TABLE),
    HandedOver(from_centre=CENTRE, to_centre=CENTRE, to_companion="b"),
    Shared(centre="organisation/x", looks=False),
    Invited(invitation="i", department="organisation/x", until=TODAY),
    CodeIssued(code="m"),
    Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT),
    Ticked(evidence="evidence/id-card", there=True),
]


@pytest.mark.parametrize(("what", "topic"), NEWS)
def test_this_is_news_for_the_applicant(what, topic):
    assert topics(grown(begun(SHOP), what)) == [topic]


@pytest.mark.parametrize("what", NO_NEWS)
def test_this_is_not(what):
    assert topics(grown(begun(SHOP), what)) == []


def test_what_the_applicant_did_is_no_news_to_them():
    collecting = moved(StepState.COLLECTING, StepState.CAN_START)

    assert topics(grown(begun(SHOP), collecting, by=APPLICANT)) == []


def test_the_newest_stands_first_and_what_was_seen_does_not_come_again():
    later = NOW + timedelta(hours=1)
    case = grown(begun(SHOP), moved(StepState.ACCEPTED))
    case = grown(case, moved(StepState.GRANTED), at=later)

    both, rest = notices(case, shipped_catalogue()), notices(case, shipped_catalogue(), since=1)

    assert [one.event for one in both] == [2, 1]
    assert [one.event for one in rest] == [2]


def test_what_was_taken_back_is_told_as_taken_back():
    case = grown(begun(SHOP), moved(StepState.ACCEPTED), Undone(event=1))

    (notice,) = notices(case, shipped_catalogue())

    assert notice.topic is Topic.CORRECTED
    assert "撤回" in notice.text.zh


def test_a_note_is_named_and_its_words_are_not_said():
    case = grown(begun(SHOP), Noted(note="number", audience=Audience.APPLICANT, step=STEP))

    (notice,) = notices(case, shipped_catalogue())

    assert (notice.note, notice.about) == ("number", STEP)


# ---- reminders ------------------------------------------------------------------------------


def day(**changed):
    held = CaseDay(
        on=TODAY + timedelta(days=3),
        kind=DayKind.DUE,
        text=Text(zh="税务登记：最晚这天", en="Tax: by this day"),
        plain=PLAIN[DayKind.DUE],
        about="service/tax-registration",
    )
    return replace(held, **changed)


def test_a_day_that_comes_near_is_news_since_its_reminder_holds():
    (notice,) = notices(begun(SHOP), shipped_catalogue(), days=[day()], today=TODAY)

    assert notice.topic is Topic.REMINDER
    assert notice.at.date() == TODAY
    assert (notice.text.zh, notice.text.en) == (
        "税务登记：最晚这天：2026年11月26日（还有 3 天）",
        "Tax: by this day: 26 November 2026 (in 3 days)",
    )


def test_a_personal_day_makes_a_personal_notice():
    (notice,) = notices(begun(SHOP), shipped_catalogue(), days=[day(personal=True)], today=TODAY)

    assert notice.personal


def test_nobody_is_reminded_where_no_day_is_named():
    assert topics(begun(SHOP), days=[day()]) == []


# ---- at the end -----------------------------------------------------------------------------


def done(plan):
    firm = [s.service for s in plan.steps if s.standing is Applies.CERTAIN and not s.wrapper]
    moves = (replace(moved(StepState.ISSUED), step=step) for step in firm)
    return grown(begun(plan), *moves)


def test_once_everything_is_done_one_is_asked_how_it_went_until_one_said_so():
    case = done(plan_of(NEWBORN))
    rated = grown(case, Rated(grade=Grade.SATISFIED), by=APPLICANT)

    assert Topic.RATE in topics(case)
    assert asks_to_rate(case) == NOW
    assert Topic.RATE not in topics(rated)


def test_before_the_end_nobody_is_asked():
    assert asks_to_rate(grown(begun(SHOP), moved(StepState.ISSUED))) is None
    assert asks_to_rate(begun(SHOP)) is None


def test_each_notice_of_a_case_has_a_name_of_its_own():
    held = notices(done(plan_of(NEWBORN)), shipped_catalogue(), days=[day()], today=TODAY)

    assert len({one.key for one in held}) == len(held)


# ---- what may leave the house ---------------------------------------------------------------


@pytest.mark.parametrize("topic", Topic)
def test_what_leaves_the_house_says_the_number_and_the_kind_and_nothing_of_the_matter(topic):
    said = outgoing(topic, "261123-001", date(2026, 12, 7))
    titles = {r.title.get(lang) for r in shipped_catalogue().records.values() for lang in LANGUAGES}

    for language in LANGUAGES:
        body, subject = said.body.get(language), said.subject.get(language)
        assert "261123-001" in body
        assert "261123-001" in subject
        assert SAID[topic].get(language) in body
        assert "http" not in body.lower()
        assert not [title for title in titles if len(title) > 3 and title in body]
        assert "\n" not in subject


def test_the_day_is_said_where_it_is_known_and_left_out_where_not():
    with_day = outgoing(Topic.SUPPLEMENT, "261123-001", date(2026, 12, 7)).body
    without = outgoing(Topic.SUPPLEMENT, "261123-001").body

    assert "（2026年12月7日）" in with_day.zh
    assert "(7 December 2026)" in with_day.en
    assert without.zh == "您的办件 261123-001：有一步要补材料。详情请扫您手里的码查看。"
