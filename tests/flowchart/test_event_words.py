from __future__ import annotations

import re
from datetime import date

import pytest

from flowchart.case_events import (
    KIND_OF,
    Adopted,
    Agreed,
    CaseEvent,
    FollowedUp,
    HandedOver,
    Move,
    Noted,
    Shared,
    Ticked,
    Undone,
)
from flowchart.case_kinds import Actor, Audience, Basis, Cause, Delivery, Grade, Purpose
from flowchart.event_words import (
    _WORDS,
    ACTOR_TEXT,
    BASIS_TEXT,
    DELIVERY_TEXT,
    GRADE_TEXT,
    PURPOSE_TEXT,
    event_text,
    title_of,
    what_text,
)
from flowchart.states import StepState
from kb.kinds import StageKind
from tests.flowchart.casework import NOW
from tests.flowchart.test_moves import EVENTS
from tests.planning import BY_STAFF, CENTRE
from tests.support import TODAY, shipped_catalogue

LICENCE, CARD = "service/food-business-licence", "evidence/id-card"
STREET = "organisation/waitan-sub-district-centre"


def moved(to, **said):
    return Move(step=LICENCE, from_state=StepState.SUBMITTED, to_state=to, on=TODAY, **said)


def event(sequence, what):
    return CaseEvent(sequence=sequence, what=what, by=BY_STAFF, at=NOW)


@pytest.mark.parametrize("kind", EVENTS)
def test_every_kind_of_event_is_said_in_both_languages(kind):
    what, _ = EVENTS[kind]

    said = what_text(what, shipped_catalogue())

    assert set(_WORDS) == set(KIND_OF)
    assert re.search(r"[\u4e00-\u9fff]", said.zh)
    assert re.search(r"[a-z]{3}", said.en)
    assert not re.search(r"[\u4e00-\u9fff]", said.en)
    assert "service/" not in said.zh + said.en


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Grade, GRADE_TEXT),
        (Delivery, DELIVERY_TEXT),
        (Purpose, PURPOSE_TEXT),
        (Basis, BASIS_TEXT),
        (Actor, ACTOR_TEXT),
    ],
)
def test_every_choice_has_words_of_its_own(kind, words):
    assert set(words) == set(kind)
    for language in ("zh", "en"):
        assert len({getattr(text, language) for text in words.values()}) == len(words)


def test_the_five_grades_are_those_of_the_standard():
    """GB/T 39734-2020, 政务服务“好差评”."""
    named = [GRADE_TEXT[grade].zh for grade in Grade]

    assert named == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert [grade.bad for grade in Grade] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("what", "zh", "en"),
    [
        (moved(StepState.ACCEPTED), "：已受理，开始办", ": accepted"),
        (
            moved(StepState.TO_BE_SUPPLEMENTED, missing=frozenset({CARD}), until=date(2026, 12, 7)),
            "：要补材料（缺",
            ": more papers needed (missing: ",
        ),
        (
            moved(StepState.SPECIAL_PROCEDURE, reason=StageKind.HEARING, until=date(2026, 12, 7)),
            "预计到 ",
            "expected until ",
        ),
        (Ticked(evidence=CARD, there=False), "材料还没有", "is not there after all"),
        (HandedOver(from_centre=CENTRE, to_centre=CENTRE), "转给同事办理", "to a colleague"),
        (HandedOver(from_centre=CENTRE, to_centre="organisation/x"), "organisation/x", "over to"),
        (Noted(note="1", audience=Audience.INSIDE), "给同事的备注", "a note for colleagues"),
        (Noted(note="1", audience=Audience.APPLICANT), "给申请人的话", "for the applicant"),
        (Noted(note="1", audience=Audience.TABLE), "圆桌会商的意见", "at the round table"),
        (Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT), "同意接收通知", "agreed to"),
        (Shared(centre=CENTRE, looks=False), "不再看", "not look at it any more"),
        (FollowedUp(settled=False, note="1"), "还没解决", "not settled yet"),
        (Adopted(version=2, cause=Cause.ANSWER, generation="g"), "情况有变", "an answer changed"),
        (Adopted(version=2, cause=Cause.RULES, generation="g"), "规则有变", "the rules changed"),
        (
            Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT, given=False),
            "撤回同意：发送通知",
            "consent taken back: sending notices",
        ),
        (
            Agreed(purpose=Purpose.MINOR, basis=Basis.GUARDIAN),
            "依据：监护人同意",
            "on: consent of a guardian",
        ),
    ],
)
def test_a_line_says_what_happened(what, zh, en):
    said = what_text(what, shipped_catalogue())

    assert zh in said.zh
    assert en in said.en


def test_a_request_for_papers_names_them_and_the_day():
    wanted = moved(StepState.TO_BE_SUPPLEMENTED, missing=frozenset({CARD}), until=date(2026, 12, 7))

    said = what_text(wanted, shipped_catalogue())

    assert shipped_catalogue().records[CARD].title.zh in said.zh
    assert "12月7日" in said.zh.replace(" ", "")
    assert "7 Dec" in said.en


def test_a_taking_back_names_what_was_taken_back():
    catalogue, first = shipped_catalogue(), event(1, moved(StepState.ACCEPTED))
    back = event(2, Undone(event=1))

    said = event_text(back, catalogue, (first, back))

    assert said.zh == f"撤回：{event_text(first, catalogue).zh}"
    assert said.en == f"taken back: {event_text(first, catalogue).en}"
    assert event_text(back, catalogue).en == "an entry was taken back"


def test_a_record_that_is_gone_goes_by_its_id():
    assert title_of("service/gone", shipped_catalogue()).zh == "service/gone"
