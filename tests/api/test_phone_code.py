"""Codes and PINs that somebody guesses: counted by code and by client."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from api.phone_code import client_of, pin_digits
from api.wiring import House
from tests.phones import Phone, phone_of

NAME = "王小明"


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop."""
    return phone_of(house)


def wrong(phone: Phone) -> str:
    """Return six digits that are not the PIN."""
    return "111111" if phone.code.pin != "111111" else "222222"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("123456", "123456"), ("123 456", "123456"), ("１２３４５６", "123456"), ("abc", "")],
)
def test_a_pin_is_read_however_it_is_typed(typed: str, digits: str) -> None:
    assert pin_digits(typed) == digits


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_line_with_many_addresses_is_one_client(host: str, client: str) -> None:
    assert client_of(SimpleNamespace(client=SimpleNamespace(host=host))) == client  # type: ignore[arg-type]


def test_nobody_to_be_seen_is_one_client_too() -> None:
    assert client_of(SimpleNamespace(client=None)) == "unknown"  # type: ignore[arg-type]


def test_a_wrong_pin_says_how_many_tries_are_left(phone: Phone) -> None:
    page = phone.press("pin", expect=200, pin=wrong(phone))

    assert "密码不对" in page
    assert "还可以试 4 次" in page
    assert NAME not in page


@pytest.mark.parametrize("typed", ["", "123", "1234567", "abcdef"])
def test_what_is_no_pin_costs_no_try(phone: Phone, house: House, typed: str) -> None:
    assert "6 位数字" in phone.press("pin", expect=200, pin=typed)
    assert house.tracking.find(phone.code.token).tries_left == 5


def test_five_wrong_pins_lock_this_code_and_no_other(phone: Phone, house: House) -> None:
    other = phone_of(house)
    for _ in range(5):
        phone.press("pin", expect=200, pin=wrong(phone))

    locked = phone.press("pin", expect=200, pin=phone.code.pin)
    other.open()

    assert "已经锁住" in locked
    assert "新密码" in locked
    assert NAME not in phone.page()
    assert NAME in other.page()


def test_who_tries_pins_of_many_codes_is_made_to_wait(house: House) -> None:
    phones = [phone_of(house) for _ in range(4)]
    for phone in phones[:3]:
        for _ in range(4):
            phone.press("pin", expect=200, pin=wrong(phone))

    last = phones[3]
    page = last.press("pin", expect=200, pin=last.code.pin)

    assert "试得太多了" in page
    assert NAME not in page


def test_the_page_itself_stays_open_to_who_typed_wrong_pins(phone: Phone) -> None:
    for _ in range(12):
        phone.press("pin", expect=200, pin=wrong(phone))

    assert "公司设立登记" in phone.page()
