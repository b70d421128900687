"""The workbook that officers fill in: headings in both languages, lists to choose from, notes.

Cells for words are set to text, so that a spreadsheet makes no date of 3-5 and no 1.1 of 1.10.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kb.cell_text import put
from kb.errors import Problem
from kb.kinds import ConceptType
from kb.model import AnyRecord, InformationConcept
from kb.sheet_columns import (
    EXAMPLE,
    FACTS,
    HELP,
    LISTS,
    POLICIES,
    SHEETS,
    Column,
    Kind,
    Sheet,
)
from kb.sheet_lookup import BETWEEN, Lookup, entry
from kb.sheet_words import NO, YES
from kb.sheet_writing import Said, Written, written
from kb.text import Text

FIRST_ROW: Final = 3
"""Where officers begin to write: below the headings and the example."""
_LAST_ROW: Final = 5_002
_HEAD: Final = "FF1F4E78"
_AUTHOR: Final = "Companion"
_LISTED: Final = (Kind.RECORD, Kind.RECORDS, Kind.CHOICE, Kind.FLAG, Kind.POLICY)
_TEXT_KINDS: Final = (
    Kind.WORDS,
    Kind.LINES,
    Kind.TIME,
    Kind.LIMIT,
    Kind.VALUE,
    Kind.REST,
    Kind.CHOICES,
)


def template(base: Mapping[str, AnyRecord]) -> bytes:
    """Return an empty workbook to fill in, with lists of the standing records."""
    return _book(base, Written())


def workbook_of(
    records: Iterable[AnyRecord], base: Mapping[str, AnyRecord]
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return standing policies in a workbook to change and load again.

    Args:
        records: the policies.
        base: the standing records by id.

    Returns:
        The workbook, and a Problem for each record that a sheet cannot say exactly; the place is
        its id, and it is left out.
    """
    rows, problems = written(records, base)
    return _book(base, rows), problems


def _book(base: Mapping[str, AnyRecord], rows: Written) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    _help(book.active)
    lists = _lists(Lookup(base.values(), {}))
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        _headings(page, sheet)
        _fill(page, sheet, rows.rows[sheet.part])
        _choices(page, sheet)
    _facts(book.create_sheet(FACTS), base)
    _listed(book, lists)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ---- the sheets to fill in ----------------------------------------------------------------------


def _headings(page: Any, sheet: Sheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for i, column in enumerate(sheet.columns, 1):
        cell = put(page.cell(1, i), f"{column.title.zh}\n{column.title.en}")
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEAD)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(f"{column.note.zh}\n{column.note.en}", _AUTHOR, 120, 320)
        held = page.column_dimensions[cell.column_letter]
        held.width = column.width
        if column.kind in _TEXT_KINDS:
            held.number_format = "@"
        example = put(page.cell(2, i), EXAMPLE if i == 1 else column.example or None)
        example.font = Font(italic=True, color="FF808080")
        example.number_format = "@"
    page.row_dimensions[1].height = 34
    page.freeze_panes = "B2" if sheet is not POLICIES else "C2"


def _fill(page: Any, sheet: Sheet, rows: Sequence[Said]) -> None:
    from openpyxl.styles import Alignment

    for number, said in enumerate(rows, FIRST_ROW):
        for i, column in enumerate(sheet.columns, 1):
            if column.path not in said:
                continue
            cell = put(page.cell(number, i), said[column.path])
            if column.kind in _TEXT_KINDS:
                cell.number_format = "@"
            if column.kind is Kind.DAY:
                cell.number_format = "yyyy-mm-dd"
            cell.alignment = Alignment(vertical="top")


