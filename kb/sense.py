"""The second gate in code: what shapes cannot say about records and their company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any, cast

from kb import derivation, kinds, model
from kb.criteria import Criterion
from kb.fitting import fits_value, unfit
from kb.ids import ConceptId
from kb.marks import marks
from kb.model import AnyRecord, InformationConcept, Period, Policy, PublicService, Scene
from kb.references import Path, references

Found = tuple[str, Path, str, str]
"""Record id, path in it, what is wrong, what to write instead."""

Base = Mapping[str, AnyRecord]


def problems(changed: Iterable[AnyRecord], base: Base) -> Iterator[Found]:
    """Yield what is wrong with changed records in the company of the whole base.

    Args:
        changed: the records to look at; each also stands in `base`.
        base: every record by id, as it would be after the change.
    """
    changed = list(changed)
    for record in changed:
        yield from _dangling(record, base)
        yield from ((record.id, *found) for found in marks(record))
        for check in _CHECKS.get(type(record), ()):
            yield from ((record.id, *found) for found in check(record, base))
    if any(isinstance(record, PublicService) for record in changed):
        yield from _cycles(base)
    if any(isinstance(record, InformationConcept) for record in changed):
        yield from _circles(base)


def _dangling(record: AnyRecord, base: Base) -> Iterator[Found]:
    for path, named in references(record):
        if named not in base:
            yield record.id, path, f"there is no {named}.", "Add that record or correct the id."


def _concepts(base: Base) -> Mapping[ConceptId, InformationConcept]:
    return cast(Mapping[ConceptId, InformationConcept], base)


LocalFound = tuple[Path, str, str]


def _tree(criterion: Criterion | None, at: Path, base: Base) -> Iterator[LocalFound]:
    if criterion is not None:
        for path, problem, remedy in unfit(criterion, _concepts(base)):
            yield (*at, *path), problem, remedy


def _period(period: Period, at: Path) -> Iterator[LocalFound]:
    if period.from_ and period.to and period.to < period.from_:
        yield (*at, "to"), f"ends before it starts ({period.from_}).", "Correct one of the dates."


def _policy(policy: Policy, base: Base) -> Iterator[LocalFound]:
    yield from _tree(policy.criteria, ("criteria",), base)
    yield from _period(policy.valid, ("valid",))
    for i, window in enumerate(policy.windows):
        if window.opens and window.closes and window.closes < window.opens:
            yield ("windows", i, "closes"), "closes before it opens.", "Correct one of the dates."
        if window.since and not _all_are((window.since,), kinds.ConceptType.DATE, base):
            yield (
                ("windows", i, "since"),
                f"{window.since} is not a date.",
                "Name a fact that is a date.",
            )
    for other in policy.excludes & policy.stacks:
        yield ("excludes",), f"{other} is excluded and stacked with at once.", "Keep one."
    if policy.id in policy.excludes | policy.requires | policy.supersedes:
        yield ("id",), "names itself.", "Take it out."


def _document(document: model.PolicyDocument, _: Base) -> Iterator[LocalFound]:
    yield from _period(document.in_force, ("in_force",))


def _service(service: PublicService, _: Base) -> Iterator[LocalFound]:
    days = service.days
    if days is not None and 0 < days.statutory < days.committed:
        said = f"{days.committed} is more than the {days.statutory} days the law allows."
        yield ("days", "committed"), said, "Correct one of the two; they may stand the wrong way."


def _parameter(parameter: model.Parameter, _: Base) -> Iterator[LocalFound]:
    values: dict[Path, Decimal] = {("value",): parameter.value}
    values.update({("dated", i, "value"): one.value for i, one in enumerate(parameter.dated)})
    for path, value in values.items():
        if value < 0:
            yield path, f"{value} is below zero.", "Write 0 or more."


def _scene(scene: Scene, base: Base) -> Iterator[LocalFound]:
    members = {item.service for item in scene.services}
    for i, item in enumerate(scene.services):
        yield from _tree(item.applicable_if, ("services", i, "applicable_if"), base)
        if item.bundles and not item.bundles.services <= members:
            missing = ", ".join(sorted(item.bundles.services - members))
            yield ("services", i, "bundles"), f"{missing} is not in this scene.", "Take it out."
    if len(members) != len(scene.services):
        yield ("services",), "names a service twice.", "Keep each once."
    for i, warning in enumerate(scene.warnings):
        yield from _tree(warning.when, ("warnings", i, "when"), base)
    for i, usual in enumerate(scene.usual):
        concept = base.get(usual.fact)
        if isinstance(concept, InformationConcept):
            for path, problem, remedy in fits_value(usual.is_, concept):
                yield ("usual", i, "is", *path), problem, remedy


def _concept(concept: InformationConcept, base: Base) -> Iterator[LocalFound]:
    if len({entry.code for entry in concept.codes}) != len(concept.codes):
        yield ("codes",), "lists a code twice.", "Keep each once."
    coded = concept.type in (kinds.ConceptType.CODE, kinds.ConceptType.CODES)
    if coded and not concept.codes:
        yield ("codes",), "has no list of codes.", "Add codes: [{code: …, title: …}]."
    yield from _derivation(concept, base)


def _derivation(concept: InformationConcept, base: Base) -> Iterator[LocalFound]:
    derive = concept.derive
    if isinstance(derive, derivation.When):
        yield from _tree(derive.when, ("derive", "when"), base)
    elif isinstance(derive, derivation.Decision):
        yield from _decision(derive, concept, base)
    elif isinstance(derive, derivation.Divide):
        if len(derive.divide) != 2 or not _all_are(derive.divide, kinds.ConceptType.NUMBER, base):
            yield ("derive", "divide"), "does not name two numbers.", "Write [above, below]."
    elif derive is not None:
        key = "years_since" if isinstance(derive, derivation.YearsSince) else "months_since"
        start = getattr(derive, key)
        if not _all_are((start,), kinds.ConceptType.DATE, base):
            yield ("derive", key), f"{start} is not a date.", "Name a fact that is a date."


def _decision(
    derive: derivation.Decision, concept: InformationConcept, base: Base
) -> Iterator[LocalFound]:
    for i, row in enumerate(derive.first):
        at: Path = ("derive", "first", i)
        yield from _tree(row.when, (*at, "when"), base)
        for path, problem, remedy in fits_value(row.is_, concept):
            yield (*at, "is", *path), problem, remedy
    if derive.otherwise is not None:
        for path, problem, remedy in fits_value(derive.otherwise, concept):
            yield ("derive", "otherwise", *path), problem, remedy


def _all_are(ids: Iterable[ConceptId], wanted: kinds.ConceptType, base: Base) -> bool:
    """Say whether facts are of one type; one that is not there is a dangling id, said elsewhere."""
    read = (base.get(fact) for fact in ids)
    return all(c.type is wanted for c in read if isinstance(c, InformationConcept))


_CHECKS: dict[type, tuple[Callable[[Any, Base], Iterator[LocalFound]], ...]] = {
    Policy: (_policy,),
    PublicService: (_service,),
    model.Parameter: (_parameter,),
    Scene: (_scene,),
    InformationConcept: (_concept,),
    model.PolicyDocument: (_document,),
}


def prerequisites(services: Iterable[PublicService]) -> dict[str, set[str]]:
    """Return for each service every service it may wait for.

    By its explicit `requires`, and because another one issues what it needs.
    """
    services = list(services)
    issuers: dict[str, set[str]] = defaultdict(set)
    for service in services:
        for output in service.outputs:
            if output.evidence:
                issuers[output.evidence].add(service.id)
    return {
        service.id: {before for any_of in service.requires for before in any_of}
        | {issuer for any_of in service.inputs for needed in any_of for issuer in issuers[needed]}
        for service in services
    }


def _ring(waits: Mapping[str, set[str]]) -> list[str]:
    """Return ids that wait for each other, the first again at the end; none if nobody does."""
    try:
        TopologicalSorter({one: sorted(waits[one]) for one in sorted(waits)}).prepare()
    except CycleError as error:
        return list(error.args[1][::-1])
    return []


def _cycles(base: Base) -> Iterator[Found]:
    ring = _ring(prerequisites(r for r in base.values() if isinstance(r, PublicService)))
    if ring:
        yield (
            ring[0],
            ("requires",),
            f"waits for itself: {' → '.join(ring)}.",
            "Take one of these prerequisites (or the input that needs its output) away.",
        )


def _circles(base: Base) -> Iterator[Found]:
    """Yield the facts that are worked out from themselves; judging one would never end."""
    derived = [r for r in base.values() if isinstance(r, InformationConcept) and r.derive]
    ring = _ring(
        {c.id: {named for path, named in references(c) if path[0] == "derive"} for c in derived}
    )
    if ring:
        said = f"is worked out from itself: {' → '.join(ring)}."
        yield ring[0], ("derive",), said, "Work one of these out from other facts."
