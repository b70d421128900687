"""Questions with known answers, read from files in the BEIR layout, for whoever measures a search.

    corpus.jsonl    {"_id": "d1", "title": "…", "text": "…"}      one document a line
    queries.jsonl   {"_id": "q1", "text": "…"}                    one query a line
    qrels.tsv       query-id <tab> corpus-id <tab> score          with or without that first line

Judgements may also stand in four columns, as trec_eval reads them: query, 0, document, score. A
score above zero says that the document answers the query.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from kb.errors import WrongInput
from kb.text import Text
from matcher.ranking import Document
from matcher.unfit import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Documents, queries, and for every query the documents that answer it, at least one."""

    documents: Mapping[str, Document]
    queries: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class File:
    """The text of a file, and what it is called in problems."""

    name: str
    text: str

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield every line that is not empty, with its place.

        A line ends where the file's writer ended it: a text may hold other signs that end lines.
        """
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.strip():
                yield f"{self.name}:{number}", line.rstrip("\r")


def read_beir(corpus: File, queries: File, qrels: File) -> Questions:
    """Return what three files ask and answer; queries that nothing was judged for are left out.

    Raises:
        WrongInput: a line cannot be read, an id is missing or unknown, a file holds nothing.
    """
    documents = {key: _document(row, place) for key, row, place in _rows(corpus)}
    asked = {key: _string(row, "text", place, True) for key, row, place in _rows(queries)}
    relevant: dict[str, set[str]] = {}
    for place, query, document, score in _judged(qrels, asked):
        _known(query, asked, queries, place)
        _known(document, documents, corpus, place)
        if score > 0:
            relevant.setdefault(query, set()).add(document)
    if not relevant:
        raise WrongInput.at(qrels.name, _NOTHING_RELEVANT, _WRITE_QRELS)
    return Questions(
        documents=documents,
        queries={query: asked[query] for query in relevant},
        relevant={query: frozenset(found) for query, found in relevant.items()},
    )


def _rows(file: File) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the id, the object and the place of every line.

    Raises:
        WrongInput: a line is no object with an id, an id stands twice, or there is no line.
    """
    seen: dict[str, str] = {}
    for place, line in file.lines():
        row = _object(line, place)
        key = row.get("_id")
        if type(key) not in (str, int) or not str(key).strip():
            raise WrongInput.at(place, _NO_ID, _WRITE_ID)
        if str(key) in seen:
            raise WrongInput.at(place, _twice(str(key), seen[str(key)]), _ID_ONCE)
        seen[str(key)] = place
        yield str(key), row, place
    if not seen:
        raise WrongInput.at(file.name, _EMPTY, _ONE_A_LINE)


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise WrongInput.at(place, _NO_OBJECT, _ONE_A_LINE)
    return row


def _document(row: Mapping[str, Any], place: str) -> Document:
    title = _string(row, "title", place)
    text = _string(row, "text", place)
    return Document(text=f"{title}\n{text}".strip(), names=title)


def _string(row: Mapping[str, Any], field: str, place: str, needed: bool = False) -> str:
    """Return a field's text; one that may be missing is empty then.

    Raises:
        WrongInput: it is no text, or it is needed and holds nothing.
    """
    value = row.get(field)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise WrongInput.at(f"{place}: {field}", _NO_TEXT, _write_field(field))
    return value


def _judged(file: File, asked: Container[str]) -> Iterator[tuple[str, str, str, float]]:
    """Yield place, query, document and score of every judgement; what stands first may be a head.

    Raises:
        WrongInput: a line has other columns, its score is no number, or there is no line.
    """
    begun = False
    for place, line in file.lines():
        cells = _cells(line)
        score = _number(cells[-1])
        if len(cells) not in (3, 4):
            raise WrongInput.at(place, _COLUMNS, _WRITE_QRELS)
        if score is not None:
            yield place, cells[0], cells[-2], score
        elif begun or cells[0] in asked:
            raise WrongInput.at(place, _no_score(cells[-1]), _WRITE_QRELS)
        begun = True
    if not begun:
        raise WrongInput.at(file.name, _EMPTY, _WRITE_QRELS)


def _cells(line: str) -> list[str]:
    """Return the columns of a line: parted by tabs, where there are any, else by spaces."""
    parted = line.split("\t") if "\t" in line else line.split()
    return [cell.strip() for cell in parted]


def _number(cell: str) -> float | None:
    try:
        found = float(cell)
    except ValueError:
        return None
    return found if isfinite(found) else None


def _known(key: str, among: Mapping[str, object], file: File, place: str) -> None:
    if key not in among:
        held = quoted(key)
        problem = Text(zh=f"{held.zh}不在 {file.name} 里。", en=f"{held.en} is not in {file.name}.")
        raise WrongInput.at(place, problem, _WRITE_KNOWN)


def _twice(key: str, first: str) -> Text:
    held = quoted(key)
    return Text(
        zh=f"_id {held.zh}在 {first} 已经有了。", en=f"_id {held.en} already stands at {first}."
    )


def _no_score(cell: str) -> Text:
    held = quoted(cell)
    return Text(zh=f"{held.zh}不是数字。", en=f"{held.en} is no number.")


def _write_field(field: str) -> Text:
    return Text(
        zh=f'请写成 "{field}": "……"，引号里是文字。',
        en=f'Write "{field}": "…" with words between the quotes.',
    )


_EMPTY: Final = Text(zh="里面什么都没有。", en="holds nothing.")
_NO_OBJECT: Final = Text(zh="不是一个 JSON 对象。", en="is not a JSON object.")
_NO_ID: Final = Text(zh="没有 _id。", en="has no _id.")
_NO_TEXT: Final = Text(zh="没有文字。", en="holds no words.")
_COLUMNS: Final = Text(zh="不是三列，也不是四列。", en="has neither three columns nor four.")
_NOTHING_RELEVANT: Final = Text(
    zh="没有一行的分数大于零，没有答案可对。", en="says of no document that it answers a query."
)
_ONE_A_LINE: Final = Text(
    zh='请每行写一个，例如 {"_id": "1", "text": "……"}。',
    en='Write one a line, such as {"_id": "1", "text": "…"}.',
)
_WRITE_ID: Final = Text(zh='请写 "_id": "1"，每行不同。', en='Write "_id": "1", another each line.')
_ID_ONCE: Final = Text(zh="请给每行不同的 _id。", en="Give every line an _id of its own.")
_WRITE_KNOWN: Final = Text(
    zh="请写那个文件里有的 _id，或者删掉这一行。",
    en="Write an _id that stands there, or leave this line out.",
)
_WRITE_QRELS: Final = Text(
    zh="请每行写：问题编号、文档编号、分数，中间用制表符隔开；分数大于 0 表示答得上。",
    en="Write on each line the query's id, the document's id and a score, parted by tabs; "
    "above 0 says that the document answers.",
)
