"""Codes between being issued and being handed over: shown for a quarter of an hour, then gone.

Any worker may be asked to show it, so it lies in the database, sealed with a key that only the
cookie of the session that issued it yields. Without that cookie nobody can open it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Column, String, Table, delete, select

from api.auth import Session
from flowchart.tracking import Code
from kb.database import METADATA, Database, Moment, add_or_change

_TABLE: Final = "/table"
SHOWN_FOR: Final = timedelta(minutes=15)

SHOWN = Table(
    "shown_code",
    METADATA,
    Column("session", String(64), primary_key=True),
    Column("case_id", String(40), primary_key=True),
    Column("sealed", String(400), nullable=False),
    Column("until", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPin:
    """A PIN that a code got anew; the code itself is with its holder and is not shown again."""

    mark: str
    pin: str = field(repr=False)


class Handover:
    """Keeps a code, or a new PIN alone, for the session that issued it, and for nobody else."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def put(self, session: Session, case_id: str, code: Code) -> None:
        """Keep a code for a session to show; codes whose time is over are let go."""
        self._keep(session, case_id, {"token": code.token, "pin": code.pin})

    def put_pin(self, session: Session, case_id: str, new: NewPin) -> None:
        """Keep a new PIN for a session to show, in place of a code that it showed so far."""
        self._keep(session, case_id, {"mark": new.mark, "pin": new.pin})

    def put_link(self, session: Session, case_id: str, secret: str) -> None:
        """Keep the link of a seat at a round table for a session to show, beside any code."""
        self._keep(session, case_id + _TABLE, {"secret": secret})

    def get_link(self, session: Session, case_id: str) -> str:
        """Return the secret of a link that this session may still show; empty if none."""
        return str(self._held(session, case_id + _TABLE).get("secret", ""))

    def _keep(self, session: Session, case_id: str, said: dict[str, str]) -> None:
        sealed = _box(session).encrypt(json.dumps(said).encode()).decode()
        kept = {"sealed": sealed, "until": self._now() + SHOWN_FOR}
        with self._database.write() as connection:
            connection.execute(delete(SHOWN).where(SHOWN.c.until <= self._now()))
            row = {"session": session.key, "case_id": case_id, **kept}
            add_or_change(connection, SHOWN, row, kept)

    def get(self, session: Session, case_id: str) -> Code | None:
        """Return a code that this session may still show."""
        held = self._held(session, case_id)
        return Code(token=held["token"], pin=held["pin"]) if "token" in held else None

    def get_pin(self, session: Session, case_id: str) -> NewPin | None:
        """Return a new PIN that this session may still show."""
        held = self._held(session, case_id)
        return NewPin(mark=held["mark"], pin=held["pin"]) if "mark" in held else None

    def _held(self, session: Session, case_id: str) -> dict[str, Any]:
        query = select(SHOWN.c.sealed).where(
            SHOWN.c.session == session.key,
            SHOWN.c.case_id == case_id,
            SHOWN.c.until > self._now(),
        )
        with self._database.read() as connection:
            sealed = connection.scalar(query)
        try:
            return dict(json.loads(_box(session).decrypt(sealed.encode()))) if sealed else {}
        except InvalidToken:
            return {}

    def forget_session(self, session: str) -> None:
        """Let every code of a session go."""
        with self._database.write() as connection:
            connection.execute(delete(SHOWN).where(SHOWN.c.session == session))

    def forget(self, case_id: str) -> None:
        """Let every code of a case go."""
        with self._database.write() as connection:
            mine = SHOWN.c.case_id.in_((case_id, case_id + _TABLE))
            connection.execute(delete(SHOWN).where(mine))


def _box(session: Session) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(session.seal))
