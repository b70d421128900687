from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from flowchart.case_store import CaseStore, Person
from flowchart.private import PrivateRows
from flowchart.tracking import (
    LIFETIME,
    MOST_FAILURES,
    Holder,
    TokenStanding,
    Tracking,
    link,
    new_token,
)
from kb.errors import Locked, NotAllowed, NotFound
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY

GOOD, EXPIRED, REVOKED = TokenStanding


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tracking(database, clock):
    return Tracking(database, clock)


@pytest.fixture
def case(database, clock):
    return CaseStore(database, clock).open(plan_of(NEWBORN), Person(name="王小明"), TODAY, CENTRE)


@pytest.fixture
def code(tracking, case):
    return tracking.issue(case.id, BY_STAFF)


def rows(database, table):
    with database.read() as connection:
        return [row._asdict() for row in connection.execute(text(f"SELECT * FROM {table}"))]


def wrong(code, tries=1):
    """Return a PIN that is wrong, another one for every try."""
    return f"{(int(code.pin) + tries) % 1_000_000:06d}"


def test_a_token_is_128_random_bits_in_upper_case_base32():
    tokens = {new_token() for _ in range(200)}

    assert len(tokens) == 200
    assert all(re.fullmatch(r"[A-Z2-7]{26}", token) for token in tokens)


def test_a_pin_has_six_digits(tracking, case):
    assert all(re.fullmatch(r"[0-9]{6}", tracking.issue(case.id, BY_STAFF).pin) for _ in range(3))


def test_neither_token_nor_pin_stands_in_the_database(database, code):
    (row,) = rows(database, "tracking_token")

    assert code.token not in str(row)
    assert not any(code.pin == str(value) for value in row.values())
    assert row["pin_hash"].startswith("$argon2id$")


@pytest.mark.parametrize("spelt", [str.upper, str.lower, str.title])
def test_a_token_is_found_in_either_case(tracking, case, code, spelt):
    found = tracking.find(spelt(code.token))

    assert (found.case_id, found.standing, found.locked) == (case.id, GOOD, False)


@pytest.mark.parametrize("guess", ["", "A" * 26, "王" * 26, "x" * 5000])
def test_a_token_that_was_never_issued_is_not_found(tracking, code, guess):
    with pytest.raises(NotFound):
        tracking.find(guess)
    with pytest.raises(NotFound):
        tracking.check_pin(guess, "000000")


def test_looking_changes_nothing(database, tracking, code):
    """Scanners and messengers open links too."""
    before = rows(database, "tracking_token"), rows(database, "case_event")

    for _ in range(20):
        tracking.find(code.token)

    assert (rows(database, "tracking_token"), rows(database, "case_event")) == before


# ---- PIN ------------------------------------------------------------------------------------


def test_the_right_pin_is_let_through_again_and_again(tracking, code):
    for token in (code.token, code.token.lower()):
        tracking.check_pin(token, code.pin)

    assert not tracking.find(code.token).locked


def test_five_wrong_pins_lock_even_the_right_one_out(tracking, code):
    for tries in range(1, MOST_FAILURES + 1):
        assert not tracking.find(code.token).locked
        with pytest.raises(NotAllowed, match="PIN is wrong"):
            tracking.check_pin(code.token, wrong(code, tries))

    with pytest.raises(Locked, match="Staff can reset it"):
        tracking.check_pin(code.token, code.pin)
    assert tracking.find(code.token).locked


def test_the_right_pin_forgives_earlier_wrong_ones(tracking, database, code):
    for tries in range(1, MOST_FAILURES):
        with pytest.raises(NotAllowed):
            tracking.check_pin(code.token, wrong(code, tries))

    tracking.check_pin(code.token, code.pin)

    assert rows(database, "tracking_token")[0]["failures"] == 0


def test_many_tries_at_once_are_no_more_than_five(tracking, code):
    start, said = threading.Barrier(20), []

    def guess(number):
        start.wait()
        try:
            tracking.check_pin(code.token, wrong(code, number))
        except (NotAllowed, Locked) as error:
            said.append(type(error))

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (said.count(NotAllowed), said.count(Locked)) == (MOST_FAILURES, 15)


def test_the_pin_of_one_code_does_not_open_another(tracking, case, code):
    other = tracking.issue(case.id, BY_STAFF)
    pin = other.pin if other.pin != code.pin else wrong(code)

    with pytest.raises(NotAllowed):
        tracking.check_pin(code.token, pin)


# ---- expiry, revocation, re-issue -----------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "standing"),
    [(0, GOOD), (399, GOOD), (400, EXPIRED), (4000, EXPIRED)],
)
def test_a_code_expires_after_its_lifetime(tracking, clock, code, days, standing):
    clock.move(days=days)

    assert timedelta(days=400) == LIFETIME
    assert tracking.find(code.token).standing is standing


def test_revoking_takes_every_good_code_of_the_case_and_no_other(
    tracking, database, clock, case, code
):
    other_case = CaseStore(database, clock).open(plan_of(NEWBORN), Person(), TODAY, CENTRE)
    second, elsewhere = tracking.issue(case.id, BY_STAFF), tracking.issue(other_case.id, BY_STAFF)

    revoked = tracking.revoke_all(case.id, BY_STAFF)

    assert revoked == 2
    assert tracking.find(code.token).standing is REVOKED
    assert tracking.find(second.token).standing is REVOKED
    assert tracking.find(elsewhere.token).standing is GOOD
    assert tracking.revoke_all(case.id, BY_STAFF) == 0


