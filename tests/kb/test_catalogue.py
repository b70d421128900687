from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal

import pytest

from kb import catalogue as snapshots
from kb.errors import NotFound
from kb.model import Area, Policy
from kb.store import open_graph
from tests.support import NAMES, WORLD, catalogue_of, recorded, shipped_records, world, world_with


def test_the_catalogue_holds_every_shipped_record_as_it_was_written(catalogue):
    assert dict(catalogue.records) == shipped_records()


def test_a_record_of_only_an_id_and_a_title_is_read_back():
    bare = "{id: service/bare, title: {zh: 空, en: Bare}}"

    assert world_with(bare).get("service/bare") == recorded(bare)[0]


def test_a_generation_is_named_by_its_content_alone():
    records = recorded(WORLD)

    assert catalogue_of(records).generation == catalogue_of(reversed(records)).generation
    assert world_with("{id: area/new, title: {zh: 新, en: New}}").generation != world().generation
    assert len(world().generation) == 12


def test_a_catalogue_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        world().generation = "other"


def test_an_id_that_is_not_there_is_named():
    with pytest.raises(NotFound, match='There is no record "policy/gone"'):
        world().get("policy/gone")


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("scene", "scene/convenience-store", "scene/convenience-store"),
        ("scene", "convenience-store", "scene/convenience-store"),
        ("scene", "convenience_store", "scene/convenience-store"),
        ("service", "food_lic", "service/food-business-licence"),
        ("service", "service/food_lic", "service/food-business-licence"),
        ("concept", "need_food_licence", "concept/needs-food-licence"),
        ("area", "310101", "area/310101"),
        ("concept", "service/food-business-licence", None),
        ("policy", "Anything at all", None),
        ("policy", "", None),
    ],
)
def test_a_record_is_found_by_its_id_its_last_part_or_its_notation(catalogue, kind, text, found):
    assert catalogue.resolve(kind, text) == found


def test_every_shipped_notation_finds_its_record_and_no_other(catalogue):
    for record_id, record in catalogue.records.items():
        if record.notation is not None:
            assert catalogue.resolve(record_id.partition("/")[0], record.notation) == record_id


def test_who_issues_a_material_is_joined_over_the_graph():
    assert world().issuers == {"evidence/business-licence": frozenset({"service/registration"})}


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2026, 5, 31), 300),
        (date(2026, 6, 1), 250),
        (date(2026, 12, 31), 250),
        (date(2027, 1, 1), 200),
    ],
)
def test_a_parameter_has_the_last_value_that_has_begun(on, value):
    assert world().parameter("parameter/fire-area", on) == Decimal(value)


def test_records_of_a_class_come_sorted_by_id():
    assert [a.id for a in world().of_kind(Area)] == sorted(world().areas)
    assert [p.id for p in world().of_kind(Policy)] == ["policy/old-grant"]


def test_who_mentions_a_record_in_itself_or_in_a_part_is_found():
    graph = open_graph()
    more = recorded(
        "{id: policy/new, title: {zh: 新, en: New}, criteria: {all:"
        " [{fact: concept/employees, at_most: 3}]}}"
    )
    snapshots.load(graph, (*recorded(WORLD), *more), NAMES)

    mentions = snapshots.mentions(graph, "concept/employees", NAMES)

    assert mentions == ("concept/is-small", "concept/per-head", "concept/size", "policy/new")
