"""Versions as named graphs, and who did what to them as PROV: for whoever reads the whole history.

A version gets its graph when it is first published, and that graph never changes. What is still
being worked on at the desk stands in none. Reasons are left out: they are written for colleagues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad
from rdflib import PROV, RDF, XSD

from kb import catalogue
from kb.days import day_of
from kb.ledger import Ledger
from kb.ledger_chain import Head
from kb.ledger_rows import RecordMove, RecordVersion
from kb.ledger_tables import AS_SEEDED, SEEDER
from kb.record_states import RecordState
from kb.vocab import CS, Names

_TYPE: Final = NamedNode(str(RDF.type))
_DATE: Final = NamedNode(str(XSD.date))
_MOMENT: Final = NamedNode(str(XSD.dateTime))


@dataclass(frozen=True, slots=True)
class Told:
    """A version that was published, and every move of it that is told of, oldest first."""

    version: RecordVersion
    moves: tuple[RecordMove, ...]

    @property
    def effective_on(self) -> date | None:
        """Return the day from which it counts; None for what was there before anybody wrote it."""
        last = [move for move in self.moves if move.to is RecordState.PUBLISHED][-1]
        if last.effective_on is not None:
            return last.effective_on
        seeded = last.by == SEEDER and last.reason == AS_SEEDED
        return None if seeded else day_of(last.at)


def published(ledger: Ledger, known: date | None = None) -> Iterator[Told]:
    """Yield every version that was ever published, in the order they were written.

    Args:
        ledger: has them.
        known: only what was done until the end of that day; everything without it.
    """
    for version, moves in ledger.everything():
        told = tuple(move for move in moves if known is None or day_of(move.at) <= known)
        if any(move.to is RecordState.PUBLISHED for move in told):
            yield Told(version, told)


def graph_of(told: Told, names: Names) -> Iterator[Quad]:
    """Yield the graph of one version: the record as it says it, and its echo."""
    graph = NamedNode(names.version(told.version.number))
    for one in catalogue.triples(told.version.record, names):
        yield Quad(one.subject, one.predicate, one.object, graph)


def provenance_of(told: Told, names: Names) -> Iterator[Quad]:
    """Yield who did what to one version when: the version an entity, each move an activity."""
    version = told.version
    me = names.version(version.number)
    yield from _said(names, me, RDF.type, NamedNode(str(PROV.Entity)))
    yield from _said(names, me, PROV.specializationOf, NamedNode(names.iri(version.record.id)))
    yield from _said(names, me, PROV.wasAttributedTo, NamedNode(names.account(version.author)))
    yield from _said(names, me, PROV.generatedAtTime, _moment(version.at))
    if version.based_on is not None:
        revised = NamedNode(names.version(version.based_on))
        yield from _said(names, me, PROV.wasRevisionOf, revised)
    if told.effective_on is not None:
        yield from _said(names, me, CS.effectiveOn, _day(told.effective_on))
    if version.ends:
        yield from _said(names, me, CS.endsRecord, Literal(True))
    yield from _said(names, me, CS.digest, Literal(version.digest))
    for move in told.moves:
        yield from _move(move, me, names)


def _move(move: RecordMove, version: str, names: Names) -> Iterator[Quad]:
    me = names.move(move.number)
    yield from _said(names, me, RDF.type, NamedNode(str(PROV.Activity)))
    yield from _said(names, me, PROV.used, NamedNode(version))
    yield from _said(names, me, PROV.wasAssociatedWith, NamedNode(names.account(move.by)))
    yield from _said(names, me, PROV.endedAtTime, _moment(move.at))
    yield from _said(names, me, CS.toState, Literal(move.to.value))
    if move.effective_on is not None:
        yield from _said(names, me, CS.effectiveOn, _day(move.effective_on))
    yield from _said(names, me, CS.seal, Literal(move.seal))


def publication(generation: str, head: Head, on: date, names: Names) -> Iterator[Quad]:
    """Yield what the publication as a whole is: its name, its day, the end of the chain."""
    me = names.publication
    yield from _said(names, me, CS.generation, Literal(generation))
    yield from _said(names, me, CS.asOf, _day(on))
    yield from _said(names, me, CS.ledgerHead, Literal(head.seal))
    yield from _said(names, me, CS.ledgerMoves, Literal(head.number))


def in_force(numbers: Iterable[int], names: Names) -> Iterator[Quad]:
    """Yield which versions the publication holds."""
    for number in numbers:
        yield from _said(names, names.publication, CS.inForce, NamedNode(names.version(number)))


def _said(names: Names, about: str, verb: object, said: Any) -> Iterator[Quad]:
    graph = NamedNode(names.provenance)
    yield Quad(NamedNode(about), NamedNode(str(verb)), said, graph)


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=_DATE)


def _moment(at: datetime) -> Literal:
    return Literal(at.astimezone(UTC).isoformat().replace("+00:00", "Z"), datatype=_MOMENT)
