"""Moves at the desk: one press, or with what they must say; two at once; nothing typed is lost."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from api.wiring import House
from flowchart.case_events import Dispatched, Move, Ticked
from flowchart.case_kinds import Audience, Delivery
from flowchart.case_told import deliveries, ticks
from flowchart.states import StepState
from kb.kinds import StageKind
from tests.desk_cases import FIRST, AtDesk, on_desk
from tests.support import TODAY
from tests.visiting import Clock, Visitor, signed_in

SUBMITTED, ACCEPTED = StepState.SUBMITTED, StepState.ACCEPTED
SUPPLEMENT, SPECIAL = StepState.TO_BE_SUPPLEMENTED, StepState.SPECIAL_PROCEDURE
PAPER = "evidence/articles-of-association"


@pytest.fixture
def desk(companion: Visitor) -> AtDesk:
    """Return a case whose first step was handed in."""
    opened = on_desk(companion)
    opened.move(SUBMITTED)
    return opened


def last(desk: AtDesk) -> Move:
    return desk.case.moves(FIRST)[-1]


# ---- what a move says -------------------------------------------------------------------------


def test_a_move_of_one_press_happened_today_and_leads_back_to_its_step(companion: Visitor) -> None:
    desk = on_desk(companion)

    path = desk.move(SUBMITTED)

    assert path == f"{desk.path}#service-company-registration"
    assert (last(desk).on, last(desk).note) == (TODAY, None)


def test_a_move_may_be_told_to_have_happened_earlier(
    desk: AtDesk, house: House, clock: Clock
) -> None:
    clock.move(days=3)

    desk.by(signed_in(house)).move(ACCEPTED, on="2026-11-24")

    assert last(desk).on == date(2026, 11, 24)


def test_papers_are_asked_for_by_name_and_until_a_day(desk: AtDesk) -> None:
    said = {"missing": [PAPER], "until": "2026-11-30", "words": "要盖章", "audience": "applicant"}

    desk.move(SUPPLEMENT, **said)

    assert (last(desk).missing, last(desk).until) == ({PAPER}, date(2026, 11, 30))
    note = desk.who.house.private.notes(desk.case.id)[last(desk).note or ""]
    assert (note.text, note.audience) == ("要盖章", Audience.APPLICANT)


@pytest.mark.parametrize("paper", ["evidence/lease", "王小明", "evidence/tobacco-form"])
def test_only_papers_of_the_step_go_into_the_log(desk: AtDesk, paper: str) -> None:
    page = desk.move(SUPPLEMENT, expect=422, missing=[paper], until="2026-11-30", words="缺章")

    assert "请勾选这一步的材料" in page
    assert "缺章" in page


def test_five_working_days_are_proposed_for_the_papers(desk: AtDesk) -> None:
    assert 'name="until" value="2026-11-30"' in desk.page()


def test_a_clock_that_stops_says_why_and_until_when(desk: AtDesk) -> None:
    desk.move(ACCEPTED)
    desk.move(SPECIAL, reason="inspection", until="2026-12-02", words="等消防来看")

    assert (last(desk).reason, last(desk).until) == (StageKind.INSPECTION, date(2026, 12, 2))
    note = desk.who.house.private.notes(desk.case.id)[last(desk).note or ""]
    assert note.audience is Audience.INSIDE, "words are for colleagues unless said otherwise"


@pytest.mark.parametrize(
    ("to", "said", "told"),
    [
        (SUPPLEMENT, {"until": "2026-11-30"}, "没有写缺什么"),
        (SUPPLEMENT, {"words": "缺租赁合同"}, "没有写到哪一天"),
        (SUPPLEMENT, {"words": "缺租赁合同", "until": "下周一"}, "“下周一”不是日期"),
        (SUPPLEMENT, {"words": "缺租赁合同", "until": "2025-11-01"}, "2025-11-01 不行"),
        (ACCEPTED, {"on": "2025-11-01", "words": "缺租赁合同"}, "2025-11-01 不行"),
        (ACCEPTED, {"words": "缺租赁合同" * 300}, "有 1500 个字"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_form_and_all_that_was_typed_is_there(
    desk: AtDesk, to: StepState, said: dict[str, str], told: str
) -> None:
    page = desk.move(to, expect=422, **said)

    assert told in page
    assert desk.state is SUBMITTED
    assert all(typed in page for typed in said.values())


def test_a_reason_is_asked_for_and_the_form_stands_open(desk: AtDesk) -> None:
    desk.move(ACCEPTED)

    page = desk.move(SPECIAL, expect=422, words="等现场查看")

    assert "没有写为什么停" in page
    assert 'id="ask-t1" open' in page
    assert desk.move(SPECIAL, expect=422, reason="holiday").count("没有这个原因") >= 1


# ---- two at once ------------------------------------------------------------------------------


def test_who_comes_second_is_told_what_happened_by_whom_and_keeps_the_words(
    desk: AtDesk, house: House
) -> None:
    other = desk.by(signed_in(house))
    seen = desk.seen
    desk.move(ACCEPTED)

    page = other.move(SUPPLEMENT, expect=409, seen=seen, words="缺租赁合同", until="2026-12-01")

    assert desk.state is ACCEPTED
    assert "刚才别人先改了" in page
    assert "公司设立登记：已受理，开始办" in page
    assert "companion 0" in page
    assert "缺租赁合同" in page


def test_who_comes_second_can_go_on_from_the_page_that_came_back(
    desk: AtDesk, house: House
) -> None:
    other = desk.by(signed_in(house))
    seen = desk.seen
    desk.move(SUPPLEMENT, words="缺章", until="2026-11-30")

    page = other.move(SUPPLEMENT, expect=409, seen=seen, words="缺合同", until="2026-12-01")

    assert f'name="seen" value="{desk.seen}"' in page
    other.move(SUBMITTED)
    assert desk.state is SUBMITTED


def test_two_who_move_different_steps_do_not_collide(desk: AtDesk, house: House) -> None:
    other = desk.by(signed_in(house))
    seen = desk.seen
    second = next(s for s, now in desk.case.states().items() if now is StepState.CAN_START)

    desk.move(ACCEPTED)
    other.send("move", step=second, to="collecting", seen=seen)

    assert desk.case.states()[second] is StepState.COLLECTING


def test_a_move_the_table_does_not_have_is_told_on_the_page(desk: AtDesk) -> None:
    page = desk.move(StepState.COLLECTING, expect=409)

    assert "这次没有登记" in page
    assert "不能改成" in page


def test_programs_are_told_what_happened_too(desk: AtDesk) -> None:
    seen = desk.seen
    desk.move(ACCEPTED)

    fields = {"csrf": desk.who.csrf, "step": FIRST, "to": "refused", "seen": seen}
    answer = desk.who.client.post(f"{desk.path}/move", data=fields)

    assert answer.status_code == 409
    assert "Company registration: accepted (staff, Mon 23 Nov 2026" in answer.json()["detail"]


# ---- taking back ------------------------------------------------------------------------------


def test_a_move_can_be_taken_back_and_the_log_keeps_both(desk: AtDesk) -> None:
    before = len(desk.case.events)

    path = desk.send("undo", seen=desk.seen)

    assert path.endswith("#service-company-registration")
    assert len(desk.case.events) == before + 1
    assert desk.state is StepState.CAN_START


def test_undo_names_what_it_takes_back_and_is_gone_when_nothing_is_left(desk: AtDesk) -> None:
    assert "Undo the last entry: Company registration: handed in" in desk.page("en")

    desk.send("undo", seen=desk.seen)

    assert f'action="{desk.path}/undo"' not in desk.page()
    assert "The last move is undone. Company" in desk.page("en")


def test_words_of_what_was_taken_back_are_not_shown(desk: AtDesk) -> None:
    desk.move(ACCEPTED, words="窗口说三天", audience="applicant")
    assert "窗口说三天" in desk.page()

    desk.send("undo", seen=desk.seen)

    assert "窗口说三天" not in desk.page()


# ---- papers and results -----------------------------------------------------------------------


def test_the_desk_ticks_a_paper_beside_the_applicants_own_tick(desk: AtDesk) -> None:
    paper = desk.case.plan.materials[0].evidence

    path = desk.send("tick", checked=paper)
    assert path == f"{desk.path}#papers"
    assert ticks(desk.case)[paper].staff is not None
    assert ticks(desk.case)[paper].applicant is None

    desk.send("tick", lacking=paper)
    assert ticks(desk.case)[paper].staff is None
    assert [e.what.there for e in desk.case.events if isinstance(e.what, Ticked)] == [True, False]


def test_a_paper_that_no_step_asks_for_cannot_be_ticked(desk: AtDesk) -> None:
    desk.send("tick", expect=404, checked="evidence/moon-stone")


def test_a_result_goes_by_express_and_the_applicant_reads_the_number(desk: AtDesk) -> None:
    desk.move(ACCEPTED)
    desk.move(StepState.GRANTED)
    desk.send("delivery", step=FIRST, how="express")
    desk.send("dispatch", step=FIRST, words="EMS 1234567890123")

    handing = deliveries(desk.case)[FIRST]
    note = desk.who.house.private.notes(desk.case.id)[handing.note or ""]
    assert (handing.how, note.audience) == (Delivery.EXPRESS, Audience.APPLICANT)
    assert note.text == "EMS 1234567890123"
    assert "EMS 1234567890123" in desk.page()
    assert isinstance(desk.case.events[-1].what, Dispatched)


def test_delivery_is_of_a_step_of_the_plan(desk: AtDesk) -> None:
    desk.send("delivery", expect=404, step="service/moon-landing", how="express")
    desk.send("dispatch", expect=404, step="service/moon-landing")


def test_everything_typed_is_shown_as_words_and_never_as_a_page(desk: AtDesk) -> None:
    page = desk.move(SUPPLEMENT, expect=422, words="<script>alert(1)</script>")

    assert "<script>alert" not in page
    assert "<script>alert(1)</script>" in unescape(page)


def test_what_happened_before_the_applicant_came_can_be_told_up_to_a_year_back(
    companion: Visitor,
) -> None:
    desk = on_desk(companion)
    desk.move(StepState.SUBMITTED, on="2026-11-18")
    desk.move(StepState.ACCEPTED, on="2026-11-20")

    page = desk.page()
    assert "2026年11月20日 受理" in page
    assert 'max="2026' not in page.split('id="steps"')[1].split('id="papers"')[0]
