"""What leads back to itself: services that wait for each other, facts worked out from themselves.

Such a plan could never be begun, such a fact never be known, and such a policy never be had. A
ring is told from the changed record on, at the field that leads into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from kb.model import AnyRecord, InformationConcept, Policy, PublicService, Scene
from kb.references import Path, references
from kb.text import Text

Base = Mapping[str, AnyRecord]
Waits = dict[str, set[str]]
Edges = dict[str, dict[str, Path]]
"""For each record those it leads to, and the field that says so."""
Found = tuple[str, Path, Text, Text]


def circles(changed: Iterable[AnyRecord], base: Base) -> Iterator[Found]:
    """Yield (record id, path, problem, remedy) for each ring that a changed record is in, or makes.

    Args:
        changed: the records to look at; only the kinds among them are searched.
        base: every record by id.
    """
    changed = list(changed)
    kinds = {type(record) for record in changed}
    for read, edges_of, problem, remedy in _RINGS:
        if kinds & {*read}:
            edges = edges_of([one for one in base.values() if isinstance(one, read)])
            if _leads_back(edges):
                for at, path, ring in _rings(changed, edges):
                    yield at, path, *_told(path, ring, (problem, remedy), base)


def _leads_back(edges: Edges) -> bool:
    try:
        TopologicalSorter({one: [*edges[one]] for one in edges}).prepare()
    except CycleError:
        return True
    return False


def _rings(changed: Sequence[AnyRecord], edges: Edges) -> Iterator[tuple[str, Path, list[str]]]:
    """Yield each ring once: the record and field to mend, and its ids, the first again at the end.

    A scene that puts one service in the place of another may close a ring it is not in itself.
    """
    told: set[str] = set()
    for record in changed:
        ring = _ring(record.id, edges) if record.id not in told else []
        if ring:
            told.update(ring)
            yield ring[0], edges[ring[0]][ring[1]], ring
    for record in changed:
        for i, item in enumerate(record.services if isinstance(record, Scene) else ()):
            ring = _ring(item.service, edges) if item.replaces else []
            if ring and told.isdisjoint(ring):
                told.update(ring)
                yield record.id, ("services", i, "replaces"), ring


def _ring(start: str, edges: Edges) -> list[str]:
    """Return the shortest way from a record back to itself; none if there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    for one in waiting:
        for following in edges.get(one, ()):
            if following == start:
                back = [one]
                while back[-1] != start:
                    back.append(came_from[back[-1]])
                return [*reversed(back), start]
            if following not in came_from:
                came_from[following] = one
                waiting.append(following)
    return []


# ---- who leads to whom ----------------------------------------------------------------------


def prerequisites(services: Iterable[PublicService]) -> Waits:
    """Return for each service every service it may wait for.

    By what it requires, always or under a condition, and because another one issues what it needs.
    """
    return {service: {*before} for service, before in _waits(services).items()}


def _waits(services: Iterable[PublicService]) -> Edges:
    services = list(services)
    issuers: dict[str, list[str]] = defaultdict(list)
    for service in services:
        for output in service.outputs:
            if output.evidence:
                issuers[output.evidence].append(service.id)
    return {service.id: dict(_before(service, issuers)) for service in services}


def _before(
    service: PublicService, issuers: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Path]]:
    """Yield who comes before a service and where it says so; what `requires` says is told last."""
    for i, any_of in enumerate(service.inputs):
        for needed in sorted(any_of):
            yield from ((issuer, ("inputs", i)) for issuer in issuers.get(needed, ()))
    for i, one in enumerate(service.requires_when):
        yield from ((before, ("requires_when", i, "any_of")) for before in sorted(one.any_of))
    for i, any_of_these in enumerate(service.requires):
        yield from ((before, ("requires", i)) for before in sorted(any_of_these))


def _order(records: Iterable[PublicService | Scene]) -> Edges:
    """Return for each service every service a plan may put before it.

    Who waits for a service waits for whatever a scene does instead of it.
    """
    records = list(records)
    instead: dict[str, set[str]] = defaultdict(set)
    for scene in records:
        for item in scene.services if isinstance(scene, Scene) else ():
            for replaced in item.replaces:
                instead[replaced].add(item.service)
    waits = _waits(one for one in records if isinstance(one, PublicService))
    for service, before in waits.items():
        for one, path in [*before.items()]:
            for other in sorted(instead[one] - {service}):
                before.setdefault(other, path)
    return waits


def _derived(concepts: Iterable[InformationConcept]) -> Edges:
    return {one.id: dict.fromkeys(_worked_out_from(one), ("derive",)) for one in concepts}


def _worked_out_from(concept: InformationConcept) -> list[str]:
    return [named for _, named in references(concept.derive)] if concept.derive else []


def _members(concepts: Iterable[InformationConcept]) -> Edges:
    return {one.id: dict.fromkeys(sorted(one.members), ("members",)) for one in concepts}


def _needed(policies: Iterable[Policy]) -> Edges:
    """Return the policies each needs first; one that needs itself is said by its own check."""
    return {
        one.id: dict.fromkeys(sorted({*map(str, one.requires)} - {one.id}), ("requires",))
        for one in policies
    }


# ---- in words -------------------------------------------------------------------------------


def _told(path: Path, ring: list[str], said: tuple[Text, Text], base: Base) -> tuple[Text, Text]:
    problem, remedy = said
    if len(ring) == 2 and path[0] in ("requires", "requires_when"):
        where = ".".join(map(str, path))
        return (
            Text(zh="前置事项写了自己，永远办不了。", en="requires itself, so it can never begin."),
            Text(zh=f"请从 {where} 里去掉 {ring[0]}。", en=f"Take {ring[0]} out of {where}."),
        )
    zh = " → ".join(f"{base[one].title.zh}（{one}）" for one in ring)
    en = " → ".join(f"{base[one].title.en} ({one})" for one in ring)
    return Text(zh=f"{problem.zh}：{zh}。", en=f"{problem.en}: {en}."), remedy


_RINGS: Final[tuple[tuple[tuple[type, ...], Callable[[Any], Edges], Text, Text], ...]] = (
    (
        (PublicService, Scene),
        _order,
        Text(zh="前置事项绕成了一圈", en="waits for itself"),
        Text(
            zh="请去掉其中一个前置事项（或者用到它所发材料的那一项 inputs）。",
            en="Take one of these prerequisites (or the input that needs its output) away.",
        ),
    ),
    (
        (InformationConcept,),
        _derived,
        Text(zh="推算绕成了一圈", en="is worked out from itself"),
        Text(zh="请让其中一个改由别的信息项推算。", en="Work one of these out from other facts."),
    ),
    (
        (InformationConcept,),
        _members,
        Text(zh="成员里又有自己", en="is a member of itself"),
        Text(zh="请去掉其中一个 members。", en="Take one of these members away."),
    ),
    (
        (Policy,),
        _needed,
        Text(zh="谁也拿不到，要先有的绕成了一圈", en="waits for itself, so nobody can have it"),
        Text(zh="请去掉其中一个 requires。", en="Take one of these requires away."),
    ),
)
"""Which records may not lead back to themselves, whom each leads to, and what is said if so."""
