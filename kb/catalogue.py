"""The graph, read back into a frozen snapshot: the only reader upstairs."""

from __future__ import annotations

import gc
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

from pyoxigraph import NamedNode, Quad

from kb import codec
from kb.built_in import built_in
from kb.criteria import Criterion
from kb.echo import echo
from kb.effective import effective
from kb.errors import NotFound
from kb.handling_sense import conditions_of
from kb.ids import (
    AreaId,
    ConceptId,
    EvidenceId,
    ParameterId,
    PolicyId,
    SceneId,
    ServiceId,
    is_id,
    kind_of,
)
from kb.model import (
    KINDS,
    AnyRecord,
    Area,
    EvidenceType,
    InformationConcept,
    Parameter,
    Policy,
    PublicService,
    Scene,
    WorkingCalendar,
)
from kb.store import GraphStore, query_text
from kb.text import Text
from kb.vocab import Names
from kb.writing import digest

R = TypeVar("R", bound=AnyRecord)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Every current record by id, with the joins the rooms upstairs ask for."""

    generation: str
    records: Mapping[str, AnyRecord]
    issuers: Mapping[EvidenceId, frozenset[ServiceId]]
    notations: Mapping[str, str]
    concepts: Mapping[ConceptId, InformationConcept]
    evidence: Mapping[EvidenceId, EvidenceType]
    services: Mapping[ServiceId, PublicService]
    scenes: Mapping[SceneId, Scene]
    policies: Mapping[PolicyId, Policy]
    conditions: Mapping[PolicyId, Criterion]
    """What an applicant must meet for a policy, relations included; none for everybody's."""
    areas: Mapping[AreaId, Area]
    parameters: Mapping[ParameterId, Parameter]
    calendars: Mapping[int, WorkingCalendar]

    def get(self, record_id: str) -> AnyRecord:
        """Return a record by id.

        Raises:
            NotFound: there is none.
        """
        try:
            return self.records[record_id]
        except KeyError:
            raise NotFound(
                Text(zh=f"没有“{record_id}”这条记录。", en=f'There is no record "{record_id}".')
            ) from None

    def resolve(self, kind: str, text: str) -> str | None:
        """Return the id behind an id, its last part, or the spelling of the fact sheet.

        `scene/restaurant`, `restaurant`, `convenience_store` and `food_lic` all find their record.
        """
        tail = text.removeprefix(f"{kind}/")
        for candidate in (text, f"{kind}/{tail}", f"{kind}/{tail.replace('_', '-')}"):
            if is_id(candidate) and kind_of(candidate) == kind and candidate in self.records:
                return candidate
        return self.notations.get(f"{kind}/{tail}")

    def of_kind(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one class, sorted by id."""
        return tuple(r for r in self.records.values() if isinstance(r, kind))

    def parameter(self, parameter: ParameterId, on: date) -> Decimal:
        """Return the value a parameter has on a day: the last dated one begun, else its own."""
        held = self.parameters[parameter]
        begun = [dated for dated in held.dated if dated.from_ <= on]
        return max(begun, key=lambda dated: dated.from_).value if begun else held.value


def load(store: GraphStore, records: Iterable[AnyRecord], names: Names) -> None:
    """Put records and their echo into a graph."""
    store.load(triple for record in records for triple in triples(record, names))


def triples(record: AnyRecord, names: Names) -> Iterator[Quad]:
    """Yield everything the graph says of a record: its own triples, then their echo."""
    yield from codec.triples(record, names)
    yield from echo(record, names)


def read(store: GraphStore, names: Names) -> Catalogue:
    """Return the catalogue that a graph holds."""
    with no_collecting():
        rows = store.select(query_text("triples"))
        graph = codec.by_subject((r["subject"], r["predicate"], r["object"]) for r in rows)
        ids = sorted(_record_ids(graph, names))
        records = {record_id: codec.record(record_id, graph, names) for record_id in ids}
    return snapshot(records, _issuers(store, names))


@contextmanager
def no_collecting() -> Iterator[None]:
    """Turn garbage collection off where many small objects are made and no rubbish."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def issuers_of(records: Mapping[str, AnyRecord]) -> dict[EvidenceId, frozenset[ServiceId]]:
    """Return which services issue which paper: what the query `issuers` finds in the graph."""
    found: dict[EvidenceId, set[ServiceId]] = defaultdict(set)
    services = (record for record in records.values() if isinstance(record, PublicService))
    for service in services:
        for output in service.outputs:
            if output.evidence is not None:
                found[output.evidence].add(service.id)
    return {evidence: frozenset(issuing) for evidence, issuing in found.items()}


def _record_ids(graph: Mapping[str, Any], names: Names) -> Iterable[str]:
    for iri, held in graph.items():
        record_id = names.record_id(iri)
        own = codec.class_of(record_id)
        if own is not None and any(t.value == own for t in held.get(codec.TYPE, [])):
            yield record_id


def _issuers(store: GraphStore, names: Names) -> dict[EvidenceId, frozenset[ServiceId]]:
    found: dict[EvidenceId, set[ServiceId]] = defaultdict(set)
    for row in store.select(query_text("issuers")):
        evidence = EvidenceId(names.record_id(cast(Any, row["evidence"]).value))
        found[evidence].add(ServiceId(names.record_id(cast(Any, row["service"]).value)))
    return {evidence: frozenset(services) for evidence, services in found.items()}


def snapshot(
    records: Mapping[str, AnyRecord],
    issuers: Mapping[EvidenceId, frozenset[ServiceId]],
    generation: str | None = None,
) -> Catalogue:
    """Return the catalogue of these records.

    Args:
        records: all of them, by id.
        issuers: which services issue a paper.
        generation: its name, or one for what is only tried; without it the content is hashed,
            which takes most of the time.
    """
    by_kind: dict[str, dict[Any, Any]] = {kind: {} for kind in KINDS}
    for record_id, record in records.items():
        by_kind[kind_of(record_id)][record_id] = record
    found = {policy.id: effective(policy, records) for policy in by_kind["policy"].values()}
    conditions = {policy: one for policy, one in found.items() if one is not None}
    return Catalogue(
        generation=generation or generation_of(records),
        records=records,
        issuers=issuers,
        notations={
            f"{kind_of(i)}/{r.notation}": i for i, r in records.items() if r.notation is not None
        },
        concepts={**by_kind["concept"], **built_in(_all_conditions(conditions, by_kind), records)},
        evidence=by_kind["evidence"],
        services=by_kind["service"],
        scenes=by_kind["scene"],
        policies=by_kind["policy"],
        conditions=conditions,
        areas=by_kind["area"],
        parameters=by_kind["parameter"],
        calendars={c.year: c for c in by_kind["calendar"].values()},
    )


def _all_conditions(
    conditions: Mapping[PolicyId, Criterion], by_kind: Mapping[str, Mapping[Any, Any]]
) -> Iterable[Criterion]:
    """Yield every condition that may be judged: of policies, of scenes, and of derived facts."""
    yield from conditions.values()
    for scene in by_kind["scene"].values():
        yield from (item.applicable_if for item in scene.services if item.applicable_if)
        yield from (warning.when for warning in scene.warnings if warning.when)
    for service in by_kind["service"].values():
        yield from (when for _, when in conditions_of(service))
    yield from (concept.derive for concept in by_kind["concept"].values() if concept.derive)


def generation_of(records: Mapping[str, AnyRecord]) -> str:
    """Return the name of the generation of these records: it depends on their content alone."""
    return named_after({record_id: digest(record) for record_id, record in records.items()})


def named_after(digests: Mapping[str, str]) -> str:
    """Return the name of a generation, twelve hex digits, by the digest of each of its records.

    >>> named_after({"area/cn": "1f", "area/310000": "2e"})
    'b5e01be2fc5c'
    """
    content = "".join(f"{record_id} {digests[record_id]}\n" for record_id in sorted(digests))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def mentions(store: GraphStore, record_id: str, names: Names) -> tuple[str, ...]:
    """Return the ids of the records that name a record, in themselves or in a part."""
    rows = store.select(query_text("mentions"), {"record": NamedNode(names.iri(record_id))})
    parts = (names.record_id(cast(Any, row["part"]).value) for row in rows)
    return tuple(sorted({part.partition(".")[0] for part in parts} - {record_id}))
