"""The graph behind one small protocol: load triples, change some, ask SELECT, hand everything out.

pyoxigraph answers in this process; `kb.remote_store` asks a server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, Protocol

from pyoxigraph import DefaultGraph, Quad, QuerySolutions, Store, Variable

from kb.errors import Unavailable
from kb.graph_text import Row, Term, replacing, rows_of, written
from kb.remote_store import RemoteStore
from kb.text import Text
from kb.vocab import PREFIXES


class GraphStore(Protocol):
    """What the rest of the house asks of a graph."""

    def load(self, triples: Iterable[Quad]) -> None:
        """Add triples, each to the graph it names."""

    def change(self, gone: Collection[Quad], new: Collection[Quad]) -> None:
        """Take triples out and put others in, in one step: nobody sees one without the other."""

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        """Return every row of a SELECT, variables that are unbound left out."""

    def dump(self, format_name: str) -> bytes:
        """Return the whole default graph in one of `kb.graph_text.FORMATS`."""

    def triples(self) -> Iterator[Quad]:
        """Yield the whole default graph."""

    def close(self) -> None:
        """Let go of what it holds open."""

    def __len__(self) -> int: ...


class MemoryStore:
    """A pyoxigraph store in this process; its default graph is what is in force."""

    def __init__(self) -> None:
        self._store = Store()

    def load(self, triples: Iterable[Quad]) -> None:
        """Add triples; 100,000 take about a quarter of a second."""
        self._store.bulk_extend(triples)

    def change(self, gone: Collection[Quad], new: Collection[Quad]) -> None:
        """Take triples out and put others in, in one step: an update is one transaction."""
        if gone or new:
            self._store.update(replacing(gone, new))

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
        return rows_of(solutions)

    def dump(self, format_name: str) -> bytes:
        """Return the whole default graph in one of `FORMATS`, in a stable order."""
        return written(self.triples(), format_name)

    def triples(self) -> Iterator[Quad]:
        """Yield the whole default graph."""
        yield from self._store.quads_for_pattern(None, None, None, DefaultGraph())

    def close(self) -> None:
        """Hold nothing open."""

    def __len__(self) -> int:
        return len(self._store)


def open_graph(url: str = "memory:") -> GraphStore:
    """Return the graph behind a URL; one in memory is empty.

    Raises:
        Unavailable: no graph of that kind is served.
    """
    if url == "memory:":
        return MemoryStore()
    if url.startswith(("http://", "https://")):
        return RemoteStore(url)
    raise Unavailable(
        Text(
            zh=f"这个版本打不开图数据库“{url}”。"
            "请改写成 memory: ，或者 http://host:7878/query 这样的查询地址。",
            en=f'"{url}" is not a graph this version can open. Write memory: instead, '
            "or where a SPARQL server is asked, such as http://host:7878/query.",
        )
    )


def query_text(name: str) -> str:
    """Return one of the queries in `kb/queries`, by file name without its ending."""
    return (files("kb") / "queries" / f"{name}.rq").read_text(encoding="utf-8")
