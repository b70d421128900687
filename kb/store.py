"""The graph behind one small protocol: load triples, ask SELECT, hand everything out.

pyoxigraph answers; results are materialised inside the function that asks, because a lazy
result read in another thread than the one that made it aborts the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, Final, Protocol

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    Variable,
    serialize,
)

from kb import jsonld
from kb.errors import Unavailable
from kb.text import Text
from kb.vocab import PREFIXES

Term = NamedNode | Literal | BlankNode
Row = dict[str, Term]

FORMATS: Final = ("turtle", "jsonld", "nquads")
_RDF: Final = {"turtle": RdfFormat.TURTLE, "nquads": RdfFormat.N_QUADS}


class GraphStore(Protocol):
    """What the rest of the house asks of a graph."""

    def load(self, triples: Iterable[Quad]) -> None:
        """Add triples to the default graph."""

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        """Return every row of a SELECT, variables that are unbound left out."""

    def dump(self, format_name: str) -> bytes:
        """Return the whole default graph in one of `FORMATS`."""

    def __len__(self) -> int: ...


class MemoryStore:
    """A pyoxigraph store in this process; one generation, built whole."""

    def __init__(self) -> None:
        self._store = Store()

    def load(self, triples: Iterable[Quad]) -> None:
        """Add triples to the default graph; 100,000 take about a quarter of a second."""
        self._store.bulk_extend(triples)

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        """Return every row of a SELECT, variables that are unbound left out.

        Values are put in for variables that the query projects.

        Raises:
            TypeError: the query is not a SELECT.
        """
        given: dict[Variable, Any] = {Variable(name): term for name, term in (values or {}).items()}
        solutions = self._store.query(query, substitutions=given, prefixes=PREFIXES)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("only SELECT queries are asked here")
        names = [variable.value for variable in solutions.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in solutions]

    def dump(self, format_name: str) -> bytes:
        """Return the whole default graph in one of `FORMATS`, in a stable order."""
        quads = sorted(self._store, key=str)
        triples = [Triple(q.subject, q.predicate, q.object) for q in quads]
        if format_name == "jsonld":
            return jsonld.written(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
        return serialize(triples, format=_RDF[format_name], prefixes=PREFIXES) or b""

    def __len__(self) -> int:
        return len(self._store)


def open_graph(url: str = "memory:") -> GraphStore:
    """Return an empty graph behind a URL.

    Raises:
        Unavailable: no graph of that kind is served.
    """
    if url == "memory:":
        return MemoryStore()
    raise Unavailable(
        Text(
            zh=f"这个版本打不开图数据库“{url}”。请改写成 memory: 。",
            en=f'"{url}" is not a graph this version can open. Write memory: instead.',
        )
    )


def query_text(name: str) -> str:
    """Return one of the queries in `kb/queries`, by file name without its ending."""
    return (files("kb") / "queries" / f"{name}.rq").read_text(encoding="utf-8")
