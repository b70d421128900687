"""100,000 triples into our store, beside rdflib's memory store."""

from __future__ import annotations

import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from bench.measured import Budget, Comparison, timed
from kb.store import open_graph
from kb.vocab import CS

COUNT = 100_000


def made() -> list[Quad]:
    """Return triples shaped like records: ten fields a subject."""
    return [
        Quad(
            NamedNode(f"https://companion.example/id/policy/p{i // 10}"),
            NamedNode(f"{CS}field{i % 10}"),
            Literal(f"value {i}"),
        )
        for i in range(COUNT)
    ]


def compare() -> Comparison:
    """Return the load times of the same triples, both from parsed N-Triples terms."""
    triples = made()
    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    held = list(rdflib.Graph().parse(data=text, format="nt"))

    def ours() -> None:
        open_graph().load(triples)

    def theirs() -> None:
        graph = rdflib.Graph()
        for triple in held:
            graph.add(triple)

    return Comparison(timed(ours, 5), "rdflib memory store", timed(theirs, 3), Budget(ratio=8))
