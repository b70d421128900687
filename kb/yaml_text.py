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

LARGEST_BYTES: Final = 2_000_000
DEEPEST: Final = 60

Path = tuple[str | int, ...]

FULL_COLON: Final = "："
COLON_TYPED: Final = "the Chinese colon ： was typed."
COLON_REMEDY: Final = "Type a plain : and a space."
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
    text = _text(content, file)
    try:
        _refuse_depth(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise BadRecords(_syntax_problem(error, file, text.split("\n"))) from None
    reader = _Reader(file)
    if node is not None:
        reader.out.value = reader.read(node, ())
    if reader.problems:
        raise BadRecords(reader.problems)
    return reader.out


def _text(content: bytes, file: str) -> str:
    if len(content) > LARGEST_BYTES:
        size = f"{len(content) / 1_000_000:.1f} MB"
        raise BadRecords(
            Problem(
                file=file,
                place="",
                problem=f"the file is {size}; at most 2 MB are read.",
                remedy="Split it into one record a file.",
            )
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadRecords(
            Problem(
                file=file,
                line=line,
                place="",
                problem="the text is not UTF-8 (it may be GBK or another older encoding).",
                remedy="Save the file with the encoding UTF-8 and load it again.",
            )
        ) from None


def _refuse_depth(text: str, file: str) -> None:
    """Refuse deep nesting before composing, which recurses in C and would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += _STEPS.get(type(event), 0)
        if depth > DEEPEST:
            raise BadRecords(
                Problem(
                    file=file,
                    line=event.start_mark.line + 1 if event.start_mark else None,
                    place="",
                    problem="is nested too deeply.",
                    remedy=f"Use at most {DEEPEST} levels.",
                )
            )


def _syntax_problem(error: yaml.YAMLError, file: str, lines: list[str]) -> Problem:
    mark: Any = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    line = mark.line + 1 if mark is not None else None
    problem = f"this is not YAML: {what}."
    remedy = "Check the indentation and put text that holds a colon in quotes."
    typed = [i for i, said in enumerate(lines[:line], 1) if _COLON_KEY.match(said)]
    if typed:
        line, problem, remedy = typed[-1], COLON_TYPED, COLON_REMEDY
    elif line is not None and "\t" in "".join(lines[line - 1 : line]):
        problem, remedy = "a tab stands in this line.", "Use spaces instead of a tab."
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
            return self._refuse(node, path, "uses an alias (*).", "Write the value out.")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, path)
        return self._scalar(cast(yaml.ScalarNode, node), path)

    def _refuse(self, node: yaml.Node, path: Path, problem: str, remedy: str) -> None:
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
                self._refuse(key_node, path, "has a key that is not a word.", "Write key: value.")
                continue
            key = key_node.value
            if not key_node.style and FULL_COLON in key:
                self._refuse(key_node, (*path, key), COLON_TYPED, COLON_REMEDY)
                continue
            if key in out:
                self._refuse(key_node, (*path, key), "stands twice.", "Keep one of the two.")
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
            return self._refuse(
                node,
                path,
                f"a bare {text} may mean a word or a flag.",
                f'Write true or false for a flag, or "{text}" in quotes for a word.',
            )
        return _plain(text)


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
