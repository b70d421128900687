"""Questions to the graph from a notebook: answers as ids and plain words instead of terms."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from kb.store import GraphStore, query_text
from kb.vocab import PREFIXES, Names

Answer = dict[str, str]


def asked(graph: GraphStore, query: str, names: Names, **given: str) -> list[Answer]:
    """Return the rows that one of the queries in `kb/queries` gives; what is unbound is left out.

    Args:
        graph: is asked.
        query: the name of its file, without the ending.
        names: turn IRIs into ids of records.
        given: ids of records for variables of the query, `scene="scene/newborn"`.
    """
    values = {key: NamedNode(names.iri(one)) for key, one in given.items()}
    rows = graph.select(query_text(query), values)
    return [{str(key): said(term, names) for key, term in row.items()} for row in rows]


def said(term: Any, names: Names) -> str:
    """Return a term as the id of its record, else with a short prefix, else as it stands.

    >>> said(NamedNode("http://purl.org/vocab/cpsv#PublicService"), Names())
    'cpsv:PublicService'
    >>> said(NamedNode("https://companion.example/id/scene/newborn"), Names())
    'scene/newborn'
    """
    value = str(term.value)
    if value.startswith(names.root):
        return names.record_id(value)
    for prefix, begin in PREFIXES.items():
        if value.startswith(begin):
            return f"{prefix}:{value.removeprefix(begin)}"
    return value
