"""Separate consent stands beside a sensitive question; on what data rest is recorded."""

from __future__ import annotations

import pytest

from api.consent import (
    agreed_for,
    asked_with,
    check_given,
    contact_of,
    purposes,
    without,
)
from api.wiring import House
from flowchart.case_events import Agreed
from flowchart.case_kinds import Basis, Purpose
from flowchart.case_told import agreed
from flowchart.intake import facts_written
from flowchart.private import Channel
from kb.errors import WrongInput
from matcher.applicant import Standing, read_facts
from tests.support import assert_said_well, shipped_catalogue
from tests.visiting import Visitor

DISABILITY = {"concept/disability-certificate": True}
CHILD = {"concept/child-born-on": "2024-03-01"}
HIRES = {"concept/hires": [{"concept/hire-veteran": True}]}
PLAIN = {"concept/employees": 3}


def facts(said: dict):
    return read_facts(said, shipped_catalogue())


# ---- which consent ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "which"),
    [
        ("concept/employees", ""),
        ("concept/disability-certificate", "sensitive"),
        ("concept/child-born-on", "minor"),
        ("concept/hires", "members"),
        ("concept/hire-insured-months", ""),
    ],
)
def test_a_question_stands_beside_the_consent_it_needs(concept, which):
    catalogue = shipped_catalogue()

    assert asked_with(catalogue.concepts[concept], catalogue) == which


def test_whatever_is_known_of_a_child_is_sensitive_and_needs_a_guardian():
    of_child = [one for one in shipped_catalogue().concepts.values() if one.of_child]

    assert of_child
    assert all(one.sensitive for one in of_child)
    for concept in shipped_catalogue().concepts.values():
        assert concept.of_child or not concept.id.startswith("concept/child-")


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        (PLAIN, set()),
        (DISABILITY, {Purpose.SENSITIVE}),
        (CHILD, {Purpose.SENSITIVE, Purpose.MINOR}),
        (HIRES, {Purpose.SENSITIVE}),
        ({"concept/hires": [{"concept/hire-insured-months": 3}]}, set()),
        ({}, set()),
    ],
)
def test_facts_need_the_consents_of_what_they_tell(said, needed):
    assert purposes(facts(said), shipped_catalogue()) == needed


@pytest.mark.parametrize("said", [DISABILITY, CHILD, HIRES])
def test_sensitive_facts_are_not_taken_without_consent(said):
    check_given(facts(said), True, shipped_catalogue())

    with pytest.raises(WrongInput) as refused:
        check_given(facts(said), False, shipped_catalogue())

    assert_said_well(refused.value.problems[0])


def test_what_is_not_sensitive_needs_none():
    check_given(facts(PLAIN), False, shipped_catalogue())


@pytest.mark.parametrize(
    ("said", "notices", "recorded"),
    [
        (PLAIN, False, {Purpose.SERVICE: Basis.DUTY}),
        (PLAIN, True, {Purpose.SERVICE: Basis.DUTY, Purpose.NOTICES: Basis.CONSENT}),
        (
            DISABILITY,
            False,
            {Purpose.SERVICE: Basis.DUTY, Purpose.SENSITIVE: Basis.SEPARATE_CONSENT},
        ),
        (
            CHILD,
            False,
            {
                Purpose.SERVICE: Basis.DUTY,
                Purpose.SENSITIVE: Basis.SEPARATE_CONSENT,
                Purpose.MINOR: Basis.GUARDIAN,
            },
        ),
    ],
)
def test_what_the_use_rests_on_is_recorded_with_the_case(said, notices, recorded):
    told = agreed_for(facts(said), shipped_catalogue(), notices)

    assert told == tuple(Agreed(purpose=p, basis=b) for p, b in recorded.items())


# ---- taking back --------------------------------------------------------------------------------


def test_what_rested_on_a_consent_is_left_out_everywhere_it_was_kept():
    catalogue = shipped_catalogue()
    said = {**PLAIN, **DISABILITY, **HIRES}
    kept = facts_written(facts(said))
    kept["later"] = {"2": facts_written(facts({**PLAIN, **DISABILITY}))}

    left = without(kept, {Purpose.SENSITIVE}, catalogue)

    assert "disability" not in str(left)
    assert "veteran" not in str(left)
    assert left["facts"]["concept/employees"] == 3
    assert left["later"]["2"]["standings"] == {"concept/employees": Standing.DECLARED}


