"""Signing in and out as people do it, one-time links, and one's own account."""

from __future__ import annotations

import re

import pytest

from api.accounts import Role
from api.auth import Purpose
from api.passwords import Passwords
from api.wiring import House
from tests.visiting import PAGE, Visitor, signed_in, visitor

PASSWORD = "three odd words"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare passwords without argon2, which its own tests look at."""
    monkeypatch.setattr(Passwords, "hashed", lambda _, password: f"kept {password}")
    monkeypatch.setattr(Passwords, "fits", lambda _, password, kept: kept == f"kept {password}")


@pytest.fixture
def wang(house: House) -> str:
    """Return the id of an account with a password."""
    account = house.accounts.add("王小明", Role.COMPANION, house.centre)
    house.accounts.set_password(account.id, PASSWORD)
    return account.id


def sign_in(guest: Visitor, password: str = PASSWORD, expect: int = 303, **sent: str) -> str:
    return guest.send("/sign-in", expect, name="王小明", password=password, **sent)


def is_in(guest: Visitor) -> bool:
    return guest.client.get("/account", headers=PAGE).status_code == 200


# ---- name and password ----------------------------------------------------------------------


def test_name_and_password_lead_in_and_the_cookie_is_kept_from_scripts_and_other_sites(
    guest: Visitor, wang: str
) -> None:
    sent = {"name": "王小明", "password": PASSWORD}
    answer = guest.client.post("/sign-in", data=sent, headers=PAGE, follow_redirects=False)

    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "secure"))
    assert answer.headers["location"] == "/"
    assert is_in(guest)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_password_keeps_the_name_and_never_the_password(
    guest: Visitor, wang: str, lang: str
) -> None:
    guest.send("/language", lang=lang)

    page = sign_in(guest, "another odd word", expect=403)

    assert 'value="王小明"' in page
    assert 'role="alert"' in page
    assert "another odd word" not in page
    assert not is_in(guest)


def test_after_five_wrong_ones_the_page_says_how_long_to_wait(guest: Visitor, wang: str) -> None:
    for _ in range(5):
        sign_in(guest, "another odd word", expect=403)

    assert "五分钟" in sign_in(guest, expect=423)


def test_who_was_asked_to_sign_in_comes_back_to_the_page(guest: Visitor, wang: str) -> None:
    asked = guest.client.get("/cases?a=1&b=2", headers=PAGE).text
    link = re.search(r'href="(/sign-in\?to=[^"]+)"', asked)
    assert link is not None
    page = guest.get(link[1].replace("&amp;", "&"))
    to = re.search(r'name="to" value="([^"]+)"', page)
    assert to is not None

    assert sign_in(guest, to=to[1].replace("&amp;", "&")) == "/cases?a=1&b=2"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_signing_in_never_leads_elsewhere(guest: Visitor, wang: str, to: str) -> None:
    assert sign_in(guest, to=to) == "/"


def test_a_whole_office_behind_one_address_can_sign_in_at_once(house: House, wang: str) -> None:
    """Only what fails is counted by address, so a morning's forty sign-ins are none."""
    for _ in range(40):
        sign_in(visitor(house))


def test_thirty_wrong_ones_from_one_address_make_it_wait_a_minute(
    guest: Visitor, house: House, wang: str
) -> None:
    for number in range(30):
        guest.send("/sign-in", expect=403, name=f"name {number}", password="any odd words")

    page = sign_in(guest, expect=423)

    assert "这个网络" in page
    assert house.staff.open_sessions() == {}


# ---- one-time links -------------------------------------------------------------------------


def test_a_sign_in_link_is_used_by_the_button_and_only_once(
    guest: Visitor, house: House, wang: str
) -> None:
    secret = house.staff.link(wang, Purpose.ENTER)
    for _ in range(3):
        guest.get(f"/sign-in/{secret}")

    guest.send(f"/sign-in/{secret}")

    assert is_in(guest)
    page = guest.send(f"/sign-in/{secret}", expect=404)
    assert "用过了" in page


def test_a_link_that_is_used_up_says_what_to_do_and_takes_the_password(guest: Visitor) -> None:
    page = guest.client.get("/sign-in/guess", headers=PAGE)

    assert page.status_code == 404
    assert 'role="alert"' in page.text
    assert 'action="/sign-in"' in page.text


