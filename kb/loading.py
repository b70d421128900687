"""One door for files of records: YAML, a workbook, Turtle or JSON-LD, by their name and content.

A name that says one thing and a content that says another is refused, for nobody can tell which
of the two was meant. A name that says nothing is no matter: then the content alone counts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final

from kb.errors import BadRecords, Problem, WrongInput
from kb.file_read import FileRead
from kb.file_signs import ZIP, refused_sign
from kb.model import AnyRecord
from kb.partly_bad import PartlyBad
from kb.rdf_parsing import FORMS
from kb.rdf_reading import read_rdf
from kb.source import read_content
from kb.text import Text
from kb.vocab import Names

MOST_PROBLEMS: Final = 100
_LOOKED_AT: Final = 20_000
_KINDS: Final[dict[str, str]] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xltx": "xlsx",
    **{ending: "jsonld" if form == "jsonld" else "turtle" for ending, form in FORMS.items()},
}
_XML_ENDINGS: Final = frozenset({".rdf", ".owl", ".xml"})
_TABLES: Final = frozenset({".xls", ".et", ".ods", ".csv", ".tsv", ".txt"})
"""Endings of tables in other formats: unless the content is one of ours, the reader of workbooks
says what the file is, and to copy its rows into the template."""
_CALLED: Final[dict[str, tuple[Text, str]]] = {
    "yaml": (Text(zh="YAML", en="YAML"), ".yaml"),
    "xlsx": (Text(zh="工作簿", en="a workbook"), ".xlsx"),
    "turtle": (Text(zh="Turtle", en="Turtle"), ".ttl"),
    "jsonld": (Text(zh="JSON-LD", en="JSON-LD"), ".jsonld"),
}
_SIGNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("xml", re.compile(r"<(\?xml|!doctype|rdf:|html|owl:)", re.I)),
    ("turtle", re.compile(r"(@prefix|@base|prefix|base)\s|<[a-z][a-z0-9+.-]*:[^>\s]*>\s", re.I)),
    ("yaml", re.compile(r"(---\s|- )?\s*(id|title|over):\s")),
)
_FLOWING: Final = (b"{", b"[")
"""How YAML may begin without a sign of its own, and no table does."""
_COMMENTS: Final = re.compile(r"\A(?:\s+|#[^\n]*\n)*")


def read_any(content: bytes, file: str, names: Names, base: Mapping[str, AnyRecord]) -> FileRead:
    """Return the records of a file, and what of it has no place in a record.

    Args:
        content: its bytes.
        file: its name, as it is shown in every problem; the ending says what it should be.
        names: of our records in a graph.
        base: the records that are there, by id.

    Raises:
        WrongInput: it is not what its name says, or nothing we read.
        PartlyBad: some records of a workbook are whole.
        BadRecords: its problems, at most a hundred of them and how many more there are.
    """
    ending = PurePath(file).suffix.lower()
    kind = _kind(content, ending, file)
    try:
        return _read(kind, content, file, names, base)
    except PartlyBad as error:
        raise PartlyBad(_some(error.problems), error.whole, error.unfit) from None
    except BadRecords as error:
        raise BadRecords(_some(error.problems)) from None


def _read(
    kind: str, content: bytes, file: str, names: Names, base: Mapping[str, AnyRecord]
) -> FileRead:
    if kind == "yaml":
        return FileRead(read_content(content, file))
    if kind == "xlsx":
        from kb.sheet_reading import read_workbook  # it opens what few files are

        return FileRead(read_workbook(content, file, base))
    ending = PurePath(file).suffix.lower()
    form = FORMS.get(ending, "jsonld" if kind == "jsonld" else "ttl")
    return read_rdf(content, form, file, names, base)


def _kind(content: bytes, ending: str, file: str) -> str:
    """Return what a file is.

    Raises:
        WrongInput: its name says otherwise, or it is nothing we read.
    """
    found = _sign(content)
    is_table = ending in _TABLES and found in ("", "xml") and content.lstrip()[:1] not in _FLOWING
    named = "xlsx" if is_table else _KINDS.get(ending)
    if ending in _XML_ENDINGS or (found == "xml" and named != "xlsx"):
        raise WrongInput.at(file, *_XML)
    if found in _CALLED and named not in (None, found):
        raise WrongInput.at(file, *_misnamed(found, file))
    if named == "xlsx":
        return named  # its reader says best what is no workbook
    if not found and not content.lstrip().startswith(b"<"):
        said = refused_sign(io.BytesIO(content), _SAVE)
        if said:
            raise WrongInput.at(file, *said)
    return named or found or "yaml"


def _sign(content: bytes) -> str:
    """Return what its beginning shows a file to be; empty where it shows nothing."""
    if content.startswith(ZIP):
        return "xlsx"
    text = content[:_LOOKED_AT].decode("utf-8-sig", "replace")
    start = text[_COMMENTS.match(text).end() :]  # type: ignore[union-attr]
    if start[:1] in ("{", "[") and b'"@' in content and start[1:].lstrip()[:1] in '{"[':
        return "jsonld"
    return next((kind for kind, sign in _SIGNS if sign.match(start)), "")


def _misnamed(kind: str, file: str) -> tuple[Text, Text]:
    called, ending = _CALLED[kind]
    stem = PurePath(file).stem
    return (
        Text(
            zh=f"名字和内容不一致：里面是{_spaced(called.zh)}。",
            en=f"its name does not say what it is: {called.en}.",
        ),
        Text(zh=f"请改名为 {stem}{ending}。", en=f"Rename it to {stem}{ending}."),
    )


def _spaced(word: str) -> str:
    return f" {word}" if word.isascii() else word


def _some(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Return the first problems and how many more there are; a page shows no ten thousand."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    said = Text(zh=f"还有 {more} 处问题。", en=f"there are {more} more problems.")
    remedy = Text(zh="请先改好上面的。", en="Mend these first.")
    rest = Problem(file=problems[0].file, place="", problem=said, remedy=remedy)
    return [*problems[:MOST_PROBLEMS], rest]


_SAVE: Final = Text(
    zh="请另存为 YAML、工作簿（.xlsx）、Turtle 或 JSON-LD。",
    en="Save it as YAML, a workbook (.xlsx), Turtle or JSON-LD.",
)
_XML: Final = (
    Text(zh="是 XML，这里不读 XML。", en="it is XML, which is not read here."),
    Text(
        zh="如果是 RDF，请另存为 Turtle（.ttl）或 JSON-LD（.jsonld）。",
        en="Save RDF as Turtle (.ttl) or JSON-LD (.jsonld).",
    ),
)
