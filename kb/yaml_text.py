"""YAML as officers write it: bytes → plain values and the line each stands on.

YAML 1.1 reads `no` as false and many things as dates. Here a plain scalar is true, false, a
whole or decimal number, an ISO date, empty, or text; nothing else. Numbers become `Decimal`.
Keys may not repeat, anchors and aliases are refused (they can blow a small file up), and a
bare yes/no/on/off is refused because nobody can tell a word from a flag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

import yaml

from kb.errors import BadRecords, Problem
from kb.text import Text

LARGEST_BYTES: Final = 2_000_000
DEEPEST: Final = 60
MOST_EVENTS: Final = 150_000
"""Values, and beginnings and ends of groups; each takes a thousand times its letters in memory."""

Path = tuple[str | int, ...]

FULL_COLON: Final = "："
COLON_TYPED: Final = Text(zh="这里用了中文冒号“：”。", en="the Chinese colon ： was typed.")
COLON_REMEDY: Final = Text(zh="请改成英文冒号 : ，后面空一格。", en="Type a plain : and a space.")
_COLON_KEY = re.compile(rf"\s*(?:- +)*[\w-]+{FULL_COLON}")
_WHOLE = re.compile(r"[-+]?\d{1,30}")
_DECIMAL = re.compile(r"[-+]?\d{1,30}\.\d{1,30}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMBIGUOUS = frozenset({"yes", "no", "on", "off", "y", "n"})
_STEPS: Final[dict[type, int]] = {
    yaml.MappingStartEvent: 1,
    yaml.SequenceStartEvent: 1,
    yaml.MappingEndEvent: -1,
    yaml.SequenceEndEvent: -1,
}
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "": None, "null": None, "~": None}


@dataclass(slots=True)
class YamlText:
    """The value a file holds, and for every path in it the line (from 1)."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)


def place_of(path: Path) -> str:
    """Return a path as people read it.

    >>> place_of(("criteria", "all", 2, "at_most"))
    'criteria.all.2.at_most'
    """
    return ".".join(map(str, path))


