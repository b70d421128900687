"""100,000 triples: loaded beside rdflib's memory store, then asked what pages and notebooks ask.

    python -m bench.graph

The triples are the shipped records, and as much of another authority's that are like them as it
takes. Every query stands in `kb/queries`; each is asked for one record or day after another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any, Final

import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import XSD

from api.settings import shipped_data
from bench.measured import Budget, Comparison, timed
from kb.catalogue import triples
from kb.graph_text import Row
from kb.layers import read_folders
from kb.store import GraphStore, open_graph, query_text
from kb.vocab import Names

NAMES: Final = Names()
OTHER: Final = Names("https://authority.example/")
COUNT: Final = 100_000
LOOK_UP: Final = Budget(median=0.002)
ASKED: Final = 200
"""How many look-ups are timed in a round."""
ON: Final = date(2026, 11, 23)


def made(count: int = COUNT) -> list[Quad]:
    """Return so many triples: the shipped records, then those of an authority much like it."""
    records = [loaded.record for loaded in read_folders([shipped_data()])]
    both = ((record, names) for names in (NAMES, OTHER) for record in records)
    return list(islice((one for record, names in both for one in triples(record, names)), count))


def loading(held: list[Quad]) -> Comparison:
    """Return the load times of the same triples, both from parsed terms."""
    said = [Triple(one.subject, one.predicate, one.object) for one in held]
    text = serialize(said, format=RdfFormat.N_TRIPLES) or b""
    theirs = list(rdflib.Graph().parse(data=text, format="nt"))

    def ours() -> None:
        open_graph().load(held)

    def peer() -> None:
        graph = rdflib.Graph()
        for triple in theirs:
            graph.add(triple)

    return Comparison(timed(ours, 5), "rdflib memory store", timed(peer, 3), Budget(ratio=8))


def looked_up(ask: Callable[[], list[Row]]) -> Comparison:
    """Return how long a look-up takes, beside its very first time."""
    began = time.perf_counter()
    ask()
    first = f"the first {(time.perf_counter() - began) * 1000:.1f} ms"
    return Comparison(timed(ask, ASKED), first, None, LOOK_UP)


def _questions(graph: GraphStore) -> Iterator[tuple[str, str, str, list[Any]]]:
    """Yield name, query, the variable that is given, and what is put in for it."""
    scenes = _of_class(graph, "cs:Scene")
    services = _of_class(graph, "cpsv:PublicService")
    days = [
        Literal((ON + timedelta(days=30 * away)).isoformat(), datatype=NamedNode(str(XSD.date)))
        for away in range(-6, 7)
    ]
    yield "a scene with its materials", "scene_materials", "scene", scenes
    yield "all that comes before a service", "prerequisites", "service", services
    yield "the policies in force on a day", "policies_on", "day", days
    yield "what a record is called", "labels", "record", [*scenes, *services]
    yield "who names a record", "mentions", "record", services


def _of_class(graph: GraphStore, kind: str) -> list[Any]:
    rows = graph.select(f"SELECT DISTINCT ?one WHERE {{ ?one a {kind} }} ORDER BY ?one")
    return [row["one"] for row in rows if row["one"].value.startswith(NAMES.root)]


def _asking(
    graph: GraphStore, query: str, variable: str, terms: list[Any]
) -> Callable[[], list[Row]]:
    text, given = query_text(query), cycle(terms)

    def ask() -> list[Row]:
        return graph.select(text, {variable: next(given)})

    return ask


def lines() -> Iterator[tuple[str, Callable[[], Comparison]]]:
    """Yield a name and a comparison for the load and for every look-up."""
    held = made()
    yield f"{len(held):,} triples loaded", lambda: loading(held)
    graph = open_graph()
    graph.load(held)
    for name, query, variable, terms in _questions(graph):
        ask = _asking(graph, query, variable, terms)
        yield name, partial(looked_up, ask)


if __name__ == "__main__":
    for name, compare in lines():
        print(f"{name}: {compare()}", flush=True)
