"""What leads back to itself: services that wait for each other, facts worked out from themselves.

Such a plan could never be begun, such a fact never be known, and such a policy never be had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from kb.model import AnyRecord, InformationConcept, Policy, PublicService, Scene
from kb.references import Path, references
from kb.text import Text

Base = Mapping[str, AnyRecord]
Waits = dict[str, set[str]]


def circles(changed: Iterable[AnyRecord], base: Base) -> Iterator[tuple[str, Path, Text, Text]]:
    """Yield (record id, path, problem, remedy) for each ring; one of every kind at most.

    Args:
        changed: the records to look at; only the kinds among them are searched.
        base: every record by id.
    """
    kinds = {type(record) for record in changed}
    for key, read, waits, problem, remedy in _RINGS:
        if kinds & {*read}:
            ring = _ring(waits([one for one in base.values() if isinstance(one, read)]))
            if ring:
                said = " → ".join(ring)
                told = Text(zh=f"{problem.zh}：{said}。", en=f"{problem.en}: {said}.")
                yield ring[0], (key,), told, remedy


def prerequisites(services: Iterable[PublicService]) -> Waits:
    """Return for each service every service it may wait for.

    By what it requires, always or under a condition, and because another one issues what it needs.
    """
    services = list(services)
    issuers: dict[str, set[str]] = defaultdict(set)
    for service in services:
        for output in service.outputs:
            if output.evidence:
                issuers[output.evidence].add(service.id)
    return {
        service.id: {before for any_of in service.requires for before in any_of}
        | {before for one in service.requires_when for before in one.any_of}
        | {issuer for any_of in service.inputs for needed in any_of for issuer in issuers[needed]}
        for service in services
    }


def _order(records: Iterable[PublicService | Scene]) -> Waits:
    """Return for each service every service a plan may put before it.

    Who waits for a service waits for whatever a scene does instead of it.
    """
    records = list(records)
    instead: dict[str, set[str]] = defaultdict(set)
    for scene in records:
        for item in scene.services if isinstance(scene, Scene) else ():
            for replaced in item.replaces:
                instead[replaced].add(item.service)
    waits = prerequisites(one for one in records if isinstance(one, PublicService))
    return {
        service: before | set().union(*(instead[one] for one in before)) - {service}
        for service, before in waits.items()
    }


def _derived(concepts: Iterable[InformationConcept]) -> Waits:
    return {
        one.id: {named for _, named in references(one.derive)} if one.derive is not None else set()
        for one in concepts
    }


def _members(concepts: Iterable[InformationConcept]) -> Waits:
    return {one.id: set(one.members) for one in concepts}


def _needed(policies: Iterable[Policy]) -> Waits:
    """Return the policies each needs first; one that needs itself is said by its own check."""
    return {one.id: {*map(str, one.requires)} - {one.id} for one in policies}


def _ring(waits: Waits) -> list[str]:
    """Return ids that wait for each other, the first again at the end; none if nobody does."""
    try:
        TopologicalSorter({one: sorted(waits[one]) for one in sorted(waits)}).prepare()
    except CycleError as error:
        return list(error.args[1][::-1])
    return []


_RINGS: Final[tuple[tuple[str, tuple[type, ...], Callable[[Any], Waits], Text, Text], ...]] = (
    (
        "requires",
        (PublicService, Scene),
        _order,
        Text(zh="前置事项绕成了一圈", en="waits for itself"),
        Text(
            zh="请去掉其中一个前置事项（或者用到它所发材料的那一项 inputs）。",
            en="Take one of these prerequisites (or the input that needs its output) away.",
        ),
    ),
    (
        "derive",
        (InformationConcept,),
        _derived,
        Text(zh="推算绕成了一圈", en="is worked out from itself"),
        Text(zh="请让其中一个改由别的信息项推算。", en="Work one of these out from other facts."),
    ),
    (
        "members",
        (InformationConcept,),
        _members,
        Text(zh="成员里又有自己", en="is a member of itself"),
        Text(zh="请去掉其中一个 members。", en="Take one of these members away."),
    ),
    (
        "requires",
        (Policy,),
        _needed,
        Text(zh="谁也拿不到，要先有的绕成了一圈", en="waits for itself, so nobody can have it"),
        Text(zh="请去掉其中一个 requires。", en="Take one of these requires away."),
    ),
)
"""Each field that may not lead back to its own record, which records say so, and whom it names."""
