"""What changes in the graph when some records come, go or say something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from kb.catalogue import triples
from kb.model import AnyRecord
from kb.vocab import Names


@dataclass(frozen=True, slots=True)
class Change:
    """Triples that go and triples that come; none stands in both."""

    gone: frozenset[Quad]
    new: frozenset[Quad]


def change_of(
    before: Iterable[AnyRecord],
    after: Iterable[AnyRecord],
    staying: Iterable[AnyRecord],
    names: Names,
) -> Change:
    """Return what changes in the graph.

    Args:
        before: the records that change, as they were; also those that go.
        after: the same as they are now; also those that come.
        staying: all others. They are looked at only where something goes that is not said of the
            record itself, for another record may say the same.
        names: of the graph.
    """
    old = {record.id: _all((record,), names) for record in before}
    new = _all(after, names)
    gone = frozenset().union(*old.values()) - new
    shared = {
        one for record, said in old.items() for one in said & gone if _of_others(one, record, names)
    }
    if shared:
        gone -= shared & _all(staying, names)
    return Change(gone=gone, new=new - frozenset().union(*old.values()))


def _all(records: Iterable[AnyRecord], names: Names) -> frozenset[Quad]:
    return frozenset(triple for record in records for triple in triples(record, names))


def _of_others(triple: Quad, record: str, names: Names) -> bool:
    """Say whether a triple that a record brought is about something else than it and its parts."""
    about = triple.subject
    return not isinstance(about, NamedNode) or _record_of(about.value, names) != record


def _record_of(iri: str, names: Names) -> str:
    """Return the id of the record that an IRI names, or a part of it."""
    return names.record_id(iri).partition(".")[0]