def read_yaml(content: bytes, file: str) -> YamlText:
    """Return what a file holds.

    Raises:
        BadRecords: too large, not UTF-8, not YAML, too deep, a repeated key, an alias,
            a bare yes or no.
    """
    _refuse_size(content, file)
    text = decoded(content, file)
    try:
        _refuse_heavy(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise BadRecords(_syntax_problem(error, file, text.split("\n"))) from None
    reader = _Reader(file)
    if node is not None:
        reader.out.value = reader.read(node, ())
    if reader.problems:
        raise BadRecords(reader.problems)
    return reader.out


def _refuse_size(content: bytes, file: str) -> None:
    if len(content) > LARGEST_BYTES:
        size = f"{len(content) / 1_000_000:.1f} MB"
        raise BadRecords(
            Problem(
                file=file,
                place="",
                problem=Text(
                    zh=f"文件有 {size}，最多只读 2 MB。",
                    en=f"the file is {size}; at most 2 MB are read.",
                ),
                remedy=Text(
                    zh="请拆成几个文件，一个文件一条记录。", en="Split it into one record a file."
                ),
            )
        )


def decoded(content: bytes, file: str) -> str:
    """Return the text of a file.

    Raises:
        BadRecords: it is not UTF-8, with the line where that shows.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadRecords(
            Problem(
                file=file,
                line=line,
                place="",
                problem=Text(
                    zh="文字不是 UTF-8 编码（可能是 GBK 等旧编码）。",
                    en="the text is not UTF-8 (it may be GBK or another older encoding).",
                ),
                remedy=Text(
                    zh="请把文件另存为 UTF-8 编码，再上传。",
                    en="Save the file with the encoding UTF-8 and load it again.",
                ),
            )
        ) from None


def _refuse_heavy(text: str, file: str) -> None:
    """Refuse deep nesting before composing, which recurses in C and would end the process.

    Refuse, too, what is made of so many little values that memory would not hold it.
    """
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        depth += _STEPS.get(type(event), 0)
        if depth > DEEPEST or number > MOST_EVENTS:
            raise BadRecords(
                Problem(
                    file=file,
                    line=event.start_mark.line + 1 if event.start_mark else None,
                    place="",
                    problem=(_DEEP if depth > DEEPEST else _MANY)[0],
                    remedy=(_DEEP if depth > DEEPEST else _MANY)[1],
                )
            )


def _syntax_problem(error: yaml.YAMLError, file: str, lines: list[str]) -> Problem:
    mark: Any = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    line = mark.line + 1 if mark is not None else None
    problem = Text(zh="这里不符合 YAML 的写法。", en=f"this is not YAML: {what}.")
    remedy = Text(
        zh="请检查这一行和上一行的缩进；文字里有冒号时，请加上英文引号。",
        en="Check the indentation and put text that holds a colon in quotes.",
    )
    typed = [i for i, said in enumerate(lines[:line], 1) if _COLON_KEY.match(said)]
    if typed:
        line, problem, remedy = typed[-1], COLON_TYPED, COLON_REMEDY
    elif line is not None and "\t" in "".join(lines[line - 1 : line]):
        problem = Text(zh="这一行里有制表符（Tab）。", en="a tab stands in this line.")
        remedy = Text(zh="请改用空格。", en="Use spaces instead of a tab.")
    return Problem(file=file, line=line, place="", problem=problem, remedy=remedy)


class _Reader:
    """Walks composed nodes; collects every problem instead of stopping at the first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.out = YamlText()
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.out.lines[path] = line
        if id(node) in self._seen:
            return self._refuse(node, path, *_ALIAS)
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, path)
        return self._scalar(cast(yaml.ScalarNode, node), path)

    def _refuse(self, node: yaml.Node, path: Path, problem: Text, remedy: Text) -> None:
        self.problems.append(
            Problem(
                file=self.file,
                line=node.start_mark.line + 1,
                place=place_of(path),
                problem=problem,
                remedy=remedy,
            )
        )

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(key_node, path, *_KEY)
                continue
            key = key_node.value
            if not key_node.style and FULL_COLON in key:
                self._refuse(key_node, (*path, key), COLON_TYPED, COLON_REMEDY)
                continue
            if key in out:
                self._refuse(key_node, (*path, key), *_TWICE)
                continue
            out[key] = self.read(value_node, (*path, key))
            self.out.lines[(*path, key)] = key_node.start_mark.line + 1
        return out

    def _sequence(self, node: yaml.SequenceNode, path: Path) -> list[Any]:
        return [self.read(item, (*path, i)) for i, item in enumerate(node.value)]

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        text: str = node.value
        if node.style:
            return text
        if text.lower() in _AMBIGUOUS:
            return self._refuse(node, path, *_ambiguous(text))
        return _plain(text)


_DEEP: Final = (
    Text(zh="层次套得太深。", en="is nested too deeply."),
    Text(zh=f"最多用 {DEEPEST} 层。", en=f"Use at most {DEEPEST} levels."),
)
_MANY: Final = (
    Text(zh="文件里的值太多。", en="the file holds too many values."),
    Text(zh="请拆成几个文件。", en="Split it into several files."),
)
_ALIAS: Final = (
    Text(zh="用了别名（*）。", en="uses an alias (*)."),
    Text(zh="请把内容直接写出来。", en="Write the value out."),
)
_KEY: Final = (
    Text(zh="有一个字段名不是词。", en="has a key that is not a word."),
    Text(zh="请写成 key: value 的样子。", en="Write key: value."),
)
_TWICE: Final = (
    Text(zh="写了两次。", en="stands twice."),
    Text(zh="两处请留一处。", en="Keep one of the two."),
)


def _ambiguous(text: str) -> tuple[Text, Text]:
    problem = Text(
        zh=f"单写 {text}，分不清是文字还是“是/否”。",
        en=f"a bare {text} may mean a word or a flag.",
    )
    remedy = Text(
        zh=f'表示是或否，请写 true 或 false；是文字，请加英文引号，写成 "{text}"。',
        en=f'Write true or false for a flag, or "{text}" in quotes for a word.',
    )
    return problem, remedy


def stays_text(text: str) -> bool:
    """Say whether a text that is written without quotes is read as the same text.

    >>> stays_text("烟草"), stays_text("no"), stays_text("007"), stays_text("2026-01-01")
    (True, False, False, False)
    """
    return text.lower() not in _AMBIGUOUS and _plain(text) == text


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
