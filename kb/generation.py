"""From folders to a generation: the two gates, the ledger, the graph, the catalogue.

A generation is built whole at the start; publishing makes the next one from it and the records
that changed. Its catalogue never changes, its graph goes over to the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb import catalogue, validation
from kb.catalogue import Catalogue
from kb.errors import Unavailable
from kb.graph_change import change_of
from kb.layers import origins_of, read_folders
from kb.ledger import Ledger
from kb.ledger_rows import RecordVersion
from kb.ledger_writing import digest
from kb.model import AnyRecord
from kb.read_before import ReadBefore, key_of
from kb.remote_publication import bring
from kb.remote_store import RemoteStore
from kb.source import Loaded
from kb.store import GraphStore, open_graph
from kb.vocab import Names
from kb.whole import whole_on

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Generation:
    """What is served: a graph, the catalogue of it, and the digest of every record in it.

    It holds `until` a day on which something else comes into force, if one is known.
    """

    store: GraphStore
    catalogue: Catalogue
    digests: Mapping[str, str]
    until: date | None = None
    is_behind: bool = False
    """Whether the graph on a server lacks what the catalogue has, for the server was away."""


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
        drafts = ledger.seed((one.record for one in loaded), origins_of(loaded))
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
    validation.check(new, base, names, whole_on(ledger, ledger.today()))
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
        graph_url: where the graph lives; one on a server holds what is in force today.
        day: of which is asked what is in force.
        known: as it was known at the end of that day; as it is known now without it.

    Raises:
        Unavailable: the graph does not answer.
    """
    on = day or ledger.today()
    store = open_graph(graph_url)
    with catalogue.no_collecting():
        versions = ledger.published(on, known)
        records: dict[str, AnyRecord] = {one.record.id: one.record for one in versions}
        digests: dict[str, str] = {one.record.id: one.digest for one in versions}
        if isinstance(store, RemoteStore):
            with ledger.turn():  # one of several workers that start at once writes it all
                bring(store, ledger, names, on)
        else:
            catalogue.load(store, records.values(), names)
        made = _snapshot(records, digests)
        _warm(store, names)
    return Generation(store=store, catalogue=made, digests=digests, until=ledger.next_turn(on))


def renewed(old: Generation, ledger: Ledger, names: Names) -> Generation:
    """Return the generation of what is in force today, made from the one before.

    Only records that changed are read, and only their triples change in the graph; where nothing
    did, the old one comes back, or one like it that knows until when it holds. The graph is the
    same one: whoever still reads the old catalogue finds new triples beside it.

    Where the graph is on a server that is away, the catalogue is new all the same; the graph is
    behind until somebody calls this again.
    """
    today = ledger.today()
    digests, turn = ledger.published_digests(today), ledger.next_turn(today)
    if digests == old.digests:
        behind = not _brought(old.store, ledger, names, today)
        same = (turn, behind) == (old.until, old.is_behind)
        return old if same else replace(old, until=turn, is_behind=behind)
    changed = [i for i, digest in digests.items() if old.digests.get(i) != digest]
    came: dict[str, RecordVersion] = {
        version.record.id: version for version in ledger.published_of(changed, today)
    }
    held = old.catalogue.records
    records = {i: came[i].record if i in came else held[i] for i in digests}
    digests |= {i: version.digest for i, version in came.items()}
    made = _snapshot(records, digests)
    if not isinstance(old.store, RemoteStore):
        before = (held[i] for i in held if i in came or i not in digests)
        staying = (record for i, record in records.items() if i not in came)
        change = change_of(before, (one.record for one in came.values()), staying, names)
        old.store.change(change.gone, change.new)
    behind = not _brought(old.store, ledger, names, today)
    return Generation(
        store=old.store, catalogue=made, digests=digests, until=turn, is_behind=behind
    )


def _brought(store: GraphStore, ledger: Ledger, names: Names, today: date) -> bool:
    """Bring a graph on a server up to date; say whether that went well."""
    if isinstance(store, RemoteStore):
        try:
            bring(store, ledger, names, today)
        except Unavailable as error:
            _log.warning("What is in force is not in the graph yet: %s", error)
            return False
    return True


def _snapshot(records: Mapping[str, AnyRecord], digests: Mapping[str, str]) -> Catalogue:
    issuers = catalogue.issuers_of(records)
    return catalogue.snapshot(records, issuers, catalogue.named_after(digests))


def _warm(store: GraphStore, names: Names) -> None:
    catalogue.mentions(store, "area/310101", names)
