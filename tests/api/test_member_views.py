"""Lists of people as forms: what is asked of each, what comes back, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.member_views import MOST_MEMBERS, asked_of, member_views, sent_members
from api.wiring import House
from kb.catalogue import Catalogue
from matcher.applicant import read_facts
from tests.benefits import house_of_grants

PEOPLE = "concept/new-people"
HIRING = ("policy/little-shop-hiring",)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Return the records of the house of grants."""
    opened: House = house_of_grants(tmp_path_factory.mktemp("grants"))
    yield opened.catalogue
    opened.close()


def held(catalogue: Catalogue, *people: dict[str, object]) -> object:
    """Return members as they are known."""
    return read_facts({PEOPLE: list(people)}, catalogue).known[PEOPLE].value


def test_facts_are_asked_in_the_order_the_policy_reads_them(catalogue) -> None:
    asked = asked_of(catalogue.concepts[PEOPLE], catalogue, HIRING)

    assert asked == ("concept/person-age", "concept/person-insured", "concept/person-from")


def test_without_a_policy_everything_is_asked(catalogue) -> None:
    concept = catalogue.concepts[PEOPLE]

    assert set(asked_of(concept, catalogue)) == concept.members


def test_what_is_known_is_shown_though_no_policy_reads_it(catalogue) -> None:
    people = held(catalogue, {"concept/person-shoe": 43})

    (member,) = member_views(catalogue.concepts[PEOPLE], people, 0, catalogue, HIRING)

    shown = {field.name: field.chosen for field in member.fields}
    assert shown["m.0.person-shoe"] == ("43",)
    assert shown["m.0.person-insured"] == ()


@pytest.mark.parametrize(("count", "shown"), [(0, 1), (1, 1), (3, 3), (500, MOST_MEMBERS)])
def test_empty_members_are_added_up_to_the_count_and_never_too_many(
    catalogue, count, shown
) -> None:
    people = held(catalogue, {"concept/person-age": 20})

    views = member_views(catalogue.concepts[PEOPLE], people, count, catalogue)

    assert len(views) == shown


def test_a_fact_that_is_no_list_has_no_members(catalogue) -> None:
    assert member_views(catalogue.concepts["concept/staff"], None, 3, catalogue) == ()


def test_what_a_form_shows_comes_back_as_it_was(catalogue) -> None:
    people = held(
        catalogue,
        {"concept/person-age": 20, "concept/person-insured": True},
        {},
        {"concept/person-insured": False, "concept/person-from": "2026-02-01"},
    )
    concept = catalogue.concepts[PEOPLE]
    fields = {
        field.name: list(field.chosen) or [""]
        for view in member_views(concept, people, 0, catalogue)
        for field in view.fields
    }

    sent = sent_members(fields, concept, catalogue)

    assert held(catalogue, *sent) == people


@pytest.mark.parametrize("name", ["m.x.person-age", "m.0", "m", "n.0.person-age", "m.-1.a", "m..a"])
def test_fields_that_are_not_ours_are_no_members(catalogue, name) -> None:
    assert sent_members({name: ["1"]}, catalogue.concepts[PEOPLE], catalogue) == []


def test_no_more_people_are_read_than_asked(catalogue) -> None:
    fields = {f"m.{i}.person-age": ["20"] for i in range(100)}

    sent = sent_members(fields, catalogue.concepts[PEOPLE], catalogue)

    assert len(sent) == MOST_MEMBERS
