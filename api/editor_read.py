"""What stands in the controls of a form → plain values, ready for the shape gate.

What cannot be read stays as it was typed: the gate names it, and nothing is lost. `Reader` keeps
which control each value came from, so that every problem finds its control again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from api.editor_names import Labels
from api.editor_shape import (
    Control,
    control_of,
    inner_of,
    is_dated,
    keys_of,
    kind_named,
    must_choose,
    options_of,
)
from api.editor_state import Branch, is_blank, rows, value, values
from kb.errors import BadRecords, Problem
from kb.text import LANGUAGES, Text
from kb.yaml_text import Path, read_yaml

_NUMBER: Final = re.compile(r"[-+]?\d{1,30}(\.\d{1,30})?")
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d{1,30})?")
_FLAGS: Final = {"true": True, "false": False}
_KIND_WORD: Final[Mapping[str, Text]] = {
    "area": Text(zh="地方", en="area"),
    "concept": Text(zh="信息项", en="fact"),
    "document": Text(zh="文件", en="document"),
    "evidence": Text(zh="材料", en="material"),
    "organisation": Text(zh="部门", en="department"),
    "parameter": Text(zh="参数", en="local figure"),
    "policy": Text(zh="政策", en="policy"),
    "scene": Text(zh="场景", en="scene"),
    "service": Text(zh="事项", en="service"),
}
_CHOOSE_ONE: Final = Text(
    zh="请打一两个字，再从跳出来的列表里选。", en="Type a word of it and choose from the list."
)


def _did_you_mean(near: list[str]) -> Text:
    zh, en = "”、“".join(near), '", "'.join(near)
    return Text(zh=f"是不是“{zh}”？请从列表里选。", en=f'Perhaps "{en}"? Choose from the list.')


_HOW_DAYS: Final = (
    Text(zh="没有选怎么算天数。", en="does not say how days are counted."),
    Text(zh="请选工作日或自然日。", en="Choose working days or calendar days."),
)


def figure_of(said: str) -> Any:
    """Return the number that was typed, thousands with commas or not; else what was typed.

    >>> figure_of("5,000"), figure_of("３００"), figure_of("5万")
    (Decimal('5000'), Decimal('300'), '5万')
    """
    plain = unicodedata.normalize("NFKC", said).strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else said.strip()


def day_of_text(said: str) -> Any:
    """Return the day that was typed; else what was typed."""
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        return said.strip()


Read = Callable[["Reader", Any, Any, str, Path], Any]
"""Reads a control: the reader, what stands there, the type, the name, the path in the record."""


class Reader:
    """Reads one record out of a form.

    Attributes:
        names: for every path in the record, the name of the control it came from.
        problems: what cannot be read at all, at the name of its control.
    """

    def __init__(self, labels: Labels, rule: Read) -> None:
        self.labels = labels
        self._read = {**_READ, Control.RULE: rule}
        self.names: dict[Path, str] = {}
        self.problems: list[Problem] = []

    def read(self, held: Any, hint: Any, name: str, at: Path) -> Any:
        """Return the plain value of a field; None where it is left open."""
        self.names[at] = name
        control = control_of(hint)
        if is_blank(held):
            return None
        return self._read[control](self, held, hint, name, at)

    def part(self, held: Branch, kind: type, name: str, at: Path) -> dict[str, Any] | None:
        """Return the plain values of a group; None where all of it is left open."""
        out: dict[str, Any] = {}
        for key, hint in keys_of(kind).items():
            inner, path = held.get(key, []), (*at, key)
            got = self.read(inner, hint, f"{name}.{key}", path)
            if got is not None:
                out[key] = got
        if out:
            for key in keys_of(kind):
                if must_choose(kind, key) and key not in out and out.keys() & _DAYS:
                    self.refuse(f"{name}.{key}", *_HOW_DAYS)
        return out or None

    def refuse(self, name: str, problem: Text, remedy: Text | None = None) -> None:
        """Keep a problem of a control."""
        self.problems.append(Problem(place=name, problem=problem, remedy=remedy))

    def named(self, said: str, kind: str, name: str) -> str:
        """Return the id of a record that is named; what was typed, with a problem, for none."""
        found = self.labels.id_of(kind, said)
        if found is not None:
            return found
        word = _KIND_WORD[kind]
        problem = Text(
            zh=f"没有叫“{said[:60]}”的{word.zh}。", en=f'there is no {word.en} "{said[:60]}".'
        )
        near = self.labels.near(kind, said)
        self.refuse(name, problem, _did_you_mean(near) if near else _CHOOSE_ONE)
        return said

    def yaml(self, said: str, name: str, at: Path) -> Any:
        """Return the value of a box of YAML; what is wrong in it is said with its line there."""
        try:
            return read_yaml(said.encode(), name).value
        except BadRecords as error:
            for one in error.problems:
                self.refuse(name, _in_line(one), one.remedy)
            return None


_DAYS: Final = frozenset(
    {"days", "statutory", "committed", "until_days", "from_days", "extension", "kind"}
)


def _in_line(problem: Problem) -> Text:
    if problem.line is None:
        return problem.problem
    said = problem.problem
    return Text(zh=f"第 {problem.line} 行：{said.zh}", en=f"line {problem.line}: {said.en}")


# ---- controls ---------------------------------------------------------------------------------


def _line(_: Reader, held: Any, *__: Any) -> Any:
    return value(held).strip("\n") if "\n" in value(held) else value(held).strip()


def _words(reader: Reader, held: Any, _: Any, name: str, at: Path) -> Any:
    out = {}
    for language in LANGUAGES:
        reader.names[(*at, language)] = f"{name}.{language}"
        said = value(held, language).strip()
        if said:
            out[language] = said
    return out or None


def _phrases(reader: Reader, held: Any, _: Any, name: str, at: Path) -> Any:
    out = {}
    for language in LANGUAGES:
        reader.names[(*at, language)] = f"{name}.{language}"
        said = _each_line(value(held, language))
        if said:
            out[language] = sorted(set(said))
    return out or None


def _each_line(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.strip()]


def _lines(_: Reader, held: Any, *__: Any) -> Any:
    return list(dict.fromkeys(_each_line("\n".join(values(held)))))


def _figure(_: Reader, held: Any, *__: Any) -> Any:
    return figure_of(value(held))


def _day(_: Reader, held: Any, *__: Any) -> Any:
    return day_of_text(value(held))


def _flag(_: Reader, held: Any, *__: Any) -> Any:
    return _FLAGS.get(value(held), value(held))


def _tick(_: Reader, held: Any, *__: Any) -> Any:
    return True if value(held) == "true" else None


def _named(reader: Reader, held: Any, hint: Any, name: str, _: Path) -> Any:
    return reader.named(value(held), kind_named(hint), name)


def _names(reader: Reader, held: Any, hint: Any, name: str, _: Path) -> list[str]:
    kind = kind_named(hint)
    said = dict.fromkeys(one.strip() for one in values(held) if one.strip())
    return list(dict.fromkeys(reader.named(one, kind, name) for one in said))


def _either(reader: Reader, held: Any, hint: Any, name: str, at: Path) -> Any:
    out: list[list[str]] = []
    for number, row in rows(held):
        if not is_blank(row):
            row_name = f"{name}.{number}.any"
            reader.names[(*at, len(out))] = row_name
            out.append(_names(reader, row.get("any", []), hint, row_name, at))
    return out or None


def _part(reader: Reader, held: Any, hint: Any, name: str, at: Path) -> Any:
    return reader.part(held, options_of(hint)[0], name, at)


def _rows(reader: Reader, held: Any, hint: Any, name: str, at: Path) -> Any:
    out: list[Any] = []
    for number, row in rows(held):
        path = (*at, len(out))
        reader.names[path] = f"{name}.{number}"
        got = None if is_blank(row) else reader.part(row, inner_of(hint), f"{name}.{number}", path)
        if got is not None:
            out.append(got)
    return out or None


def _yaml(reader: Reader, held: Any, _: Any, name: str, at: Path) -> Any:
    return reader.yaml(value(held), name, at)


def _limit(reader: Reader, held: Any, hint: Any, name: str, at: Path) -> Any:
    return limit_of(reader, held, name, at, is_dated(hint))


def limit_of(reader: Reader, held: Any, name: str, at: Path, dated: bool) -> Any:
    """Return the plain limit that was typed; None where none was."""
    how = value(held, "how") or "figure"
    box = f"{name}.{how}"
    reader.names[at] = box
    said = value(held, how)
    if how == "times":
        of = reader.named(value(held, "of"), "concept", f"{name}.of")
        reader.names[(*at, "of")] = f"{name}.of"
        return {"times": figure_of(said), "of": of}
    if not said.strip():
        return None
    if how in ("fact", "parameter"):
        return {how: reader.named(said, "concept" if how == "fact" else how, box)}
    if how == "yaml":
        return reader.yaml(said, box, at)
    return day_of_text(said) if dated else figure_of(said)


_READ: Final[dict[Control, Read]] = {
    Control.LINE: _line,
    Control.CHOICE: _line,
    Control.WORDS: _words,
    Control.PHRASES: _phrases,
    Control.LINES: _lines,
    Control.NUMBER: _figure,
    Control.WHOLE: _figure,
    Control.DAY: _day,
    Control.TIME: _line,
    Control.FLAG: _flag,
    Control.TICK: _tick,
    Control.NAMED: _named,
    Control.NAMES: _names,
    Control.EITHER: _either,
    Control.PART: _part,
    Control.ROWS: _rows,
    Control.LIMIT: _limit,
    Control.YAML: _yaml,
}
