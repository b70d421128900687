"""One suite over the graph in this process and over one on a real server."""

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
GRAPH = NamedNode("https://example.org/graph")
MORNING = Quad(A, SAYS, Literal("早", language="zh"))
NAMES_B = Quad(A, SAYS, B)
AWKWARD = 'a "quoted" \\ line\nand\ttab, }; DROP ALL # 中文 \u0001 \U0001f600'


@pytest.fixture(params=["memory", "server"])
def empty(request):
    url = request.getfixturevalue("sparql_url") if request.param == "server" else "memory:"
    graph = open_graph(url)
    yield graph
    graph.close()


@pytest.fixture
def graph(empty):
    empty.load([MORNING, NAMES_B])
    return empty


def test_a_triple_loaded_twice_is_there_once(graph):
    graph.load([NAMES_B])

    assert len(graph) == 2


def test_a_select_gives_every_row_with_its_terms(graph):
    rows = graph.select("SELECT ?who ?what WHERE { ?who ?says ?what FILTER(isLiteral(?what)) }")

    assert rows == [{"who": A, "what": Literal("早", language="zh")}]


def test_a_value_is_put_in_for_a_variable(graph):
    rows = graph.select("SELECT ?who ?what WHERE { ?who ?says ?what }", {"what": B})

    assert [row["who"] for row in rows] == [A]


ON = Literal("2026-11-23", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
DATED = """
- {id: policy/always, title: {zh: 一, en: Always}}
- {id: policy/begun, title: {zh: 二, en: Begun}, valid: {from: 2026-11-23}}
- {id: policy/last-day, title: {zh: 三, en: Last day}, valid: {from: 2026-01-01, to: 2026-11-23}}
- {id: policy/over, title: {zh: 四, en: Over}, valid: {to: 2026-11-22}}
- {id: policy/ahead, title: {zh: 五, en: Ahead}, valid: {from: 2026-11-24}}
"""


def test_a_value_is_put_in_wherever_its_variable_stands(empty):
    load(empty, recorded(DATED), NAMES)

    rows = empty.select(query_text("policies_on"), {"day": ON})

    assert {NAMES.record_id(row["policy"].value) for row in rows} == {
        "policy/always",
        "policy/begun",
        "policy/last-day",
    }
    assert {row["day"] for row in rows} == {ON}


def test_what_a_record_is_called_is_looked_up_by_its_name(empty):
    load(empty, recorded(DATED), NAMES)

    rows = empty.select(query_text("labels"), {"record": NamedNode(NAMES.iri("policy/over"))})

    assert {str(row["title"]) for row in rows} == {'"四"@zh', '"Over"@en'}


def test_unbound_variables_are_left_out_of_a_row(graph):
    (row,) = graph.select(
        "SELECT ?who ?more WHERE { ?who ?says ?b FILTER(isIRI(?b)) OPTIONAL { ?b ?says ?more } }"
    )

    assert row == {"who": A}


def test_only_select_is_asked(graph):
    with pytest.raises(TypeError, match="SELECT"):
        graph.select("ASK { ?s ?p ?o }")


def test_our_prefixes_are_known(empty):
    load(empty, recorded(WORLD), NAMES)

    rows = empty.select(query_text("issuers"))

    assert [NAMES.record_id(row["service"].value) for row in rows] == ["service/registration"]


def test_rows_may_be_read_in_another_thread_than_asked(graph):
    """A lazy result would abort the process there."""
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: graph.select(query_text("triples")), range(40)))

    assert {len(rows) for rows in answers} == {2}


def test_what_changes_goes_and_comes_in_one_step(graph):
    graph.change([MORNING], [Quad(B, SAYS, A)])

    assert set(graph.triples()) == {NAMES_B, Quad(B, SAYS, A)}


def test_taking_out_what_is_not_there_changes_nothing(graph):
    graph.change([Quad(B, SAYS, B)], [])
    graph.change([], [])

    assert set(graph.triples()) == {MORNING, NAMES_B}


def test_no_text_breaks_out_of_an_update(graph):
    """Titles come from outside; they are said as data and never as part of the update."""
    graph.change([MORNING], [Quad(A, SAYS, Literal(AWKWARD))])

    assert set(graph.triples()) == {NAMES_B, Quad(A, SAYS, Literal(AWKWARD))}


def test_readers_see_the_graph_before_or_after_a_change_and_nothing_between(graph):
    """Ten readers for as long as the writer swaps: always one greeting and never two or none."""
    evening = Quad(A, SAYS, Literal("晚", language="zh"))
    query = "SELECT ?what WHERE { ?who ?says ?what FILTER(isLiteral(?what)) }"

    def swap(round_number):
        pair = ([MORNING], [evening]) if round_number % 2 == 0 else ([evening], [MORNING])
        graph.change(*pair)

    with ThreadPoolExecutor(4) as pool:
        read = [pool.submit(lambda: [len(graph.select(query)) for _ in range(40)]) for _ in "123"]
        for round_number in range(40):
            swap(round_number)

    assert {count for one in read for count in one.result()} == {1}


def test_other_graphs_stand_beside_the_default_one(graph):
    graph.load([Quad(B, SAYS, A, GRAPH)])

    rows = graph.select("SELECT ?who WHERE { GRAPH <https://example.org/graph> { ?who ?p ?o } }")

    assert [row["who"] for row in rows] == [B]
    assert set(graph.triples()) == {MORNING, NAMES_B}
    assert graph.select("SELECT ?who WHERE { ?who ?p <https://example.org/a> }") == []


@pytest.mark.parametrize(
    ("name", "form"), [("turtle", RdfFormat.TURTLE), ("nquads", RdfFormat.N_QUADS)]
)
def test_a_dump_holds_every_triple_and_never_changes_by_itself(empty, name, form):
    other = open_graph()
    records = recorded(WORLD)
    load(empty, records, NAMES)
    load(other, reversed(records), NAMES)

    content = empty.dump(name)

    assert content == other.dump(name)
    assert len(set(parse(content, format=form))) == len(empty)


@pytest.mark.parametrize("url", ["ftp://graph", "memory", "", "http://", "http://host:7878"])
def test_a_graph_that_cannot_be_served_says_what_to_write(url):
    with pytest.raises(Unavailable, match=r"http://host:7878/query"):
        open_graph(url)
