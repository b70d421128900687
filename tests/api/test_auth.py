from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from api.auth import Role, Staff, check_form
from kb.database import open_database
from kb.errors import NotAllowed, NotFound
from tests.planning import Clock


@pytest.fixture
def database(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/companion.sqlite")
    yield database
    database.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def staff(database, clock):
    return Staff(database, clock)


def rows(database, table):
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_link_of_its_own(staff, role):
    links = staff.new_links()

    assert staff.role_of(links[role]) is role
    assert len(set(links.values())) == len(Role)


def test_looking_at_a_link_does_not_use_it_up(staff, database):
    """Messengers and scanners open links by themselves; only the button counts."""
    secret = staff.new_links()[Role.OFFICER]
    before = rows(database, "sign_in_link")

    for _ in range(5):
        staff.role_of(secret)

    assert rows(database, "sign_in_link") == before
    assert staff.sign_in(secret)[1].role is Role.OFFICER


def test_a_link_works_once(staff):
    secret = staff.new_links()[Role.COMPANION]
    staff.sign_in(secret)

    with pytest.raises(NotFound, match="used up or expired"):
        staff.sign_in(secret)
    with pytest.raises(NotFound):
        staff.role_of(secret)


def test_of_many_who_press_the_button_at_once_one_signs_in(staff, database):
    secret, start, said = staff.new_links()[Role.COMPANION], threading.Barrier(12), []

    def press():
        start.wait()
        try:
            said.append(staff.sign_in(secret)[1].role)
        except NotFound:
            said.append(None)

    threads = [threading.Thread(target=press) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said, key=str) == [None] * 11 + [Role.COMPANION]
    assert len(rows(database, "staff_session")) == 1


@pytest.mark.parametrize("guess", ["", "guess", "x" * 5000])
def test_a_guess_is_no_link(staff, guess):
    staff.new_links()

    with pytest.raises(NotFound):
        staff.sign_in(guess)


def test_new_links_end_unused_earlier_ones(staff):
    first = staff.new_links()[Role.COMPANION]
    second = staff.new_links()[Role.COMPANION]

    with pytest.raises(NotFound):
        staff.role_of(first)
    assert staff.role_of(second) is Role.COMPANION


@pytest.mark.parametrize(("hours", "good"), [(11.9, True), (12, False)])
def test_a_link_is_good_for_twelve_hours(staff, clock, hours, good):
    secret = staff.new_links()[Role.COMPANION]
    clock.move(hours=hours)

    if good:
        assert staff.role_of(secret) is Role.COMPANION
    else:
        with pytest.raises(NotFound):
            staff.sign_in(secret)


@pytest.mark.parametrize(("hours", "good"), [(11.9, True), (12, False)])
def test_a_session_is_good_for_twelve_hours(staff, clock, hours, good):
    cookie, session = staff.sign_in(staff.new_links()[Role.COMPANION])
    clock.move(hours=hours)

    assert staff.session(cookie) == (session if good else None)


@pytest.mark.parametrize("cookie", [None, "", "guess"])
def test_there_is_no_session_without_its_cookie(staff, cookie):
    staff.sign_in(staff.new_links()[Role.COMPANION])

    assert staff.session(cookie) is None


def test_no_secret_stands_in_the_database(staff, database):
    links = staff.new_links()
    cookie, _ = staff.sign_in(links[Role.COMPANION])

    held = str(rows(database, "sign_in_link")) + str(rows(database, "staff_session"))

    assert cookie not in held
    assert not any(secret in held for secret in links.values())


def test_signing_out_ends_this_session_and_no_other(staff):
    links = staff.new_links()
    cookie, session = staff.sign_in(links[Role.COMPANION])
    other, _ = staff.sign_in(links[Role.OFFICER])

    staff.sign_out(session)

    assert staff.session(cookie) is None
    assert staff.session(other).role is Role.OFFICER


def test_the_key_of_a_session_does_not_give_it_away(staff):
    cookie, session = staff.sign_in(staff.new_links()[Role.COMPANION])

    assert staff.session(session.key) is None
    assert cookie not in repr(session)


def test_a_form_made_for_this_session_is_let_through(staff):
    _, session = staff.sign_in(staff.new_links()[Role.COMPANION])

    check_form(session, session.csrf)


@pytest.mark.parametrize("sent", [None, "", "guess", "表单"])
def test_any_other_form_is_refused_with_what_to_do(staff, sent):
    _, session = staff.sign_in(staff.new_links()[Role.COMPANION])

    with pytest.raises(NotAllowed, match="Open the page again"):
        check_form(session, sent)
    with pytest.raises(NotAllowed):
        check_form(replace(session, csrf="other"), session.csrf)
