"""Whether a leaf fits the concept it reads: the check that keeps a judge from ever crashing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from kb import criteria as form
from kb import possible
from kb.criteria import Criterion
from kb.echo import children
from kb.errors import below_zero, write_one_of
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.limits import does_not_fit, no_code, too_exact, unfit_limits
from kb.model import AnyRecord, InformationConcept
from kb.possible import Found, Steps, steps_of
from kb.references import references
from kb.text import Text, listed


class Issuer(Enum):
    """Whether a condition has an issuing body, whose own area it may name."""

    KNOWN = "known"
    WITHOUT_AREA = "without area"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Setting:
    """What stands around a leaf: every record, the issuer, the list whose members are looked at."""

    records: Mapping[str, AnyRecord]
    issuer: Issuer
    of: InformationConcept | None = None

    def concept(self, fact: ConceptId) -> InformationConcept | None:
        """Return a fact; one that is not there is a dangling id, said elsewhere."""
        held = self.records.get(fact)
        return held if isinstance(held, InformationConcept) else None


_FITS: Final[dict[type, frozenset[ConceptType]]] = {
    form.In: frozenset({ConceptType.CODE}),
    form.NotIn: frozenset({ConceptType.CODE}),
    form.AtLeast: frozenset({ConceptType.NUMBER}),
    form.MoreThan: frozenset({ConceptType.NUMBER}),
    form.AtMost: frozenset({ConceptType.NUMBER}),
    form.LessThan: frozenset({ConceptType.NUMBER}),
    form.Between: frozenset({ConceptType.NUMBER, ConceptType.DATE}),
    form.OnOrAfter: frozenset({ConceptType.DATE}),
    form.Before: frozenset({ConceptType.DATE}),
    form.WithinMonths: frozenset({ConceptType.DATE}),
    form.WithinDays: frozenset({ConceptType.DATE}),
    form.Has: frozenset({ConceptType.CODES}),
    form.HasAny: frozenset({ConceptType.CODES}),
    form.HasAll: frozenset({ConceptType.CODES}),
    form.Within: frozenset({ConceptType.AREA}),
    form.WithinAny: frozenset({ConceptType.AREA}),
    form.InIssuersArea: frozenset({ConceptType.AREA}),
    form.Count: frozenset({ConceptType.MEMBERS}),
}
_VALUE_TYPE: Final[dict[ConceptType, type]] = {
    ConceptType.BOOLEAN: bool,
    ConceptType.NUMBER: Decimal,
    ConceptType.CODE: str,
}
_EXAMPLE: Final[dict[ConceptType, str]] = {
    ConceptType.BOOLEAN: "is: true",
    ConceptType.NUMBER: "at_most: 300",
    ConceptType.DATE: "within_months: 18",
    ConceptType.CODE: "in: [one, two]",
    ConceptType.CODES: "has: one",
    ConceptType.AREA: "within: area/310101",
    ConceptType.MEMBERS: "{count: concept/…, where: …, at_least: 1}",
}


def _example(kind: ConceptType) -> Text:
    """Return what may be written about a fact of a type."""
    if kind is ConceptType.TEXT:
        return Text(zh="文字不能拿来比较，请去掉。", en="Write nothing: a text is not compared.")
    return Text(zh=f"请写成 {_EXAMPLE[kind]} 的样子。", en=f"Write {_EXAMPLE[kind]}.")


_NO_CONDITION: Final = (
    Text(zh="没有写条件。", en="names no condition."),
    Text(zh="请加一个条件，或者去掉这个字段。", en="Add one, or leave the key out."),
)
_NO_NUMBER: Final = (
    Text(zh="要数成员，却没有写几个。", en="counts members but says no number."),
    Text(zh="请加上 at_least: 1。", en="Add at_least: 1."),
)
_TWO_BOUNDS: Final = (
    Text(zh="要写两个界限。", en="needs two bounds."),
    Text(zh="请先写低的，再写高的，例如 [1, 9]。", en="Write [lowest, highest]."),
)
_SWAPPED: Final = (
    Text(zh="前一个界限比后一个大。", en="the first bound is above the second."),
    Text(zh="请对调。", en="Swap them."),
)
_LISTS_NOTHING: Final = (
    Text(zh="一个也没有列。", en="lists nothing."),
    Text(zh="请至少写一个，或者去掉这个条件。", en="Name at least one, or take it out."),
)
_WHOLE: Final = Text(zh="数人数，只能写整数。", en="Members are counted in whole numbers.")
_ISSUERS: Final[dict[Issuer, tuple[Text, Text]]] = {
    Issuer.NONE: (
        Text(
            zh="这里没有发文部门，说不清是哪里。",
            en="names the issuer's area, but nobody issues this.",
        ),
        Text(
            zh="只有政策的条件能这样写；请写成 within: area/310101 的样子。",
            en="Only conditions of a policy can say so; write within: area/310101.",
        ),
    ),
    Issuer.WITHOUT_AREA: (
        Text(zh="不知道发文部门管哪里。", en="names the issuer's area, which is not known."),
        Text(
            zh="请给这项政策写上有 area 的 organisation，或者写成 within: area/310101 的样子。",
            en="Name an organisation that has an area, or write within: area/310101.",
        ),
    ),
}


def unfit(
    criterion: Criterion, records: Mapping[str, AnyRecord], issuer: Issuer = Issuer.NONE
) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each leaf that does not fit, or that nobody can meet.

    Args:
        criterion: a whole condition.
        records: every record by id; a fact that is not there is a dangling id, said elsewhere.
        issuer: whether the condition belongs to a body with an area of its own.
    """
    yield from _unfit(criterion, _Setting(records, issuer))
    yield from possible.contradictions(criterion, records)


