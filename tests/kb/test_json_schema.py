"""The schema for editors: what it lets through, what it does not, and that nothing is left out."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from kb.codec import PARTS
from kb.fields import key_of
from kb.ids import is_id
from kb.json_schema import DIALECT, definitions, name_of, one_record, schema
from kb.kinds import PolicyMode
from kb.model import KINDS
from kb.source import NOTE
from kb.text import Phrases, Text
from kb.writing import plain
from kb.yaml_text import read_yaml
from tests.refusing import CONCEPT, POLICY, SERVICE
from tests.strategies import records
from tests.support import DATA, WORLD, recorded, shipped_records

CLASSES = sorted({*KINDS.values(), *PARTS.values(), Text, Phrases}, key=lambda kind: kind.__name__)
WHOLE = schema()
DISTRICT = Path(__file__).parents[1] / "district"
FITS = jsonschema_rs.validator_for(WHOLE, validate_formats=True)


def as_json(value: Any) -> Any:
    """Return plain values as an editor reads them from YAML: days are texts."""
    return json.loads(json.dumps(value, default=_written))


def _written(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat("minutes") if isinstance(value, time) else str(value)


def typed(text: str) -> Any:
    return as_json(read_yaml(text.encode(), "typed.yaml").value)


# ---- what it says -------------------------------------------------------------------------------


def test_it_is_a_schema_of_the_dialect_it_names():
    assert WHOLE["$schema"] == DIALECT
    assert jsonschema_rs.meta.is_valid(WHOLE)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_field_of_every_type_stands_in_it_with_words(kind):
    said = WHOLE["$defs"].get(kind.__name__)
    if said is None:
        assert any(issubclass(other, kind) for other in CLASSES if other is not kind), kind
        return

    assert said["properties"].keys() == {key_of(f.name) for f in fields(kind)}
    assert said["additionalProperties"] is False
    assert said["description"].strip()
    assert "_`" not in said["description"], "keys stand in it as they are written"


def test_every_definition_is_used_and_every_name_that_is_used_is_there():
    used = set(_references(WHOLE))
    inside = {one for one in used if "/properties/" in one}

    assert used - inside == {f"#/$defs/{name}" for name in WHOLE["$defs"]}
    for _, _, name, _, key in (one.split("/") for one in inside):
        assert key in WHOLE["$defs"][name]["properties"]


def _references(value: Any) -> Any:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def test_closed_lists_patterns_and_unions_are_said():
    said = WHOLE["$defs"]

    assert said["PolicyMode"]["enum"] == list(PolicyMode)
    assert said["PolicyId"]["pattern"] == "^policy/[a-z0-9]+(-[a-z0-9]+)*$"
    assert said["Policy"]["required"] == ["id", "title"]
    assert said["AtMost"]["required"] == ["fact", "at_most"]
    assert said["AtMost"]["properties"]["at_most"] == {"$ref": "#/$defs/Limit"}
    assert {"$ref": "#/$defs/Count"} in said["Criterion"]["anyOf"]


def test_what_another_document_takes_in_leads_to_its_own_place():
    place = "#/components/schemas/Record"

    held = {"Record": one_record(place=place), **definitions(place=place)}

    assert all(one.startswith(place) for one in _references(held))
    assert name_of(str) is None


# ---- what fits ----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(DATA.rglob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_file_fits(file):
    value = as_json(read_yaml(file.read_bytes(), file.name).value)

    assert [f"{one.instance_path}: {one.message[:200]}" for one in FITS.iter_errors(value)] == []


def test_the_little_world_fits():
    FITS.validate(typed(WORLD))


@given(records())
def test_any_record_fits_as_it_is_written(record):
    FITS.validate(as_json(plain(record)))


BAD = {
    "no id": "title: {zh: 新, en: New}\n",
    "an id of no kind": "id: grant/new\ntitle: {zh: 新, en: New}\n",
    "an id in capitals": "id: policy/New\ntitle: {zh: 新, en: New}\n",
    "no title": "id: policy/new\n",
    "no English": "id: policy/new\ntitle: {zh: 新}\n",
    "an empty title": "id: policy/new\ntitle: {zh: 新, en: ' '}\n",
    "an unknown key": POLICY + "benefits: {kind: fixed}\n",
    "a key of another kind": POLICY + "fee: 3\n",
    "an unknown key deep down": POLICY + "valid: {start: 2026-01-01}\n",
    "an unknown operator": POLICY + "criteria: {fact: concept/employees, at_mots: 3}\n",
    "two operators": POLICY + "criteria: {fact: concept/employees, at_most: 3, at_least: 2}\n",
    "no operator": POLICY + "criteria: {wording: {zh: 新, en: New}}\n",
    "a number in quotes": POLICY + "criteria: {fact: concept/employees, at_most: '300'}\n",
    "true for a number": POLICY + "criteria: {fact: concept/employees, at_most: true}\n",
    "half a month": POLICY + "criteria: {fact: concept/opened, within_months: 1.5}\n",
    "a day that is not": POLICY + "valid: {from: '2025-13-01'}\n",
    "a time that is not": POLICY + "windows: [{closes_at: '24:00'}]\n",
    "the rest of a sentence": POLICY + "description: {zh: 新, en: one, two}\n",
    "one instead of a list": POLICY + "materials: evidence/id-card\n",
    "something twice": POLICY + "stacks: [policy/a, policy/a]\n",
    "the wrong kind of id": POLICY + "document: policy/old-grant\n",
    "a word outside the list": CONCEPT + "type: flag\n",
    "a fact without a type": CONCEPT + "decimals: 2\n",
    "a code with a blank": POLICY + "criteria: {fact: concept/form, in: [a company]}\n",
    "a list where a list of lists belongs": SERVICE + "requires: [service/a]\n",
    "an example that says nothing": POLICY + "examples: [{facts: {}}]\n",
    "one bad among good": "- {id: area/a, title: {zh: 一, en: A}}\n- {id: area/b}\n",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_what_the_first_gate_refuses_does_not_fit(content):
    assert not FITS.is_valid(typed(content))


def test_a_mistake_is_told_where_it_stands():
    errors = FITS.iter_errors(typed(POLICY + "valid: {from: soon}\n"))

    assert {tuple(one.instance_path) for one in errors} == {("valid", "from")}


# ---- a folder that lies over another ------------------------------------------------------------


@pytest.mark.parametrize(
    "file", sorted({*DISTRICT.rglob("*.yaml")} - {DISTRICT / NOTE}), ids=lambda file: file.name
)
def test_what_a_district_says_otherwise_fits(file):
    FITS.validate(as_json(read_yaml(file.read_bytes(), file.name).value))


@pytest.mark.parametrize(
    ("content", "fits"),
    [
        ("over: policy/grant\nvalid:\n", True),
        ("over: policy/grant\ntitle: {zh: 新, en: New}\n", True),
        ("over: policy/grant\n", False),
        ("over: grant\nvalid:\n", False),
        ("over: policy/grant\nbenefits: {kind: fixed}\n", False),
        ("over: policy/grant\nid: policy/grant\n", False),
        ("over: policy/grant\nmaterials: evidence/id-card\n", False),
    ],
)
def test_a_change_says_only_the_keys_that_differ(content, fits):
    assert FITS.is_valid(typed(content)) is fits


# ---- for one kind, and with what is known -------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_for_one_kind_only_its_records_fit(kind):
    fits = jsonschema_rs.validator_for(schema([kind]), validate_formats=True)

    held = {key: fits.is_valid(as_json(plain(record))) for key, record in FULLEST.items()}

    assert {key for key, fitting in held.items() if fitting} == {kind}


FULLEST = {
    record_id.partition("/")[0]: record
    for record_id, record in sorted(shipped_records().items(), key=lambda pair: len(repr(pair[1])))
}


def test_what_is_known_is_offered_and_not_demanded():
    """A record may name another that is written in the same file."""
    offered = schema(known=recorded(WORLD))

    ids = offered["$defs"]["ConceptId"]["examples"]
    assert "concept/employees" in ids
    assert all(is_id(one) and one.startswith("concept/") for one in ids)
    assert {"company", "books"} <= set(offered["$defs"]["Code"]["examples"])
    assert "examples" not in offered["$defs"]["SceneId"]
    assert jsonschema_rs.validator_for(offered).is_valid(typed(POLICY + "stacks: [policy/next]\n"))


def test_it_is_the_same_every_time():
    assert json.dumps(schema()) == json.dumps(schema())
    assert str(date.today()) not in json.dumps(WHOLE)
