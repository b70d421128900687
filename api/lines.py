"""What a record page is made of: fields, their lines, and how well each is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.text import Text


class FieldStanding(StrEnum):
    """How well a field, or a part of one, is known."""

    SEEN = "seen"
    TO_CONFIRM = "to-confirm"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a field: words, the record they lead to, their source, and what is under them.

    A line has a standing only where it may differ from its field's. A `missing` line says that
    something is not known.
    """

    text: Text
    record: str = ""
    indent: int = 0
    part: str = ""
    standing: FieldStanding | None = None
    missing: bool = False
    source: Text | None = None
    source_record: str = ""
    under: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with its lines and standing; without one, its lines have their own."""

    key: str
    standing: FieldStanding | None
    lines: tuple[Line, ...]
