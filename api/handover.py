"""Codes between being issued and being handed over: shown for a quarter of an hour, then gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from flowchart.tracking import Code

SHOWN_FOR: Final = timedelta(minutes=15)


class Handover:
    """Keeps a code in memory for the session that issued it, and for nobody else."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._held: dict[tuple[str, str], tuple[Code, datetime]] = {}

    def put(self, session: str, case_id: str, code: Code) -> None:
        """Keep a code for a session to show; codes whose time is over are let go."""
        now = self._now()
        self._held = {key: held for key, held in self._held.items() if held[1] > now}
        self._held[session, case_id] = (code, now + SHOWN_FOR)

    def get(self, session: str, case_id: str) -> Code | None:
        """Return a code that this session may still show."""
        code, until = self._held.get((session, case_id), (None, self._now()))
        return code if until > self._now() else None

    def forget_session(self, session: str) -> None:
        """Let every code of a session go."""
        self._held = {key: held for key, held in self._held.items() if key[0] != session}

    def forget(self, case_id: str) -> None:
        """Let every code of a case go."""
        self._held = {key: held for key, held in self._held.items() if key[1] != case_id}
