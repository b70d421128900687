from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from api.accounts import Accounts, Role
from api.auth import LINK_LIFETIME, Purpose, Staff, check_form
from kb.errors import Conflict, NotAllowed, NotFound, WrongInput
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
def staff(database, clock, accounts):
    return Staff(database, clock, accounts)


@pytest.fixture
def wang(accounts):
    return accounts.add("王小明", Role.COMPANION, CENTRE)


@pytest.fixture
def cookie(staff, wang):
    return staff.enter(staff.link(wang.id, Purpose.ENTER))


def rows(database, table):
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]


# ---- one-time links -------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", Purpose)
def test_looking_at_a_link_says_whose_it_is_and_does_not_use_it_up(staff, wang, database, purpose):
    """Messengers and scanners open links by themselves; only the button counts."""
    secret = staff.link(wang.id, purpose)
    before = rows(database, "account_link")

    seen = [staff.invitation(secret) for _ in range(3)]

    assert {(one.account, one.purpose) for one in seen} == {(wang, purpose)}
    assert rows(database, "account_link") == before
    assert staff.session(staff.enter(secret, PASSWORD)).account == wang.id


def test_a_link_works_once(staff, wang):
    secret = staff.link(wang.id, Purpose.ENTER)
    staff.enter(secret)

    with pytest.raises(NotFound, match="used up or expired"):
        staff.enter(secret)
    with pytest.raises(NotFound):
        staff.invitation(secret)


