"""What stands in the editor's form: a tree of what was typed, as a form sends it and gets it back.

The name of a control is its path with dots (`r.criteria.items.2.limit.number`), so that a form of
any shape needs no names of its own. Rows are numbered; after every visit they count from 0 again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kb.errors import WrongInput
from kb.text import Text

Branch = dict[str, Any]
"""A key leads to another branch, or to the list of what was typed under that name."""

DEEPEST: Final = 40
LONGEST: Final = 1_000
"""No name of ours is longer; a row's number of thousands of digits would be no number."""
MOST_FIELDS: Final = 6_000

_TOO_DEEP: Final = (
    Text(zh="条件套得太深。", en="The conditions are nested too deeply."),
    Text(zh="请少套几层。", en="Use fewer levels."),
)


def gathered(pairs: Iterable[tuple[str, str]]) -> Branch:
    """Return the tree of what a form sent.

    Raises:
        WrongInput: it is deeper than any form of ours.

    >>> gathered([("r.title.zh", "补贴"), ("r.tiers.7.rate", "5"), ("r.tiers.2.rate", "3")])
    {'r': {'title': {'zh': ['补贴']}, 'tiers': {'0': {'rate': ['3']}, '1': {'rate': ['5']}}}}
    """
    tree: Branch = {}
    for name, value in pairs:
        if not is_ours(name):
            raise WrongInput.at("", *_TOO_DEEP)
        _put(tree, name.split("."), value.replace("\r\n", "\n").replace("\x00", ""))
    return _counted(tree)


def is_ours(path: str) -> bool:
    """Say whether a dotted path is no deeper and no longer than any of our forms."""
    return path.count(".") < DEEPEST and len(path) <= LONGEST


def _put(tree: Branch, steps: list[str], value: str) -> None:
    here = tree
    if not all(steps):
        return  # nor is one with an empty step
    for step in steps[:-1]:
        inner = here.setdefault(step, {})
        if not isinstance(inner, dict):
            return  # a name that is both a branch and a leaf is none of ours
        here = inner
    held = here.setdefault(steps[-1], [])
    if isinstance(held, list):
        held.append(value)


def _counted(tree: Branch) -> Branch:
    """Return a tree whose rows count from 0, in their order."""
    inner = {key: _counted(one) if isinstance(one, dict) else one for key, one in tree.items()}
    if not inner or not all(key.isdecimal() and key.isascii() for key in inner):
        return inner
    return {str(i): inner[key] for i, key in enumerate(sorted(inner, key=int))}


def pairs_of(tree: Branch, at: str = "") -> Iterable[tuple[str, str]]:
    """Yield the names and values a form with this tree sends."""
    for key, held in tree.items():
        name = f"{at}.{key}" if at else key
        if isinstance(held, dict):
            yield from pairs_of(held, name)
        else:
            yield from ((name, value) for value in held)


# ---- reading from a tree ----------------------------------------------------------------------


def branch(tree: Any, *steps: str) -> Branch:
    """Return a branch; an empty one where there is none."""
    for step in steps:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def values(tree: Any, *steps: str) -> list[str]:
    """Return everything typed under a name."""
    for step in steps:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree if isinstance(tree, list) else []


def value(tree: Any, *steps: str) -> str:
    """Return what was typed last under a name: "" where nothing was.

    The last, for a box that is not ticked is sent by a hidden twin before it.
    """
    return (["", *values(tree, *steps)])[-1]


def rows(tree: Any) -> list[tuple[str, Any]]:
    """Return numbered rows with their numbers, in order."""
    held = branch(tree)
    return sorted(
        ((key, one) for key, one in held.items() if key.isdecimal()), key=lambda row: int(row[0])
    )


def is_blank(tree: Any) -> bool:
    """Say whether nothing was typed or chosen in a tree; the kind of a condition is no answer."""
    if isinstance(tree, dict):
        return all(is_blank(one) for key, one in tree.items() if key not in ("sort", "how"))
    if isinstance(tree, list):
        return not any(one.strip() for one in tree)
    return True


# ---- what the buttons of rows do --------------------------------------------------------------


def at_path(tree: Branch, path: str) -> Any:
    """Return what stands at a dotted path; None where nothing does."""
    here: Any = tree
    for step in path.split("."):
        here = here.get(step) if isinstance(here, dict) else None
    return here


def put_at(tree: Branch, path: str, new: Any) -> None:
    """Put something at a dotted path, with the branches that lead to it."""
    *steps, last = path.split(".")
    here = tree
    for step in steps:
        inner = here.get(step)
        if not isinstance(inner, dict):
            inner = here[step] = {}
        here = inner
    here[last] = new


def add_row(tree: Branch, path: str, new: Branch | None = None) -> str:
    """Add an empty row to the list at a path; returns the name of the row."""
    held = at_path(tree, path)
    if not isinstance(held, dict):
        held = {}
        put_at(tree, path, held)
    number = str(max((int(key) for key in held if key.isdecimal()), default=-1) + 1)
    held[number] = dict(new or {})
    return f"{path}.{number}"


def remove_row(tree: Branch, path: str) -> None:
    """Take out what stands at a path; the rows after it move up."""
    around, _, last = path.rpartition(".")
    held = at_path(tree, around)
    if isinstance(held, dict) and last in held:
        del held[last]
        put_at(tree, around, _counted(held))


def lift_row(tree: Branch, path: str) -> None:
    """Move a row before the one above it."""
    around, _, last = path.rpartition(".")
    held = at_path(tree, around)
    if isinstance(held, dict) and last.isdecimal() and int(last) > 0 and last in held:
        above = str(int(last) - 1)
        held[above], held[last] = held[last], held[above]
