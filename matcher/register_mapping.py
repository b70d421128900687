"""The mapping file of a register: which column tells which concept, and how it is written there.

id: 统一社会信用代码
consent: 同意使用数据
columns:
  员工人数: concept/employees
  注册资本（万元）: {concept: concept/registered-capital, times: 10000}
  行业: {concept: concept/industry, values: {餐饮业: catering}}
  成立日期: {concept: concept/registered-on, form: "%d/%m/%Y"}
  不用的列: null
"""

from __future__ import annotations

from collections.abc import Mapping as Lines
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from kb.errors import Problem
from kb.reading import value_from
from kb.text import Text
from kb.yaml_text import Path, YamlText, place_of, read_yaml

_ANY_DAY: Final = date(2023, 11, 27)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What a mapping says of one column.

    Attributes:
        concept: by its id, the fact sheet's name, or a title.
        times: brings its numbers into the concept's unit.
        values: what its words mean: a value of the concept, or null for unknown.
        form: how its days are written, as `strptime` has it.
    """

    concept: str
    times: Decimal | None = None
    values: dict[str, Any] = field(default_factory=dict)
    form: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of a mapping file; a column of null is not read."""

    id: str | None = None
    consent: str | None = None
    sheet: str | None = None
    columns: dict[str, str | Mapped | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A mapping file and its lines, so that whatever is wrong can be found."""

    keys: Keys
    file: str = ""
    lines: Lines[Path, int] = field(default_factory=dict)

    def problem(self, path: Path, said: Text, remedy: Text | None) -> Problem:
        """Return what is wrong at a place of the file."""
        line = next((self.lines[p] for p in _upwards(path) if p in self.lines), None)
        return Problem(
            file=self.file or None, line=line, place=place_of(path), problem=said, remedy=remedy
        )


def read_mapping(content: bytes, file: str) -> Mapping:
    """Return the mapping that a YAML file holds.

    Raises:
        BadRecords: with one Problem and its line for everything that does not fit.
    """
    text = read_yaml(content, file)
    held = YamlText(value={} if text.value is None else text.value, lines=text.lines)
    keys = value_from(held.value, Keys, file, held)
    return Mapping(keys=keys, file=file, lines=held.lines)


def plain_mapping(keys: dict[str, Any]) -> Mapping:
    """Return the mapping that plain values say, as a page or a notebook gives them.

    Raises:
        BadRecords: with one Problem for everything that does not fit.
    """
    return Mapping(keys=value_from(keys, Keys, "mapping"))


def reads_days(form: str) -> bool:
    """Say whether a form tells year, month and day.

    >>> reads_days("%d/%m/%Y"), reads_days("%m/%Y"), reads_days("%Q")
    (True, False, False)
    """
    try:
        return datetime.strptime(_ANY_DAY.strftime(form), form).date() == _ANY_DAY
    except ValueError:
        return False


def _upwards(path: Path) -> list[Path]:
    return [path[:end] for end in range(len(path), -1, -1)]
