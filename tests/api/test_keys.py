from __future__ import annotations

import re
from datetime import timedelta

import pytest

from api.keys import PREFIX, Keys, Scope
from kb.errors import NotFound, WrongInput
from tests.console import error_of, shapes
from tests.planning import CENTRE, Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def keys(database, clock):
    return Keys(database, clock)


@pytest.fixture
def made(keys):
    return keys.issue("data platform", [Scope.SEARCH, Scope.CASES_READ], CENTRE, days=30)


# ---- the keys -------------------------------------------------------------------------------


def test_a_key_is_found_by_its_secret(keys, made):
    assert keys.find(made.secret) == made.key
    assert made.key.scopes == {Scope.SEARCH, Scope.CASES_READ}


def test_a_secret_that_leaked_is_recognised_by_its_form(made):
    assert re.fullmatch(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", made.secret)
    assert made.secret not in repr(made)


@pytest.mark.parametrize("other", ["", "cmp_", "x" * 47, "cmp_" + "x" * 43, "cmp_\0", "钥匙"])
def test_anything_else_finds_no_key(keys, made, other):
    assert keys.find(other) is None


def test_nothing_that_opens_a_door_is_kept(keys, made, database):
    with database.read() as connection:
        held = connection.exec_driver_sql("SELECT * FROM api_key").fetchall()

    assert made.secret not in str(held)
    assert made.secret.removeprefix(PREFIX) not in str(held)


def test_a_key_ends_on_its_day(keys, made, clock):
    clock.move(days=29, hours=23)
    assert keys.find(made.secret) is not None

    clock.move(hours=1)

    assert keys.find(made.secret) is None
    assert made.key.expires_at == made.key.created_at + timedelta(days=30)


def test_a_key_without_an_end_stays_good(keys, clock):
    made = keys.issue("data platform", [Scope.SEARCH], CENTRE)

    clock.move(days=4000)

    assert keys.find(made.secret) == made.key


def test_a_revoked_key_is_no_good_at_once_and_stays_revoked(keys, made, clock):
    revoked = keys.revoke(made.key.id)
    clock.move(hours=1)

    assert keys.find(made.secret) is None
    assert keys.revoke(made.key.id) == revoked
    assert keys.all() == (revoked,)
    assert keys.names() == {made.key.id: "data platform"}


def test_there_is_nothing_to_revoke_under_another_id(keys, made):
    with pytest.raises(NotFound, match="companion keys list"):
        keys.revoke("0123")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scope"),
        ({"centre": "The Bund"}, "centre"),
        ({"centre": "service/shop"}, "centre"),
        ({"days": 0}, "days"),
        ({"days": 99999}, "days"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_issued(keys, wrong, place):
    good = {"name": "x", "scopes": [Scope.SEARCH], "centre": CENTRE, "days": None}

    with pytest.raises(WrongInput) as caught:
        keys.issue(**{**good, **wrong})

    assert caught.value.problems[0].place == place
    assert keys.all() == ()


# ---- the console ----------------------------------------------------------------------------


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def test_a_key_is_issued_listed_and_revoked_on_the_console(little, state):
    words = ["keys", "add", "data platform", "--scope", "search", "--scope", "cases:read"]

    (made,) = shapes(little(*words, "--days", "7", "--json", state=state))
    (listed,) = shapes(little("keys", "list", "--json", state=state))
    (revoked,) = shapes(little("keys", "revoke", made["id"], "--json", state=state))

    assert made["secret"].startswith(PREFIX)
    assert made["scopes"] == ["cases:read", "search"]
    assert listed["keys"] == [{key: made[key] for key in made.keys() - {"secret"}}]
    assert revoked["revoked_at"] is not None


def test_the_console_says_the_secret_once_and_in_words(little, state):
    said = little("keys", "add", "data platform", "--scope", "plan", state=state).output
    listed = little("keys", "list", state=state).output

    secret, rest = said.split("\n", 1)
    assert secret.startswith(PREFIX)
    assert "not shown again" in rest
    assert secret not in listed
    assert "data platform  plan  organisation/" in listed


def test_the_records_are_left_alone(little, state, tmp_path):
    """A key can be issued while a record cannot be read."""
    (tmp_path / "bad.yaml").write_text("id: x", encoding="utf-8")

    issued = little("keys", "add", "x", "--scope", "plan", layers=[str(tmp_path)], state=state)

    assert issued.exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "x", "--scope", "everything"], "everything"),
        (["add", "x"], "--scope"),
        (["add", "x", "--scope", "plan", "--centre", "?"], "is no centre"),
        (["revoke", "0123"], "no key"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(little, state, words, said):
    error = error_of(little("keys", *words, "--json", state=state))

    assert said in error["problem"]
