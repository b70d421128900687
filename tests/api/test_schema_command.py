from __future__ import annotations

import json

import pytest

from kb.json_schema import schema
from kb.model import KINDS
from tests.console import little_console, shapes
from tests.visiting import Visitor


def test_the_schema_is_printed_for_people_and_for_programs(little):
    printed = little("schema")

    assert printed.exit_code == 0
    assert json.loads(printed.output) == schema()
    assert shapes(little("schema", "--json")) == [schema()]


def test_without_a_base_it_needs_no_database(tmp_path):
    console = little_console(tmp_path)

    console("schema")

    assert not console.state.exists()


@pytest.mark.parametrize("kinds", [["policy"], ["area", "scene"]])
def test_for_some_kinds_of_records_alone(little, kinds):
    words = [word for kind in kinds for word in ("--kind", kind)]

    assert json.loads(little("schema", *words).output) == schema(kinds)


def test_with_the_ids_and_codes_there_are(little):
    known = json.loads(little("schema", "--known").output)

    assert "concept/employees" in known["$defs"]["ConceptId"]["examples"]
    assert "company" in known["$defs"]["Code"]["examples"]


def test_a_kind_there_is_not_is_refused(little):
    refused = little("schema", "--kind", "grant")

    assert refused.exit_code == 2
    assert all(kind in refused.output for kind in KINDS)


@pytest.mark.parametrize(("query", "offers"), [("", False), ("?known=true", True)])
def test_the_schema_is_published(guest: Visitor, query: str, offers: bool):
    answer = guest.client.get(f"/schema.json{query}")

    assert answer.headers["content-type"].startswith("application/schema+json")
    assert ("examples" in answer.json()["$defs"]["PolicyId"]) is offers
    assert offers or answer.json() == schema()
