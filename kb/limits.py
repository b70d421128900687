"""Whether a limit fits the fact it is compared with: its type, unit, decimals, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from kb import criteria as form
from kb.errors import write_one_of
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept, Parameter
from kb.possible import Found, Steps
from kb.rooms import Records, decimals_of, rounded
from kb.text import Text
from kb.units import other_unit, same_unit

_WAYS: Final[dict[str, tuple[bool | None, ...]]] = {
    "at_least": (True,),
    "more_than": (False,),
    "at_most": (False,),
    "less_than": (True,),
    "between": (True, False),
    "on_or_after": (None,),
    "before": (None,),
}
"""The keys that hold limits; whether a limit with too many decimals means the next number up."""


def limits_of(leaf: Any) -> Iterator[tuple[Steps, Any, bool | None]]:
    """Yield each limit of a leaf with its path, and which way it would be rounded.

    A count compares with plain numbers alone, which are no limits in this sense.
    """
    for key, ways in _WAYS.items():
        held = getattr(leaf, key, None)
        if isinstance(leaf, form.Count) or held is None:
            continue
        if isinstance(held, tuple):
            yield from (((key, i), one, ways[min(i, 1)]) for i, one in enumerate(held))
        else:
            yield (key,), held, ways[0]


def unfit_limits(leaf: Any, concept: InformationConcept, records: Records) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each limit of a leaf that does not fit its concept."""
    for path, limit, up in limits_of(leaf):
        for inner, problem, remedy in unfit_limit(limit, concept, records, up):
            yield (*path, *inner), problem, remedy


def unfit_limit(
    limit: Any, concept: InformationConcept, records: Records, up: bool | None = None
) -> Iterator[Found]:
    """Yield (path, problem, remedy) for what does not fit in one limit.

    Args:
        limit: of any form.
        concept: the fact that is compared with it.
        records: every record by id.
        up: whether a limit with too many decimals says the same as the next number up.
    """
    wanted = ConceptType.DATE if isinstance(limit, date) else ConceptType.NUMBER
    if isinstance(limit, form.FactLimit):
        yield from _fact(limit, concept, records)
    elif concept.type is not wanted:
        yield (), does_not_fit(concept), LIKE_WITH_LIKE
    elif isinstance(limit, Decimal):
        yield from too_exact((), limit, concept, up)
    elif not isinstance(limit, date):
        yield from _FORMS[type(limit)](limit, concept, records, up)


def does_not_fit(concept: InformationConcept) -> Text:
    """Return what is wrong with something of another type than its concept."""
    return Text(
        zh=f"和 {concept.id} 对不上，它的类型是 {concept.type}。",
        en=f"does not fit {concept.id}, a {concept.type}.",
    )


LIKE_WITH_LIKE: Final = Text(
    zh="数字请和数字比，日期请和日期比。",
    en="Compare a number with a number and a date with a date.",
)
_SAME_UNIT: Final = Text(
    zh="请用同一个单位；要换算的，请另写一个推算出来的信息项，用 derive: {times: […]}。",
    en="Use one unit; to convert, work out another fact with derive: {times: […]}.",
)


def too_exact(
    path: Steps, number: Decimal, concept: InformationConcept, up: bool | None
) -> Iterator[Found]:
    """Yield the problem of a number with more decimals than its concept can have."""
    decimals = decimals_of(concept)
    if decimals is None or rounded(number, decimals, up=True) == number:
        return
    most = Text(zh=f"最多 {decimals} 位小数", en=f"at most {decimals} decimals")
    if decimals == 0:
        most = Text(zh="只能是整数", en="whole numbers only")
    problem = Text(
        zh=f"{number:f} 的小数太多：{concept.id} {most.zh}。",
        en=f"{number:f} has too many decimals: {concept.id} has {most.en}.",
    )
    enough = len(f"{number:f}".rstrip("0").partition(".")[2])
    better = Text(zh="请四舍五入", en="Round it")
    if up is not None:
        same = rounded(number, decimals, up=up)
        better = Text(zh=f"请写 {same:f}，意思一样", en=f"Write {same:f}, which says the same")
    remedy = Text(
        zh=f"{better.zh}；真有小数的，请给 {concept.id} 加上 decimals: {enough}。",
        en=f"{better.en}, or give {concept.id} decimals: {enough}.",
    )
    yield path, problem, remedy


def _concept(fact: ConceptId, records: Records) -> InformationConcept | None:
    held = records.get(fact)
    return held if isinstance(held, InformationConcept) else None


def _fact(limit: form.FactLimit, concept: InformationConcept, records: Records) -> Iterator[Found]:
    other = _concept(limit.fact, records)
    if other is None:
        return
    ordered = concept.type in (ConceptType.NUMBER, ConceptType.DATE)
    if other.type is not concept.type or not ordered:
        yield (), does_not_fit(concept), LIKE_WITH_LIKE
    elif other.id == concept.id:
        problem = Text(zh=f"{other.id} 和自己比。", en=f"{other.id} is compared with itself.")
        yield ("fact",), problem, Text(zh="请写另一个信息项。", en="Name another fact.")
    elif not same_unit(other.unit, concept.unit):
        yield (
            ("fact",),
            other_unit(other.id, other.unit, concept.id, concept.unit),
            _SAME_UNIT,
        )


