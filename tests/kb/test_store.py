from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kb.catalogue import load
from kb.errors import Unavailable
from kb.store import open_graph, query_text
from tests.support import NAMES, WORLD, recorded

A, B = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
SAYS = NamedNode("https://example.org/says")


@pytest.fixture
def graph():
    graph = open_graph()
    graph.load([Quad(A, SAYS, Literal("早", language="zh")), Quad(A, SAYS, B)])
    return graph


def test_a_triple_loaded_twice_is_there_once(graph):
    graph.load([Quad(A, SAYS, B)])

    assert len(graph) == 2


def test_a_select_gives_every_row_with_its_terms(graph):
    rows = graph.select("SELECT ?who ?what WHERE { ?who ?says ?what FILTER(isLiteral(?what)) }")

    assert rows == [{"who": A, "what": Literal("早", language="zh")}]


def test_a_value_is_put_in_for_a_variable(graph):
    rows = graph.select("SELECT ?who ?what WHERE { ?who ?says ?what }", {"what": B})

    assert [row["who"] for row in rows] == [A]


def test_unbound_variables_are_left_out_of_a_row(graph):
    (row,) = graph.select(
        "SELECT ?who ?more WHERE { ?who ?says ?b FILTER(isIRI(?b)) OPTIONAL { ?b ?says ?more } }"
    )

    assert row == {"who": A}


def test_only_select_is_asked(graph):
    with pytest.raises(TypeError, match="SELECT"):
        graph.select("ASK { ?s ?p ?o }")


def test_rows_may_be_read_in_another_thread_than_asked(graph):
    """A lazy result would abort the process there."""
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: graph.select(query_text("triples")), range(40)))

    assert {len(rows) for rows in answers} == {2}


@pytest.mark.parametrize(
    ("name", "form"), [("turtle", RdfFormat.TURTLE), ("nquads", RdfFormat.N_QUADS)]
)
def test_a_dump_holds_every_triple_and_never_changes_by_itself(name, form):
    one, other = open_graph(), open_graph()
    records = recorded(WORLD)
    load(one, records, NAMES)
    load(other, reversed(records), NAMES)

    content = one.dump(name)

    assert content == other.dump(name)
    assert len(set(parse(content, format=form))) == len(one)


def test_a_graph_that_cannot_be_served_says_what_to_write():
    with pytest.raises(Unavailable, match="Write memory: instead"):
        open_graph("ftp://graph")
