"""The second gate in code: what shapes cannot say about records and their company."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kb import kinds, model
from kb.addresses import unfit_addresses
from kb.benefit_sense import unfit_benefit
from kb.built_in import BUILT_IN
from kb.calendar_sense import unfit_calendar
from kb.certain import always_met
from kb.circles import circles
from kb.criteria import All, Criterion, Granted, Not
from kb.derivation import When
from kb.deriving import NAME_A_DATE, no_date, underivable
from kb.errors import below_zero
from kb.example_facts import unfit_examples
from kb.fitting import Issuer, fits_value, unfit
from kb.handling_sense import conditions_of, papers_forgotten, unfit_handling
from kb.ids import ConceptId, ServiceId
from kb.marks import marks
from kb.model import AnyRecord, InformationConcept, Period, Policy, PublicService, Scene
from kb.possible import contradictions
from kb.references import Path, references
from kb.relations import unfit_relations
from kb.slots import misplaced
from kb.text import Text, listed
from kb.units import unknown_units
from kb.unread import unread_questions
from kb.window_sense import A_DATE_TO_CORRECT, unfit_window
from kb.words import unfit_words

Found = tuple[str, Path, Text, Text | None]
"""Record id, path in it, what is wrong, what to write instead."""

Base = Mapping[str, AnyRecord]


def problems(
    changed: Iterable[AnyRecord], base: Base, before: Base | None = None
) -> Iterator[Found]:
    """Yield what is wrong with changed records in the company of the whole base.

    Args:
        changed: the records to look at; each also stands in `base`.
        base: every record by id, as it would be after the change.
        before: every record by id as it is now, where a change may leave a question unread.
    """
    changed = list(changed)
    for record in changed:
        yield from of_record(record, base)
    yield from of_all(changed, base, before)


def of_record(record: AnyRecord, base: Base) -> Iterator[Found]:
    """Yield what is wrong with one record."""
    yield from _dangling(record, base)
    for look in (unfit_words, unknown_units, unfit_addresses, marks):
        yield from ((record.id, *found) for found in look(record))
    yield from ((record.id, *found) for found in unfit_examples(record, base))
    for check in _CHECKS.get(type(record), ()):
        yield from ((record.id, *found) for found in check(record, base))


def of_all(changed: Sequence[AnyRecord], base: Base, before: Base | None = None) -> Iterator[Found]:
    """Yield what records say against each other, and what they leave unread."""
    yield from circles(changed, base)
    yield from unfit_relations(changed, base)
    yield from unread_questions(changed, base, before)


def _dangling(record: AnyRecord, base: Base) -> Iterator[Found]:
    for path, named in references(record):
        if named not in base:
            missing = Text(zh=f"没有 {named} 这条记录。", en=f"there is no {named}.")
            yield record.id, path, missing, _ADD_OR_CORRECT


LocalFound = tuple[Path, Text, Text]

_ADD_OR_CORRECT = Text(zh="请补上这条记录，或者改正编号。", en="Add that record or correct the id.")
_KEEP_ONE = Text(zh="请只留一处。", en="Keep one.")
_KEEP_EACH_ONCE = Text(zh="每个请只留一次。", en="Keep each once.")
_TAKE_IT_OUT = Text(zh="请去掉。", en="Take it out.")


def _tree(criterion: Criterion | None, at: Path, base: Base) -> Iterator[LocalFound]:
    if criterion is not None:
        for path, problem, remedy in unfit(criterion, base):
            yield (*at, *path), problem, remedy
        yield from always_met(criterion, base, at)


def _period(period: Period, at: Path) -> Iterator[LocalFound]:
    if period.from_ and period.to and period.to < period.from_:
        said = Text(
            zh=f"结束早于开始（{period.from_}）。", en=f"ends before it starts ({period.from_})."
        )
        yield (*at, "to"), said, A_DATE_TO_CORRECT


def _policy(policy: Policy, base: Base) -> Iterator[LocalFound]:
    yield from _whole(policy, base)
    yield from _period(policy.valid, ("valid",))
    for i, window in enumerate(policy.windows):
        yield from unfit_window(policy, window, i)
        if window.since and not _all_are((window.since,), kinds.ConceptType.DATE, base):
            yield ("windows", i, "since"), no_date(window.since), NAME_A_DATE
    yield from _relations(policy)
    yield from unfit_benefit(policy, base)
    for key in ("excludes", "requires", "supersedes", "choose_one"):
        if policy.id in getattr(policy, key):
            said = Text(zh=f"{key} 里写了这条政策自己。", en=f"{key} names this policy itself.")
            remedy = Text(
                zh=f"请从 {key} 里去掉 {policy.id}。", en=f"Take {policy.id} out of {key}."
            )
            yield (key,), said, remedy


def _whole(policy: Policy, base: Base) -> Iterator[LocalFound]:
    """Yield what does not fit in the conditions of a policy, and what its relations rule out."""
    if policy.criteria is None:
        return
    told = set()
    for path, problem, remedy in unfit(policy.criteria, base, _issuer(policy, base)):
        told.add(path)
        yield ("criteria", *path), problem, remedy
    barred = (Not(not_=Granted(granted=other)) for other in sorted(policy.excludes))
    needed = (Granted(granted=other) for other in sorted(policy.requires))
    whole = (*barred, *needed, policy.criteria)
    for path, problem, remedy in contradictions(All(all=whole), base):
        if path[1] == len(whole) - 1 and path[2:] not in told:
            yield ("criteria", *path[2:]), problem, remedy
    yield from always_met(policy.criteria, base, ("criteria",))


def _issuer(policy: Policy, base: Base) -> Issuer:
    if policy.organisation is None:
        return Issuer.WITHOUT_AREA
    body = base.get(policy.organisation)
    nowhere = isinstance(body, model.PublicOrganisation) and body.area is None
    return Issuer.WITHOUT_AREA if nowhere else Issuer.KNOWN


_AT_ODDS = (
    ("excludes", "stacks"),
    ("excludes", "requires"),
    ("choose_one", "stacks"),
    ("choose_one", "requires"),
    ("choose_one", "excludes"),
)
"""Relations of which two items can have only one."""


def _relations(policy: Policy) -> Iterator[LocalFound]:
    for one, two in _AT_ODDS:
        for other in sorted(getattr(policy, one) & getattr(policy, two)):
            said = Text(
                zh=f"{other} 同时写在 {one} 和 {two} 里。",
                en=f"{other} stands in {one} and in {two}.",
            )
            yield (one,), said, _KEEP_ONE


def _document(document: model.PolicyDocument, _: Base) -> Iterator[LocalFound]:
    yield from _period(document.in_force, ("in_force",))


def _service(service: PublicService, base: Base) -> Iterator[LocalFound]:
    for at, when in conditions_of(service):
        yield from _tree(when, at, base)
    yield from unfit_handling(service)
    yield from papers_forgotten(service, base)


def _evidence(paper: model.EvidenceType, base: Base) -> Iterator[LocalFound]:
    if paper.told_by and not _all_are((paper.told_by,), kinds.ConceptType.BOOLEAN, base):
        said = Text(zh=f"{paper.told_by} 不是是否题。", en=f"{paper.told_by} is no yes-or-no fact.")
        yield ("told_by",), said, Text(zh="请写一个是否题的编号。", en="Name a yes-or-no fact.")


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
        for path, problem, remedy in _bundle(item.bundles, members):
            yield ("services", i, "bundles", *path), problem, remedy
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


def _bundle(bundle: model.Bundle | None, members: set[ServiceId]) -> Iterator[LocalFound]:
    if bundle is None:
        return
    most, asked = len(bundle.services), bundle.at_least
    if not 1 <= asked <= most:
        said = Text(
            zh=f"只列了 {most} 个事项，不能写 {asked}。", en=f"asks for {asked} of {most} services."
        )
        yield (
            ("at_least",),
            said,
            Text(zh="请写 1 到事项的个数。", en="Write 1 up to their number."),
        )
    if not bundle.services <= members:
        missing = listed(sorted(bundle.services - members))
        said = Text(zh=f"{missing.zh} 不在这个场景里。", en=f"{missing.en} is not in this scene.")
        yield (), said, _TAKE_IT_OUT


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
    if concept.id in BUILT_IN:
        said = Text(zh="这个编号已有固定的意思。", en="is an id with a fixed meaning.")
        yield ("id",), said, Text(zh="请换一个编号。", en="Choose another id.")
    if concept.members and concept.type is not kinds.ConceptType.MEMBERS:
        said = Text(zh="只有成员列表才写。", en="is only for a list of members.")
        yield (
            ("members",),
            said,
            Text(zh="请去掉，或者改成 type: members。", en="Take it out, or write type: members."),
        )
    if not 0 <= concept.decimals <= _MOST_DECIMALS:
        said = Text(zh="小数位数不对。", en="is no number of decimals.")
        yield ("decimals",), said, Text(zh="请写 0 到 10。", en="Write 0 to 10.")
    yield from underivable(concept, base)
    if isinstance(concept.derive, When):
        yield from always_met(concept.derive.when, base, ("derive", "when"))


_MOST_DECIMALS = 10


def _all_are(ids: Iterable[ConceptId], wanted: kinds.ConceptType, base: Base) -> bool:
    """Say whether facts are of one type; one that is not there is a dangling id, said elsewhere."""
    read = (base.get(fact) for fact in ids)
    return all(c.type is wanted for c in read if isinstance(c, InformationConcept))


_CHECKS: dict[type, tuple[Callable[[Any, Base], Iterator[LocalFound]], ...]] = {
    Policy: (_policy,),
    PublicService: (_service,),
    model.EvidenceType: (_evidence,),
    model.Parameter: (_parameter,),
    Scene: (_scene,),
    InformationConcept: (_concept, misplaced),
    model.PolicyDocument: (_document,),
    model.WorkingCalendar: (unfit_calendar,),
}
