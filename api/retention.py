"""Cases that have rested long enough are erased, but for their log.

The words of what was pointed out in conversations without a case go after a year.

个人信息保护法第十九条: kept no longer than the purpose needs; how long that is, the centre says.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from api.flags import forget_words
from api.wiring import Clock
from flowchart.case_events import By
from flowchart.case_kinds import Actor
from flowchart.case_reading import CaseReader
from flowchart.case_tables import PERSONAL, RECORD_FLAG
from flowchart.private import PrivateRows
from kb.database import Database
from kb.errors import NotFound

_HOUSE: Final = By(actor=Actor.HOUSE)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """How many cases had rested for so many days, and how many of them were erased.

    `words` are those of conversations a year ago that were let go of.
    """

    days: int
    found: int
    erased: int
    words: int = 0


def erase_old(database: Database, now: Clock, days: int, dry_run: bool = False) -> Retained:
    """Erase cases whose last event lies longer back; return how many. The log gets counts alone.

    Args:
        database: that holds them.
        now: the clock.
        days: for so long a case is kept after its last event; 0 is for ever.
        dry_run: only count.
    """
    words = 0 if dry_run else _forget_words(database, now)
    if days == 0:
        return Retained(days=0, found=0, erased=0, words=words)
    old = CaseReader(database).untouched_since(now() - timedelta(days=days))
    private = PrivateRows(database, now)
    erased = 0 if dry_run else sum(_erase(private, case_id) for case_id in old)
    if erased:
        database.forget_deleted([table.name for table in PERSONAL])
        _log.warning("Erased after %d days without an event: %d cases.", days, erased)
    return Retained(days=days, found=len(old), erased=erased, words=words)


def _forget_words(database: Database, now: Clock) -> int:
    words = forget_words(database, now())
    if words:
        database.forget_deleted([RECORD_FLAG.name])
        _log.warning("Let go of words of conversations a year ago: %d.", words)
    return words


def _erase(private: PrivateRows, case_id: str) -> bool:
    try:
        private.erase(case_id, _HOUSE, forget=False)
    except NotFound:
        return False  # another worker was quicker
    return True
