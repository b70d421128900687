"""How much one client may try in vain, how often one key may call; in memory, for minutes."""

from __future__ import annotations

import math
import time
from typing import Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kb.errors import CompanionError, Unavailable
from kb.text import Text

CODES: Final = "10/minute"
SIGN_INS: Final = "30/minute"
"""Wrong ones only, by address: a whole office may stand behind one. Each name has its own five."""


class TooOften(CompanionError):
    """The limit is reached; after some seconds one may try again."""

    def __init__(self, said: Text, seconds: int) -> None:
        super().__init__(said)
        self.seconds = seconds


class Throttle:
    """Counts tries by client."""

    def __init__(self, limit: str = CODES) -> None:
        """Count up to a limit, such as `120/minute`.

        Raises:
            Unavailable: the limit cannot be read.
        """
        try:
            self._limit = parse(limit)
        except ValueError:
            raise Unavailable(
                Text(
                    zh=f"“{limit}”不是限额。请写次数和时间：COMPANION_RATE=120/minute",
                    en=f'"{limit}" is no limit. Write a number and a time: '
                    "COMPANION_RATE=120/minute",
                )
            ) from None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, client: str) -> bool:
        """Count one try and say whether it was still within the limit."""
        return self._limiter.hit(self._limit, client)

    def has_spent(self, client: str) -> bool:
        """Say whether the limit is reached, without counting."""
        return not self._limiter.test(self._limit, client)

    def seconds_to_wait(self, client: str) -> int:
        """Return after how many seconds one more try is allowed."""
        free_at = self._limiter.get_window_stats(self._limit, client).reset_time
        return max(1, math.ceil(free_at - time.time()))
