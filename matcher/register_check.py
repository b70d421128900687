"""The report on a register before it is judged: what each column tells, what cannot be used, why.

Only the beginning is read, so that a wrong column is found in seconds and not after an hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.errors import Problem
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.text import Language, Text
from matcher import register_says as says
from matcher.register import Register
from matcher.register_batch import Column, ReadBatch, Role, Unread
from matcher.register_headers import wanted
from matcher.register_names import RECORDS
from matcher.register_warnings import Warnings, past_days

FIRST: Final = 100_000
MOST_EXAMPLES: Final = 5
_LONGEST_TITLE: Final = 60
MOST_WANTED: Final = 20


@dataclass(slots=True, kw_only=True)
class Checked:
    """What was found in one column.

    Attributes:
        column: what is read from it.
        usable: cells that tell something.
        empty: cells with nothing in them; what they would tell is unknown.
        unreadable: cells that cannot be used; what they would tell is unknown too.
        examples: the first few of those.
    """

    column: Column
    usable: int = 0
    empty: int = 0
    unreadable: int = 0
    examples: list[Unread] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Say whether more than half of what stands there cannot be used."""
        return self.unreadable * 2 > self.usable + self.unreadable

    def plain(self, language: Language) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "column": self.column.name.strip(),
            "tells": self.column.concept or self.column.role.value,
            "usable": self.usable,
            "empty": self.empty,
            "unreadable": self.unreadable,
            "refused": self.refused,
            "examples": [_plain(one, language) for one in self.examples],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the beginning of a register is worth.

    Attributes:
        rows: how many were read.
        columns: what was found in each, in the order of the file.
        unmapped: headers nobody understood.
        missing: facts that policies ask for and no column gives, with how many policies ask;
            the most wanted first.
        problems: why the register cannot be used as it is; empty where it can.
        warnings: what looks wrong and is read all the same.
    """

    rows: int
    columns: tuple[Checked, ...]
    unmapped: tuple[str, ...]
    missing: tuple[tuple[ConceptId, int], ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Text, ...] = ()

    def plain(self, language: Language = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return {
            "rows": self.rows,
            "columns": [one.plain(language) for one in self.columns],
            "unmapped": [header.strip() for header in self.unmapped],
            "missing": [{"concept": concept, "policies": n} for concept, n in self.missing],
            "problems": [problem.shape(language) for problem in self.problems],
            "warnings": [warning.get(language) for warning in self.warnings],
        }

    def lines(self, catalogue: Catalogue) -> Iterator[Text]:
        """Yield it as lines to read."""
        yield Text(zh=f"看了 {self.rows:,} 行。", en=f"{self.rows:,} rows read.")
        for one in self.columns:
            yield _line(one, catalogue)
            yield from map(_example, one.examples)
        if self.unmapped:
            named = ", ".join(header.strip() or "–" for header in self.unmapped)
            yield Text(zh=f"没有用到的列：{named}", en=f"Columns not used: {named}")
        for concept, policies in self.missing[:MOST_WANTED]:
            title = catalogue.concepts[concept].title
            yield Text(
                zh=f"没有这一列：{title.zh}（{policies} 项政策要看）",
                en=f"No column gives {title.en} ({policies} policies ask for it)",
            )
        yield from self.warnings
        for problem in self.problems:
            yield Text(zh=problem.told("zh"), en=problem.told("en"))


def checked(register: Register, first: int = FIRST, on: date | None = None) -> Report:
    """Return what the beginning of a register is worth: at least so many rows, in whole batches.

    Args:
        register: the applicants.
        first: how many are looked at.
        on: today, after which nothing has happened yet; without it no day is looked at.

    Raises:
        WrongInput: the file breaks off, or a row cannot be split into cells.
    """
    found = {column.name: Checked(column=column) for column in register.columns}
    warnings = Warnings(past_days(register.columns, register.catalogue.concepts), on)
    rows = 0
    for batch in register.batches():
        rows += batch.rows
        _count(batch, found)
        warnings.see(batch)
        if rows >= first:
            break
    columns = tuple(found.values())
    return Report(
        rows=rows,
        columns=columns,
        unmapped=register.unmapped,
        missing=_missing(register),
        problems=tuple(_problem(one, register.catalogue) for one in columns if one.refused),
        warnings=(*_title_line(register), *warnings.told()),
    )


def _title_line(register: Register) -> Iterator[Text]:
    if register.title is not None:
        shown = register.title[:_LONGEST_TITLE]
        yield Text(
            zh=f"“{shown}”是表的标题，列名在它下面一行。",
            en=f'"{shown}" names the table; the headings are taken from the line below it.',
        )


def _count(batch: ReadBatch, found: dict[str, Checked]) -> None:
    wrong: dict[str, set[int]] = {name: set() for name in found}
    for one in batch.unread:
        wrong[one.column].add(one.row)
        if len(found[one.column].examples) < MOST_EXAMPLES:
            found[one.column].examples.append(one)
    for name, held in found.items():
        array = _array(batch, held.column)
        null, bad = array.null_count, wrong[name]
        unknown = sum(not array[row - batch.first_row].is_valid for row in bad)
        held.usable += batch.rows - null - (len(bad) - unknown)
        held.empty += null - unknown
        held.unreadable += len(bad)


def _array(batch: ReadBatch, column: Column) -> Any:
    if column.role is not Role.FACT or column.concept is None:
        return batch.ids if column.role is Role.ID else batch.consent
    name = RECORDS[column.concept][0] if column.concept in RECORDS else str(column.concept)
    return batch.facts.column(batch.facts.schema.get_field_index(name))


def _missing(register: Register) -> tuple[tuple[ConceptId, int], ...]:
    """Return what policies ask and no column gives; what is worked out is not asked for."""
    given = {column.concept for column in register.columns}
    asked = wanted(register.catalogue)
    order = sorted(asked, key=lambda concept: (-asked[concept], concept))
    return tuple((concept, asked[concept]) for concept in order if concept not in given)


def _problem(held: Checked, catalogue: Catalogue) -> Problem:
    """Return why a column is refused, with what is likely the matter."""
    filled = held.usable + held.unreadable
    why = held.examples[0].problem
    return Problem(
        place=held.column.name.strip(),
        problem=Text(
            zh=f"{filled:,} 格里有 {held.unreadable:,} 格读不了，例如：{why.zh}",
            en=f"{held.unreadable:,} of {filled:,} cells cannot be used, such as: {why.en}",
        ),
        remedy=_remedy(held, catalogue),
    )


def _remedy(held: Checked, catalogue: Catalogue) -> Text | None:
    concept = catalogue.concepts.get(held.column.concept) if held.column.concept else None
    if concept is None:
        return held.examples[0].remedy
    remedies = {one.remedy for one in held.examples}
    if says.DAYS_AS_NUMBERS in remedies:
        return says.DAYS_AS_NUMBERS
    likely = _LIKELY.get(concept.type)
    return likely or held.examples[0].remedy


_WRONG_COLUMN: Final = Text(
    zh="可能对错了列：请在对照文件里写对的列，或者写 values 说明每个词的意思。",
    en="It may be the wrong column: name the right one in the mapping file, or say what its words mean under values.",  # noqa: E501
)
_LIKELY: Final = {
    ConceptType.NUMBER: Text(
        zh="可能带了单位、位数太多，或者对错了列：请只留数字；单位不同，请在对照文件里写 times。",
        en="It may hold units, too many decimals, or be the wrong column: keep digits only, and write times in the mapping file for another unit.",  # noqa: E501
    ),
    ConceptType.DATE: says.A_DAY[1],
    ConceptType.CODE: _WRONG_COLUMN,
    ConceptType.CODES: _WRONG_COLUMN,
    ConceptType.AREA: _WRONG_COLUMN,
    ConceptType.BOOLEAN: _WRONG_COLUMN,
}


def _line(one: Checked, catalogue: Catalogue) -> Text:
    name = one.column.name.strip()
    concept = catalogue.concepts.get(one.column.concept) if one.column.concept else None
    title = concept.title if concept is not None else _ROLES[one.column.role]
    return Text(
        zh=f"{name} → {title.zh}：可用 {one.usable:,}，空 {one.empty:,}，读不了 {one.unreadable:,}",
        en=f"{name} → {title.en}: {one.usable:,} usable, {one.empty:,} empty, {one.unreadable:,} unreadable",  # noqa: E501
    )


def _example(one: Unread) -> Text:
    return Text(
        zh=f"  第 {one.row:,} 行：{one.problem.zh}", en=f"  row {one.row:,}: {one.problem.en}"
    )


def _plain(one: Unread, language: Language) -> dict[str, Any]:
    remedy = one.remedy.get(language) if one.remedy is not None else ""
    said = {"problem": one.problem.get(language), "remedy": remedy}
    return {"row": one.row, "shown": one.shown, **said}


_ROLES: Final = {
    Role.ID: Text(zh="编号", en="the applicant's id"),
    Role.CONSENT: Text(zh="是否同意使用数据", en="consent"),
}
