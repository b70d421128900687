"""A graph on a server follows the ledger, whoever else writes to it at the same time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kb import remote_publication
from kb.catalogue import named_after
from kb.database import open_database
from kb.errors import Unavailable
from kb.generation import build, renewed
from kb.ledger import Ledger
from kb.record_states import RecordState
from kb.remote_publication import bring, pointer
from kb.remote_store import RemoteStore
from kb.version_graphs import published
from tests.support import NAMES, TODAY, WORLD, recorded
from tests.waiting import all_at_once


def now():
    return datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def ledger():
    ledger = Ledger(open_database("sqlite://"), now)
    ledger.seed(recorded(WORLD))
    return ledger


@pytest.fixture
def store(sparql_url):
    store = RemoteStore(sparql_url)
    yield store
    store.close()


def publish(ledger, content, effective_on=None):
    name = ledger.propose(recorded(content), "officer")
    for to in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(ledger.submission(name), to, "somebody", "said", effective_on)


def notice(title):
    return f"{{id: document/notice, title: {{zh: 通知, en: {title}}}}}"


def suspend(ledger, record_id):
    ledger.move(ledger.published_of([record_id]), RecordState.SUSPENDED, "somebody", "wrong")


def assert_whole(store, ledger, day=TODAY):
    """Assert that the server holds what one would hold that was filled anew."""
    assert set(store.triples()) == set(build(ledger, NAMES, day=day).store.triples())
    here = pointer(store, NAMES)
    assert here.head == ledger.head()
    assert here.on == day
    assert here.generation == named_after(ledger.published_digests(day))
    rows = store.select("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }")
    graphs = {row["graph"].value for row in rows} - {NAMES.provenance}
    assert graphs == {NAMES.version(told.version.number) for told in published(ledger)}


def test_an_empty_server_is_filled(store, ledger):
    bring(store, ledger, NAMES, TODAY)

    assert_whole(store, ledger)


def test_what_a_server_held_before_in_its_default_graph_is_gone(store, ledger):
    old = NamedNode("https://example.org/old")
    store.load([Quad(old, old, Literal("old"))])

    bring(store, ledger, NAMES, TODAY)

    assert_whole(store, ledger)


@pytest.mark.parametrize(
    "change",
    [
        lambda ledger: None,
        lambda ledger: publish(ledger, notice("Announcement")),
        lambda ledger: publish(ledger, "{id: area/new, title: {zh: 新, en: New}}"),
        lambda ledger: publish(ledger, notice("Ahead"), date(2026, 12, 1)),
        lambda ledger: suspend(ledger, "organisation/bureau"),
        lambda ledger: ledger.propose(recorded(notice("Draft")), "officer"),
    ],
    ids=["nothing", "edited", "new", "ahead", "suspended", "a draft"],
)
def test_what_is_published_comes_and_what_it_replaces_goes(store, ledger, change):
    bring(store, ledger, NAMES, TODAY)
    change(ledger)

    bring(store, ledger, NAMES, TODAY)

    assert_whole(store, ledger)


def test_a_version_that_comes_into_force_later_moves_in_on_its_day(store, ledger):
    publish(ledger, notice("Ahead"), date(2026, 12, 1))
    bring(store, ledger, NAMES, TODAY)

    bring(store, ledger, NAMES, date(2026, 12, 1))

    assert_whole(store, ledger, date(2026, 12, 1))


def test_what_is_there_already_is_not_written_again(store, ledger, monkeypatch):
    bring(store, ledger, NAMES, TODAY)
    monkeypatch.setattr(RemoteStore, "update", lambda *_: pytest.fail("it was written again"))

    bring(store, ledger, NAMES, TODAY)


def test_a_later_state_is_never_put_back(store, ledger):
    """A worker whose clock or sight of the ledger lags behind finds the work done."""
    publish(ledger, notice("Ahead"), date(2026, 12, 1))
    bring(store, ledger, NAMES, date(2026, 12, 1))

    bring(store, ledger, NAMES, TODAY)

    assert pointer(store, NAMES).on == date(2026, 12, 1)


def test_workers_that_write_at_once_leave_one_whole_state(sparql_url, ledger):
    stores = [RemoteStore(sparql_url) for _ in range(4)]
    for title in ("One", "Two", "Three"):
        publish(ledger, notice(title))
        all_at_once([lambda one=one: bring(one, ledger, NAMES, TODAY) for one in stores])
        assert_whole(stores[0], ledger)
    for store in stores:
        store.close()


def test_a_server_that_served_another_ledger_is_cleared(store, ledger):
    """Its versions carry the same numbers and say other things."""
    other = Ledger(open_database("sqlite://"), now)
    other.seed(
        recorded("[{id: area/a, title: {zh: 甲, en: A}}, {id: area/b, title: {zh: 乙, en: B}}]")
    )
    for title in range(30):
        publish(other, f"{{id: area/a, title: {{zh: 甲, en: A {title}}}}}")
    bring(store, other, NAMES, TODAY)

    bring(store, ledger, NAMES, TODAY)

    assert_whole(store, ledger)


def test_an_empty_ledger_is_served_too(store):
    empty = Ledger(open_database("sqlite://"), now)

    bring(store, empty, NAMES, TODAY)

    assert len(store) == 0
    assert pointer(store, NAMES).head == empty.head()


def test_many_versions_go_in_several_requests(store, ledger, monkeypatch):
    monkeypatch.setattr(remote_publication, "MOST_AT_ONCE", 50)

    bring(store, ledger, NAMES, TODAY)

    assert_whole(store, ledger)


def test_a_server_that_keeps_nothing_is_said_to(store, ledger, monkeypatch):
    monkeypatch.setattr(RemoteStore, "update", lambda *_: None)

    with pytest.raises(Unavailable, match="right address for updates"):
        bring(store, ledger, NAMES, TODAY)


def test_a_generation_on_a_server_is_like_one_in_memory(sparql_url, ledger):
    first = build(ledger, NAMES, sparql_url)
    publish(ledger, notice("Announcement"))

    second = renewed(first, ledger, NAMES)

    assert second.store is first.store
    assert second.catalogue.generation == build(ledger, NAMES).catalogue.generation
    assert_whole(second.store, ledger)
    first.store.close()


def test_where_the_server_is_away_the_catalogue_is_new_and_the_graph_is_tried_again(
    sparql_url, ledger, monkeypatch
):
    first = build(ledger, NAMES, sparql_url)
    publish(ledger, notice("Announcement"))
    with monkeypatch.context() as patch:
        patch.setattr(first.store, "_query", RemoteStore("http://127.0.0.1:1/query")._query)
        second = renewed(first, ledger, NAMES)

    third = renewed(second, ledger, NAMES)

    assert second.catalogue.records["document/notice"].title.en == "Announcement"
    assert (second.is_behind, second.until) == (True, None), "pages are served, the watch tries on"
    assert (third.is_behind, third.until) == (False, None)
    assert_whole(first.store, ledger)
    first.store.close()
