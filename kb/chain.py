"""Seals for a log whose every entry vouches for all entries before it.

Who changes, drops or swaps an entry has to make every later seal anew. Seals are made of ids and
codes only, so they can stay when what is personal is erased.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def seal(before: str, said: object) -> str:
    """Return the seal of an entry: 64 hexadecimal digits.

    Args:
        before: the seal of the entry before; empty for the first.
        said: the entry as JSON-ready plain values.

    >>> first = seal("", {"opened": "a"})
    >>> seal(first, {"moved": 1}) == seal(first, {"moved": 1}) != seal("", {"moved": 1})
    True
    """
    line = json.dumps([before, said], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def first_broken(start: str, entries: Iterable[tuple[Any, str]]) -> int | None:
    """Return the place of the first entry whose seal is wrong, from 0; None if all hold.

    >>> first_broken("", [("a", seal("", "a")), ("b", "0" * 64)])
    1
    """
    before = start
    for place, (said, held) in enumerate(entries):
        before = seal(before, said)
        if before != held:
            return place
    return None
