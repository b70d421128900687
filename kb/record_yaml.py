"""One record → YAML that an officer can read aloud and edit, and that reads back to the same.

A group stands on one line where it fits; a condition says its comparison before its wording and
source; sources and standing come last; long English text is folded, long Chinese text is one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

import yaml

from kb.examples import Example
from kb.model import AnyRecord
from kb.writing import plain
from kb.yaml_text import stays_text

WIDTH: Final = 120
"""How wide a line may become before a group is opened up; Chinese characters count two."""

_LAST: Final = ("wording", "source", "sources", "seen", "confirm", "checked_on")
"""What is said about a condition or a record, after what it says itself."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_BREAK: Final = 10_000
_FOLDABLE: Final = re.compile(r"\S+(?: \S+)+")
_TAG: Final = "tag:yaml.org,2002:"
_TAGS: Final[Mapping[type, str]] = {
    bool: f"{_TAG}bool",
    int: f"{_TAG}int",
    Decimal: f"{_TAG}float",
    date: f"{_TAG}timestamp",
}


class _Writer(yaml.SafeDumper):
    """Writes nodes that say themselves whether they stand on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their key too."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Return the style of a text: double quotes where quotes are needed."""
        style = str(super().choose_scalar_style() or "")
        return '"' if style == "'" else style

    def write_plain(self, text: str, split: bool = True) -> None:
        """Write a bare text without breaking it."""
        super().write_plain(text, False)

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write a text in quotes without breaking it."""
        super().write_double_quoted(text, False)


def record_yaml(record: AnyRecord) -> str:
    """Return one record as YAML."""
    return _written(_opened(_values(record), 0))


def records_yaml(records: Iterable[AnyRecord]) -> str:
    """Return a list of records as YAML, an empty line between two."""
    return "\n".join(_written(_listed([_opened(_values(one), 2)])) for one in records)


def examples_yaml(examples: Iterable[Example]) -> str:
    """Return examples as YAML to paste beside their rule, each on a line of its own."""
    nodes = [_in_line(_with_days(plain(one))) for one in examples]
    listed = yaml.MappingNode(f"{_TAG}map", [(_scalar("examples"), _listed(nodes))])
    listed.flow_style = False
    return str(yaml.serialize(listed, Dumper=_Writer, allow_unicode=True, width=_NO_BREAK))


def values_yaml(values: Mapping[str, Any]) -> str:
    """Return some of a record's plain values as YAML, a line for each key."""
    return _written(_opened(values, 0))


def line_yaml(value: Any) -> str:
    """Return plain values as YAML on one line."""
    return str(
        yaml.serialize(_in_line(value), Dumper=_Writer, allow_unicode=True, width=_NO_BREAK)
    ).strip()


def _with_days(value: Any) -> Any:
    """Return plain values whose dates are dates again; the facts of an example hold their text."""
    if isinstance(value, Mapping):
        return {key: _with_days(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_with_days(held) for held in value]
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _values(record: AnyRecord) -> dict[str, Any]:
    """Return a record's values with its id first."""
    return {"id": str(record.id), **plain(record)}


def _written(node: yaml.Node) -> str:
    return str(yaml.serialize(node, Dumper=_Writer, allow_unicode=True, width=WIDTH))


# ---- values → nodes -------------------------------------------------------------------------


def _node(value: Any, indent: int, start: int) -> yaml.Node:
    """Return the node of a value.

    Args:
        value: what is written.
        indent: the column of the key or dash it belongs to.
        start: the column it begins at if it stays on that line.
    """
    if isinstance(value, Mapping):
        in_line = _is_small(value) and start + _width_of(value) <= WIDTH
        return _in_line(value) if in_line else _opened(value, indent)
    if isinstance(value, list):
        single = not any(isinstance(item, Mapping | list) for item in value)
        in_line = _is_small(value) and (single or start + _width_of(value) <= WIDTH)
        return (
            _in_line(value)
            if in_line
            else _listed([_node(item, indent + 4, indent + 4) for item in value])
        )
    return _scalar(value, start)


def _opened(value: Mapping[str, Any], indent: int) -> yaml.Node:
    """Return a group with a line for each key."""
    pairs = [
        (_scalar(key), _node(value[key], indent + 2, indent + len(key) + 2))
        for key in _ordered(value)
    ]
    return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=False)


def _listed(nodes: list[yaml.Node]) -> yaml.Node:
    """Return a list with a line for each item."""
    return yaml.SequenceNode(f"{_TAG}seq", nodes, flow_style=False)


def _in_line(value: Any) -> yaml.Node:
    """Return a value that stands on one line with all that is in it."""
    if isinstance(value, Mapping):
        pairs = [(_scalar(key), _in_line(value[key])) for key in _ordered(value)]
        return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=True)
    if isinstance(value, list):
        return yaml.SequenceNode(f"{_TAG}seq", list(map(_in_line, value)), flow_style=True)
    return _scalar(value)


def _scalar(value: Any, start: int = 0) -> yaml.ScalarNode:
    """Return the node of a single value; the style of a text is what keeps it a text."""
    if isinstance(value, time):
        return yaml.ScalarNode(f"{_TAG}str", value.isoformat("minutes"), style='"')
    if not isinstance(value, str):
        return yaml.ScalarNode(_TAGS[type(value)], _bare(value))
    return yaml.ScalarNode(f"{_TAG}str", value, style=_style(value, start))


_ODD_BREAKS: Final = frozenset("\x85\u2028\u2029")
"""YAML reads the first as an end of line, so a text with it stands in quotes."""


def _style(text: str, start: int) -> str | None:
    if not _ODD_BREAKS.isdisjoint(text):
        return '"'
    if "\n" in text:
        return "|"
    if start + _columns(text) > WIDTH and _FOLDABLE.fullmatch(text) and not _is_wide(text):
        return ">"
    return None if stays_text(text) else '"'


def _bare(value: Any) -> str:
    """Return a value as our reader reads it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


# ---- what fits ------------------------------------------------------------------------------


def _ordered(value: Mapping[str, Any]) -> list[str]:
    return sorted(value, key=lambda key: _LAST.index(key) if key in _LAST else -1)


def _is_small(value: Any) -> bool:
    """Say whether a group may stand on one line: it holds no list of groups."""
    if isinstance(value, Mapping):
        return all(map(_is_small, value.values()))
    if isinstance(value, list):
        return not any(isinstance(item, Mapping) for item in value)
    return "\n" not in str(value)


def _width_of(value: Any) -> int:
    """Return about how many columns a value takes on one line."""
    if isinstance(value, Mapping):
        return sum(len(key) + 4 + _width_of(held) for key, held in value.items())
    if isinstance(value, list):
        return 2 + sum(2 + _width_of(item) for item in value)
    return _columns(str(value)) + 2


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _is_wide(text: str) -> bool:
    """Say whether a text is Chinese, with hardly a space to fold it at."""
    return _columns(text) > 1.2 * len(text)
