"""One row of conditions ↔ one leaf of the criteria language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from kb.model import AnyRecord, InformationConcept
from kb.record_yaml import line_yaml
from kb.scalars import Refused
from kb.sheet_columns import CONDITIONS, Column, Path
from kb.sheet_file import Row
from kb.sheet_groups import Group, group_of
from kb.sheet_lookup import Choices, Lookup
from kb.sheet_said import ADD, MISSING
from kb.sheet_values import compared, compared_with_any, plain_value, yaml_group
from kb.sheet_words import COMPARISONS, NO, SIGNS, YES, Compare
from kb.text import Text

T = TypeVar("T")
_NO_FACT: Final = frozenset({Compare.HOLDS, Compare.GRANTED, Compare.REVIEW, Compare.OTHER})
_COLUMNS: Final[Mapping[Path, Column]] = {column.path: column for column in CONDITIONS.columns}
_COMPARE: Final = Choices(COMPARISONS)
for _sign, _meant in SIGNS.items():
    _COMPARE.also(_sign, _meant)


@dataclass(frozen=True, slots=True)
class Condition:
    """A row as a leaf: its group, its plain form, and the column of every key in it."""

    group: Group
    leaf: Mapping[str, Any]
    columns: Mapping[Path, Path]


class At(Exception):
    """A refusal, and the column it is about."""

    def __init__(self, path: Path, refused: Refused) -> None:
        super().__init__(str(refused))
        self.path, self.refused = path, refused


class Slips(Exception):
    """Everything that does not fit in one row."""

    def __init__(self, found: Sequence[At]) -> None:
        super().__init__("; ".join(map(str, found)))
        self.found = tuple(found)


def condition_of(
    row: Row, records: Mapping[str, AnyRecord], lookup: Lookup, document: str | None
) -> Condition:
    """Return the leaf that a row says.

    Args:
        row: of the sheet of conditions.
        records: the standing ones, for what facts there are.
        lookup: finds records.
        document: the item's own, for a row that names an article alone.

    Raises:
        Slips: cells do not fit; every one of them is named.
    """
    slips: list[At] = []
    group = _tried(slips, lambda: _group(row))
    read = _tried(slips, lambda: _read(row, ("compare",), lookup))
    compare = Compare(read) if read else None
    fact = _tried(slips, lambda: _fact(row, compare, lookup))
    words = _texts(row, lookup, slips)
    known = fact is not None or compare in _NO_FACT
    concept = records.get(fact) if fact else None
    concept = concept if isinstance(concept, InformationConcept) else None
    leaf = (
        _tried(slips, lambda: _compared(row, compare, concept, lookup, words, known))
        if compare
        else None
    )
    source = _source(row, lookup, document, slips)
    excepted = ("except",) in row.cells and _tried(slips, lambda: _read(row, ("except",), lookup))
    if slips or compare is None or leaf is None or group is None:
        raise Slips(slips)
    return _condition(group, compare, leaf, _Beside(fact, words, source, bool(excepted)))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in a row beside what is compared."""

    fact: str | None
    words: Mapping[str, str]
    source: Mapping[str, str]
    excepted: bool


def _tried(slips: list[At], read: Callable[[], T]) -> T | None:
    """Return what is read; what does not fit goes to the slips of the row."""
    try:
        return read()
    except At as at:
        slips.append(at)
        return None


def _condition(group: Group, compare: Compare, leaf: dict[str, Any], beside: _Beside) -> Condition:
    columns: dict[Path, Path] = {**dict.fromkeys([(key,) for key in leaf], ("value",))}
    if beside.fact:
        leaf, columns[("fact",)] = {"fact": beside.fact, **leaf}, ("fact",)
    if compare is Compare.REVIEW:
        columns[("review",)] = ("wording", "zh")
    elif beside.words:
        leaf["wording"] = beside.words
    if beside.source:
        leaf["source"] = beside.source
    if beside.excepted:
        columns = {("not", *path): column for path, column in columns.items()}
        leaf = {"not": leaf}
    return Condition(group, leaf, columns)


def _group(row: Row) -> Group:
    cell = row.cells.get(("group",))
    try:
        return group_of(cell.text if cell else "")
    except Refused as refused:
        raise At(("group",), refused) from None


def _read(row: Row, path: Path, lookup: Lookup) -> Any:
    """Return the plain value of a cell that has to be there."""
    if path not in row.cells:
        raise At(path, Refused(MISSING, ADD))
    cell = row.cells[path]
    try:
        if path == ("compare",):
            return _COMPARE.find(cell.text)
        return plain_value(_COLUMNS[path], cell, lookup)
    except Refused as refused:
        raise At(path, refused) from None