def test_a_code_issued_again_works_and_the_old_one_does_not(tracking, case, code):
    tracking.revoke_all(case.id, BY_STAFF)

    again = tracking.issue(case.id, BY_STAFF)

    assert again.token != code.token
    assert tracking.find(again.token).standing is GOOD
    assert tracking.find(code.token).standing is REVOKED


def test_a_revoked_code_says_revoked_also_when_it_would_have_expired(tracking, clock, case, code):
    tracking.revoke_all(case.id, BY_STAFF)
    clock.move(days=500)

    assert tracking.find(code.token).standing is REVOKED


# ---- one code among several -----------------------------------------------------------------


def locked(tracking, code):
    """Lock a code by wrong PINs."""
    for tries in range(1, MOST_FAILURES + 1):
        with pytest.raises(NotAllowed):
            tracking.check_pin(code.token, wrong(code, tries))
    return tracking.find(code.token)


def test_a_case_has_several_codes_and_one_is_revoked_alone(tracking, case, code):
    agent = tracking.issue(case.id, BY_STAFF, Holder.AGENT)
    gone = tracking.find(code.token).mark

    tracking.revoke(case.id, gone, BY_STAFF)

    assert tracking.find(code.token).standing is REVOKED
    assert tracking.find(agent.token).standing is GOOD
    standings = {one.mark: (one.holder, one.standing) for one in tracking.codes(case.id)}
    assert standings[gone] == (Holder.APPLICANT, REVOKED)
    assert standings[tracking.find(agent.token).mark] == (Holder.AGENT, GOOD)
    with pytest.raises(NotFound):
        tracking.revoke(case.id, gone, BY_STAFF)


def test_a_locked_code_leaves_others_of_the_case_and_other_cases_alone(
    tracking, database, clock, case, code
):
    other_case = CaseStore(database, clock).open(plan_of(NEWBORN), Person(), TODAY, CENTRE)
    second, elsewhere = tracking.issue(case.id, BY_STAFF), tracking.issue(other_case.id, BY_STAFF)

    assert locked(tracking, code).locked

    for other in (second, elsewhere):
        assert tracking.find(other.token).tries_left == MOST_FAILURES
        tracking.check_pin(other.token, other.pin)
    assert [one.locked for one in tracking.codes(other_case.id)] == [False]
    assert sorted(one.locked for one in tracking.codes(case.id)) == [False, True]


def test_a_new_pin_gives_five_new_tries_and_the_old_one_opens_nothing(tracking, case, code):
    before = locked(tracking, code)

    pin = tracking.reset_pin(case.id, before.mark, BY_STAFF)

    after = tracking.find(code.token)
    assert (after.tries_left, after.locked) == (MOST_FAILURES, False)
    assert after.key != before.key, "what the old PIN had opened is closed again"
    if pin != code.pin:
        with pytest.raises(NotAllowed):
            tracking.check_pin(code.token, code.pin)
    tracking.check_pin(code.token, pin)
    assert tracking.find(code.token).tries_left == MOST_FAILURES


@pytest.mark.parametrize("over", ["revoked", "expired", "of another case", "of none"])
def test_a_code_that_is_not_good_gets_no_new_pin(tracking, database, clock, case, code, over):
    mark, case_id = tracking.find(code.token).mark, case.id
    if over == "revoked":
        tracking.revoke(case.id, mark, BY_STAFF)
    elif over == "expired":
        clock.move(days=400)
    elif over == "of another case":
        opened = CaseStore(database, clock).open(plan_of(NEWBORN), Person(), TODAY, CENTRE)
        case_id = opened.id
    else:
        mark = "0" * 8
    events = len(rows(database, "case_event"))

    with pytest.raises(NotFound):
        tracking.reset_pin(case_id, mark, BY_STAFF)
    assert len(rows(database, "case_event")) == events


def test_what_is_done_with_codes_stands_in_the_log_by_their_marks(tracking, database, case, code):
    mark = tracking.find(code.token).mark

    tracking.reset_pin(case.id, mark, BY_STAFF)
    tracking.revoke(case.id, mark, BY_STAFF)

    events = CaseStore(database, Clock()).get(case.id).events
    assert [event.kind for event in events] == ["code-issued", "pin-reset", "code-revoked"]
    assert {event.what.code for event in events} == {mark}
    assert code.token not in str(rows(database, "case_event"))


def test_an_erased_case_gets_no_code(tracking, database, clock, case, code):
    PrivateRows(database, clock).erase(case.id, BY_STAFF)

    assert tracking.find(code.token).standing is REVOKED
    for change in (tracking.issue, tracking.revoke_all):
        with pytest.raises(NotFound, match="erased"):
            change(case.id, BY_STAFF)


# ---- openings and links ---------------------------------------------------------------------


def test_openings_are_counted_by_day_and_name_no_case(tracking, database, clock, code):
    for _ in range(3):
        tracking.count_opening()
    clock.move(days=1)
    tracking.count_opening()

    counted = rows(database, "opening_count")

    assert [row["openings"] for row in counted] == [3, 1]
    assert counted[0].keys() == {"day", "openings"}


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://hp.example.cn", "HTTPS://HP.EXAMPLE.CN/C/ABC"),
        ("https://hp.example.cn/", "HTTPS://HP.EXAMPLE.CN/C/ABC"),
        ("http://192.168.1.4:8000", "HTTP://192.168.1.4:8000/C/ABC"),
    ],
)
def test_a_link_is_upper_case_throughout(base, expected):
    assert link(base, "abc") == expected
