"""What lies behind the PIN stays open on one phone for a quarter of an hour."""

from __future__ import annotations

import pytest

from api.wiring import House
from tests.phones import Phone, phone_of
from tests.planning import BY_STAFF
from tests.visiting import Clock, visitor

NAME = "王小明"


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop."""
    return phone_of(house)


def test_the_right_pin_leads_back_to_the_page_and_opens_it(phone: Phone) -> None:
    where = phone.press("pin", pin=phone.code.pin)

    assert where == f"{phone.path}#private"
    assert NAME in phone.page()
    assert "下周带房产证" in phone.page()


def test_a_wrong_pin_is_told_before_all_else_where_the_form_leads(phone: Phone) -> None:
    """On a small phone without JavaScript the anchor alone decides what stands on the screen."""
    before = phone.page()
    wrong = "000000" if phone.code.pin != "000000" else "111111"

    page = phone.press("pin", expect=200, pin=wrong)

    private = page.partition('id="private"')[2]
    assert f'action="{phone.path}/pin#pin-problem"' in before
    assert private.index('id="pin-problem"') < private.index('id="pin"')
    assert private.index('id="pin"') < private.index("才能看。密码是窗口")


def test_a_locked_pin_stands_at_the_same_anchor(phone: Phone) -> None:
    wrong = "000000" if phone.code.pin != "000000" else "111111"

    pages = [phone.press("pin", expect=200, pin=wrong) for _ in range(5)]

    assert 'id="pin-problem"><span aria-hidden="true">!</span> 密码错了 5 次' in pages[-1]


@pytest.mark.parametrize(("minutes", "shown"), [(14, True), (16, False)])
def test_it_closes_by_itself_after_a_quarter_of_an_hour(
    phone: Phone, clock: Clock, minutes: int, shown: bool
) -> None:
    phone.open()

    clock.move(minutes=minutes)

    assert (NAME in phone.page()) is shown


def test_what_is_done_behind_the_pin_keeps_it_open(phone: Phone, clock: Clock) -> None:
    phone.open()
    clock.move(minutes=14)
    phone.press("delivery", address="南京东路 1 号")
    clock.move(minutes=14)

    assert NAME in phone.page()


def test_it_can_be_hidden_at_once(phone: Phone) -> None:
    phone.open()

    phone.press("hide")

    assert NAME not in phone.page()


def test_another_phone_with_the_same_code_stays_closed(phone: Phone, house: House) -> None:
    phone.open()

    assert NAME not in visitor(house).get(phone.path)


def test_a_new_pin_closes_every_phone(phone: Phone, house: House) -> None:
    phone.open()
    mark = house.tracking.find(phone.code.token).mark

    house.tracking.reset_pin(phone.case_id, mark, BY_STAFF)

    assert NAME not in phone.page()


@pytest.mark.parametrize(
    "cookie", ["", "x", "99999999999.", "99999999999." + "0" * 64, "９９.x", "-1.x", "é.é"]
)
def test_a_cookie_somebody_made_opens_nothing(phone: Phone, house: House, cookie: str) -> None:
    mark = house.tracking.find(phone.code.token).mark
    sent = f"companion_pin_{mark}={cookie}".encode()

    page = phone.visitor.client.get(phone.path, headers={b"cookie": sent, b"accept": b"text/html"})

    assert page.status_code == 200
    assert NAME not in page.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(phone: Phone) -> None:
    answer = phone.visitor.client.post(
        f"{phone.path}/pin", data={"pin": phone.code.pin}, follow_redirects=False
    )

    said = answer.headers["set-cookie"].lower()
    assert [w for w in ("httponly", "samesite=lax", "secure", "max-age=900") if w not in said] == []
    assert phone.code.pin not in said
