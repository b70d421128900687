from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from sqlalchemy import text

from api import passwords
from api.accounts import LONGEST_NAME, Accounts, Role
from kb.errors import Conflict, Locked, NotAllowed, NotFound, WrongInput
from kb.ids import OrganisationId
from tests.planning import CENTRE, Clock

PASSWORD = "three odd words"
BUND = OrganisationId("organisation/the-bund-community-affairs-centre")


@pytest.fixture
def database(people_database):
    return people_database


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def accounts(database, clock):
    return Accounts(database, clock)


@pytest.fixture
def wang(accounts):
    account = accounts.add("王小明", Role.COMPANION, CENTRE)
    accounts.set_password(account.id, PASSWORD)
    return accounts.get(account.id)


@pytest.fixture
def looked(monkeypatch):
    """Return the list of passwords that were compared; comparing is made quick."""
    seen = []

    def fits(self, password, kept):
        seen.append((password, kept is not None))
        return kept is not None and password == PASSWORD

    monkeypatch.setattr(passwords.Passwords, "fits", fits)
    return seen


# ---- names ----------------------------------------------------------------------------------


def test_an_account_is_found_by_id_and_by_name_and_listed_by_name(accounts):
    made = [accounts.add(name, Role.OFFICER, CENTRE) for name in ("Li Hua", "Chen Jie")]

    assert accounts.get(made[0].id) == accounts.named(" Li  Hua ") == made[0]
    assert accounts.all() == (made[1], made[0])
    assert accounts.names() == {one.id: one.name for one in made}


@pytest.mark.parametrize("name", ["", "   ", "x" * (LONGEST_NAME + 1), "Li\u200bHua"])
def test_a_name_that_nobody_could_type_again_is_refused_with_what_to_write(accounts, name):
    with pytest.raises(WrongInput) as refused:
        accounts.add(name, Role.OFFICER, CENTRE)

    assert refused.value.problems[0].remedy
    assert accounts.all() == ()


@pytest.mark.parametrize("again", ["Li Hua", "li hua", " LI  HUA ", "Ｌｉ Ｈｕａ"])
def test_names_that_look_alike_belong_to_one_person(accounts, again):
    first = accounts.add("Li Hua", Role.OFFICER, CENTRE)

    with pytest.raises(Conflict, match="Choose another name"):
        accounts.add(again, Role.COMPANION, CENTRE)
    assert accounts.named(again) == first


@pytest.mark.parametrize("find", [lambda a: a.get("nobody"), lambda a: a.named("nobody")])
def test_there_is_no_account_that_was_not_made(accounts, find):
    with pytest.raises(NotFound):
        find(accounts)


# ---- passwords ------------------------------------------------------------------------------


def test_a_password_is_kept_as_argon2_only(accounts, wang, database):
    with database.read() as connection:
        row = connection.execute(text("SELECT * FROM account")).one()

    assert row.password.startswith("$argon2id$")
    assert PASSWORD not in str(tuple(row))
    assert wang.has_password


def test_the_right_password_lets_in_and_any_other_does_not(accounts, wang):
    assert accounts.check_password("王小明", PASSWORD) == wang
    for wrong in ("", PASSWORD[:-1]):
        with pytest.raises(NotAllowed):
            accounts.check_password("王小明", wrong)


# ---- tries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["王小明", "nobody", "closed", "invited"])
def test_every_wrong_try_is_answered_alike_whoever_it_is(accounts, wang, looked, name):
    """Who does not work here, is closed, or has no password yet cannot be found out."""
    accounts.add("invited", Role.OFFICER, CENTRE)
    accounts.disable(accounts.add("closed", Role.OFFICER, CENTRE).id)

    said = []
    for _ in range(7):
        with pytest.raises((NotAllowed, Locked)) as refused:
            accounts.check_password(name, "another odd word")
        said.append(str(refused.value))

    wrong, wait = "Name or password is wrong.", "Too many wrong passwords. Wait five minutes"
    assert said[:5] == [wrong] * 5
    assert all(one.startswith(wait) for one in said[5:])
    assert looked == [("another odd word", name == "王小明")] * 5


