"""How many wrong codes one client may try; kept in memory, for minutes."""

from __future__ import annotations

from typing import Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

TRIES: Final = "10/minute"


class Throttle:
    """Counts tries by client."""

    def __init__(self) -> None:
        self._limit = parse(TRIES)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, client: str) -> bool:
        """Count one try and say whether it was still within the limit."""
        return self._limiter.hit(self._limit, client)
