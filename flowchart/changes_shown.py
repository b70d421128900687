"""What became of a step when a plan was made anew: its word in both languages, and a sign."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kb.text import Text


class Change(StrEnum):
    """How a step of a plan differs from the plan before. 变化."""

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    DELAYED = "delayed"
    EARLIER = "earlier"


CHANGE_TEXT: Final[dict[Change, Text]] = {
    Change.ADDED: Text(zh="新增", en="new"),
    Change.DROPPED: Text(zh="不再需要", en="no longer needed"),
    Change.MOVED: Text(zh="顺序有变", en="order changed"),
    Change.DELAYED: Text(zh="推迟", en="later"),
    Change.EARLIER: Text(zh="提前", en="earlier"),
}

CHANGE_SIGN: Final[dict[Change, str]] = {
    Change.ADDED: "＋",
    Change.DROPPED: "－",
    Change.MOVED: "↕",
    Change.DELAYED: "▼",
    Change.EARLIER: "▲",
}
"""Signs that no state has, and that common Chinese and Latin fonts hold."""