def test_without_the_guardian_only_the_childs_facts_go():
    catalogue = shipped_catalogue()
    kept = facts_written(facts({**DISABILITY, **CHILD}))

    left = without(kept, {Purpose.MINOR}, catalogue)

    assert left["facts"].keys() == {"concept/disability-certificate"}


# ---- contacts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", None),
        ("  ", None),
        (" wang@example.cn ", (Channel.EMAIL, "wang@example.cn")),
        ("13800000000", (Channel.PHONE, "13800000000")),
        ("+86 138-0000-0000", (Channel.PHONE, "+86 138-0000-0000")),
    ],
)
def test_a_contact_is_a_phone_number_or_an_address(typed, found):
    assert contact_of(typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        "王小明",
        "138",
        "a@b",
        "a b@example.cn",
        "wang@example.cn\r\nBcc: x@example.cn",
        "a@example.cn,b@example.cn",
        "1" * 40,
        f"{'a' * 300}@example.cn",
        "١٣٨٠٠٠٠٠٠٠٠x",
    ],
)
def test_anything_else_is_refused_in_words(typed):
    with pytest.raises(WrongInput) as refused:
        contact_of(typed)

    assert_said_well(refused.value.problems[0])


# ---- at the desk --------------------------------------------------------------------------------


def known(companion: Visitor, path: str):
    session = companion.house.staff.session(companion.client.cookies["companion_session"])
    found = companion.house.intakes.get(
        path.rpartition("/")[2], session.key, companion.house.catalogue
    )
    return found.facts.known


def test_an_answer_without_the_tick_is_not_taken_and_says_what_to_do(companion: Visitor) -> None:
    path = companion.begin("scene/disability")
    sent = {"concept": "concept/disability-certificate", "value": "true"}

    page = companion.send(f"{path}/answer", expect=422, consent="", **sent)

    assert "没有勾“单独同意”" in page
    assert 'name="consent"' in page
    assert known(companion, path) == {}
    companion.send(f"{path}/answer", consent="1", **sent)
    assert known(companion, path).keys() == {"concept/disability-certificate"}


@pytest.mark.parametrize("action", ["skip", "decline"])
def test_who_does_not_agree_need_not_say(companion: Visitor, action: str) -> None:
    path = companion.begin("scene/disability")

    companion.send(
        f"{path}/answer", consent="", concept="concept/disability-certificate", action=action
    )

    assert known(companion, path) == {}


def test_a_question_that_is_not_sensitive_has_no_tick(companion: Visitor) -> None:
    page = companion.get(companion.begin())

    assert 'name="consent"' not in page


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        ("concept/disability-certificate", "The applicant agrees separately"),
        ("concept/child-born-on", "parent or guardian agrees separately"),
    ],
)
def test_the_tick_says_who_agrees_to_what(companion: Visitor, concept: str, words: str) -> None:
    path = companion.begin("scene/disability")

    page = companion.get(f"{path}?ask={concept.partition('/')[2]}", "en")

    assert words in page


def test_sensitive_fields_of_a_list_are_taken_with_the_tick_alone(companion: Visitor) -> None:
    path = companion.begin()
    sent = {"concept": "concept/hires", "m.0.hire-veteran": "true"}

    refused = companion.send(f"{path}/members", expect=422, consent="", **sent)

    assert "没有勾“单独同意”" in refused
    assert known(companion, path) == {}
    companion.send(f"{path}/members", consent="1", **sent)
    assert known(companion, path).keys() == {"concept/hires"}


def test_an_opened_case_says_what_it_rests_on_and_keeps_the_contact_apart(
    companion: Visitor, house: House
) -> None:
    path = companion.begin("scene/disability")
    companion.send(f"{path}/answer", concept="concept/disability-certificate", value="true")

    opened = companion.send(f"{path}/case", contact="wang@example.cn").removesuffix("/code")

    case = house.cases.get(opened.rpartition("/")[2])
    assert agreed(case).keys() == {Purpose.SERVICE, Purpose.SENSITIVE, Purpose.NOTICES}
    assert house.private.contacts(case.id) == {Channel.EMAIL: "wang@example.cn"}
    assert "wang@" not in str(case.events)


def test_a_contact_that_is_none_opens_no_case(companion: Visitor, house: House) -> None:
    path = companion.begin()

    companion.send(f"{path}/case", expect=422, contact="王小明")

    assert house.cases.newest(house.centre) == ()
    assert companion.get(path)
