"""What the buttons inside the editor's form do: rows come, go and move; nothing is kept yet."""

from __future__ import annotations

from typing import Final

from api.editor_state import Branch, add_row, at_path, is_ours, lift_row, put_at, remove_row, value

_NEW_ROWS: Final[dict[str, Branch]] = {
    "add-fact": {"sort": ["fact"]},
    "add-holds": {"sort": ["holds"]},
    "add-granted": {"sort": ["granted"]},
    "add-review": {"sort": ["review"]},
    "add-yaml": {"sort": ["yaml"]},
    "add-group": {"sort": ["any"], "items": {"0": {"sort": ["fact"]}}},
}
"""What each button puts into a group of conditions."""


def act(tree: Branch, what: str) -> str:
    """Do what a button says, such as `add:r.windows`; returns the name that gets the focus.

    A button that is none of ours does nothing.
    """
    verb, _, path = what.partition(":")
    if not path or not is_ours(path):
        return ""
    if verb == "add":
        return add_row(tree, path)
    if verb in _NEW_ROWS:
        return _add_condition(tree, path, _NEW_ROWS[verb])
    if verb == "remove":
        remove_row(tree, path)
        return path
    if verb == "up":
        lift_row(tree, path)
        return path
    if verb == "wrap":
        return _wrap(tree, path)
    if verb == "to-review":
        return _to_review(tree, path)
    return ""


def _add_condition(tree: Branch, path: str, new: Branch) -> str:
    """Put a row into a group; a condition that is no group yet becomes the first row of one."""
    held = at_path(tree, path)
    if not isinstance(held, dict) or not held:
        put_at(tree, path, {"sort": ["all"], "items": {}})
    elif value(held, "sort") not in ("all", "any", "not"):
        _wrap(tree, path)
    return add_row(tree, f"{path}.items", new)


def _wrap(tree: Branch, path: str) -> str:
    """Put a condition into a group of its own, so that another can stand beside it."""
    held = at_path(tree, path)
    put_at(tree, path, {"sort": ["any"], "items": {"0": held}})
    return path


def _to_review(tree: Branch, path: str) -> str:
    """Let people judge a row that names no fact we know; what was typed becomes their words."""
    held = at_path(tree, path)
    said = value(held, "fact")
    language = "en" if said.isascii() else "zh"
    beside = {key: held[key] for key in ("wording", "source") if key in held} if held else {}
    put_at(tree, path, {"sort": ["review"], "review": {language: [said]}, **beside})
    other = "zh" if language == "en" else "en"
    return f"{path}.review.{other}"
