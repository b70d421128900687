"""Ledger and graph agree: whatever was published can be read back from its graph."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Store

from kb import codec
from kb.catalogue import triples
from kb.database import open_database
from kb.generation import build
from kb.ledger import Ledger
from kb.ledger_chain import Head
from kb.record_states import RecordState
from kb.record_times import ALWAYS
from kb.version_graphs import graph_of, in_force, provenance_of, publication, published
from kb.vocab import PREFIXES
from tests.support import NAMES, TODAY, WORLD, recorded

PROVENANCE = NamedNode(NAMES.provenance)


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.day = TODAY

    def __call__(self):
        return datetime(self.day.year, self.day.month, self.day.day, 4, tzinfo=UTC)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(clock):
    return new_ledger(clock)


def new_ledger(clock):
    ledger = Ledger(open_database("sqlite://"), clock)
    ledger.seed(recorded(WORLD))
    return ledger


def publish(ledger, content, effective_on=None, ends=False):
    name = ledger.propose(recorded(content), "officer", ends=ends)
    ledger.move(ledger.submission(name), RecordState.IN_REVIEW, "officer", "sent", effective_on)
    for to in (RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(ledger.submission(name), to, "chief", "a word to a colleague", effective_on)


def dataset(ledger, known=None):
    """Return everything that is told of a ledger, as a store of named graphs."""
    store = Store()
    for told in published(ledger, known):
        store.extend(graph_of(told, NAMES))
        store.extend(provenance_of(told, NAMES))
    return store


def graph(store, number):
    return {
        (quad.subject, quad.predicate, quad.object)
        for quad in store.quads_for_pattern(None, None, None, NamedNode(NAMES.version(number)))
    }


def asked(store, query):
    solutions = store.query(query, prefixes=PREFIXES, default_graph=[PROVENANCE])
    return [tuple(term and term.value for term in row) for row in solutions]


def notice(title):
    return f"{{id: document/notice, title: {{zh: 通知, en: {title}}}}}"


def assert_agree(ledger, days):
    """Assert that every version and every day is in the graphs as it is in the ledger."""
    store = dataset(ledger)
    every = {told.version.number: told.version for told in published(ledger)}
    for number, version in every.items():
        read = codec.by_subject(graph(store, number))
        assert codec.record(version.record.id, read, NAMES) == version.record
    for day in days:
        holds = {
            quad.object.value for quad in in_force((v.number for v in ledger.published(day)), NAMES)
        }
        union = {one for iri in holds for one in graph(store, int(iri.rsplit("/", 1)[1]))}
        default = build(ledger, NAMES, day=day).store.triples()
        assert {(q.subject, q.predicate, q.object) for q in default} == union


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("Notice", "Announcement", "Circular")),
        st.integers(-20, 20),
        st.sampled_from(("publish", "publish", "publish", "suspend", "withdraw", "end")),
        st.integers(0, 5),
    ),
    max_size=5,
)


@given(steps=STEPS)
@settings(max_examples=8)
def test_ledger_and_graph_agree_on_every_day_whatever_was_done(steps):
    clock = Clock()
    ledger = new_ledger(clock)
    for title, days, what, later in steps:
        clock.day += timedelta(days=later)
        effective = clock.day + timedelta(days=days)
        if what in ("publish", "end"):
            publish(ledger, notice(title), effective, ends=what == "end")
        else:
            to = RecordState.SUSPENDED if what == "suspend" else RecordState.WITHDRAWN
            held = ledger.published_of(["document/notice"])
            ledger.move(held, to, "officer", "said", clock.day)

    assert_agree(ledger, [clock.day + timedelta(days=away) for away in (-30, -1, 0, 1, 30)])


@pytest.mark.prove
def test_ledger_and_graph_agree_on_the_shipped_records(catalogue):
    ledger = Ledger(open_database("sqlite://"), Clock())
    ledger.seed(catalogue.records.values())

    assert_agree(ledger, [TODAY])


def test_what_the_desk_still_works_on_stands_in_no_graph(ledger):
    ledger.propose(recorded(notice("Secret")), "officer")

    assert len(list(published(ledger))) == len(recorded(WORLD))


def test_who_did_what_when_is_told_of_a_version(ledger):
    publish(ledger, notice("Announcement"), date(2026, 12, 1))
    number = ledger.history("document/notice")[-1].number
    first = ledger.history("document/notice")[0].number

    store = dataset(ledger)

    me = f"<{NAMES.version(number)}>"
    assert asked(
        store,
        f"SELECT ?of ?by ?before ?day ?digest WHERE {{ {me} a prov:Entity ; "
        "prov:specializationOf ?of ; prov:wasAttributedTo ?by ; prov:wasRevisionOf ?before ; "
        "cs:effectiveOn ?day ; cs:digest ?digest }",
    ) == [
        (
            NAMES.iri("document/notice"),
            NAMES.account("officer"),
            NAMES.version(first),
            "2026-12-01",
            ledger.version(number).digest,
        )
    ]
    moves = asked(
        store,
        f"SELECT ?to ?by ?seal ?at WHERE {{ ?move a prov:Activity ; prov:used {me} ; "
        "cs:toState ?to ; prov:wasAssociatedWith ?by ; cs:seal ?seal ; prov:endedAtTime ?at } "
        "ORDER BY ?move",
    )
    assert moves == [
        (move.to.value, NAMES.account(move.by), move.seal, "2026-11-23T04:00:00Z")
        for move in ledger.moves(number)
    ]
    assert not store.query("ASK { GRAPH ?g { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'colleague')) } }")


def test_the_day_from_which_a_version_counts_is_the_ledgers(ledger):
    publish(ledger, notice("Announcement"), date(2026, 12, 1))
    publish(ledger, notice("Circular"))

    for told in published(ledger):
        version = ledger.version(told.version.number)
        assert (told.effective_on or ALWAYS) == version.effective_on


def test_what_was_known_on_an_earlier_day_leaves_later_moves_out(ledger, clock):
    clock.day += timedelta(days=1)
    publish(ledger, notice("Announcement"))
    ledger.move(ledger.published_of(["area/cn"]), RecordState.SUSPENDED, "officer", "said")

    then, now = (list(published(ledger, day)) for day in (TODAY, None))

    assert len(now) == len(then) + 1
    assert {len(told.moves) for told in then} == {1}


def test_the_publication_says_its_name_its_day_and_the_head_of_the_chain():
    store = Store()
    store.extend(publication("abc", Head(7, "5ea1"), TODAY, NAMES))

    rows = asked(
        store,
        f"SELECT ?name ?day ?head WHERE {{ <{NAMES.publication}> cs:generation ?name ; "
        "cs:asOf ?day ; cs:ledgerHead ?head }",
    )

    assert rows == [("abc", "2026-11-23", "5ea1")]


def test_no_blank_node_and_no_name_with_a_gap_leaves_the_house(ledger):
    name = ledger.propose(recorded(notice("Announcement")), "third hand/<x>")
    for to in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(ledger.submission(name), to, "third hand/<x>", "said")

    store = dataset(ledger)

    assert not store.query("ASK { GRAPH ?g { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } }")
    assert NamedNode(f"{NAMES.base}account/third%20hand%2F%3Cx%3E") in {
        quad.object for quad in store.quads_for_pattern(None, None, None, PROVENANCE)
    }


def test_a_version_says_the_same_as_its_record(ledger):
    for told in published(ledger):
        said = {(q.subject, q.predicate, q.object) for q in graph_of(told, NAMES)}
        own = {(t.subject, t.predicate, t.object) for t in triples(told.version.record, NAMES)}
        assert said == own
