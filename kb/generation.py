"""From folders to a generation: the two gates, the ledger, the graph, the catalogue.

A generation is built whole and never changed afterwards; publishing makes the next one from it
and the records that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb import catalogue, validation
from kb.catalogue import Catalogue
from kb.layers import read_folders
from kb.ledger import Ledger
from kb.ledger_writing import digest
from kb.model import AnyRecord
from kb.read_before import ReadBefore, key_of
from kb.source import Loaded
from kb.store import GraphStore, open_graph
from kb.vocab import Names
from kb.whole import whole_on


@dataclass(frozen=True, slots=True)
class Generation:
    """What is served: a graph, the catalogue of it, and the digest of every record in it.

    It holds `until` a day on which something else comes into force, if one is known.
    """

    store: GraphStore
    catalogue: Catalogue
    digests: Mapping[str, str]
    until: date | None = None


def seed(
    folders: Iterable[Path], ledger: Ledger, names: Names, before: ReadBefore | None = None
) -> tuple[str, ...]:
    """Bring folders of records into the ledger and return the ids that became drafts.

    Records the ledger already holds word for word are not checked again, and files that were
    read `before` not even read, which keeps a second start short. Of several workers that start
    at once, one seeds and the others find it done.

    Raises:
        BadRecords: a file does not pass a gate; then nothing at all was changed.
    """
    folders = tuple(folders)
    key = key_of(folders) if before else ""
    if before and key and ledger.holds(before.held_by(key)):
        return ()
    loaded = read_folders(folders)
    with ledger.turn():
        new = ledger.unknown(one.record for one in loaded)
        check(loaded, new, ledger, names)
        origins: dict[str, str] = {one.record.id: one.layer for one in loaded}
        drafts = ledger.seed((one.record for one in loaded), origins)
    if before and key and key == key_of(folders):  # else somebody edited a file meanwhile
        before.remember(key, {one.record.id: digest(one.record) for one in loaded})
    return drafts


def check(
    loaded: Iterable[Loaded], changed: Iterable[AnyRecord], ledger: Ledger, names: Names
) -> tuple[Loaded, ...]:
    """Let records through the second gate in the company of what is published.

    Args:
        loaded: what was read.
        changed: those of them that are new or different.
        ledger: holds what is published.
        names: of the graph.

    Returns:
        The records that are new or different.

    Raises:
        BadRecords: with every problem.
    """
    loaded = tuple(loaded)
    base = whole_on(ledger, ledger.today(), (one.record for one in loaded))
    ids = {record.id for record in changed}
    new = tuple(one for one in loaded if one.record.id in ids)
    validation.check(new, base, names)
    return new


def build(
    ledger: Ledger,
    names: Names,
    graph_url: str = "memory:",
    day: date | None = None,
    known: date | None = None,
) -> Generation:
    """Return the generation of everything in force on a day; today where none is given.

    One query is answered before anyone is served: the first after a bulk load is slow.

    Args:
        ledger: has the versions.
        names: of the graph.
        graph_url: where the graph lives.
        day: of which is asked what is in force.
        known: as it was known at the end of that day; as it is known now without it.
    """
    on = day or ledger.today()
    store = open_graph(graph_url)
    versions = ledger.published(on, known)
    records: dict[str, AnyRecord] = {version.record.id: version.record for version in versions}
    catalogue.load(store, records.values(), names)
    made = catalogue.joined(records, store, names)
    _warm(store, names)
    digests: dict[str, str] = {version.record.id: version.digest for version in versions}
    turn = ledger.next_turn(on)
    return Generation(store=store, catalogue=made, digests=digests, until=turn)


def renewed(
    old: Generation, ledger: Ledger, names: Names, graph_url: str = "memory:"
) -> Generation:
    """Return the generation of what is in force today, made from the one before.

    Only records that changed are read; where nothing did, the old one comes back, or one like it
    that knows until when it holds.
    """
    today = ledger.today()
    digests, turn = ledger.published_digests(today), ledger.next_turn(today)
    if digests == old.digests:
        return old if turn == old.until else replace(old, until=turn)
    changed = [i for i, digest in digests.items() if old.digests.get(i) != digest]
    records = {i: record for i, record in old.catalogue.records.items() if i in digests}
    records.update((v.record.id, v.record) for v in ledger.published_of(changed, today))
    records = {record_id: records[record_id] for record_id in sorted(records)}
    store = open_graph(graph_url)
    catalogue.load(store, records.values(), names)
    made = catalogue.joined(records, store, names)
    _warm(store, names)
    return Generation(store=store, catalogue=made, digests=digests, until=turn)


def _warm(store: GraphStore, names: Names) -> None:
    catalogue.mentions(store, "area/310101", names)
