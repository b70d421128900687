"""The day it is where the product is used: Asia/Shanghai throughout."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """Return the day of a moment in Shanghai.

    >>> from datetime import UTC
    >>> day_of(datetime(2026, 11, 22, 16, 30, tzinfo=UTC))
    datetime.date(2026, 11, 23)
    """
    return moment.astimezone(SHANGHAI).date()
