"""Cases at the desk: code, sheet, moves, and two companions at once."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from api.accounts import Role
from api.wiring import House
from flowchart.states import StepState
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


def test_a_new_code_makes_the_old_one_worthless(companion: Visitor, case: str) -> None:
    old = companion.token(case)

    companion.send(f"{case}/code")

    assert companion.token(case) != old
    assert companion.client.get(f"/c/{old}", headers={"accept": "text/html"}).status_code == 410


def test_of_two_companions_who_move_at_once_the_second_is_told(
    companion: Visitor, case: str, house: House
) -> None:
    other = signed_in(house)

    companion.send(f"{case}/move", step=FIRST, to=StepState.SUBMITTED, seen=0)
    other.send(f"{case}/move", expect=409, step=FIRST, to=StepState.COLLECTING, seen=0)

    events = house.cases.get(case.rpartition("/")[2]).events
    assert [event.to_state for event in events] == [StepState.SUBMITTED]


def test_a_move_can_be_taken_back_and_the_log_keeps_both(
    companion: Visitor, case: str, house: House
) -> None:
    companion.send(f"{case}/move", step=FIRST, to=StepState.SUBMITTED, seen=0)
    companion.send(f"{case}/undo", seen=1)

    held = house.cases.get(case.rpartition("/")[2])
    assert len(held.events) == 2
    assert held.states()[FIRST] is StepState.CAN_START


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


def test_undo_names_what_it_takes_back_and_is_gone_when_nothing_is_left(
    companion: Visitor, case: str
) -> None:
    companion.send(f"{case}/move", step=FIRST, to=StepState.SUBMITTED, seen=0)
    assert f'action="{case}/undo"' in companion.get(case)
    assert "Undo the last move: Company" in companion.get(case, "en")

    path = companion.send(f"{case}/undo", seen=1)

    assert path.endswith(f"#{FIRST.replace('/', '-')}")
    assert f'action="{case}/undo"' not in companion.get(case)
    assert "The last move is undone. Company" in companion.get(case, "en")


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


def test_the_sheet_says_what_is_filled_in_at_the_window(companion: Visitor) -> None:
    path = companion.begin("scene/ktv")
    sheet = companion.get(companion.send(f"{path}/case").removesuffix("/code") + "/sheet")

    assert "预填，或在窗口填写、签字</b>：" in sheet
    assert "按法律最晚约" in sheet
    assert "（听证、检测等没有定天数的不算在内）" in sheet
