"""The desk on the console: two accounts, days, versions in plain words."""

from __future__ import annotations

import json

import pytest

from tests.console import error_of, little_console, shapes

GRANT = """\
id: policy/grant
title: {zh: 补贴, en: Grant}
criteria: {fact: concept/employees, at_most: %d}
"""


@pytest.fixture
def desk(tmp_path, written):
    """Return a console with an officer and an approver, and what loads a file of records there."""
    little = little_console(tmp_path)
    little("users", "add", "Mei", "--role", "officer")
    little("users", "add", "Jun", "--role", "approver")

    def load(text, *more):
        return little("load", written(text, "grant.yaml"), "--by", "Mei", "--json", *more)

    return little, load


def publish(little, name="policy/grant"):
    (shape,) = shapes(little("publish", name, "--by", "Jun", "--json"))
    return shape


def test_what_one_account_loads_another_publishes(desk):
    little, load = desk

    (sent,) = shapes(load(GRANT % 30))
    shape = publish(little)

    assert sent["submissions"][0]["state"] == "in-review"
    assert (shape["state"], shape["records"]) == ("published", ["policy/grant"])
    (held,) = shapes(little("history", "policy/grant", "--json"))
    assert [move["to"] for move in held["versions"][0]["moves"]] == [
        "draft",
        "in-review",
        "approved",
        "published",
    ]


def test_nobody_publishes_with_the_account_of_an_officer(desk):
    little, load = desk
    load(GRANT % 30)

    refused = little("publish", "policy/grant", "--by", "Mei", "--lang", "en")

    assert refused.exit_code == 1
    assert "Name another colleague with --by" in refused.stderr


def test_a_draft_is_not_sent(desk):
    little, load = desk

    (sent,) = shapes(load(GRANT % 30, "--draft"))

    assert sent["submissions"][0]["state"] == "draft"
    refused = little("publish", "policy/grant", "--by", "Jun", "--lang", "en")
    assert "Send it for approval first" in refused.stderr


def test_a_bad_file_says_its_line_and_nothing_is_kept(desk):
    little, load = desk

    error = error_of(
        load("{id: policy/grant, title: {zh: 补贴, en: Grant}, document: document/no}")
    )

    assert error["place"] == "grant.yaml:1: document"
    assert little("history", "policy/grant").exit_code == 2


def test_a_version_with_a_day_ahead_is_served_from_that_day(desk):
    little, load = desk
    load(GRANT % 30)
    publish(little)
    load(GRANT % 40, "--on", "2099-01-05")

    shape = publish(little)

    assert (shape["state"], shape["effective_on"]) == ("scheduled", "2099-01-05")
    (held,) = shapes(little("history", "policy/grant", "--json"))
    assert [(one["state"], one["until"]) for one in held["versions"]] == [
        ("published", "2099-01-05"),
        ("scheduled", None),
    ]
    facts = '{"concept/employees": 35}'
    verdicts = {
        day: shapes(little("match", "--facts", "-", "--json", "--on", day, typed=facts))[0]
        for day in ("2099-01-04", "2099-01-05")
    }
    assert {
        day: {one["policy"]: one["verdict"] for one in found["policies"]}["policy/grant"]
        for day, found in verdicts.items()
    } == {"2099-01-04": "not_eligible", "2099-01-05": "eligible"}


def test_the_rules_can_be_asked_as_they_were_known_on_a_day(desk):
    little, load = desk
    load(GRANT % 30)
    publish(little)

    (found,) = shapes(little("match", "--json", "--known", "2020-01-01"))

    assert found["policies"] == []  # nothing at all was known yet


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", ["条件", "  - ", "30", "  + ", "40"]), ("en", ["Conditions", "30", "40"])],
)
def test_a_difference_is_told_in_plain_words(desk, lang, said):
    little, load = desk
    load(GRANT % 30)
    publish(little)
    load(GRANT % 40)

    told = little("diff", "policy/grant", "--lang", lang).stdout

    for words in said:
        assert words in told, told


def test_a_published_record_ends_when_a_second_account_agrees(desk):
    little, load = desk
    load(GRANT % 30)
    publish(little)

    (asked,) = shapes(
        little("withdraw", "policy/grant", "--by", "Mei", "--reason", "repealed", "--json")
    )
    still = little("diff", "policy/grant", "--json").exit_code
    done = publish(little)

    assert (asked["state"], asked["ends"], still) == ("in-review", True, 0)
    assert done["state"] == "withdrawn"
    (held,) = shapes(little("history", "policy/grant", "--json"))
    assert [one["state"] for one in held["versions"]] == ["superseded", "withdrawn"]


def test_what_others_name_does_not_end_and_leaves_no_draft_behind(desk):
    little, load = desk
    load(GRANT % 30)
    publish(little)
    load("{id: policy/more, title: {zh: 二, en: More}, requires: [policy/grant]}")
    publish(little, "policy/more")

    refused = little("withdraw", "policy/grant", "--by", "Mei", "--reason", "repealed", "--json")

    assert refused.exit_code == 2
    assert "policy/more" in refused.stdout
    (held,) = shapes(little("history", "policy/grant", "--json"))
    assert [one["state"] for one in held["versions"]] == ["published", "withdrawn"]
    assert little("publish", "policy/grant", "--by", "Jun").exit_code == 2, "nothing waits"


def test_a_version_that_names_what_ended_since_is_still_compared(desk):
    little, load = desk
    load("{id: concept/shops, title: {zh: 店数, en: Shops}, type: number}")
    publish(little, "concept/shops")
    for fact in ("shops", "employees"):
        load((GRANT % 30).replace("employees", fact))
        publish(little)
    little("withdraw", "concept/shops", "--by", "Mei", "--reason", "not needed")
    publish(little, "concept/shops")

    told = little("diff", "policy/grant", "--lang", "en")

    assert told.exit_code == 0
    assert "- shops at most 30" in told.stdout


def test_what_waits_is_taken_back(desk):
    little, load = desk
    load(GRANT % 30)

    (taken,) = shapes(
        little("withdraw", "policy/grant", "--by", "Mei", "--reason", "a mistake", "--json")
    )

    assert taken["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("history", "policy/none"), ""),
        (("diff", "area/310101", "--from", "99"), "--from/--to"),
        (("publish", "policy/none", "--by", "Jun"), ""),
        (("publish", "policy/none", "--by", "Nobody"), "--by"),
        (("load", "no-such-file.yaml", "--by", "Mei"), "no-such-file.yaml"),
        (("check", "--head", "0" * 64), "--head"),
    ],
)
def test_wrong_words_say_what_to_write(desk, words, place):
    little, _ = desk

    error = error_of(little(*words, "--json"))

    assert error["place"] == place
    assert error["problem"]


def test_check_says_where_the_chain_ends_and_knows_a_head_that_was_noted(desk, written):
    little, load = desk
    (before,) = shapes(little("check", "--json"))
    load(GRANT % 30)

    (after,) = shapes(little("check", "--json", "--head", before["ledger"]["head"]))

    assert after["ledger"]["moves"] == before["ledger"]["moves"] + 2
    assert after["ledger"]["head"] != before["ledger"]["head"]


def test_a_backup_holds_the_head_of_the_ledger(desk, tmp_path):
    little, load = desk
    load(GRANT % 30)

    (said,) = shapes(little("backup", str(tmp_path / "kept"), "--json"))

    (checked,) = shapes(little("check", "--json", "--head", said["head"]))
    assert json.dumps(checked["ledger"]["head"]) == json.dumps(said["head"])
