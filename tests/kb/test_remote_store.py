from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kb import remote_store
from kb.errors import Unavailable
from kb.remote_store import RemoteStore
from tests.running import free_port

A, SAYS = NamedNode("https://example.org/a"), NamedNode("https://example.org/says")
ANY = "SELECT ?s WHERE { ?s ?p ?o }"


@contextmanager
def opened(url):
    store = RemoteStore(url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def answering(said: bytes, after: float = 0.0):
    """Answer every question with the same bytes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        with listener:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                time.sleep(after)
                connection.sendall(said)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/query"
    thread.join(5)


def test_updates_go_beside_where_questions_go(sparql_url):
    with opened(sparql_url) as store:
        store.load([Quad(A, SAYS, Literal("x"))])

        assert store.select(ANY) == [{"s": A}]


def test_updates_go_where_a_second_address_says(sparql_url):
    with opened(f"{sparql_url} {sparql_url.replace('/query', '/update')}") as store:
        store.load([Quad(A, SAYS, Literal("x"))])

        assert len(store) == 1


def test_a_large_load_goes_in_several_requests(sparql_url, monkeypatch):
    monkeypatch.setattr(remote_store, "MOST_AT_ONCE", 7)
    with opened(sparql_url) as store:
        store.load(Quad(A, SAYS, Literal(number)) for number in range(50))

        assert len(store) == 50


def test_a_server_that_is_away_is_named_in_both_languages_without_its_password():
    place = f"127.0.0.1:{free_port()}"
    with opened(f"http://me:secret@{place}/query") as store, pytest.raises(Unavailable) as away:
        store.select(ANY)

    for language in ("zh", "en"):
        said = away.value.told(language)
        assert f"http://{place}/query" in said
        assert "COMPANION_GRAPH_URL" in said
        assert "secret" not in said


def test_a_server_that_never_answers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(remote_store, "PATIENCE", httpx.Timeout(0.2))
    with answering(b"", after=1) as url, opened(url) as store:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="ReadTimeout"):
            store.select(ANY)

        assert time.monotonic() - began < 0.8


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"not HTTP at all",
    ],
    ids=["an error", "another address", "a page", "nothing", "noise"],
)
def test_whatever_else_answers_is_no_graph(said):
    with (
        answering(said) as url,
        opened(url) as store,
        pytest.raises(Unavailable, match="does not answer"),
    ):
        store.select(ANY)


def test_an_update_that_is_wrong_is_refused_and_changes_nothing(sparql_url):
    with opened(sparql_url) as store:
        with pytest.raises(Unavailable, match="HTTP 400"):
            store.update("INSERT DATA { <https://example.org/a> broken")

        assert len(store) == 0
