"""Plain values of a record → what stands in its form; `api.editor_read` goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from api.editor_names import Labels
from api.editor_shape import Control, control_of, default_of, inner_of, keys_of, options_of
from api.editor_state import Branch
from kb.record_yaml import line_yaml, values_yaml
from kb.text import LANGUAGES

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": ("all",),
    "any": ("any",),
    "not": ("not",),
}
WORDED: Final = frozenset({"wording", "source"})
LIMITED: Final = ("at_most", "at_least", "more_than", "less_than", "on_or_after", "before")
"""Comparisons with one limit."""
LISTED: Final = ("in", "not_in", "has_any", "has_all")
"""Comparisons with codes out of a list."""
SINGLE: Final = ("is", "is_not", "has", "within_months", "within_days", "in_issuers_area")
"""Comparisons with one value."""
PLACED: Final = ("within", "within_any")
"""Comparisons with areas."""
NAMING: Final = ("holds", "granted")
"""Conditions that name a record and no fact."""


def typed(held: Any, hint: Any, labels: Labels) -> Any:
    """Return what stands in the controls for a plain value.

    Args:
        held: the value; None is left open.
        hint: the type of the field.
        labels: what records are called.
    """
    if held is None:
        return []
    return _TYPED[control_of(hint)](held, hint, labels)


def typed_part(held: Mapping[str, Any], kind: type, labels: Labels) -> Branch:
    """Return what stands in the controls of a group; words it has by default stand there too."""
    hints = keys_of(kind)
    return {key: typed(_or_word(held, kind, key), hints[key], labels) for key in hints}


def _or_word(held: Mapping[str, Any], kind: type, key: str) -> Any:
    default = default_of(kind, key)
    return held.get(key, str(default) if isinstance(default, StrEnum) else None)


def figure(held: Any) -> str:
    """Return a number, a day or a time as it is typed."""
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, time):
        return held.isoformat("minutes")
    return format(held, "f") if isinstance(held, Decimal) else str(held)


def yaml_of(held: Any) -> str:
    """Return a plain value as the YAML of a small box."""
    if isinstance(held, Mapping):
        return values_yaml(held).strip()
    if isinstance(held, list):
        return "\n".join(f"- {line_yaml(one)}" for one in held)
    return line_yaml(held).removesuffix("...").strip()


# ---- controls ---------------------------------------------------------------------------------


def _line(held: Any, _: Any, __: Labels) -> list[str]:
    return [str(held)]


def _words(held: Any, _: Any, __: Labels) -> Branch:
    return {language: [held[language]] for language in LANGUAGES}


def _phrases(held: Any, _: Any, __: Labels) -> Branch:
    return {language: ["\n".join(held.get(language, []))] for language in LANGUAGES}


def _lines(held: Any, _: Any, __: Labels) -> list[str]:
    return ["\n".join(map(str, held))]


def _figure(held: Any, _: Any, __: Labels) -> list[str]:
    return [figure(held)]


def _tick(held: Any, _: Any, __: Labels) -> list[str]:
    return ["true" if held else ""]


def _named(held: Any, _: Any, labels: Labels) -> list[str]:
    return [labels.label(held)]


def _names(held: Any, _: Any, labels: Labels) -> list[str]:
    return [labels.label(one) for one in held]


def _either(held: Any, hint: Any, labels: Labels) -> Branch:
    return {str(i): {"any": _names(group, hint, labels)} for i, group in enumerate(held)}


def _part(held: Any, hint: Any, labels: Labels) -> Branch:
    return typed_part(held, options_of(hint)[0], labels)


def _rows(held: Any, hint: Any, labels: Labels) -> Branch:
    return {str(i): typed_part(one, inner_of(hint), labels) for i, one in enumerate(held)}


def _limit(held: Any, _: Any, labels: Labels) -> Branch:
    """Return a limit: a figure, a fact, a local figure, so many times a fact, or YAML."""
    if not isinstance(held, Mapping):
        return {"how": ["figure"], "figure": [figure(held)]}
    if held.keys() == {"fact"} or held.keys() == {"parameter"}:
        ((how, named),) = held.items()
        return {"how": [how], how: [labels.label(named)]}
    if held.keys() == {"times", "of"}:
        of = [labels.label(held["of"])]
        return {"how": ["times"], "times": [figure(held["times"])], "of": of}
    return {"how": ["yaml"], "yaml": [yaml_of(held)]}


def _yaml(held: Any, _: Any, __: Labels) -> list[str]:
    return [yaml_of(held)]


# ---- conditions -------------------------------------------------------------------------------


def _rule(held: Any, _: Any, labels: Labels) -> Branch:
    """Return a condition: a group with its items, one comparison, or the YAML of a rarer one."""
    for group in GROUPS:
        if held.keys() == {group}:
            inner = [held["not"]] if group == "not" else held[group]
            items = {str(i): _rule(one, _, labels) for i, one in enumerate(inner)}
            return {"sort": [group], "items": items}
    leaf = _leaf(held, labels)
    return leaf if leaf is not None else {"sort": ["yaml"], "yaml": [yaml_of(held)]}


def _leaf(held: Mapping[str, Any], labels: Labels) -> Branch | None:
    """Return a leaf with what stands beside it; None for a form without controls."""
    own = held.keys() - WORDED
    said = {
        "wording": _words(held["wording"], None, labels) if "wording" in held else {},
        "source": _clause(held.get("source", {}), labels),
    }
    if "fact" in own and len(own) == 2:
        (op,) = own - {"fact"}
        given = _compared(op, held[op], labels)
        fact = [labels.label(held["fact"])]
        return {"sort": ["fact"], "fact": fact, "op": [op], **given, **said} if given else None
    if len(own) == 1:
        (subject,) = own
        if subject in NAMING:
            return {"sort": [subject], "named": [labels.label(held[subject])], **said}
        if subject == "review":
            return {"sort": ["review"], "review": _words(held["review"], None, labels), **said}
    return None


def _clause(held: Mapping[str, Any], labels: Labels) -> Branch:
    document = [labels.label(held["document"])] if "document" in held else []
    return {"document": document, "article": [held["article"]] if "article" in held else []}


def _compared(op: str, limit: Any, labels: Labels) -> Branch | None:
    if op in LIMITED:
        return {"limit": _limit(limit, None, labels)}
    if op == "between":
        if len(limit) != 2:
            return None
        low, high = (_limit(one, None, labels) for one in limit)
        return {"low": low, "high": high}
    if op in LISTED:
        return {"codes": [str(one) for one in limit]}
    if op in SINGLE:
        return {"value": [figure(limit)]}
    if op in PLACED:
        areas = [limit] if op == "within" else limit
        return {"areas": [labels.label(one) for one in areas]}
    return None


_TYPED: Final[dict[Control, Callable[[Any, Any, Labels], Any]]] = {
    Control.LINE: _line,
    Control.CHOICE: _line,
    Control.WORDS: _words,
    Control.PHRASES: _phrases,
    Control.LINES: _lines,
    Control.NUMBER: _figure,
    Control.WHOLE: _figure,
    Control.DAY: _figure,
    Control.TIME: _figure,
    Control.FLAG: _figure,
    Control.TICK: _tick,
    Control.NAMED: _named,
    Control.NAMES: _names,
    Control.EITHER: _either,
    Control.PART: _part,
    Control.ROWS: _rows,
    Control.RULE: _rule,
    Control.LIMIT: _limit,
    Control.YAML: _yaml,
}
