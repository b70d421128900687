"""The graph on a SPARQL 1.1 server, behind the same few questions as the one in this process.

A setting names where questions go, such as `http://host:7878/query`; updates go to `update` beside
it, or where a second address says after a space. The server's default graph is ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

import httpx
from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, RdfFormat, parse
from pyoxigraph import parse_query_results as results

from kb.errors import Unavailable
from kb.graph_text import Row, Term, replacing, rows_of, with_prefixes, with_values, written
from kb.text import Text

PATIENCE: Final = httpx.Timeout(30, connect=3)
"""Seconds: for a connection, and for every piece of an answer."""
LARGE: Final = httpx.Timeout(600, connect=3)
"""For what changes the graph: a first load of 10,000 policies is one update of the server's."""
MOST_AT_ONCE: Final = 20_000
"""So many quads go in one request."""
_REMEDY: Final = Text(
    zh="请检查那里的图数据库是否在运行、COMPANION_GRAPH_URL 是否写对。",
    en="See that a SPARQL server runs there and that COMPANION_GRAPH_URL is right.",
)
_NO_SPARQL: Final = "no answer in SPARQL"
_TRIPLES: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class RemoteStore:
    """A graph on a server; safe to ask from several threads."""

    def __init__(self, url: str) -> None:
        """Name a server; nothing is asked yet.

        Raises:
            Unavailable: the setting names no address of a server.
        """
        query, *more = url.split()
        self._query, self._update = _addresses(query, *more[:1])
        self._client = httpx.Client(follow_redirects=False)

    def load(self, triples: Iterable[Quad]) -> None:
        """Add triples, each to the graph it names; every request is whole or fails.

        Raises:
            Unavailable: the server does not answer, or refuses.
        """
        left = iter(triples)
        while some := list(islice(left, MOST_AT_ONCE)):
            self.change((), some)

    def change(self, gone: Collection[Quad], new: Collection[Quad], only_where: str = "") -> None:
        """Take triples out and put others in, in one step.

        Raises:
            Unavailable: the server does not answer, or refuses.
        """
        if gone or new:
            self.update(replacing(gone, new, only_where))

    def update(self, text: str) -> None:
        """Do one SPARQL update, all of it or nothing.

        Raises:
            Unavailable: the server does not answer, or refuses.
        """
        self._sent(self._update, text, "update", "*/*", LARGE)

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        """Return every row of a SELECT, variables that are unbound left out.

        Raises:
            TypeError: the query is not a SELECT.
            Unavailable: the server does not answer, or refuses.
        """
        text = with_prefixes(with_values(query, values or {}))
        content = self._sent(self._query, text, "query", "application/sparql-results+json")
        try:
            found = results(content, QueryResultsFormat.JSON)
            rows = rows_of(found) if isinstance(found, QuerySolutions) else None
        except (SyntaxError, ValueError):
            raise _away(self._query, _NO_SPARQL) from None
        if rows is None:
            raise TypeError("only SELECT queries are asked here")
        return rows

    def dump(self, format_name: str) -> bytes:
        """Return the whole default graph in one of `FORMATS`, in a stable order."""
        return written(self.triples(), format_name)

    def triples(self) -> Iterator[Quad]:
        """Yield the default graph.

        Raises:
            Unavailable: the server does not answer, or says something else.
        """
        content = self._sent(self._query, _TRIPLES, "query", "application/n-triples")
        try:
            yield from list(parse(content, format=RdfFormat.N_TRIPLES))
        except (SyntaxError, ValueError):
            raise _away(self._query, _NO_SPARQL) from None

    def __len__(self) -> int:
        (row,) = self.select("SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }")
        return int(row["count"].value)

    def close(self) -> None:
        """Let every connection go."""
        self._client.close()

    def _sent(
        self,
        url: httpx.URL,
        text: str,
        kind: str,
        accept: str,
        patience: httpx.Timeout | None = None,
    ) -> bytes:
        headers = {"Content-Type": f"application/sparql-{kind}; charset=utf-8", "Accept": accept}
        wait = patience or PATIENCE
        try:
            answer = self._client.post(url, content=text.encode(), headers=headers, timeout=wait)
        except httpx.HTTPError as error:
            raise _away(url, type(error).__name__) from None
        if not answer.is_success:
            raise _away(url, f"HTTP {answer.status_code}")
        return answer.content


def _addresses(query: str, update: str = "") -> tuple[httpx.URL, httpx.URL]:
    try:
        asked = httpx.URL(query)
        changed = httpx.URL(update) if update else asked.join("update")
    except httpx.InvalidURL:
        raise _no_address() from None
    for one in (asked, changed):
        if one.scheme not in ("http", "https") or not one.host or one.path in ("", "/"):
            raise _no_address()
    return asked, changed


def _no_address() -> Unavailable:
    return Unavailable(
        Text(
            zh="COMPANION_GRAPH_URL 不是图数据库的查询地址。"
            "请写 http://host:7878/query 这样的地址，或者 memory: 。",
            en="COMPANION_GRAPH_URL does not say where a SPARQL server is asked. "
            "Write an address such as http://host:7878/query, or memory: .",
        )
    )


def _away(url: httpx.URL, why: str) -> Unavailable:
    """Return what is said of a server; a password in its address is not."""
    shown = str(url.copy_with(username=None, password=None, query=None))
    return Unavailable(
        Text(
            zh=f"图数据库 {shown} 没有应答（{why}）。",
            en=f"The graph at {shown} does not answer ({why}).",
        ),
        _REMEDY,
    )
