"""What came out of a file of any kind: records, and what of it our records have no place for."""

from __future__ import annotations

from dataclasses import dataclass

from kb.errors import Problem
from kb.source import Placed


@dataclass(frozen=True, slots=True)
class FileRead:
    """Records with their places, and what was left out: to be shown, not to be mended first."""

    records: tuple[Placed, ...]
    left_out: tuple[Problem, ...] = ()