def _fact(row: Row, compare: Compare | None, lookup: Lookup) -> str | None:
    """Return the fact of a row; of one whose comparison is not known only what is written."""
    if compare is None and ("fact",) not in row.cells:
        return None
    if compare not in _NO_FACT:
        return str(_read(row, ("fact",), lookup))
    if ("fact",) in row.cells:
        raise At(("fact",), Refused(_NO_FACT_HERE, _EMPTY_FACT))
    return None


def _compared(
    row: Row,
    compare: Compare,
    concept: InformationConcept | None,
    lookup: Lookup,
    words: Mapping[str, str],
    known: bool,
) -> dict[str, Any]:
    cell = row.cells.get(("value",))
    if compare is Compare.REVIEW:
        if cell is not None:
            raise At(("value",), Refused(_NO_VALUE_HERE, _IN_WORDS))
        if not words:
            raise At(("wording", "zh"), Refused(MISSING, ADD))
        return {"review": dict(words)}
    try:
        if compare is Compare.OTHER:
            return yaml_group(cell.text if cell else "")
        read = compared if known else compared_with_any
        return {compare.value: read(compare, cell, concept, lookup)}
    except Refused as refused:
        raise At(("value",), refused) from None


def _texts(row: Row, lookup: Lookup, slips: list[At]) -> dict[str, str]:
    paths = [path for path in row.cells if path[0] == "wording"]
    read = {path[1]: _tried(slips, _reader(row, path, lookup)) for path in paths}
    return {language: said or "" for language, said in read.items()}


def _reader(row: Row, path: Path, lookup: Lookup) -> Callable[[], Any]:
    return lambda: _read(row, path, lookup)


def _source(row: Row, lookup: Lookup, document: str | None, slips: list[At]) -> dict[str, str]:
    paths = [path for path in row.cells if path[0] == "source"]
    held = {path[1]: str(_tried(slips, _reader(row, path, lookup))) for path in paths}
    if held and "document" not in held and document:
        held["document"] = document
    return held


# ---- leaf → row -------------------------------------------------------------------------------


def row_of(group: Group, leaf: Mapping[str, Any], show: Show) -> dict[Path, Any]:
    """Return what the cells of a row say for a leaf.

    Args:
        group: that it stands in.
        leaf: in plain values.
        show: puts a code of a fact into words.
    """
    said: dict[Path, Any] = {("group",): ".".join(map(str, group))}
    if "not" in leaf:
        said[("except",)], leaf = True, leaf["not"]
    rest = {key: value for key, value in leaf.items() if key not in _BESIDE}
    (key, *more) = rest
    for part in ("wording", "source"):
        said |= {(part, inner): held for inner, held in leaf.get(part, {}).items()}
    if key == "review" and not more and "wording" not in leaf:
        said |= {("wording", language): words for language, words in rest["review"].items()}
        return {**said, ("compare",): Compare.REVIEW}
    if more or key not in COMPARISONS or key == "review":
        held = {k: v for k, v in leaf.items() if k not in ("wording", "source")}
        return {**said, ("compare",): Compare.OTHER, ("value",): line_yaml(held)}
    if "fact" in leaf:
        said[("fact",)] = leaf["fact"]
    value = _said(rest[key], lambda code: show(leaf.get("fact", key), code))
    return {**said, ("compare",): Compare(key), ("value",): value}


def limit_text(value: Any) -> Any:
    """Return a limit as a cell says it: a number as it is, any other as text.

    >>> limit_text({"times": 2, "of": "concept/rent"})
    '2 × concept/rent'
    """
    if not isinstance(value, Mapping):
        return value
    if value.keys() == {"times", "of"}:
        return f"{value['times']} × {value['of']}"
    return str(next(iter(value.values()))) if value.keys() in _NAMED else line_yaml(value)


def _said(value: Any, show: Callable[[str], str]) -> str:
    if isinstance(value, list):
        return "\n".join(_said(one, show) for one in value)
    if isinstance(value, bool):
        return YES.zh if value else NO.zh
    return show(value) if isinstance(value, str) else str(limit_text(value))


Show = Callable[[str, str], str]
"""Takes the fact, or the comparison where there is none, and a code or id."""
_BESIDE: Final = frozenset({"wording", "source", "fact"})
_NAMED: Final = ({"fact"}, {"parameter"})
_NO_FACT_HERE: Final = Text(zh="这种比较不用信息项。", en="this comparison takes no fact.")
_EMPTY_FACT: Final = Text(
    zh="请清空这一格；材料或政策写在“值”里。",
    en="Empty this cell; a paper or a policy stands under Value.",
)
_NO_VALUE_HERE: Final = Text(zh="由人来定的，没有值。", en="what people decide has no value.")
_IN_WORDS: Final = Text(
    zh="请清空这一格，在“怎么说”里写由谁怎么定。",
    en="Empty this cell and say under In words who decides.",
)
