"""Cases at the desk: opened, listed, shown, and the sheet to take home."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from api.accounts import Role
from api.wiring import House
from flowchart.states import StepState
from tests.desk_cases import on_desk
from tests.planning import BY_STAFF
from tests.visiting import Clock, Visitor, signed_in

FIRST = "service/company-registration"


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of an open case."""
    return companion.open_case()


def test_the_sheet_holds_the_code_and_not_the_pin(
    companion: Visitor, case: str, house: House
) -> None:
    sheet = companion.get(f"{case}/sheet")

    assert "<svg" in sheet
    assert companion.code(case).pin not in sheet
    assert "王小明" not in sheet


def test_a_code_is_shown_to_the_session_that_issued_it_and_to_no_other(
    companion: Visitor, case: str, house: House
) -> None:
    token = companion.token(case)

    assert token in companion.get(f"{case}/code")
    assert token not in signed_in(house).get(f"{case}/code")


def test_the_code_as_an_image_says_the_same_link_and_only_to_who_issued_it(
    companion: Visitor, case: str, house: House
) -> None:
    image = companion.client.get(f"{case}/code.png")
    others = signed_in(house).client.get(f"{case}/code.png")

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(image.content)))
    assert found[0].text == f"HTTPS://HP.EXAMPLE.CN/C/{companion.token(case)}"
    assert others.status_code == 404


def test_a_code_is_shown_for_a_quarter_of_an_hour(
    companion: Visitor, case: str, clock: Clock
) -> None:
    token = companion.token(case)

    clock.move(minutes=16)

    assert token not in companion.get(f"{case}/code")


def test_a_code_that_was_revoked_is_worthless_and_a_new_one_is_another(
    companion: Visitor, case: str
) -> None:
    old = companion.token(case)

    companion.send(f"{case}/revoke")
    companion.send(f"{case}/code")

    assert companion.token(case) != old
    assert companion.client.get(f"/c/{old}", headers={"accept": "text/html"}).status_code == 410


@pytest.mark.parametrize("path", ["/cases", "{case}"])
def test_an_auditor_reads_cases_and_moves_none(house: House, case: str, path: str) -> None:
    auditor = signed_in(house, Role.AUDITOR)

    assert auditor.get(path.format(case=case))
    auditor.send(f"{case}/move", expect=403, step=FIRST, to=StepState.SUBMITTED, seen=0)


def test_guests_see_no_case(guest: Visitor, case: str) -> None:
    for path in ("/cases", case, f"{case}/code", f"{case}/sheet"):
        assert guest.client.get(path, headers={"accept": "text/html"}).status_code == 403


def test_an_empty_list_of_cases_says_how_to_open_one(companion: Visitor) -> None:
    assert 'href="/"' in companion.get("/cases")


def test_after_the_next_applicant_sits_down_no_code_shows(companion: Visitor, case: str) -> None:
    token = companion.token(case)

    companion.send("/next")

    assert token not in companion.get(f"{case}/code")


@pytest.mark.parametrize(
    ("lang", "which", "held"),
    [
        ("zh", "哪一家看您住的街道", "□ 您已经有的，带来</b>：残疾人证"),
        ("en", "Which one depends on the sub-district", "□ You already have these; bring them</b>"),
    ],
)
def test_the_sheet_names_the_office_of_the_steps_and_the_papers_at_hand(
    companion: Visitor, lang: str, which: str, held: str
) -> None:
    path = companion.begin("scene/disability")
    companion.send(f"{path}/answer", concept="concept/disability-certificate", value="true")
    sheet = companion.get(companion.send(f"{path}/case").removesuffix("/code") + "/sheet", lang)

    assert which in sheet
    assert held in sheet
    assert "Jiujiang" not in sheet
    assert "12345" in sheet


def test_the_sheet_prints_a_warning_that_may_apply_to_its_last_word(
    companion: Visitor, case: str, house: House
) -> None:
    sheet = companion.get(f"{case}/sheet")

    assert "以烟草部门测量和答复为准（待确认）。" in sheet


def test_the_sheet_asks_for_the_id_card_only_where_there_is_a_trip(
    companion: Visitor, case: str
) -> None:
    baby = companion.send(f"{companion.begin('scene/newborn')}/case").removesuffix("/code")

    assert "身份证原件每次都带" in companion.get(f"{case}/sheet")
    assert "身份证原件每次都带" not in companion.get(f"{baby}/sheet")