def test_of_many_who_press_the_button_at_once_one_signs_in(staff, wang, database):
    secret, start, said = staff.link(wang.id, Purpose.ENTER), threading.Barrier(12), []

    def press():
        start.wait()
        try:
            said.append(bool(staff.enter(secret)))
        except NotFound:
            said.append(False)

    threads = [threading.Thread(target=press) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == [False] * 11 + [True]
    assert len(rows(database, "account_session")) == 1


@pytest.mark.parametrize("guess", ["", "guess", "x" * 5000])
def test_a_guess_is_no_link(staff, wang, guess):
    staff.link(wang.id, Purpose.ENTER)

    with pytest.raises(NotFound):
        staff.enter(guess)


def test_a_new_link_ends_the_unused_earlier_ones_of_the_same_account_alone(staff, accounts, wang):
    li = accounts.add("Li Hua", Role.OFFICER, CENTRE)
    first, others = staff.link(wang.id, Purpose.INVITE), staff.link(li.id, Purpose.INVITE)

    second = staff.link(wang.id, Purpose.INVITE)

    with pytest.raises(NotFound):
        staff.invitation(first)
    assert staff.invitation(second).account == wang
    assert staff.invitation(others).account == li


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_is_good_for_its_time(staff, clock, wang, purpose):
    secret, hours = staff.link(wang.id, purpose), LINK_LIFETIME[purpose].total_seconds() / 3600

    clock.move(hours=hours - 0.1)
    assert staff.invitation(secret).account == wang
    clock.move(hours=0.1)
    with pytest.raises(NotFound):
        staff.enter(secret, PASSWORD)


def test_who_has_no_password_gets_an_invitation_and_who_has_one_a_reset(staff, accounts, clock):
    wang = accounts.add("王小明", Role.COMPANION, CENTRE)
    invited = staff.new_link(wang)
    staff.enter(invited.secret, PASSWORD)

    reset = staff.new_link(accounts.get(wang.id))

    assert (invited.purpose, reset.purpose) == (Purpose.INVITE, Purpose.RESET)
    assert reset.until == clock() + LINK_LIFETIME[Purpose.RESET]
    assert reset.secret not in repr(reset)


def test_a_password_that_will_not_do_leaves_the_link_good(staff, wang, accounts):
    secret = staff.link(wang.id, Purpose.INVITE)

    for unfit in ("", "short", "1234567890"):
        with pytest.raises(WrongInput):
            staff.enter(secret, unfit)

    assert not accounts.get(wang.id).has_password
    assert staff.enter(secret, PASSWORD)
    assert accounts.check_password("王小明", PASSWORD).id == wang.id


def test_a_new_password_by_link_ends_every_session_there_was(staff, wang, cookie):
    fresh = staff.enter(staff.link(wang.id, Purpose.RESET), PASSWORD)

    assert staff.session(cookie) is None
    assert staff.session(fresh).account == wang.id


def test_a_fresh_house_is_entered_by_a_link_for_each_role(staff):
    links = staff.first_links(CENTRE)

    roles = {role: staff.session(staff.enter(secret)).role for role, secret in links.items()}

    assert roles == {role: role for role in Role}
    assert staff.first_links(CENTRE).keys() == links.keys()


def test_several_that_start_at_once_make_each_first_account_once(staff, accounts):
    start = threading.Barrier(8)

    def begin(_):
        start.wait()
        return staff.first_links(CENTRE).keys()

    with ThreadPoolExecutor(8) as several:
        given = list(several.map(begin, range(8)))

    assert given == [set(Role)] * 8
    assert len(accounts.all()) == len(Role)


def test_once_anybody_has_a_password_no_more_links_are_given_at_the_start(staff, accounts):
    links = staff.first_links(CENTRE)
    manager = staff.session(staff.enter(links[Role.MANAGER]))

    accounts.set_password(manager.account, PASSWORD)

    assert staff.first_links(CENTRE) == {}


def test_the_first_links_never_open_an_account_that_somebody_changed_or_closed(staff, accounts):
    staff.first_links(CENTRE)
    officer, auditor = accounts.named("officer"), accounts.named("auditor")
    accounts.change(officer.id, Role.APPROVER, CENTRE)
    staff.close(auditor.id)

    assert staff.first_links(CENTRE).keys() == {Role.COMPANION, Role.APPROVER, Role.MANAGER}


# ---- sessions -------------------------------------------------------------------------------


def test_name_and_password_begin_a_session(staff, accounts, wang):
    accounts.set_password(wang.id, PASSWORD)

    session = staff.session(staff.sign_in("王小明", PASSWORD))

    assert (session.account, session.name) == (wang.id, "王小明")
    with pytest.raises(NotAllowed):
        staff.sign_in("王小明", "another odd word")


@pytest.mark.parametrize(("hours", "good"), [(11.9, True), (12, False)])
def test_a_session_is_good_for_twelve_hours(staff, clock, cookie, hours, good):
    clock.move(hours=hours)

    assert (staff.session(cookie) is not None) is good


@pytest.mark.parametrize("guess", [None, "", "guess"])
def test_there_is_no_session_without_its_cookie(staff, cookie, guess):
    assert staff.session(guess) is None


def test_no_secret_stands_in_the_database(staff, accounts, wang, database):
    secret = staff.link(wang.id, Purpose.INVITE)
    cookie = staff.enter(staff.link(wang.id, Purpose.INVITE), PASSWORD)
    seal = staff.session(cookie).seal.hex()

    held = "".join(str(rows(database, f"account{part}")) for part in ("", "_link", "_session"))

    assert not [one for one in (secret, cookie, seal, PASSWORD) if one in held]


def test_signing_out_ends_this_session_and_no_other(staff, wang, cookie):
    other = staff.enter(staff.link(wang.id, Purpose.ENTER))

    staff.sign_out(staff.session(cookie))

    assert staff.session(cookie) is None
    assert staff.session(other).account == wang.id


def test_signing_out_everywhere_leaves_the_one_at_hand_and_other_people_alone(
    staff, accounts, wang, cookie
):
    li = accounts.add("Li Hua", Role.OFFICER, CENTRE)
    theirs = staff.enter(staff.link(li.id, Purpose.ENTER))
    mine = [staff.enter(staff.link(wang.id, Purpose.ENTER)) for _ in range(2)]

    ended = staff.sign_out_everywhere(wang.id, but=staff.session(cookie).key)

    assert ended == 2
    assert staff.open_sessions() == {wang.id: 1, li.id: 1}
    assert [staff.session(one) for one in mine] == [None, None]
    assert staff.session(cookie)
    assert staff.session(theirs)


def test_a_changed_role_or_centre_counts_from_the_next_request_on(staff, accounts, wang, cookie):
    before = staff.session(cookie)

    accounts.change(wang.id, Role.AUDITOR, BUND)

    after = staff.session(cookie)
    assert (before.role, before.centre) == (Role.COMPANION, CENTRE)
    assert (after.role, after.centre) == (Role.AUDITOR, BUND)


def test_a_closed_account_is_out_at_once_by_session_and_by_link(staff, accounts, wang, cookie):
    secret = staff.link(wang.id, Purpose.ENTER)

    staff.close(wang.id)

    assert staff.session(cookie) is None
    with pytest.raises(NotFound):
        staff.invitation(secret)
    with pytest.raises(Conflict, match="Open it first"):
        staff.new_link(accounts.get(wang.id))


def test_opening_an_account_again_brings_back_no_old_session_and_no_old_link(
    staff, accounts, wang, cookie
):
    secret = staff.link(wang.id, Purpose.ENTER)
    staff.close(wang.id)

    accounts.enable(wang.id)

    assert staff.session(cookie) is None
    with pytest.raises(NotFound):
        staff.enter(secret)
    assert staff.enter(staff.new_link(accounts.get(wang.id)).secret, PASSWORD)


def test_the_key_of_a_session_does_not_give_it_away(staff, cookie):
    session = staff.session(cookie)

    assert staff.session(session.key) is None
    assert cookie not in repr(session)
    assert repr(session.seal) not in repr(session)


# ---- forms ----------------------------------------------------------------------------------


def test_a_form_made_for_this_session_is_let_through(staff, cookie):
    session = staff.session(cookie)

    check_form(session, session.csrf)


@pytest.mark.parametrize("sent", [None, "", "guess", "表单"])
def test_any_other_form_is_refused_with_what_to_do(staff, cookie, sent):
    session = staff.session(cookie)

    with pytest.raises(NotAllowed, match="Open the page again"):
        check_form(session, sent)
    with pytest.raises(NotAllowed):
        check_form(replace(session, csrf="other"), session.csrf)