def _unfit(criterion: Criterion, setting: _Setting) -> Iterator[Found]:
    subject: ConceptId | None = getattr(criterion, "fact", getattr(criterion, "count", None))
    concept = setting.concept(subject) if subject else None
    if concept is not None:
        yield from _leaf(criterion, concept, setting)
    if setting.of is not None and not isinstance(criterion, form.All | form.AnyOf | form.Not):
        yield from _strangers(criterion, setting.of, setting)
    if isinstance(criterion, form.All | form.AnyOf) and not any(children(criterion)):
        yield (), *_NO_CONDITION
    inside = setting
    if isinstance(criterion, form.Count):
        inside = replace(setting, of=concept)
    for key, child in children(criterion):
        for path, problem, remedy in _unfit(child, inside):
            yield (*steps_of(key), *path), problem, remedy


def _strangers(leaf: Any, members: InformationConcept, setting: _Setting) -> Iterator[Found]:
    """Yield each fact that a condition over members reads though it is not told of members."""
    for path, named in references(leaf):
        concept = setting.concept(ConceptId(named)) if "where" not in path else None
        if concept is not None and not _is_told(concept, members, setting, frozenset()):
            problem = Text(
                zh=f"{members.id} 的成员没有 {concept.id} 这一项。",
                en=f"{concept.id} is not told of the members of {members.id}.",
            )
            known = listed(sorted(members.members))
            remedy = Text(
                zh=f"请把它加进 {members.id} 的 members（现在有：{known.zh or '无'}）。",
                en=f"Add it to members of {members.id}, which are: {known.en or 'none'}.",
            )
            yield path, problem, remedy


def _is_told(
    concept: InformationConcept,
    members: InformationConcept,
    setting: _Setting,
    seen: frozenset[str],
) -> bool:
    """Say whether a fact is told of members, or worked out from such facts alone."""
    if concept.id in members.members or concept.id in seen:
        return True
    if concept.derive is None:
        return False
    named = (
        id_ for path, id_ in references(concept) if path[0] == "derive" and "where" not in path
    )
    inner = (setting.concept(ConceptId(one)) for one in named)
    seen |= {concept.id}
    return all(_is_told(one, members, setting, seen) for one in inner if one is not None)


