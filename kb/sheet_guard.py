"""What is refused of a workbook of policies before it is opened, and how to say it to an officer.

Nothing outside it is ever followed: macros, links to other files and embedded files are refused,
and an address that somebody typed stays a text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from kb.errors import WrongInput
from kb.file_signs import ZIP, Said, refused_sign
from kb.text import Text
from kb.workbook_guard import SHARED_WORDS, Bounds, refuse_unsafe

_SAVE: Final = Text(
    zh="请用表格软件打开，把内容抄到我们的模板里，存成 .xlsx。",
    en="Open it in a spreadsheet, copy its contents into our template, and save it as .xlsx.",
)
BOUNDS: Final = Bounds(
    packed=10_000_000,
    total=30_000_000,
    sheet=8_000_000,
    words=8_000_000,
    part=2_000_000,
    remedy=Text(
        zh="请把内容抄到一份新的模板里，分成几个文件。",
        en="Copy the contents into fresh templates, several where there are many.",
    ),
    save_again=_SAVE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Cells that are merged into one, by their first and last columns and rows from 1 on."""

    left: int
    top: int
    right: int
    bottom: int


def refuse_hostile(content: bytes, file: str) -> dict[str, list[Area]]:
    """Refuse what is no workbook, too large, or holds more than cells.

    Returns:
        The merged areas by the part of the workbook that they are in.

    Raises:
        WrongInput: says what it is, and what to send instead.
    """
    opened = io.BytesIO(content)
    if said := refused_sign(opened, _SAVE):
        raise WrongInput.at(file, *said)
    if not content.startswith(ZIP):
        raise WrongInput.at(file, *_what_text(content))
    names = refuse_unsafe(opened, file, BOUNDS)
    for problem, sign in _HOSTILE.items():
        if any(sign.search(name) for name in names):
            raise WrongInput.at(file, problem, _PLAIN_XLSX)
    with zipfile.ZipFile(opened) as packed:
        merged = _refuse_dear(packed, file)
        for name in sorted(names):
            if name.endswith(".rels"):
                _refuse_outside(packed.read(name), file)
    return merged


def _refuse_outside(content: bytes, file: str) -> None:
    """Refuse relations to what is outside; an address that was typed is never followed."""
    try:
        for _, one in ElementTree.iterparse(io.BytesIO(content)):
            outside = one.get("TargetMode", "").casefold() == "external"
            if outside and not one.get("Type", "").endswith("/hyperlink"):
                raise WrongInput.at(file, _OUTSIDE, _PLAIN_XLSX)
            one.clear()
    except ElementTree.ParseError:
        raise broken(file, "rels") from None


def _refuse_dear(packed: zipfile.ZipFile, file: str) -> dict[str, list[Area]]:
    """Refuse what is small to look at and dear to open; return the merged areas by their part.

    Opening takes about 20 µs and up to 700 bytes for each element, and every cell that a merged
    area, a link or a note covers is made.
    """
    cells = others = 0
    merged = {}
    for name in packed.namelist():
        looked = _Looked(packed.read(name))
        if looked.covered > _MOST_COVERED:
            raise WrongInput.at(file, _WIDE, BOUNDS.remedy)
        if name.startswith("xl/worksheets/") or name == SHARED_WORDS:
            cells += looked.elements
        else:
            others += looked.elements
        if cells > _MOST_ELEMENTS or others > _MOST_OTHERS:
            raise WrongInput.at(file, _DEAR, BOUNDS.remedy)
        merged[name] = looked.merged
    return merged


class _Looked:
    """How many elements a part has, how many cells are made for some, and which are merged."""

    def __init__(self, content: bytes) -> None:
        self.elements = self.covered = 0
        self.merged: list[Area] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._element
        try:
            parser.Parse(content, True)
        except expat.ExpatError:  # a picture, or its reader will say so
            return

    def _element(self, tag: str, values: dict[str, str]) -> None:
        self.elements += 1
        if not tag.endswith(_MADE):
            return
        area = _area(values.get("ref", ""))
        if area is None:
            self.covered += _MOST_COVERED + 1
            return
        self.covered += (area.right - area.left + 1) * (area.bottom - area.top + 1)
        if tag.endswith(_MERGED):
            self.merged.append(area)


