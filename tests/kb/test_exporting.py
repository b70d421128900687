"""What leaves the house can be held against the ledger later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, parse

from kb.catalogue import generation_of, triples
from kb.database import open_database
from kb.errors import WrongInput
from kb.exporting import NOTED_IN, exported, note
from kb.graph_text import FORMATS
from kb.ledger import Ledger
from kb.record_states import RecordState
from kb.vocab import CS
from tests.support import NAMES, TODAY, WORLD, recorded

FORMS = {
    "turtle": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nquads": RdfFormat.N_QUADS,
}
AHEAD = date(2026, 12, 1)


@pytest.fixture
def ledger():
    ledger = Ledger(open_database("sqlite://"), lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    ledger.seed(recorded(WORLD))
    name = ledger.propose(
        recorded("{id: document/notice, title: {zh: 公告, en: Announcement}}"), "officer"
    )
    for to in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(ledger.submission(name), to, "chief", "said", AHEAD)
    return ledger


def read(made):
    store = Store()
    store.load(made.content, format=RdfFormat.N_QUADS)
    return store


def default(store):
    return {
        (quad.subject, quad.predicate, quad.object)
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph())
    }


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_head_of_the_ledger_stands_in_every_export(ledger, format_name):
    made = exported(ledger, NAMES, format_name, TODAY)

    said = {
        quad.predicate.value.removeprefix(CS): quad.object.value
        for quad in parse(made.content, format=FORMS[format_name])
        if quad.subject == NamedNode(NAMES.publication) and isinstance(quad.object, Literal)
    }

    assert said == {
        "ledgerHead": ledger.head().seal,
        "ledgerMoves": str(ledger.head().number),
        "asOf": "2026-11-23",
        "generation": generation_of(
            {version.record.id: version.record for version in ledger.published(TODAY)}
        ),
    }


@pytest.mark.parametrize(
    ("day", "title"),
    [(TODAY, "Notice"), (AHEAD - timedelta(days=1), "Notice"), (AHEAD, "Announcement")],
)
def test_the_default_graph_is_what_is_in_force_on_the_day(ledger, day, title):
    made = exported(ledger, NAMES, "nquads", day)

    wanted = {
        (triple.subject, triple.predicate, triple.object)
        for version in ledger.published(day)
        for triple in triples(version.record, NAMES)
    }
    assert default(read(made)) == wanted
    assert f'"{title}"@en' in {str(what) for _, _, what in wanted}


def test_n_quads_hold_every_version_that_was_published(ledger):
    store = read(exported(ledger, NAMES, "nquads", TODAY))

    graphs = {graph.value for graph in store.named_graphs()}

    numbers = {number for record in recorded(WORLD) for number in versions_of(ledger, record.id)}
    assert graphs == {NAMES.provenance, *map(NAMES.version, numbers)}
    first, second = versions_of(ledger, "document/notice")
    holds = NamedNode(str(CS.inForce))
    held = store.quads_for_pattern(NamedNode(NAMES.publication), holds, None, None)
    in_force = {quad.object.value for quad in held}
    assert NAMES.version(first) in in_force
    assert NAMES.version(second) not in in_force


def versions_of(ledger, record_id):
    return [version.number for version in ledger.history(record_id)]


def test_as_known_on_an_earlier_day_nothing_later_is_told(ledger):
    made = exported(ledger, NAMES, "nquads", AHEAD, known=TODAY - timedelta(days=1))

    assert b"Announcement" not in made.content
    assert made.triples == len(made.content.splitlines()) > 0


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_same_state_gives_the_same_bytes(ledger, format_name):
    assert exported(ledger, NAMES, format_name, TODAY) == exported(
        ledger, NAMES, format_name, TODAY
    )


def test_beside_files_of_records_stands_which_state_they_are(ledger, tmp_path):
    note(ledger, tmp_path, "abc", TODAY)

    said = (tmp_path / NOTED_IN).read_text(encoding="utf-8")

    assert f"companion check --head {ledger.head().seal}" in said
    assert "2026-11-23" in said


def test_a_note_that_cannot_be_written_says_so(ledger, tmp_path):
    with pytest.raises(WrongInput, match="cannot be written"):
        note(ledger, tmp_path / "nowhere", "abc", TODAY)