def _leaf(leaf: Any, concept: InformationConcept, setting: _Setting) -> Iterator[Found]:
    if isinstance(leaf, form.Is | form.IsNot):
        key = "is" if isinstance(leaf, form.Is) else "is_not"
        yield from _single((key,), leaf.is_ if isinstance(leaf, form.Is) else leaf.is_not, concept)
    elif concept.type not in _FITS.get(type(leaf), frozenset()):
        yield (), _not_this_way(concept), _example(concept.type)
        return
    else:
        yield from _listed(leaf, concept)
        yield from possible.lengths(leaf)
        yield from unfit_limits(leaf, concept, setting.records)
        yield from _LEAVES.get(type(leaf), _nothing)(leaf, setting)
    yield from possible.below_nothing(leaf, concept, setting.records)


def _not_this_way(concept: InformationConcept) -> Text:
    return Text(
        zh=f"{concept.id} 的类型是 {concept.type}，不能这样比较。",
        en=f"{concept.id} is a {concept.type} and cannot be compared this way.",
    )


def fits_value(value: object, concept: InformationConcept) -> Iterator[Found]:
    """Yield the problem of a single value (of `is`, or of a usual case) for its concept."""
    yield from _single((), value, concept)


def _single(path: Steps, value: object, concept: InformationConcept) -> Iterator[Found]:
    wanted = _VALUE_TYPE.get(concept.type)
    if wanted is None or type(value) is not wanted:
        yield path, does_not_fit(concept), _example(concept.type)
    elif isinstance(value, Decimal):
        yield from too_exact(path, value, concept, None)
    elif isinstance(value, str):
        yield from _unlisted(path, [value], concept)


def _listed(leaf: Any, concept: InformationConcept) -> Iterator[Found]:
    for key in ("in_", "not_in", "has_any", "has_all", "has", "within_any"):
        held = getattr(leaf, key, None)
        if held is None:
            continue
        path: Steps = (key.removesuffix("_"),)
        if not held:
            yield path, *_LISTS_NOTHING
        elif key != "within_any":
            named = [held] if isinstance(held, str) else sorted(held)
            yield from _unlisted(path, named, concept)


def _unlisted(path: Steps, named: list[Any], concept: InformationConcept) -> Iterator[Found]:
    known = [entry.code for entry in concept.codes]
    for code in named:
        if code not in known:
            yield path, no_code(code, concept), write_one_of(known)


# ---- leaves with more to look at ------------------------------------------------------------


def _nothing(_: Any, __: _Setting) -> Iterator[Found]:
    return iter(())


def _between(leaf: form.Between, _: _Setting) -> Iterator[Found]:
    if len(leaf.between) != 2:
        yield ("between",), *_TWO_BOUNDS
        return
    low, high = leaf.between
    if type(low) is type(high) and isinstance(low, date | Decimal) and low > high:  # type: ignore[operator]
        yield ("between",), *_SWAPPED


def _issuers(_: form.InIssuersArea, setting: _Setting) -> Iterator[Found]:
    if setting.issuer in _ISSUERS:
        yield ("in_issuers_area",), *_ISSUERS[setting.issuer]


def _count(leaf: form.Count, _: _Setting) -> Iterator[Found]:
    low, high = leaf.at_least, leaf.at_most
    if low is None and high is None:
        yield (), *_NO_NUMBER
    for key, bound in (("at_least", low), ("at_most", high)):
        if bound is not None and bound < 0:
            yield (key,), *below_zero(bound)
        elif bound is not None and bound != bound.to_integral_value():
            said = Text(zh=f"{bound:f} 不是整数。", en=f"{bound:f} is not a whole number.")
            yield (key,), said, _WHOLE
    if low is not None and high is not None and low > high:
        yield ("at_most",), *_SWAPPED


_LEAVES: Final[dict[type, Any]] = {
    form.Between: _between,
    form.InIssuersArea: _issuers,
    form.Count: _count,
}
