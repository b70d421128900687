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
    assert "交上去了" in moved.text


def test_the_link_is_built_from_the_setting_and_never_from_the_host_header(
    companion: Visitor, case: str
) -> None:
    answer = companion.client.get(f"{case}/code", headers={**PAGE, "host": "evil.example"})

    assert f"HTTPS://HP.EXAMPLE.CN/C/{companion.token(case)}" in answer.text
    assert "evil.example" not in answer.text.lower()
