"""Versions written in the words of earlier releases, put into those of today.

What stands in the ledger is never rewritten; it is read in today's words instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

_BARRED: Final = {"zh": "不适用告知承诺", "en": "not handled by written promise"}


def in_words_of_today(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain values of a record as a reader of today understands them.

    >>> in_words_of_today({"id": "service/tax", "commitment": True, "confirm": ["commitment"]})
    {'id': 'service/tax', 'confirm': ['modes'], 'modes': [{'mode': 'commitment'}]}
    """
    held = dict(record)
    for prefix, change in _CHANGES.items():
        if str(held.get("id", "")).startswith(prefix):
            change(held)
    return held


def _commitment_as_mode(service: dict[str, Any]) -> None:
    """Put whether a service goes by written commitment among its ways of handling (until 0.6)."""
    for marks in ("seen", "confirm"):
        if "commitment" in service.get(marks, ()):
            service[marks] = ["modes" if one == "commitment" else one for one in service[marks]]
    offered = service.pop("commitment", None)
    if offered is not None and "modes" not in service:
        mode = {"mode": "commitment"}
        service["modes"] = [mode if offered else {**mode, "barred": _BARRED}]


_CHANGES: Final[Mapping[str, Callable[[dict[str, Any]], None]]] = {"service/": _commitment_as_mode}