def _times(
    limit: form.Times, concept: InformationConcept, records: Records, _: bool | None
) -> Iterator[Found]:
    other = _concept(limit.of, records)
    if other is None:
        return
    if other.type is not ConceptType.NUMBER:
        yield ("of",), does_not_fit(concept), LIKE_WITH_LIKE
    elif not same_unit(other.unit, concept.unit):
        yield ("of",), other_unit(other.id, other.unit, concept.id, concept.unit), _SAME_UNIT


def _parameter(
    limit: form.ParameterLimit, concept: InformationConcept, records: Records, _: bool | None
) -> Iterator[Found]:
    held = records.get(limit.parameter)
    if isinstance(held, Parameter) and not same_unit(held.unit, concept.unit):
        yield ("parameter",), other_unit(held.id, held.unit, concept.id, concept.unit), _SAME_UNIT


# ---- rows -----------------------------------------------------------------------------------

_NO_ROWS: Final = (
    Text(zh="没有写任何一行。", en="has no rows."),
    Text(zh="请至少写一行。", en="Write at least one."),
)
_SORT: Final = Text(
    zh="请从小到大排，每个只写一次。", en="Write them from the lowest up, each once."
)
_ONE_OF_TWO: Final = (
    Text(zh="每一行要写 for 或 up_to，只写一个。", en="needs for or up_to, one of the two."),
    Text(
        zh="请写成 {for: 1, value: 2000} 或 {up_to: 3, value: 2000}。",
        en="Write {for: 1, value: 2000} or {up_to: 3, value: 2000}.",
    ),
)


def _out_of_order(row: object, before: object) -> Text:
    return Text(zh=f"{row} 排在 {before} 后面。", en=f"{row} stands after {before}.")


def _dated(
    limit: form.DatedLimit, concept: InformationConcept, _: Records, up: bool | None
) -> Iterator[Found]:
    if not limit.dated:
        yield ("dated",), *_NO_ROWS
    for i, one in enumerate(limit.dated):
        yield from too_exact(("dated", i, "value"), one.value, concept, up)
    for i, (one, after) in enumerate(pairwise(limit.dated), 1):
        if after.from_ <= one.from_:
            yield ("dated", i, "from"), _out_of_order(after.from_, one.from_), _SORT


def _table(
    limit: form.TableLimit, concept: InformationConcept, records: Records, up: bool | None
) -> Iterator[Found]:
    if not limit.table:
        yield ("table",), *_NO_ROWS
    for i, row in enumerate(limit.table):
        yield from too_exact(("table", i, "value"), row.value, concept, up)
        if (row.for_ is None) is (row.up_to is None):
            yield ("table", i), *_ONE_OF_TWO
    if limit.beyond is not None:
        yield from too_exact(("beyond",), limit.beyond, concept, up)
    by = _concept(limit.by, records)
    if by is not None and by.type not in (ConceptType.NUMBER, ConceptType.CODE):
        problem = Text(
            zh=f"{by.id} 的类型是 {by.type}，不能用来查表。",
            en=f"{by.id} is a {by.type}, which no table is read by.",
        )
        remedy = Text(zh="请写一个数字或代码的信息项。", en="Name a fact that is a number or code.")
        yield ("by",), problem, remedy
    elif by is not None:
        yield from _keys(limit, by)


def _keys(limit: form.TableLimit, by: InformationConcept) -> Iterator[Found]:
    """Yield each row whose key is no value of the fact the table is read by, or comes too late."""
    ascending = any(row.up_to is not None for row in limit.table)
    seen: list[Any] = []
    for i, row in enumerate(limit.table):
        name, key = ("for", row.for_) if row.up_to is None else ("up_to", row.up_to)
        if key is None:
            continue
        path: Steps = ("table", i, name)
        if isinstance(key, Decimal) is not (by.type is ConceptType.NUMBER):
            yield path, does_not_fit(by), _values_of(by)
            continue
        yield from _key(path, key, by, name == "up_to")
        if key in seen:
            problem = Text(zh=f"{key} 写了两次。", en=f"{key} stands twice.")
            yield path, problem, _SORT
        elif ascending and seen and key < max(seen):
            yield path, _out_of_order(key, max(seen)), _SORT
        seen.append(key)


def _key(path: Steps, key: Any, by: InformationConcept, is_range: bool) -> Iterator[Found]:
    if isinstance(key, Decimal):
        yield from too_exact(path, key, by, False if is_range else None)
    elif key not in [entry.code for entry in by.codes]:
        yield path, no_code(key, by), _values_of(by)


def _values_of(by: InformationConcept) -> Text:
    if by.type is ConceptType.NUMBER:
        return Text(zh="请写一个数，例如 3。", en="Write a number, such as 3.")
    return write_one_of(entry.code for entry in by.codes)


def no_code(code: object, concept: InformationConcept) -> Text:
    """Return what is wrong with a code that a concept does not list."""
    return Text(
        zh=f"{concept.id} 没有“{code}”这个代码。", en=f'"{code}" is no code of {concept.id}.'
    )


_FORMS: Final[dict[type, Callable[..., Iterator[Found]]]] = {
    form.Times: _times,
    form.ParameterLimit: _parameter,
    form.TableLimit: _table,
    form.DatedLimit: _dated,
}
