"""The applicant's page behind a code, without a browser."""

from __future__ import annotations

import gzip

import pytest
from sqlalchemy import text

from api.wiring import House
from flowchart.states import StepState
from tests.visiting import Clock, Visitor

PAGE = {"accept": "text/html"}


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of an open case."""
    return companion.open_case()


def dump(house: House) -> list[object]:
    with house.database.read() as connection:
        tables = ("case_file", "case_event", "case_person", "tracking_token")
        return [connection.execute(text(f"select * from {one}")).fetchall() for one in tables]


@pytest.mark.parametrize("spelt", [str.upper, str.lower])
def test_either_case_of_a_link_shows_the_case(
    guest: Visitor, companion: Visitor, case: str, spelt
) -> None:
    answer = guest.client.get(spelt(f"/c/{companion.token(case)}"), headers=PAGE)

    assert answer.status_code == 200


def test_looking_changes_nothing_however_often(
    guest: Visitor, companion: Visitor, case: str, house: House
) -> None:
    before = dump(house)

    for _ in range(3):
        guest.get(f"/c/{companion.token(case)}")

    assert dump(house) == before


def test_the_page_is_small_private_and_says_nothing_personal(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    answer = guest.client.get(f"/c/{companion.token(case)}", headers=PAGE)

    assert len(gzip.compress(answer.content)) < 30_000
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert "王小明" not in answer.text
    assert "下周带房产证" not in answer.text


def test_name_and_note_stand_behind_the_pin(
    guest: Visitor, companion: Visitor, case: str, house: House
) -> None:
    token = companion.token(case)
    code = companion.code(case)

    wrong = guest.send(f"/c/{token}/pin", expect=200, pin="abcdef")
    right = guest.send(f"/c/{token}/pin", expect=200, pin=code.pin)

    assert "王小明" not in wrong
    assert "王小明" in right
    assert "下周带房产证" in right


def test_five_wrong_pins_lock_even_the_right_one(
    guest: Visitor, companion: Visitor, case: str, house: House
) -> None:
    token, right = companion.token(case), companion.code(case).pin
    wrong = "111111" if right != "111111" else "222222"
    for _ in range(5):
        guest.send(f"/c/{token}/pin", expect=200, pin=wrong)

    page = guest.send(f"/c/{token}/pin", expect=200, pin=right)

    assert "王小明" not in page


def test_a_revoked_code_stops_working_with_the_next_request(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    token = companion.token(case)

    companion.send(f"{case}/revoke")

    answer = guest.client.get(f"/c/{token}", headers=PAGE)
    assert answer.status_code == 410
    assert "12345" in answer.text


def test_an_expired_code_says_what_to_do_next(
    guest: Visitor, companion: Visitor, case: str, clock: Clock
) -> None:
    token = companion.token(case)

    clock.move(days=401)

    assert guest.client.get(f"/c/{token}", headers=PAGE).status_code == 410


def test_a_wrong_code_is_not_found(guest: Visitor) -> None:
    answer = guest.client.get(f"/c/{'A' * 26}", headers=PAGE)

    assert answer.status_code == 404
    assert "您的办件还在" in answer.text
    assert "12345" in answer.text


def test_after_too_many_wrong_codes_the_page_is_still_an_applicants(guest: Visitor) -> None:
    said = [guest.client.get(f"/c/{'B' * 26}", headers=PAGE) for _ in range(15)][-1]

    assert said.status_code == 423
    assert "不是您的错" in said.text


def test_a_step_sent_back_says_whom_to_ask_and_not_the_notes(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    for seen, to in enumerate((StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED)):
        companion.send(f"{case}/move", step="service/company-registration", to=to, seen=seen)

    page = guest.get(f"/c/{companion.token(case)}")

    assert "补什么，请问办这一步的窗口" in page


def test_a_pin_typed_with_a_space_is_right(guest: Visitor, companion: Visitor, case: str) -> None:
    token, pin = companion.token(case), companion.code(case).pin

    assert "王小明" in guest.send(f"/c/{token}/pin", expect=200, pin=f"{pin[:3]} {pin[3:]}")


def test_the_page_shows_the_move_and_says_when_nothing_changed(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    path = f"/c/{companion.token(case)}"
    tag = guest.client.get(path, headers=PAGE).headers["etag"]
    same = guest.client.get(f"{path}?if-changed=1", headers={**PAGE, "if-none-match": tag})

    companion.send(
        f"{case}/move", step="service/company-registration", to=StepState.SUBMITTED, seen=0
    )
    moved = guest.client.get(f"{path}?if-changed=1", headers={**PAGE, "if-none-match": tag})

    assert same.status_code == 304
    assert moved.status_code == 200
    assert "已提交" in moved.text


def test_the_link_is_built_from_the_setting_and_never_from_the_host_header(
    companion: Visitor, case: str
) -> None:
    answer = companion.client.get(f"{case}/code", headers={**PAGE, "host": "evil.example"})

    assert f"HTTPS://HP.EXAMPLE.CN/C/{companion.token(case)}" in answer.text
    assert "evil.example" not in answer.text.lower()


# ---- where to go, what is there already, what to ask first --------------------------------------


@pytest.fixture
def disabled(companion: Visitor) -> str:
    """Return the case of somebody who holds the certificate and whose street is not known."""
    path = companion.begin("scene/disability")
    companion.send(f"{path}/answer", concept="concept/disability-certificate", value="true")
    return companion.send(f"{path}/case").removesuffix("/code")


@pytest.mark.parametrize(
    ("lang", "centre", "which", "lookup"),
    [
        ("zh", "街道社区事务受理服务中心", "哪一家看您住的街道", "到黄浦区行政服务中心的窗口"),
        ("en", "sub-district service centre", "depends on the sub-district", "window of Huangpu"),
    ],
)
def test_the_page_sends_nobody_to_a_centre_that_handles_none_of_the_steps(
    guest: Visitor,
    companion: Visitor,
    disabled: str,
    lang: str,
    centre: str,
    which: str,
    lookup: str,
) -> None:
    page = guest.get(f"/c/{companion.token(disabled)}", lang)
    call = page[page.index('id="call"') :]

    assert f"<h3>{centre}</h3>" in call
    assert which in call
    assert "Jiujiang" not in page
    assert lookup in page


def test_an_office_stands_with_its_steps_and_hours_that_are_to_be_confirmed(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    page = guest.get(f"/c/{companion.token(case)}")
    call = page[page.index('id="call"') :]

    assert "<h3>黄浦区行政服务中心</h3>" in call
    assert "在这里办第" in call
    assert "13:30–16:30（待确认）" in call


def test_papers_that_are_there_already_are_to_be_brought_too(
    guest: Visitor, companion: Visitor, disabled: str
) -> None:
    page = guest.get(f"/c/{companion.token(disabled)}")

    assert "<h3>您已经有的，带来</h3>" in page
    assert "<b>已经有，带来</b> 残疾人证" in page
    assert page.count("身份证原件每次都带") == 1


def test_what_may_stand_in_the_way_is_the_first_thing_to_do(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    page = guest.get(f"/c/{companion.token(case)}")
    now = page[page.index('id="now"') : page.index('id="bring"')]

    assert now.index("先问清楚：") < now.index("烟草证办不下来") < now.index('class="cards"')
    assert "以烟草部门测量和答复为准" in now


@pytest.mark.parametrize(("size", "letters"), [(0, "12"), (1, "18"), (2, "18")])
def test_the_picture_is_drawn_for_the_letters_that_were_chosen(
    guest: Visitor, companion: Visitor, case: str, size: int, letters: str
) -> None:
    guest.send("/elder", on=size)

    page = guest.get(f"/c/{companion.token(case)}")
    picture = page[page.index('class="picture"') :]

    assert f'font-size="{letters}"' in picture or f"font-size:{letters}px" in picture


def test_a_state_has_the_same_words_in_the_list_and_in_the_picture(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    page = guest.get(f"/c/{companion.token(case)}")
    listed, picture = page.split('class="picture"')

    for words in ("可以办了", "还没轮到"):
        assert words in listed
        assert words in picture