def test_the_sheet_says_what_is_filled_in_at_the_window(companion: Visitor) -> None:
    path = companion.begin("scene/ktv")
    sheet = companion.get(companion.send(f"{path}/case").removesuffix("/code") + "/sheet")

    assert "预填，或在窗口填写、签字</b>：" in sheet
    assert "按法律最晚约" in sheet
    assert "（听证、检测等没有定天数的不算在内）" in sheet


# ---- the list ---------------------------------------------------------------------------------


def test_companions_begin_with_their_own_cases_and_managers_with_all(
    companion: Visitor, case: str, house: House
) -> None:
    other, manager = signed_in(house), signed_in(house, Role.MANAGER)

    assert "261123-001" in companion.get("/cases")
    assert "您手上没有办件。" in other.get("/cases")
    assert "261123-001" in other.get("/cases?of=centre")
    assert "261123-001" in manager.get("/cases")


@pytest.mark.parametrize(
    ("find", "found"),
    [("001", True), ("261123-001", True), ("便利店", True), ("STORE", True), ("火锅", False)],
)
def test_a_case_is_found_by_its_number_or_by_what_it_is_about(
    companion: Visitor, case: str, find: str, found: bool
) -> None:
    page = companion.get(f"/cases?find={find}")

    assert (f'href="{case}"' in page) is found
    assert ("没找到" in page) is not found


def test_what_waits_today_stands_beside_the_case_and_can_be_listed_alone(
    companion: Visitor, house: House, clock: Clock
) -> None:
    desk = on_desk(companion)
    desk.move(StepState.SUBMITTED)
    desk.move(StepState.TO_BE_SUPPLEMENTED, words="缺章", until="2026-11-25")
    assert "今天没有要处理的。" in companion.get("/cases?due=1")

    clock.move(days=3)

    late = signed_in(house).get("/cases?of=centre&due=1", "en")
    assert "papers wanted: 25 November 2026 is past" in late
    assert "261123-001" in late


def test_a_list_that_nobody_can_have_asked_for_is_the_usual_one(
    companion: Visitor, case: str
) -> None:
    assert "261123-001" in companion.get("/cases?of=everything&page=9")


def test_a_case_of_erased_content_is_in_no_list(
    companion: Visitor, case: str, house: House
) -> None:
    house.private.erase(case.rpartition("/")[2], BY_STAFF)

    assert "261123-001" not in companion.get("/cases?of=centre")


def test_the_list_says_late_finds_a_colleague_and_tells_what_can_be_searched(
    companion: Visitor, case: str, house: House
) -> None:
    other = signed_in(house)

    assert case in other.get("/cases?of=centre&find=companion+0")
    assert case not in other.get(f"/cases?of=centre&keeper={other.account}")
    nothing = other.get("/cases?of=centre&find=王小明")
    assert "不能按申请人的名字找" in nothing
    assert "261123-001" in nothing


def test_a_case_of_a_closed_account_is_nobodys_and_can_be_taken_up(
    companion: Visitor, case: str, house: House
) -> None:
    other = signed_in(house)
    house.accounts.disable(companion.account)

    assert "companion 0（账号已停用）" in other.get("/cases?of=centre&due=1")
    assert f'action="{case}/take"' in other.get("/cases")
    assert "还没有人接手、companion 0（账号已停用）" in other.get(case)


def test_a_contact_that_cannot_be_read_loses_nothing_that_was_typed(companion: Visitor) -> None:
    path = companion.begin()
    typed = {"name": "王小明", "note": "请带原件", "inside": "听力不好", "contact": "wang@"}

    page = companion.send(f"{path}/case", expect=422, **typed)

    for words in typed.values():
        assert words in page
    assert 'role="alert"' in page
    case = companion.send(f"{path}/case", **{**typed, "contact": ""}).removesuffix("/code")
    assert "听力不好" in companion.get(case)


def test_no_address_is_asked_for_where_no_channel_sends(companion: Visitor) -> None:
    page = companion.get(companion.begin(), "en")

    assert 'name="contact"' not in page
    assert "This centre sends no e-mails or text messages yet" in page
