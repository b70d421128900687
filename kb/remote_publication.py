"""Brings a graph on a server to what the ledger says is in force: graphs first, the pointer last.

Workers need not wait for each other. What is written first is the same whoever writes it, and the
one update that changes the default graph names the state it was made for: if another worker was
faster it changes nothing, and we look again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pyoxigraph import NamedNode, Quad

from kb.catalogue import named_after
from kb.errors import Unavailable
from kb.graph_change import change_of
from kb.graph_text import replacing, with_prefixes
from kb.ledger import Ledger
from kb.ledger_chain import Head
from kb.ledger_rows import RecordVersion
from kb.remote_store import MOST_AT_ONCE, RemoteStore
from kb.text import Text
from kb.version_graphs import Told, graph_of, in_force, provenance_of, publication, published
from kb.vocab import CS, Names

_TRIES: Final = 10
_NOT_KEPT: Final = Text(
    zh="图数据库没有留住写进去的内容。请检查 COMPANION_GRAPH_URL 的更新地址。",
    en="The graph does not keep what is written to it. "
    "See that COMPANION_GRAPH_URL names the right address for updates.",
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a server's default graph holds, as it says itself: until which move, on which day."""

    head: Head
    on: date
    generation: str
    quads: tuple[Quad, ...]


def bring(store: RemoteStore, ledger: Ledger, names: Names, on: date) -> None:
    """Let a server's default graph hold what is in force on a day.

    Raises:
        Unavailable: the server does not answer, or does not do what it was told.
    """
    for _ in range(_TRIES):
        head, here = ledger.head(), pointer(store, names)
        if here is not None and here.head.seal and not ledger.has_head(here.head.seal):
            _forget(store, names)  # it served another ledger
            here = None
        if here is not None and (here.head.number, here.on) >= (head.number, on):
            return
        told = {one.version.number: one for one in published(ledger)}
        _write_versions(store, told, here, names)
        wanted = {version.number: version for version in ledger.published(on)}
        digests: dict[str, str] = {one.record.id: one.digest for one in wanted.values()}
        says = tuple(publication(named_after(digests), head, on, names))
        if here is None:
            store.update(_filling(wanted, says, names))
        else:
            store.update(_changing(store, told, wanted, here, says, names))
    raise Unavailable(_NOT_KEPT)


def pointer(store: RemoteStore, names: Names) -> Pointer | None:
    """Return what a server says that it holds; None where it holds nothing of ours."""
    rows = store.select(
        f"SELECT ?verb ?what WHERE {{ GRAPH <{names.provenance}> "
        f"{{ <{names.publication}> ?verb ?what FILTER(?verb != cs:inForce) }} }}"
    )
    said: dict[str, Any] = {row["verb"].value: row["what"] for row in rows}
    if not rows:
        return None
    me, graph = NamedNode(names.publication), NamedNode(names.provenance)
    return Pointer(
        head=Head(int(said[str(CS.ledgerMoves)].value), said[str(CS.ledgerHead)].value),
        on=date.fromisoformat(said[str(CS.asOf)].value),
        generation=said[str(CS.generation)].value,
        quads=tuple(Quad(me, NamedNode(verb), what, graph) for verb, what in said.items()),
    )


# ---- versions and what was done to them ---------------------------------------------------------


def _write_versions(
    store: RemoteStore, told: Mapping[int, Told], here: Pointer | None, names: Names
) -> None:
    """Add the graphs that are missing, and what was done since; each request is whole."""
    there = _numbers(store, "?version a prov:Entity", names)
    since = here.head.number if here is not None else 0
    changed = [
        one
        for number, one in told.items()
        if number not in there or any(move.number > since for move in one.moves)
    ]
    for portion in _portions(changed, there, names):
        store.update(portion)


def _numbers(store: RemoteStore, pattern: str, names: Names) -> set[int]:
    """Return the numbers of the versions that a pattern finds in what was done."""
    rows = store.select(f"SELECT ?version WHERE {{ GRAPH <{names.provenance}> {{ {pattern} }} }}")
    begins = names.version(0).removesuffix("0")
    return {int(row["version"].value.removeprefix(begins)) for row in rows}


def _portions(changed: Iterable[Told], there: set[int], names: Names) -> Iterator[str]:
    """Yield updates of bearable size, every version whole in one of them."""
    quads: list[Quad] = []
    again: list[int] = []
    for one in changed:
        if one.version.number in there:
            again.append(one.version.number)
        else:
            quads += graph_of(one, names)
        quads += provenance_of(one, names)
        if len(quads) >= MOST_AT_ONCE:
            yield _portion(again, quads, names)
            quads, again = [], []
    if quads:
        yield _portion(again, quads, names)


def _portion(again: Iterable[int], quads: list[Quad], names: Names) -> str:
    """Return the update that adds versions, and says others anew: their day may have changed."""
    known = _graphs(again, names)
    graph = f"GRAPH <{names.provenance}> {{ ?version ?verb ?what }}"
    clear = f"DELETE {{ {graph} }} WHERE {{ VALUES ?version {{ {known} }} {graph} }};\n"
    return (clear if known else "") + replacing((), quads)


def _graphs(numbers: Iterable[int], names: Names) -> str:
    return " ".join(f"<{names.version(number)}>" for number in numbers)


def _forget(store: RemoteStore, names: Names) -> None:
    """Clear everything of ours."""
    ours = [names.version(number) for number in _numbers(store, "?version a prov:Entity", names)]
    drops = "".join(f";\nDROP SILENT GRAPH <{graph}>" for graph in (*ours, names.provenance))
    store.update(f"CLEAR DEFAULT{drops}")


# ---- the default graph, with the pointer --------------------------------------------------------


def _filling(wanted: Iterable[int], says: tuple[Quad, ...], names: Names) -> str:
    """Return the update that fills the default graph from the versions' graphs."""
    nobody = (
        f"FILTER NOT EXISTS {{ GRAPH <{names.provenance}> "
        f"{{ <{names.publication}> cs:ledgerHead ?any }} }}"
    )
    wanted = tuple(wanted)
    graphs = f"VALUES ?graph {{ {_graphs(wanted, names)} }} GRAPH ?graph {{ ?s ?p ?o }}"
    steps = (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o {nobody} }}",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ {graphs} {nobody} }}",
        replacing((), (*says, *in_force(wanted, names)), nobody),
    )
    return with_prefixes(";\n".join(steps))


def _changing(
    store: RemoteStore,
    told: Mapping[int, Told],
    wanted: Mapping[int, RecordVersion],
    here: Pointer,
    says: tuple[Quad, ...],
    names: Names,
) -> str:
    """Return the update from what the default graph holds to what it should."""
    held = _numbers(store, f"<{names.publication}> cs:inForce ?version", names)
    goes, comes = held - wanted.keys(), wanted.keys() - held
    change = change_of(
        (told[number].version.record for number in goes),
        (wanted[number].record for number in comes),
        (wanted[number].record for number in held & wanted.keys()),
        names,
    )
    as_before = "".join(f"{one.subject} {one.predicate} {one.object} . " for one in here.quads)
    return replacing(
        (*change.gone, *here.quads, *in_force(goes, names)),
        (*change.new, *says, *in_force(comes, names)),
        f"GRAPH <{names.provenance}> {{ {as_before}}}",
    )
