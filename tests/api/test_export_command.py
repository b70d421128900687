from __future__ import annotations

import json

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat

from api.settings import Settings
from api.wiring import open_house
from kb.vocab import CS
from tests.console import error_of, shapes
from tests.support import NAMES


def headed(content):
    """Return the head of the ledger that an export in Turtle names."""
    graph = rdflib.Graph().parse(data=content, format="turtle")
    return str(graph.value(rdflib.URIRef(NAMES.publication), CS.ledgerHead))


def test_an_export_is_read_by_others_whole(little):
    turtle = little("export").stdout_bytes

    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    quads = little("export", "--format", "nquads").stdout_bytes

    in_force = [
        quad
        for quad in pyoxigraph.parse(quads, format=RdfFormat.N_QUADS)
        if quad.graph_name == DefaultGraph()
    ]
    about_it = list(graph.predicate_objects(rdflib.URIRef(NAMES.publication)))
    assert len(graph) - len(about_it) == len(in_force) > 200


def test_an_export_to_a_file_says_how_much_was_written(little, tmp_path):
    file = tmp_path / "graph.ttl"

    (said,) = shapes(little("export", "--out", str(file), "--json"))

    assert said["triples"] == sum(1 for _ in pyoxigraph.parse(path=file))


def test_the_head_that_an_export_notes_is_found_by_check(little, tmp_path):
    head = headed(little("export").stdout_bytes)
    folder = tmp_path / "records"
    little("export", "--records", str(folder))

    assert head in (folder / "LEDGER.md").read_text(encoding="utf-8")
    assert little("check", "--head", head).exit_code == 0


def test_records_that_were_exported_are_the_same_base_when_they_are_loaded(little, tmp_path):
    folder = str(tmp_path / "records")

    (said,) = shapes(little("export", "--records", folder, "--json"))
    (report,) = shapes(little("check", "--data", folder, "--json"))

    assert report["generation"] == said["generation"]
    assert sum(report["records"].values()) > said["files"] > 0


def test_records_are_not_exported_over_a_folder_that_holds_something(little, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    refused = little("export", "--records", str(tmp_path), "--json")

    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["error"]["place"] == str(tmp_path)


def test_another_day_may_be_asked_for(little):
    """Nothing was known of these rules before they were loaded."""
    now = little("export", "--format", "nquads").stdout
    then = little("export", "--format", "nquads", "--known", "2020-01-01").stdout
    day = little("export", "--as-of", "2026-01-01").stdout

    assert "document/notice" in now
    assert "document/notice" not in then
    assert '"2026-01-01"' in day


@pytest.mark.parametrize("option", ["--as-of", "--known"])
def test_a_day_that_is_none_is_refused_by_name(little, option):
    assert error_of(little("export", option, "yesterday", "--json"))["place"] == option


def test_a_house_that_only_tries_folders_leaves_the_graph_alone(little):
    """Else `--data` would put a trial in the place of what is published."""
    nowhere = Settings(graph_url="http://127.0.0.1:1/query")

    house = open_house(nowhere, little.records)

    assert len(house.store) > 0
    house.close()