def _choices(page: Any, sheet: Sheet) -> None:
    """Put a drop-down on every column that has one; other words may be typed as well."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for i, column in enumerate(sheet.columns, 1):
        if column.kind not in _LISTED:
            continue
        chosen = DataValidation(type="list", formula1=_list_name(column), allow_blank=True)
        chosen.showErrorMessage = False
        letter = get_column_letter(i)
        chosen.add(f"{letter}{FIRST_ROW}:{letter}{_LAST_ROW}")
        page.add_data_validation(chosen)


def _list_name(column: Column) -> str:
    if column.kind is Kind.FLAG:
        return "list_yes_no"
    if column.kind is Kind.POLICY:
        return "list_items"
    return (
        f"list_{column.of or column.path[-1] if column.kind is not Kind.CHOICE else _key(column)}"
    )


def _key(column: Column) -> str:
    return "_".join(column.path)


# ---- the sheets to read -------------------------------------------------------------------------


def _lists(lookup: Lookup) -> dict[str, tuple[Text, Sequence[str]]]:
    """Return the lists by the name that drop-downs call them."""
    held: dict[str, tuple[Text, Sequence[str]]] = {
        "list_yes_no": (Text(zh="是或否", en="Yes or no"), (YES.zh, NO.zh))
    }
    for sheet in SHEETS:
        for column in sheet.columns:
            name = _list_name(column)
            if column.kind is Kind.CHOICE:
                choices = (column.choices or {}).items()
                held[name] = column.title, [entry(title, key) for key, title in choices]
            elif column.of:
                held[name] = _KINDS[column.of], lookup.entries(column.of)
    return held


def _listed(book: Any, lists: Mapping[str, tuple[Text, Sequence[str]]]) -> None:
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    page = book.create_sheet(LISTS)
    for i, (name, (title, entries)) in enumerate(lists.items(), 1):
        letter = get_column_letter(i)
        _head(page.cell(1, i), title)
        page.column_dimensions[letter].width = 44
        for row, said in enumerate(entries, 2):
            put(page.cell(row, i), said)
        area = f"${letter}$2:${letter}${max(2, len(entries) + 1)}"
        book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(LISTS)}!{area}")
    items = f"{quote_sheetname(POLICIES.name)}!$B${FIRST_ROW}:$B${_LAST_ROW}"
    book.defined_names["list_items"] = DefinedName("list_items", attr_text=items)
    page.freeze_panes = "A2"


def _facts(page: Any, base: Mapping[str, AnyRecord]) -> None:
    """List the facts that conditions can ask about, with their units and choices."""
    from openpyxl.styles import Alignment

    for i, title in enumerate(_FACT_HEADS, 1):
        _head(page.cell(1, i), title)
    concepts = [record for record in base.values() if isinstance(record, InformationConcept)]
    for row, concept in enumerate(sorted(concepts, key=lambda one: one.title.zh), 2):
        unit = concept.unit
        codes = "\n".join(entry(code.title, code.code) for code in concept.codes)
        kind = _TYPES[concept.type]
        cells = (
            entry(concept.title, concept.id),
            f"{kind.zh}{BETWEEN}{kind.en}",
            f"{unit.zh}{BETWEEN}{unit.en}" if unit else None,
            codes or None,
        )
        for i, said in enumerate(cells, 1):
            put(page.cell(row, i), said).alignment = Alignment(wrap_text=i > 1, vertical="top")
    for letter, width in zip("ABCD", (60, 24, 24, 60), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:D{len(concepts) + 1}"


def _help(page: Any) -> None:
    from openpyxl.styles import Alignment

    page.title = HELP
    page.column_dimensions["A"].width = 70
    page.column_dimensions["B"].width = 90
    for row, said in enumerate(_HELP, 1):
        for i, text in enumerate((said.zh, said.en), 1):
            put(page.cell(row, i), text).alignment = Alignment(wrap_text=True, vertical="top")


def _head(cell: Any, title: Text) -> None:
    from openpyxl.styles import Font

    put(cell, f"{title.zh} {title.en}").font = Font(bold=True)


_KINDS: Final[Mapping[str, Text]] = {
    "concept": Text(zh="信息项", en="Facts"),
    "document": Text(zh="文件", en="Documents"),
    "evidence": Text(zh="材料", en="Papers"),
    "organisation": Text(zh="部门", en="Departments"),
    "policy": Text(zh="政策", en="Items"),
}
_FACT_HEADS: Final = (
    Text(zh="信息项", en="Fact"),
    Text(zh="类型", en="Type"),
    Text(zh="单位", en="Unit"),
    Text(zh="可以写的值", en="Values"),
)
_TYPES: Final[Mapping[ConceptType, Text]] = {
    ConceptType.BOOLEAN: Text(zh="是或否", en="yes or no"),
    ConceptType.NUMBER: Text(zh="数值", en="number"),
    ConceptType.DATE: Text(zh="日期", en="date"),
    ConceptType.CODE: Text(zh="单选", en="one choice"),
    ConceptType.CODES: Text(zh="多选", en="several choices"),
    ConceptType.AREA: Text(zh="区域", en="area"),
    ConceptType.TEXT: Text(zh="文字", en="words"),
    ConceptType.MEMBERS: Text(zh="名单", en="list"),
}
_HELP: Final = (
    Text(zh="怎么填", en="How to fill this in"),
    Text(
        zh="一、“政策”表一行写一项政策，从第 3 行写起。第 2 行是例子，不会读取。",
        en="1. On Policies write one item on each row, from row 3 on. Row 2 is an example and is "
        "not read.",
    ),
    Text(
        zh="二、“条件”表一行写一个条件，第一列写是哪项政策。“组”不填的都要满足；"
        "写 1 的几行，满足一行即可。",
        en="2. On Conditions write one condition on each row, with its item in the first column. "
        "Rows without a group must all be met; of rows with group 1, one is enough.",
    ),
    Text(
        zh="三、有下拉的格子可以选，也可以直接写名称或编号。鼠标移到栏目名上有说明。"
        "新的文件先写在“文件”表里，政策里写它的文号或名称。",
        en="3. Choose from the lists, or write a name or an id. Notes stand at the headings. Put a "
        "new document on the sheet Documents, and name it with the item.",
    ),
    Text(
        zh="四、只写值，不写公式。自己的备注写在栏目名以“备注”开头的列里。",
        en="4. Write values, no formulas. Notes of your own go into a column whose heading begins "
        "with Remarks.",
    ),
    Text(
        zh="五、上传后有问题的格子会标红，并附上说明；改好再上传即可。",
        en="5. Cells with problems come back red with a note; mend them and load the file again.",
    ),
    Text(
        zh="六、上传的内容先成为草稿，由另一位同事审核后才发布。",
        en="6. What is loaded becomes a draft; a colleague approves it before it is published.",
    ),
)