def test_after_five_wrong_tries_the_right_password_waits_five_minutes_too(
    accounts, wang, looked, clock
):
    for _ in range(5):
        with pytest.raises(NotAllowed):
            accounts.check_password("王小明", "another odd word")

    for seconds in (0, 100, 199):
        clock.move(seconds=seconds)
        with pytest.raises(Locked):
            accounts.check_password("王小明", PASSWORD)
    clock.move(seconds=1)

    assert accounts.check_password("王小明", PASSWORD) == wang


def test_the_right_password_begins_the_count_again(accounts, wang, looked):
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(NotAllowed):
                accounts.check_password("王小明", "another odd word")
        accounts.check_password("王小明", PASSWORD)


def test_spelling_a_name_another_way_gives_no_further_tries(accounts, looked):
    accounts.add("Li Hua", Role.OFFICER, CENTRE)

    for name in ("Li Hua", "li hua", "LI HUA", " Li  Hua", "Ｌｉ Ｈｕａ"):
        with pytest.raises(NotAllowed):
            accounts.check_password(name, "another odd word")

    with pytest.raises(Locked):
        accounts.check_password("lI hUA", "another odd word")


def test_one_name_that_waits_keeps_no_other_waiting(accounts, wang, looked):
    for _ in range(6):
        with pytest.raises((NotAllowed, Locked)):
            accounts.check_password("Li Hua", "another odd word")

    assert accounts.check_password("王小明", PASSWORD) == wang


def test_many_tries_at_once_are_no_more_than_one_after_another(accounts, wang, looked):
    """A try is counted before the password is looked at."""
    start = threading.Barrier(20)

    def attempt(number):
        start.wait()
        with pytest.raises((NotAllowed, Locked)):
            accounts.check_password("王小明", f"odd word {number}")

    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(looked) == 5


def test_a_new_password_need_not_wait(accounts, wang, looked):
    for _ in range(5):
        with pytest.raises(NotAllowed):
            accounts.check_password("王小明", "another odd word")

    accounts.set_password(wang.id, PASSWORD)

    assert accounts.check_password("王小明", PASSWORD) == wang


def test_no_name_that_was_tried_is_kept_in_clear(accounts, looked, database):
    """People type passwords into the field for the name."""
    with pytest.raises(NotAllowed):
        accounts.check_password(PASSWORD, "")

    with database.read() as connection:
        held = str(connection.execute(text("SELECT * FROM sign_in_try")).all())

    assert PASSWORD not in held


# ---- changes --------------------------------------------------------------------------------


def test_nobody_comes_in_with_a_closed_account_until_it_is_opened_again(accounts, wang, looked):
    accounts.disable(wang.id)
    with pytest.raises(NotAllowed):
        accounts.check_password("王小明", PASSWORD)

    accounts.enable(wang.id)

    assert accounts.check_password("王小明", PASSWORD) == wang


@pytest.mark.parametrize(
    "leave",
    [
        lambda accounts, it: accounts.disable(it.id),
        lambda accounts, it: accounts.change(it.id, Role.AUDITOR, it.centre),
    ],
)
def test_the_last_open_manager_cannot_leave_but_may_move(accounts, leave):
    last = accounts.add("Li Hua", Role.MANAGER, CENTRE)
    closed = accounts.add("Chen Jie", Role.MANAGER, CENTRE)
    accounts.disable(closed.id)

    with pytest.raises(Conflict, match="Make another manager first"):
        leave(accounts, last)
    accounts.change(last.id, Role.MANAGER, BUND)
    assert accounts.get(last.id).centre == BUND

    accounts.enable(closed.id)
    leave(accounts, last)


def test_of_two_managers_who_close_each_other_at_once_one_stays(accounts):
    pair = [accounts.add(name, Role.MANAGER, CENTRE) for name in ("Li Hua", "Chen Jie")]
    start = threading.Barrier(2)

    def close(account):
        start.wait()
        with suppress(Conflict):
            accounts.disable(account.id)

    threads = [threading.Thread(target=close, args=(one,)) for one in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([one for one in accounts.all() if one.disabled_at is None]) == 1
