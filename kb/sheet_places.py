"""In which cell every part of a record stands, so that what is said of a part finds its cell."""

from __future__ import annotations

from kb.sheet_columns import CONDITIONS
from kb.sheet_conditions import Condition
from kb.sheet_file import Row
from kb.yaml_text import place_of


def places_of(row: Row) -> dict[str, str]:
    """Return the cell of every column by its path, and of a group the first of its columns."""
    cells = {"": row.place(("id",))}
    for column in row.sheet.columns:
        path = column.path if column.path[0] != "sources" else ("sources", "0", column.path[1])
        cells[place_of(path)] = row.place(column.path)
        for end in range(1, len(path)):
            cells.setdefault(place_of(path[:end]), row.place(column.path))
    return cells


def place_leaf(
    cells: dict[str, str], row: Row, one: Condition, path: tuple[str | int, ...]
) -> None:
    """Note the cells of a leaf and its parts; of the leaf itself that of the value."""
    cells[place_of(path)] = row.place(("compare",))
    for key, named in one.columns.items():
        cells[place_of((*path, *key))] = row.place(named)
    deep = ("not",) if "not" in one.leaf else ()
    for column in CONDITIONS.columns:
        if len(column.path) > 1:
            cells[place_of((*path, *deep, *column.path))] = row.place(column.path)
            cells.setdefault(place_of((*path, *deep, column.path[0])), row.place(column.path))
