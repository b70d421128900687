"""`companion users`: people and their links on the console."""

from __future__ import annotations

import pytest

import api.preparing
from api.accounts import Accounts, Role
from api.auth import Purpose, Staff
from api.wiring import utc_now
from kb.database import open_database
from tests.console import Console, error_of, shapes

PASSWORD = "three odd words"
CENTRE = "organisation/huangpu-government-service-centre"


@pytest.fixture
def console(tmp_path, monkeypatch):
    """Return the console over an empty database; reading the records would be an error."""
    monkeypatch.setattr(api.preparing, "seed", None)
    monkeypatch.delenv("COMPANION_BASE_URL", raising=False)
    return Console(tmp_path)


@pytest.fixture
def staff(console):
    """Return what a server on the same database works with."""
    database = open_database(f"sqlite:///{console.state}/companion.sqlite")
    accounts = Accounts(database, utc_now)
    yield Staff(database, utc_now, accounts)
    database.close()


def one(result):
    (shape,) = shapes(result)
    return shape


def test_somebody_added_comes_in_by_the_link_that_was_printed(console, staff):
    made = one(console("users", "add", " 王  小明 ", "--role", "officer", "--json"))

    begin, _, secret = made["link"].rpartition("/")
    session = staff.session(staff.enter(secret, PASSWORD))
    assert begin == "http://127.0.0.1:8000/sign-in"
    assert (made["name"], made["for"]) == ("王 小明", Purpose.INVITE)
    assert (session.role, session.centre) == (Role.OFFICER, CENTRE)


def test_links_begin_with_the_base_url_where_one_is_set(console, monkeypatch):
    monkeypatch.setenv("COMPANION_BASE_URL", "https://hp.example.cn/")

    said = console("users", "add", "Li Hua", "--role", "manager").stdout

    assert said.startswith("https://hp.example.cn/sign-in/")


def test_the_list_says_role_centre_and_who_can_come_in(console, staff):
    assert "companion users add" in console("users", "list").stdout
    link = one(console("users", "add", "Li Hua", "--role", "manager", "--json"))["link"]
    staff.enter(link.rpartition("/")[2], PASSWORD)
    console("users", "add", "王小明", "--role", "companion", "--centre", "the-bund")

    people = one(console("users", "list", "--json"))["users"]

    kept = [(p["name"], p["role"], p["centre"], p["has_password"], p["sessions"]) for p in people]
    assert kept == [
        ("Li Hua", "manager", CENTRE, True, 1),
        ("王小明", "companion", "organisation/the-bund", False, 0),
    ]
    assert "signed in" in console("users", "list").stdout


def test_a_link_is_an_invitation_at_first_and_a_reset_later(console, staff):
    console("users", "add", "Li Hua", "--role", "manager")
    first = one(console("users", "link", "li hua", "--json"))
    staff.enter(first["link"].rpartition("/")[2], PASSWORD)

    second = one(console("users", "link", "Li Hua", "--json"))

    assert (first["for"], second["for"]) == ("invite", "reset")


def test_role_and_centre_change_apart(console):
    console("users", "add", "Li Hua", "--role", "officer")

    console("users", "change", "Li Hua", "--role", "approver")
    changed = one(console("users", "change", "Li Hua", "--centre", "the-bund", "--json"))

    assert (changed["role"], changed["centre"]) == ("approver", "organisation/the-bund")


def test_a_closed_account_is_out_and_can_be_opened_again(console, staff):
    link = one(console("users", "add", "Li Hua", "--role", "officer", "--json"))["link"]
    cookie = staff.enter(link.rpartition("/")[2], PASSWORD)

    closed = one(console("users", "disable", "Li Hua", "--json"))
    assert closed["disabled_at"]
    assert staff.session(cookie) is None
    opened = one(console("users", "enable", "Li Hua", "--json"))

    assert opened["disabled_at"] is None
    assert staff.session(staff.sign_in("Li Hua", PASSWORD))


def test_signing_out_ends_every_session(console, staff):
    link = one(console("users", "add", "Li Hua", "--role", "officer", "--json"))["link"]
    cookie = staff.enter(link.rpartition("/")[2], PASSWORD)

    assert one(console("users", "sign-out", "Li Hua", "--json"))["sessions"] == 0
    assert staff.session(cookie) is None


@pytest.mark.parametrize(
    ("words", "place", "remedy"),
    [
        (["add", "li hua", "--role", "officer"], "NAME", "Choose another name"),
        (["add", " ", "--role", "officer"], "NAME", "Write 1 to 60"),
        (["add", "Chen", "--role", "boss"], "users add", "--help"),
        (["add", "Chen"], "users add", "--help"),
        (["link", "Li Hu"], "NAME", "Did you mean Li Hua?"),
        (["change", "Li Hua"], "--role", "Write what is to change"),
        (["change", "Li Hua", "--role", "officer"], "NAME", "Make another manager first"),
        (["disable", "Li Hua"], "NAME", "Make another manager first"),
        (["enable", "nobody"], "NAME", "companion users list"),
        (["sign-out", "nobody"], "NAME", "companion users list"),
    ],
)
def test_what_cannot_be_done_says_where_and_what_to_write(console, words, place, remedy):
    console("users", "add", "Li Hua", "--role", "manager")

    error = error_of(console("users", *words, "--json"))

    assert place in error["place"]
    assert remedy in error["remedy"]


def test_no_link_is_made_for_a_closed_account(console):
    console("users", "add", "Li Hua", "--role", "officer")
    console("users", "disable", "Li Hua")

    error = error_of(console("users", "link", "Li Hua", "--json"))

    assert error["remedy"] == "Open it first, then make a link."


def test_once_records_are_published_a_centre_must_be_one_of_them(little):
    assert little("check").exit_code == 0

    error = error_of(
        little("users", "add", "X", "--role", "officer", "--centre", "bureaux", "--json")
    )

    assert error["place"] == "--centre"
    assert "organisation/bureau" in error["remedy"]
    assert little("users", "add", "X", "--role", "officer", "--centre", "bureau").exit_code == 0