def _area(said: str) -> Area | None:
    """Return the cells of an area; None for whole rows or columns, or where it is turned round."""
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(said)
    except (TypeError, ValueError):
        return None
    if left is None or top is None or left > right or top > bottom:
        return None
    return Area(left=left, top=top, right=right, bottom=bottom)


def _what_text(content: bytes) -> Said:
    """Return what a file is that has no sign of its own."""
    if not content.strip():
        return Text(zh="文件是空的。", en="the file is empty."), TEMPLATE
    for encoding, note in _ENCODINGS.items():
        text = _decoded(content[:4_000], encoding)
        if text and _YAML.search(text):
            return _AS_YAML
        if text:
            said = Text(zh=f"是文本文件{note.zh}，不是工作簿。", en=f"is a text file{note.en}.")
            return said, _SAVE
    return Text(zh="不是 .xlsx 工作簿。", en="is no .xlsx workbook."), _SAVE


def _decoded(content: bytes, encoding: str) -> str:
    """Return bytes as text, but for a sign that is cut at the end; nothing where they are none."""
    for cut in range(4):
        try:
            text = content[: len(content) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return "" if "\0" in text else text
    return ""


def broken(file: str, why: str) -> WrongInput:
    """Return the refusal of a workbook that breaks off or was damaged."""
    said = Text(zh="文件读不完整，可能损坏了。", en=f"the file cannot be read to its end ({why}).")
    return WrongInput.at(file, said, _SAVE)


_ENCODINGS: Final[Mapping[str, Text]] = {
    "utf-8-sig": Text(zh="", en=""),
    "gb18030": Text(zh="（GBK 编码）", en=" in GBK"),
}
_YAML: Final = re.compile(r"^(- )?\s*(id|title):", re.M)
_HOSTILE: Final[Mapping[Text, re.Pattern[str]]] = {
    Text(zh="带有宏。", en="holds macros."): re.compile(r"vbaProject|macrosheets/", re.I),
    Text(zh="连着别的文件或数据源。", en="is linked to other files or data."): re.compile(
        r"externalLinks/|connections\.xml|queryTables/", re.I
    ),
    Text(
        zh="嵌有别的文件、控件、图表或透视表。", en="holds other files, charts or the like."
    ): re.compile(r"embeddings/|activeX/|ctrlProps/|charts/|pivot(Cache|Tables)", re.I),
}
_MERGED: Final = "mergeCell"
_MADE: Final = (_MERGED, "hyperlink", "comment")
"""Elements whose reader makes every cell they cover."""
_MOST_COVERED: Final = 50_000
_MOST_ELEMENTS: Final = 200_000
"""Of XML in sheets and their texts; five hundred items with five conditions each have 150,000."""
_MOST_OTHERS: Final = 40_000
_DEAR: Final = Text(zh="内容太多，不打开。", en="holds too much and is not opened.")
_WIDE: Final = Text(
    zh="合并的单元格或批注占的地方太大。", en="holds merged cells or notes over too large an area."
)
_PLAIN_XLSX: Final = Text(
    zh="请把内容抄到我们的模板里，只粘贴值，存成普通的 .xlsx。",
    en="Copy the contents into our template as values, and save it as a plain .xlsx.",
)
_OUTSIDE: Final = Text(zh="连着外面的文件。", en="is linked to something outside.")
_AS_YAML: Final = (
    Text(zh="是 YAML 记录，不是工作簿。", en="is a YAML record and no workbook."),
    Text(zh="请把文件名改成以 .yaml 结尾。", en="Rename it to end in .yaml."),
)
TEMPLATE: Final = Text(
    zh="请下载模板，填好再上传。", en="Download the template, fill it in and load it."
)
