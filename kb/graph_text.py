"""How graphs are said: rows of an answer, triples in each format, one update that changes both."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from kb import jsonld
from kb.vocab import PREFIXES

Term = NamedNode | Literal | BlankNode
Row = dict[str, Term]

FORMATS: Final = ("turtle", "jsonld", "nquads")


def rows_of(solutions: QuerySolutions) -> list[Row]:
    """Return every row of an answer, variables that are unbound left out.

    Read here at once: a lazy answer read in another thread than the one that asked aborts the
    process.
    """
    names = [variable.value for variable in solutions.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in solutions]


def written(quads: Iterable[Quad], format_name: str) -> bytes:
    """Return quads in one of `FORMATS`, in a stable order; only N-Quads says which graph."""
    ordered = sorted(set(quads), key=str)
    if format_name == "nquads":
        return serialize(ordered, format=RdfFormat.N_QUADS) or b""
    triples = [Triple(q.subject, q.predicate, q.object) for q in ordered]
    if format_name == "jsonld":
        return jsonld.written(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def with_prefixes(query: str) -> str:
    """Return a query that names its prefixes, for a server that knows none of ours."""
    said = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return said + query


def with_values(query: str, values: Mapping[str, Term]) -> str:
    """Return a query with terms in the place of some variables that it projects.

    As the store in this process puts them in: also inside filters and what is taken away, where a
    VALUES clause at the end does not reach.

    >>> with_values("SELECT ?a WHERE { ?a ?b ?c }", {"a": NamedNode("https://example.org/x")})
    'SELECT (<https://example.org/x> AS ?a) WHERE { <https://example.org/x> ?b ?c }'
    """
    head, where, body = query.partition("WHERE")
    for name, term in values.items():
        variable, said = re.compile(rf"\?{re.escape(name)}\b"), str(term).replace("\\", r"\\")
        head = variable.sub(f"({said} AS ?{name})", head)
        body = variable.sub(said, body)
    return head + where + body


def replacing(gone: Collection[Quad], new: Collection[Quad], only_where: str = "") -> str:
    """Return the one update that takes quads out and puts others in, or does neither.

    Args:
        gone: no longer there afterwards.
        new: there afterwards.
        only_where: a pattern that must be found, or nothing is changed.
    """
    return (
        f"DELETE {{\n{_said(gone)}}}\nINSERT {{\n{_said(new)}}}\nWHERE {{ {only_where} }}"
        if only_where
        else f"DELETE DATA {{\n{_said(gone)}}};\nINSERT DATA {{\n{_said(new)}}}"
    )


def _said(quads: Iterable[Quad]) -> str:
    """Return quads as SPARQL says them, those of one graph together."""
    by_graph: dict[Any, list[Triple]] = {}
    for quad in quads:
        triple = Triple(quad.subject, quad.predicate, quad.object)
        by_graph.setdefault(quad.graph_name, []).append(triple)
    return "".join(_graph(graph, triples) for graph, triples in by_graph.items())


def _graph(graph: Any, triples: list[Triple]) -> str:
    said = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    return said if isinstance(graph, DefaultGraph) else f"GRAPH {graph} {{\n{said}}}\n"
