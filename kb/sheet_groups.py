"""Rows of conditions ↔ the tree they make: which must all be met, and which are alternatives.

A row stands in a group: none for what must be met, `1` for one of several ways, `1.1` for what is
met together as one of the ways of group 1, and so on: *all* and *any* take turns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kb.scalars import is_not
from kb.text import Text

Group = tuple[int, ...]
Path = tuple[str | int, ...]
_GROUP: Final = re.compile(r"\d{1,4}(\.\d{1,4}){0,9}")
_TREES: Final = ("all", "any")


def group_of(text: str) -> Group:
    """Return a group as it is written; empty, `all` and 全部 are what must be met.

    Raises:
        Refused: it is none.

    >>> group_of("1.2"), group_of("全部")
    ((1, 2), ())
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in ("", "全部", "all", "0"):
        return ()
    if not _GROUP.fullmatch(plain):
        raise is_not(text, Text(zh="组号", en="a group"), _A_GROUP)
    return tuple(int(part) for part in plain.split("."))


@dataclass(slots=True)
class _Node:
    """What stands together: places of rows, and groups, in the order in which they begin."""

    items: list[int | _Node] = field(default_factory=list)
    below: dict[int, _Node] = field(default_factory=dict)

    def group(self, number: int) -> _Node:
        """Return a group inside this one, made where it is new."""
        if number not in self.below:
            self.below[number] = _Node()
            self.items.append(self.below[number])
        return self.below[number]


def tree_of(groups: Sequence[Group], leaves: Sequence[Any]) -> tuple[Any, list[Path]]:
    """Return the tree of n rows, and the path of each row's leaf in it.

    >>> tree_of([(), (1,), (1,)], ["a", "b", "c"])
    ({'all': ['a', {'any': ['b', 'c']}]}, [('all', 0), ('all', 1, 'any', 0), ('all', 1, 'any', 1)])
    """
    root = _Node()
    for place, group in enumerate(groups):
        node = root
        for number in group:
            node = node.group(number)
        node.items.append(place)
    paths: list[Path] = [()] * len(leaves)
    if len(root.items) == 1:
        return _plain(root.items[0], 1, (), leaves, paths), paths
    return _plain(root, 0, (), leaves, paths), paths


def _plain(
    node: int | _Node, depth: int, path: Path, leaves: Sequence[Any], paths: list[Path]
) -> Any:
    if isinstance(node, int):
        paths[node] = path
        return leaves[node]
    key = _TREES[depth % 2]
    items = enumerate(node.items)
    return {key: [_plain(one, depth + 1, (*path, key, i), leaves, paths) for i, one in items]}


class NoRows(Exception):
    """The tree has no form as rows: a group in one of its own kind, or *not* around a group."""


def rows_of(tree: Mapping[str, Any]) -> list[tuple[Group, Mapping[str, Any]]]:
    """Return the leaves of a tree in order, each with its group.

    Raises:
        NoRows: it cannot be written as rows that read back to the same.

    >>> rows_of({"all": [{"fact": "a"}, {"any": [{"fact": "b"}, {"fact": "c"}]}]})
    [((), {'fact': 'a'}), ((1,), {'fact': 'b'}), ((1,), {'fact': 'c'})]
    """
    items = tree["all"] if len(tree.get("all", ())) > 1 else [tree]
    return list(_rows(items, 0, ()))


def _rows(
    items: Sequence[Mapping[str, Any]], depth: int, prefix: Group
) -> Iterator[tuple[Group, Mapping[str, Any]]]:
    below = _TREES[(depth + 1) % 2]
    count = 0
    for item in items:
        if item.get(below):
            count += 1
            yield from _rows(item[below], depth + 1, (*prefix, count))
        elif any(key in item for key in _TREES) or _wraps_group(item):
            raise NoRows
        else:
            yield prefix, item


def _wraps_group(item: Mapping[str, Any]) -> bool:
    inner = item.get("not")
    return isinstance(inner, Mapping) and any(key in inner for key in (*_TREES, "not"))


_A_GROUP: Final = Text(
    zh="不填，或者写 1、2、1.1 的样子。", en="Leave it empty, or write 1, 2 or 1.1."
)
