"""Whether a leaf fits the concept it reads: the check that keeps a judge from ever crashing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb import possible
from kb.criteria import Criterion
from kb.echo import children
from kb.errors import write_one_of
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text

Found = tuple[tuple[str | int, ...], Text, Text]

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
_LIMIT_KEYS: Final = (
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "between",
    "on_or_after",
    "before",
)
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


def _does_not_fit(concept: InformationConcept) -> Text:
    return Text(
        zh=f"和 {concept.id} 对不上，它的类型是 {concept.type}。",
        en=f"does not fit {concept.id}, a {concept.type}.",
    )


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
_LIKE_WITH_LIKE: Final = Text(
    zh="数字请和数字比，日期请和日期比。",
    en="Compare a number with a number and a date with a date.",
)


def unfit(
    criterion: Criterion, concepts: Mapping[ConceptId, InformationConcept]
) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each leaf that does not fit its concept."""
    subject: ConceptId | None = getattr(criterion, "fact", getattr(criterion, "count", None))
    concept = concepts.get(subject) if subject else None
    if concept is not None:
        yield from _leaf(criterion, concept, concepts)
    if isinstance(criterion, form.All | form.AnyOf) and not any(children(criterion)):
        yield (), *_NO_CONDITION
    if isinstance(criterion, form.All):
        yield from possible.contradictions(criterion)
    for key, child in children(criterion):
        steps: tuple[str | int, ...] = tuple(int(s) if s.isdigit() else s for s in key.split("."))
        for path, problem, remedy in unfit(child, concepts):
            yield (*steps, *path), problem, remedy


def _leaf(
    leaf: Any, concept: InformationConcept, concepts: Mapping[ConceptId, InformationConcept]
) -> Iterator[Found]:
    if isinstance(leaf, form.Is | form.IsNot):
        key = "is" if isinstance(leaf, form.Is) else "is_not"
        yield from _single((key,), leaf.is_ if isinstance(leaf, form.Is) else leaf.is_not, concept)
        return
    if concept.type not in _FITS.get(type(leaf), frozenset()):
        yield (
            (),
            Text(
                zh=f"{concept.id} 的类型是 {concept.type}，不能这样比较。",
                en=f"{concept.id} is a {concept.type} and cannot be compared this way.",
            ),
            _example(concept.type),
        )
        return
    yield from _codes(leaf, concept)
    yield from possible.lengths(leaf)
    if isinstance(leaf, form.Between):
        yield from _bounds(leaf)
    if not isinstance(leaf, form.Count):
        yield from _limits(leaf, concept, concepts)
    if isinstance(leaf, form.Count) and leaf.at_least is None and leaf.at_most is None:
        yield (), *_NO_NUMBER


def fits_value(value: object, concept: InformationConcept) -> Iterator[Found]:
    """Yield the problem of a single value (of `is`, or of a usual case) for its concept."""
    yield from _single((), value, concept)


def _single(path: tuple[str, ...], value: object, concept: InformationConcept) -> Iterator[Found]:
    wanted = _VALUE_TYPE.get(concept.type)
    if wanted is None or type(value) is not wanted:
        yield path, _does_not_fit(concept), _example(concept.type)
    elif isinstance(value, str):
        yield from _unlisted(path, [value], concept)


def _codes(leaf: Any, concept: InformationConcept) -> Iterator[Found]:
    for key in ("in_", "not_in", "has_any", "has_all", "has"):
        held = getattr(leaf, key, None)
        if held is not None:
            named = [held] if isinstance(held, str) else sorted(held)
            yield from _unlisted((key.removesuffix("_"),), named, concept)


def _unlisted(
    path: tuple[str, ...], named: list[Any], concept: InformationConcept
) -> Iterator[Found]:
    listed = [entry.code for entry in concept.codes]
    for code in named:
        if code not in listed:
            problem = Text(
                zh=f"{concept.id} 没有“{code}”这个代码。",
                en=f'"{code}" is no code of {concept.id}.',
            )
            yield path, problem, write_one_of(listed)


def _bounds(leaf: form.Between) -> Iterator[Found]:
    if len(leaf.between) != 2:
        yield ("between",), *_TWO_BOUNDS
        return
    low, high = leaf.between
    if type(low) is type(high) and isinstance(low, date | Decimal) and low > high:  # type: ignore[operator]
        yield ("between",), *_SWAPPED


def _limits(
    leaf: Any, concept: InformationConcept, concepts: Mapping[ConceptId, InformationConcept]
) -> Iterator[Found]:
    """Yield each limit that is of another type than the fact it is compared with."""
    for key in _LIMIT_KEYS:
        held = getattr(leaf, key, ())
        for limit in held if isinstance(held, tuple) else (held,):
            if not _fits_limit(limit, concept.type, concepts):
                yield (key,), _does_not_fit(concept), _LIKE_WITH_LIKE


def _fits_limit(
    limit: Any, wanted: ConceptType, concepts: Mapping[ConceptId, InformationConcept]
) -> bool:
    if isinstance(limit, date):
        return wanted is ConceptType.DATE
    if isinstance(limit, form.FactLimit):
        read = concepts.get(limit.fact)
        return read is None or read.type is wanted
    made_of = concepts.get(ConceptId(getattr(limit, "of", "") or getattr(limit, "by", "")))
    return wanted is ConceptType.NUMBER and (made_of is None or made_of.type is wanted)
