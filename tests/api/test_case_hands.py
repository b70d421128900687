"""A case goes from desk to desk: handed over, taken up, shared, let go; who sees what."""

from __future__ import annotations

import pytest

from api.accounts import Role
from api.wiring import House
from flowchart.case_events import HandedOver, Shared, TakenUp
from flowchart.case_kinds import Audience
from flowchart.states import StepState
from tests.desk_cases import BUND, FIRST, YUYUAN, AtDesk, colleague_of, on_desk
from tests.visiting import Visitor, signed_in


@pytest.fixture
def desk(companion: Visitor) -> AtDesk:
    """Return a new case of the district's centre."""
    return on_desk(companion)


def account(who: Visitor) -> str:
    session = who.house.staff.session(who.client.cookies["companion_session"])
    assert session is not None
    return session.account


def handed_to_the_bund(desk: AtDesk, house: House) -> AtDesk:
    """Return the same case at the centre it was handed to."""
    desk.send("hand-over", to=BUND, seen=desk.seen, words="客户住外滩，想就近取证")
    return desk.by(colleague_of(house))


# ---- to another centre ------------------------------------------------------------------------


def test_who_opens_a_case_looks_after_it(desk: AtDesk) -> None:
    assert desk.case.companion == account(desk.who)
    assert "您在办" in desk.page()


def test_the_receiving_centre_sees_it_on_top_of_its_list_and_takes_it_up(
    desk: AtDesk, house: House
) -> None:
    there = handed_to_the_bund(desk, house)
    assert "转给您了，请接手" in there.who.get("/cases")
    assert "客户住外滩" in there.page()
    assert there.case.companion is None

    there.send("take", seen=there.seen)

    assert there.case.companion == account(there.who)
    assert "转给您了" not in there.who.get("/cases")
    assert "您在办" in there.page()


def test_the_giving_centre_reads_on_and_writes_inside_but_moves_nothing(
    desk: AtDesk, house: House
) -> None:
    handed_to_the_bund(desk, house)

    assert "您的中心在看，不能改" in desk.page()
    assert "登记进展" not in desk.page()
    desk.send("note", words="材料在我们这里", audience="inside")
    page = desk.move(StepState.SUBMITTED, expect=403, words="已经交了")

    assert "现在由外滩街道社区事务受理服务中心办" in page
    assert "已经交了" in page, "what was typed is still there"
    assert desk.state is StepState.CAN_START


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("undo", {"seen": 9}),
        ("tick", {"checked": "evidence/id-card"}),
        ("delivery", {"step": FIRST, "how": "express"}),
        ("dispatch", {"step": FIRST}),
        ("take", {"seen": 9}),
        ("hand-over", {"to": YUYUAN, "seen": 9}),
        ("share", {"centre": YUYUAN, "looks": "true"}),
        ("note", {"words": "你好", "audience": "applicant"}),
    ],
)
def test_a_centre_that_looks_changes_nothing(
    desk: AtDesk, house: House, what: str, said: dict[str, object]
) -> None:
    handed_to_the_bund(desk, house)
    before = desk.seen

    desk.send(what, expect=403, **said)

    assert desk.seen == before


def test_the_name_is_not_shown_to_a_centre_that_looks(desk: AtDesk, house: House) -> None:
    there = handed_to_the_bund(desk, house)

    assert "王小明" in there.page()
    assert "王小明" not in desk.page()


def test_policies_are_not_shown_to_a_centre_that_looks(desk: AtDesk, house: House) -> None:
    """They tell what somebody earns, or of a disability."""
    there = handed_to_the_bund(desk, house)

    assert f"{desk.path}/policy/" in there.page()
    assert f"{desk.path}/policy/" not in desk.page()


def test_a_third_centre_sees_nothing(desk: AtDesk, house: House) -> None:
    handed_to_the_bund(desk, house)
    third = desk.by(colleague_of(house, YUYUAN))

    assert (third.status(), third.status("/events")) == (404, 404)
    third.send("note", expect=404, words="我也看看")
    third.send("take", expect=404, seen=third.seen)
    assert desk.case.number not in third.who.get("/cases?of=centre")
    assert desk.case.number not in third.who.get("/cases?of=looked")


def test_the_giving_centre_lets_go_and_then_sees_nothing(desk: AtDesk, house: House) -> None:
    handed_to_the_bund(desk, house)
    assert desk.case.number in desk.who.get("/cases?of=looked")

    assert desk.send("let-go") == "/cases?of=looked"

    assert desk.status() == 404
    assert desk.case.events[-1].what == Shared(centre=house.centre, looks=False)


