"""From folders to a generation: the two gates, the ledger, the graph, the catalogue.

A generation is built whole and never changed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb import catalogue, validation
from kb.catalogue import Catalogue
from kb.ledger import Ledger
from kb.model import AnyRecord
from kb.source import Loaded, read_folders
from kb.store import GraphStore, open_graph
from kb.vocab import Names


@dataclass(frozen=True, slots=True)
class Generation:
    """What is served: a graph and the catalogue read from it."""

    store: GraphStore
    catalogue: Catalogue


def seed(folders: Iterable[Path], ledger: Ledger, names: Names) -> tuple[str, ...]:
    """Bring folders of records into the ledger and return the ids that became drafts.

    Records the ledger already holds word for word are not checked again, which keeps a second
    start short.

    Raises:
        BadRecords: a file does not pass a gate; then nothing at all was changed.
    """
    loaded = read_folders(folders)
    check(loaded, ledger, names)
    return ledger.seed(one.record for one in loaded)


def check(loaded: Iterable[Loaded], ledger: Ledger, names: Names) -> tuple[Loaded, ...]:
    """Let records through the second gate in the company of what is published.

    Returns:
        The records that are new or different.

    Raises:
        BadRecords: with every problem.
    """
    loaded = tuple(loaded)
    base: dict[str, AnyRecord] = {
        version.record.id: version.record for version in ledger.published()
    }
    base.update((one.record.id, one.record) for one in loaded)
    new = {record.id for record in ledger.unknown(one.record for one in loaded)}
    changed = tuple(one for one in loaded if one.record.id in new)
    validation.check(changed, base, names)
    return changed


def build(ledger: Ledger, names: Names, graph_url: str = "memory:") -> Generation:
    """Return the generation of everything that is published now.

    One query is answered before anyone is served: the first after a bulk load is slow.
    """
    store = open_graph(graph_url)
    catalogue.load(store, (version.record for version in ledger.published()), names)
    read = catalogue.read(store, names)
    catalogue.mentions(store, "area/310101", names)
    return Generation(store=store, catalogue=read)
