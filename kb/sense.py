"""The second gate in code: what shapes cannot say about records and their company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any, cast

from kb import derivation, kinds, model
from kb.criteria import Criterion
from kb.errors import below_zero
from kb.fitting import fits_value, unfit
from kb.ids import ConceptId
from kb.marks import marks
from kb.model import AnyRecord, InformationConcept, Period, Policy, PublicService, Scene
from kb.references import Path, references
from kb.text import Text, listed

Found = tuple[str, Path, Text, Text | None]
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
            missing = Text(zh=f"没有 {named} 这条记录。", en=f"there is no {named}.")
            yield record.id, path, missing, _ADD_OR_CORRECT


def _concepts(base: Base) -> Mapping[ConceptId, InformationConcept]:
    return cast(Mapping[ConceptId, InformationConcept], base)


LocalFound = tuple[Path, Text, Text]

_ADD_OR_CORRECT = Text(zh="请补上这条记录，或者改正编号。", en="Add that record or correct the id.")
_A_DATE_TO_CORRECT = Text(zh="请改正其中一个日期。", en="Correct one of the dates.")
_NAME_A_DATE = Text(zh="请写一个类型是 date 的信息项。", en="Name a fact that is a date.")
_KEEP_ONE = Text(zh="请只留一处。", en="Keep one.")
_KEEP_EACH_ONCE = Text(zh="每个请只留一次。", en="Keep each once.")
_TAKE_IT_OUT = Text(zh="请去掉。", en="Take it out.")


def _tree(criterion: Criterion | None, at: Path, base: Base) -> Iterator[LocalFound]:
    if criterion is not None:
        for path, problem, remedy in unfit(criterion, _concepts(base)):
            yield (*at, *path), problem, remedy


def _period(period: Period, at: Path) -> Iterator[LocalFound]:
    if period.from_ and period.to and period.to < period.from_:
        said = Text(
            zh=f"结束早于开始（{period.from_}）。", en=f"ends before it starts ({period.from_})."
        )
        yield (*at, "to"), said, _A_DATE_TO_CORRECT


def _no_date(fact: ConceptId) -> Text:
    return Text(zh=f"{fact} 不是日期。", en=f"{fact} is not a date.")


def _policy(policy: Policy, base: Base) -> Iterator[LocalFound]:
    yield from _tree(policy.criteria, ("criteria",), base)
    yield from _period(policy.valid, ("valid",))
    for i, window in enumerate(policy.windows):
        if window.opens and window.closes and window.closes < window.opens:
            said = Text(zh="截止早于开始。", en="closes before it opens.")
            yield ("windows", i, "closes"), said, _A_DATE_TO_CORRECT
        if window.since and not _all_are((window.since,), kinds.ConceptType.DATE, base):
            yield ("windows", i, "since"), _no_date(window.since), _NAME_A_DATE
    for other in policy.excludes & policy.stacks:
        said = Text(
            zh=f"{other} 同时写在 excludes 和 stacks 里。",
            en=f"{other} is excluded and stacked with at once.",
        )
        yield ("excludes",), said, _KEEP_ONE
    if policy.id in policy.excludes | policy.requires | policy.supersedes:
        yield ("id",), Text(zh="提到了自己。", en="names itself."), _TAKE_IT_OUT


def _document(document: model.PolicyDocument, _: Base) -> Iterator[LocalFound]:
    yield from _period(document.in_force, ("in_force",))


def _service(service: PublicService, _: Base) -> Iterator[LocalFound]:
    days = service.days
    if days is not None and 0 < days.statutory < days.committed:
        said = Text(
            zh=f"承诺 {days.committed} 天，比法定的 {days.statutory} 天还长。",
            en=f"{days.committed} is more than the {days.statutory} days the law allows.",
        )
        remedy = Text(
            zh="请改正其中一个，可能写反了。",
            en="Correct one of the two; they may stand the wrong way.",
        )
        yield ("days", "committed"), said, remedy


def _parameter(parameter: model.Parameter, _: Base) -> Iterator[LocalFound]:
    values: dict[Path, Decimal] = {("value",): parameter.value}
    values.update({("dated", i, "value"): one.value for i, one in enumerate(parameter.dated)})
    for path, value in values.items():
        if value < 0:
            yield path, *below_zero(value)


def _scene(scene: Scene, base: Base) -> Iterator[LocalFound]:
    members = {item.service for item in scene.services}
    for i, item in enumerate(scene.services):
        yield from _tree(item.applicable_if, ("services", i, "applicable_if"), base)
        if item.bundles and not item.bundles.services <= members:
            missing = listed(sorted(item.bundles.services - members))
            said = Text(
                zh=f"{missing.zh} 不在这个场景里。", en=f"{missing.en} is not in this scene."
            )
            yield ("services", i, "bundles"), said, _TAKE_IT_OUT
    if len(members) != len(scene.services):
        twice = Text(zh="同一个事项写了两次。", en="names a service twice.")
        yield ("services",), twice, _KEEP_EACH_ONCE
    for i, warning in enumerate(scene.warnings):
        yield from _tree(warning.when, ("warnings", i, "when"), base)
    for i, usual in enumerate(scene.usual):
        concept = base.get(usual.fact)
        if isinstance(concept, InformationConcept):
            for path, problem, remedy in fits_value(usual.is_, concept):
                yield ("usual", i, "is", *path), problem, remedy


def _concept(concept: InformationConcept, base: Base) -> Iterator[LocalFound]:
    if len({entry.code for entry in concept.codes}) != len(concept.codes):
        twice = Text(zh="同一个代码写了两次。", en="lists a code twice.")
        yield ("codes",), twice, _KEEP_EACH_ONCE
    coded = concept.type in (kinds.ConceptType.CODE, kinds.ConceptType.CODES)
    if coded and not concept.codes:
        none = Text(zh="没有写有哪些代码。", en="has no list of codes.")
        remedy = Text(
            zh="请加上 codes: [{code: …, title: …}]。", en="Add codes: [{code: …, title: …}]."
        )
        yield ("codes",), none, remedy
    yield from _derivation(concept, base)


def _derivation(concept: InformationConcept, base: Base) -> Iterator[LocalFound]:
    derive = concept.derive
    if isinstance(derive, derivation.When):
        yield from _tree(derive.when, ("derive", "when"), base)
    elif isinstance(derive, derivation.Decision):
        yield from _decision(derive, concept, base)
    elif isinstance(derive, derivation.Points):
        for i, row in enumerate(derive.points):
            yield from _tree(row.when, ("derive", "points", i, "when"), base)
    elif type(derive) in _OPERANDS:
        yield from _arithmetic(derive, base)
    elif derive is not None:
        key = "years_since" if isinstance(derive, derivation.YearsSince) else "months_since"
        start = getattr(derive, key)
        if not _all_are((start,), kinds.ConceptType.DATE, base):
            yield ("derive", key), _no_date(start), _NAME_A_DATE


_OPERANDS: dict[type, tuple[str, bool]] = {
    derivation.Add: ("add", False),
    derivation.Subtract: ("subtract", True),
    derivation.Multiply: ("times", False),
    derivation.Divide: ("divide", True),
}
"""The key of each sum, and whether it takes exactly two."""


def _arithmetic(derive: Any, base: Base) -> Iterator[LocalFound]:
    key, is_pair = _OPERANDS[type(derive)]
    held = getattr(derive, key)
    facts = [ConceptId(one) for one in held if isinstance(one, str)]
    few = len(held) != 2 if is_pair else len(held) < 2
    if few or not _all_are(facts, kinds.ConceptType.NUMBER, base):
        said = Text(zh="没有写两个是数字的信息项。", en="does not name two numbers.")
        remedy = Text(
            zh="请写两个信息项（或一个信息项和一个数），例如 [concept/a, concept/b]。",
            en="Write two facts, or a fact and a number, such as [concept/a, concept/b].",
        )
        yield ("derive", key), said, remedy
    if isinstance(derive, derivation.Divide) and held[1:] == (Decimal(0),):
        said = Text(zh="除以了零。", en="divides by zero.")
        yield ("derive", key), said, Text(zh="请换一个数。", en="Write another number.")


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
        said = Text(
            zh=f"前置事项绕成了一圈：{' → '.join(ring)}。",
            en=f"waits for itself: {' → '.join(ring)}.",
        )
        remedy = Text(
            zh="请去掉其中一个前置事项（或者用到它所发材料的那一项 inputs）。",
            en="Take one of these prerequisites (or the input that needs its output) away.",
        )
        yield ring[0], ("requires",), said, remedy


def _circles(base: Base) -> Iterator[Found]:
    """Yield the facts that are worked out from themselves; judging one would never end."""
    derived = [r for r in base.values() if isinstance(r, InformationConcept) and r.derive]
    ring = _ring(
        {c.id: {named for path, named in references(c) if path[0] == "derive"} for c in derived}
    )
    if ring:
        said = Text(
            zh=f"推算绕成了一圈：{' → '.join(ring)}。",
            en=f"is worked out from itself: {' → '.join(ring)}.",
        )
        remedy = Text(
            zh="请让其中一个改由别的信息项推算。", en="Work one of these out from other facts."
        )
        yield ring[0], ("derive",), said, remedy