def test_a_case_comes_back_and_its_own_centre_no_longer_merely_looks(
    desk: AtDesk, house: House
) -> None:
    there = handed_to_the_bund(desk, house)

    there.send("hand-over", to=house.centre, seen=there.seen)

    assert desk.case.looking == {BUND}
    assert desk.case.centre == house.centre
    assert "登记进展" in desk.page()


def test_what_is_said_at_the_handing_over_is_for_colleagues_only(
    desk: AtDesk, house: House
) -> None:
    handed_to_the_bund(desk, house)

    handed = desk.case.events[-1].what
    assert isinstance(handed, HandedOver)
    note = house.private.notes(desk.case.id)[handed.note or ""]
    assert note.audience is Audience.INSIDE


def test_the_giving_centre_calls_back_what_nobody_there_has_taken_up(
    desk: AtDesk, house: House
) -> None:
    there = handed_to_the_bund(desk, house)
    assert "收回来" in desk.page()

    desk.send("take-back", seen=desk.seen)

    assert (desk.case.centre, desk.case.companion) == (house.centre, account(desk.who))
    assert there.status() == 404


def test_what_was_taken_up_there_is_called_back_no_more(desk: AtDesk, house: House) -> None:
    there = handed_to_the_bund(desk, house)
    there.send("take", seen=there.seen)

    assert "对方已经接手" in desk.send("take-back", expect=409, seen=desk.seen)
    assert "收回来" not in desk.page()


# ---- to a colleague ---------------------------------------------------------------------------


def test_a_colleague_is_asked_by_name_and_others_see_for_whom_it_waits(
    desk: AtDesk, house: House
) -> None:
    asked, third = signed_in(house), signed_in(house)

    desk.send("hand-over", to=account(asked), seen=desk.seen)

    assert "转给您了，请接手" in asked.get("/cases")
    assert "转给您了，请接手" not in third.get("/cases")
    assert "等companion 1接手" in third.get("/cases?of=centre")
    desk.by(asked).send("take", seen=desk.seen)
    assert desk.case.companion == account(asked)


@pytest.mark.parametrize("to", ["", "organisation/moon-base", "nobody"])
def test_a_case_is_handed_to_somebody_of_the_list_only(desk: AtDesk, to: str) -> None:
    page = desk.send("hand-over", expect=422, to=to, seen=desk.seen, words="请帮忙")

    assert "没有这位同事或这个中心" in page
    assert "请帮忙" in page
    assert desk.case.companion is not None


def test_an_officer_an_auditor_and_a_closed_account_are_not_on_the_list(
    desk: AtDesk, house: House
) -> None:
    for role in (Role.OFFICER, Role.AUDITOR):
        other = signed_in(house, role)
        desk.send("hand-over", expect=422, to=account(other), seen=desk.seen)
    gone = account(signed_in(house))
    house.accounts.disable(gone)
    desk.send("hand-over", expect=422, to=gone, seen=desk.seen)


def test_a_colleague_takes_over_what_somebody_else_looks_after(desk: AtDesk, house: House) -> None:
    other = desk.by(signed_in(house))

    other.send("take", seen=other.seen)

    assert desk.case.events[-1].what == TakenUp(companion=account(other.who))
    assert "companion 1在办" in desk.page()


def test_of_two_who_take_it_up_at_once_the_second_is_told(desk: AtDesk, house: House) -> None:
    one, two = desk.by(signed_in(house)), desk.by(signed_in(house))
    seen = desk.seen
    one.send("take", seen=seen)

    page = two.send("take", expect=409, seen=seen)

    assert "刚才别人先改了" in page
    assert "已有人接手" in page
    assert desk.case.companion == account(one.who)


# ---- sharing a look ---------------------------------------------------------------------------


def test_another_centre_looks_without_handing_over_until_it_is_ended(
    desk: AtDesk, house: House
) -> None:
    other = desk.by(colleague_of(house))
    assert other.status() == 404

    desk.send("share", centre=BUND, looks="true")
    assert other.status() == 200
    other.send("note", words="我们这里可以取证")
    assert "companion 1（外滩街道社区事务受理服务中心）" in desk.page()

    desk.send("share", centre=BUND, looks="false")
    assert other.status() == 404


def test_a_look_is_shared_once_and_ended_once(desk: AtDesk) -> None:
    desk.send("share", expect=409, centre=BUND, looks="false")
    desk.send("share", centre=BUND, looks="true")
    desk.send("share", expect=409, centre=BUND, looks="true")
    desk.send("share", expect=422, centre="organisation/moon-base", looks="true")


def test_ones_own_case_cannot_be_let_go(desk: AtDesk) -> None:
    desk.send("let-go", expect=409)
