"""Cells of our columns → the plain values that `kb.reading` takes, as YAML would give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from kb.errors import BadRecords
from kb.ids import is_code, is_id, kind_of
from kb.kinds import ConceptType
from kb.model import AnyRecord, InformationConcept
from kb.scalars import Refused, is_not
from kb.sheet_cells import Cell, clock, day, flag, number, parts, whole, words
from kb.sheet_columns import Column, Kind, held_at
from kb.sheet_lookup import Choices, Lookup, codes_of
from kb.sheet_said import ADD, MISSING
from kb.sheet_words import Compare
from kb.text import Text
from kb.yaml_text import read_yaml

_TIMES: Final = re.compile(r"\s*([-+]?[\d.,]+%?)\s*(?:×|\*|倍)\s*(.+)", re.S)
_IN_WORDS: Final = re.compile(r"[一二两三四五六七八九十百千万半零〇]+\S{0,2}$")
"""A number in words, perhaps with its unit."""
_UNTIL: Final = re.compile(r"[;；\n至到~～]")


def plain_value(column: Column, cell: Cell, lookup: Lookup) -> Any:
    """Return the plain value of a cell of a column.

    Raises:
        Refused: it does not fit; says what to write.
    """
    return _READERS[column.kind](column, cell, lookup)


def _choice(column: Column, cell: Cell, _: Lookup) -> str:
    return Choices(column.choices or {}).find(cell.text)


def _choices(column: Column, cell: Cell, _: Lookup) -> list[str]:
    choices = Choices(column.choices or {})
    return [choices.find(part) for part in parts(cell)]


def _record(column: Column, cell: Cell, lookup: Lookup) -> str:
    return lookup.find(column.of, cell.text)


def _records(column: Column, cell: Cell, lookup: Lookup) -> list[str]:
    return [lookup.find(column.of, part) for part in parts(cell)]


def _amount(_: Column, cell: Cell, __: Lookup) -> Decimal:
    if cell.percent or cell.text.endswith(("%", "％")):
        raise is_not(cell.text, Text(zh="一个单纯的数", en="a plain number"), _NO_PERCENT)
    return number(cell)


def limit(cell: Cell, lookup: Lookup, percent: bool = False) -> Any:
    """Return a limit: a number, a fact, a parameter, a multiple of a fact, or one as records say.

    Raises:
        Refused: it is none of them.
    """
    if not isinstance(cell.value, str):
        return number(cell, percent)
    text = cell.text
    if text.startswith("{"):
        return yaml_group(text)
    if held := _TIMES.fullmatch(text):
        times = number(Cell(cell.place, held[1]), percent=False)
        return {"times": times, "of": lookup.find("concept", held[2])}
    last = text.rpartition(" ")[2]
    if is_id(last) and kind_of(last) in _LIMITS:
        return {_LIMITS[kind_of(last)]: last}
    if any(sign.isdecimal() for sign in text[:2]):
        return number(cell, percent)
    try:
        return {"fact": lookup.find("concept", text)}
    except Refused as refused:
        if _IN_WORDS.match(text):
            return number(cell, percent)
        return {"parameter": _parameter(text, lookup, refused)}


def _parameter(text: str, lookup: Lookup, otherwise: Refused) -> str:
    """Return the parameter that is meant; where none is, facts are what most people mean."""
    try:
        return lookup.find("parameter", text)
    except Refused:
        raise otherwise from None


def yaml_group(text: str) -> dict[str, Any]:
    """Return the mapping that a text of YAML holds.

    Raises:
        Refused: it holds none.
    """
    try:
        held = read_yaml(text.encode(), "").value
    except BadRecords as error:
        problem = error.problems[0]
        raise Refused(problem.problem, problem.remedy or _AS_RECORDS) from None
    if not isinstance(held, dict):
        raise is_not(text, Text(zh="记录的写法", en="written as in a record"), _AS_RECORDS)
    return held


def compared(
    compare: Compare, cell: Cell | None, concept: InformationConcept | None, lookup: Lookup
) -> Any:
    """Return what a fact is compared with.

    Args:
        compare: how.
        cell: the value; None where it is empty.
        concept: the fact; None where it is not known here, or there is none.
        lookup: finds records.

    Raises:
        Refused: it is missing, or does not fit the comparison or the fact.
    """
    if compare is Compare.IN_ISSUERS_AREA:
        return flag(cell) if cell else True
    if cell is None:
        raise Refused(MISSING, ADD)
    if compare in _OF_RECORD:
        return lookup.find(_OF_RECORD[compare], cell.text)
    reader = _COMPARED.get(compare)
    return reader(cell, concept, lookup) if reader else _bound(cell, concept, lookup)


def compared_with_any(
    compare: Compare, cell: Cell | None, _: InformationConcept | None, lookup: Lookup
) -> Any:
    """Return what some fact that is not known is compared with: as a number, or else as days.

    Raises:
        Refused: it is missing, or fits no fact.
    """
    try:
        return compared(compare, cell, None, lookup)
    except Refused:
        if cell is None or compare not in _BOUNDS:
            raise
        try:
            return [day(end) for end in (_ends(cell) if isinstance(cell.value, str) else [cell])]
        except Refused:
            pass
        raise


def _areas(cell: Cell, _: InformationConcept | None, lookup: Lookup) -> list[str]:
    return [lookup.find("area", part) for part in parts(cell)]


def _codes(cell: Cell, concept: InformationConcept | None, _: Lookup) -> list[str]:
    return [_code(Cell(cell.place, part), concept) for part in parts(cell)]


def _between(cell: Cell, concept: InformationConcept | None, lookup: Lookup) -> list[Any]:
    return [_bound(end, concept, lookup) for end in _ends(cell)]


def _ends(cell: Cell) -> list[Cell]:
    return [Cell(cell.place, end.strip()) for end in _UNTIL.split(cell.text) if end.strip()]


def _dated(cell: Cell, _: InformationConcept | None, lookup: Lookup) -> Any:
    last = cell.text.rpartition(" ")[2]
    return {"fact": last} if is_id(last) and kind_of(last) == "concept" else day(cell)


def _bound(cell: Cell, concept: InformationConcept | None, lookup: Lookup) -> Any:
    if concept is not None and concept.type is ConceptType.DATE:
        return _dated(cell, concept, lookup)
    _scaled_once(cell, concept)
    return limit(cell, lookup, counts_percent(concept))


def counts_percent(concept: InformationConcept | None) -> bool:
    """Say whether a fact is counted per cent: 30 for 30 %; else a share is 0.3."""
    unit = concept.unit if concept else None
    return unit is not None and (unit.zh.startswith(("%", "百分")) or unit.en.startswith("%"))


def _single(cell: Cell, concept: InformationConcept | None, _: Lookup) -> Any:
    kind = concept.type if concept else None
    if kind is ConceptType.BOOLEAN:
        return flag(cell)
    if kind is ConceptType.NUMBER:
        _scaled_once(cell, concept)
        return number(cell, counts_percent(concept))
    return _code(cell, concept)


def _code(cell: Cell, concept: InformationConcept | None) -> str:
    if concept is not None and concept.codes:
        return codes_of(concept.codes).find(cell.text)
    if concept is not None and concept.type in _WANTS and not is_code(cell.text.replace("_", "-")):
        raise is_not(cell.text, *_WANTS[concept.type])
    return cell.text


def _scaled_once(cell: Cell, concept: InformationConcept | None) -> None:
    """Refuse 万 with a fact that is counted in 万 already: it would count ten thousandfold.

    Raises:
        Refused: it is so.
    """
    unit = concept.unit.zh if concept and concept.unit else ""
    refuse_scaled_twice(cell, unit)


def units_of(benefit: Mapping[str, Any], base: Mapping[str, AnyRecord]) -> dict[str, str]:
    """Return in what the amount and the limits of a benefit's plain values are counted.

    As `kb.benefit.Benefit` says it: a sum comes in its own unit, else in that of the fact it is a
    part of, else in the benefit's.
    """
    fact = base.get(benefit.get("of", ""))
    of = fact.unit.zh if isinstance(fact, InformationConcept) and fact.unit else ""
    own = held_at(benefit, ("unit", "zh")) or ""
    summed = held_at(benefit, ("sum_unit", "zh")) or of or own
    return {"amount": own, "of_at_most": of, "at_most": summed}


def refuse_scaled_twice(cell: Cell, unit: str) -> None:
    """Refuse a number written with 万 or 亿 where its unit says so already.

    Raises:
        Refused: both say it.
    """
    if unit[:1] in tuple("万亿") and cell.text[-1:] in tuple("万亿"):
        raise Refused(
            Text(
                zh=f"“{cell.text}”写了“{cell.text[-1]}”，单位又是“{unit}”。",
                en=f'"{cell.text}" says {cell.text[-1]}, and so does the unit {unit}.',
            ),
            Text(
                zh=f"请只写有多少{unit}，例如 500。",
                en=f"Write how many {unit} alone, such as 500.",
            ),
        )


_WANTS: Final[Mapping[ConceptType, tuple[Text, Text]]] = {
    ConceptType.BOOLEAN: (
        Text(zh="是或否", en="yes or no"),
        Text(
            zh="这个信息项只有是或否：比较请选“是”，值请写“是”或“否”。",
            en='This fact is yes or no: choose the comparison "is" and write yes or no.',
        ),
    ),
    ConceptType.NUMBER: (
        Text(zh="数", en="a number"),
        Text(
            zh="这个信息项是数：比较请选“不少于”“不超过”等，值请写数。",
            en='This fact is a number: compare with "at least" or "at most" and write a number.',
        ),
    ),
    ConceptType.DATE: (
        Text(zh="日期", en="a date"),
        Text(
            zh="这个信息项是日期：比较请选“这一天或以后”“早于这一天”，值请写日期。",
            en='This fact is a date: compare with "on or after" or "before" and write a date.',
        ),
    ),
    ConceptType.AREA: (
        Text(zh="这里能写的值", en="a value that fits here"),
        Text(
            zh="这个信息项是区域：比较请选“在这个区域里”。",
            en='This fact is an area: compare with "lies within".',
        ),
    ),
}
_LIMITS: Final[Mapping[str, str]] = {"concept": "fact", "parameter": "parameter"}
_OF_RECORD: Final[Mapping[Compare, str]] = {
    Compare.WITHIN: "area",
    Compare.HOLDS: "evidence",
    Compare.GRANTED: "policy",
}
_BOUNDS: Final = frozenset(
    {
        Compare.AT_LEAST,
        Compare.AT_MOST,
        Compare.MORE_THAN,
        Compare.LESS_THAN,
        Compare.BETWEEN,
    }
)
_NO_PERCENT: Final = Text(
    zh="请把单元格设成“常规”，写 30；单位写在单位一栏。",
    en="Set the cell to General and write 30; the unit has a column of its own.",
)
_AS_RECORDS: Final = Text(
    zh="请从下载的工作簿里抄写法。", en="Copy the way it is written from a workbook you downloaded."
)
_READERS: Final[Mapping[Kind, Callable[[Column, Cell, Lookup], Any]]] = {
    Kind.WORDS: lambda _, cell, __: words(cell),
    Kind.LINES: lambda _, cell, __: parts(cell),
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.RECORD: _record,
    Kind.RECORDS: _records,
    Kind.NUMBER: _amount,
    Kind.PERCENT: lambda _, cell, __: number(cell, percent=True),
    Kind.WHOLE: lambda _, cell, __: whole(cell),
    Kind.DAY: lambda _, cell, __: day(cell),
    Kind.TIME: lambda _, cell, __: clock(cell),
    Kind.FLAG: lambda _, cell, __: flag(cell),
    Kind.LIMIT: lambda _, cell, lookup: limit(cell, lookup),
    Kind.VALUE: lambda _, cell, __: cell.value,
    Kind.POLICY: lambda _, cell, __: cell.text,
    Kind.REST: lambda _, cell, __: yaml_group(cell.text),
}
_COMPARED: Final[Mapping[Compare, Callable[[Cell, InformationConcept | None, Lookup], Any]]] = {
    **dict.fromkeys((Compare.IN, Compare.NOT_IN, Compare.HAS_ANY, Compare.HAS_ALL), _codes),
    **dict.fromkeys((Compare.IS, Compare.IS_NOT, Compare.HAS), _single),
    **dict.fromkeys((Compare.ON_OR_AFTER, Compare.BEFORE), _dated),
    **dict.fromkeys((Compare.WITHIN_MONTHS, Compare.WITHIN_DAYS), lambda cell, _, __: whole(cell)),
    Compare.WITHIN_ANY: _areas,
    Compare.BETWEEN: _between,
}