@pytest.mark.parametrize("purpose", [Purpose.INVITE, Purpose.RESET])
def test_an_invitation_and_a_reset_ask_for_a_password_first(
    guest: Visitor, house: House, wang: str, purpose: Purpose
) -> None:
    path = f"/sign-in/{house.staff.link(wang, purpose)}"
    assert 'autocomplete="new-password"' in guest.get(path)

    differ = guest.send(path, expect=422, password="four odd words here", again="four odd words")
    unfit = guest.send(path, expect=422, password="short", again="short")
    guest.send(path, password="four odd words here", again="four odd words here")

    assert 'role="alert"' in differ
    assert 'role="alert"' in unfit
    assert is_in(guest)
    sign_in(visitor(house), PASSWORD, expect=403)
    sign_in(visitor(house), "four odd words here")


def test_the_language_can_be_changed_without_losing_the_link(
    guest: Visitor, house: House, wang: str
) -> None:
    path = f"/sign-in/{house.staff.link(wang, Purpose.INVITE)}"

    page = guest.send(path, expect=422, password="short", again="short")

    assert f'name="back" value="{path}"' in page


# ---- leaving --------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_what_it_could_still_show(companion: Visitor) -> None:
    intake, cookie = companion.begin(), companion.client.cookies["companion_session"]

    companion.send("/sign-out")

    companion.client.cookies.set("companion_session", cookie)
    assert companion.client.get(intake, headers=PAGE).status_code == 403
    assert companion.client.get("/cases", headers=PAGE).status_code == 403


def test_who_signs_in_on_a_shared_device_ends_the_session_of_who_was_there_before(
    companion: Visitor, house: House, wang: str
) -> None:
    before = companion.client.cookies["companion_session"]

    sign_in(companion)

    assert house.staff.session(before) is None
    assert house.staff.open_sessions() == {wang: 1}


# ---- one's own account ----------------------------------------------------------------------


def test_who_came_by_a_first_link_chooses_a_password_without_an_old_one(house: House) -> None:
    manager = signed_in(house, Role.MANAGER)

    page = manager.send("/account/password", expect=200, password=PASSWORD, again=PASSWORD)

    assert 'role="status"' in page
    assert house.staff.first_links(house.centre) == {}


@pytest.mark.parametrize(
    ("old", "password", "again", "status"),
    [
        ("another odd word", "four odd words here", "four odd words here", 403),
        (PASSWORD, "four odd words here", "four odd words", 422),
        (PASSWORD, "short", "short", 422),
        ("", "four odd words here", "four odd words here", 403),
    ],
)
def test_a_password_is_changed_only_with_the_old_one_and_a_fit_new_one(
    guest: Visitor, house: House, wang: str, old: str, password: str, again: str, status: int
) -> None:
    sign_in(guest)
    session = house.staff.session(guest.client.cookies["companion_session"])
    guest.csrf = session.csrf

    page = guest.send("/account/password", expect=status, old=old, password=password, again=again)

    assert 'role="alert"' in page
    sign_in(visitor(house), PASSWORD)


def test_a_changed_password_ends_every_other_session(
    guest: Visitor, house: House, wang: str
) -> None:
    other = visitor(house)
    for one in (other, guest):
        sign_in(one)
    guest.csrf = house.staff.session(guest.client.cookies["companion_session"]).csrf

    sent = {"old": PASSWORD, "password": "four odd words here", "again": "four odd words here"}
    guest.send("/account/password", expect=200, **sent)

    assert is_in(guest)
    assert not is_in(other)


def test_signing_out_elsewhere_leaves_this_session(guest: Visitor, house: House, wang: str) -> None:
    other = visitor(house)
    for one in (other, guest):
        sign_in(one)
    guest.csrf = house.staff.session(guest.client.cookies["companion_session"]).csrf
    assert "sign-out-elsewhere" in guest.get("/account")

    guest.send("/account/sign-out-elsewhere")

    assert not is_in(other)
    assert "sign-out-elsewhere" not in guest.get("/account")
