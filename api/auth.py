"""Who is asking: one-time sign-in links, staff sessions, and the check on every form.

No password exists by default. `serve` prints one link per role on the terminal; a link is used
by pressing a button, because messengers and scanners open links by themselves.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Column, String, Table, delete, select, update

from kb.database import METADATA, Database, Moment
from kb.errors import NotAllowed, NotFound

COOKIE: Final = "companion_session"
SESSION_LIFETIME: Final = timedelta(hours=12)
LINK_LIFETIME: Final = timedelta(hours=12)

LINK = Table(
    "sign_in_link",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
SESSION = Table(
    "staff_session",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
)


class Role(StrEnum):
    """What a member of staff may do."""

    COMPANION = "companion"
    OFFICER = "officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in member of staff; `key` names the session without giving it away."""

    key: str
    role: Role
    name: str
    csrf: str


def hashed(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Staff:
    """Sign-in links and sessions."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def new_links(self) -> dict[Role, str]:
        """Return a fresh one-time secret for each role; unused earlier ones stop working."""
        secrets_by_role = {role: secrets.token_urlsafe(24) for role in Role}
        with self._database.write() as connection:
            connection.execute(delete(LINK))
            for role, secret in secrets_by_role.items():
                connection.execute(
                    LINK.insert().values(
                        hash=hashed(secret), role=role, expires_at=self._now() + LINK_LIFETIME
                    )
                )
        return secrets_by_role

    def role_of(self, secret: str) -> Role:
        """Return the role a link is for, without using it up.

        Raises:
            NotFound: it is wrong, used or expired.
        """
        query = select(LINK.c.role).where(
            LINK.c.hash == hashed(secret),
            LINK.c.used_at.is_(None),
            LINK.c.expires_at > self._now(),
        )
        with self._database.read() as connection:
            role = connection.scalar(query)
        if role is None:
            raise NotFound("This sign-in link is used up or expired.")
        return Role(role)

    def sign_in(self, secret: str) -> tuple[str, Session]:
        """Use a link up and return the cookie's secret and the session.

        Raises:
            NotFound: it is wrong, used or expired; of two who are quick, one wins.
        """
        role = self.role_of(secret)
        cookie, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        with self._database.write() as connection:
            used = connection.execute(
                update(LINK)
                .where(LINK.c.hash == hashed(secret), LINK.c.used_at.is_(None))
                .values(used_at=self._now())
            )
            if used.rowcount != 1:
                raise NotFound("This sign-in link is used up or expired.")
            connection.execute(
                SESSION.insert().values(
                    hash=hashed(cookie),
                    role=role,
                    name=role,
                    csrf=csrf,
                    expires_at=self._now() + SESSION_LIFETIME,
                )
            )
        return cookie, Session(key=hashed(cookie), role=role, name=role, csrf=csrf)

    def session(self, cookie: str | None) -> Session | None:
        """Return the session behind a cookie, if it is good."""
        if not cookie:
            return None
        query = select(SESSION).where(
            SESSION.c.hash == hashed(cookie), SESSION.c.expires_at > self._now()
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Session(key=row.hash, role=Role(row.role), name=row.name, csrf=row.csrf)

    def sign_out(self, session: Session) -> None:
        """End a session."""
        with self._database.write() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.hash == session.key))


def check_form(session: Session, sent: str | None) -> None:
    """Let a form through that was made for this session.

    Raises:
        NotAllowed: it was not.
    """
    if not hmac.compare_digest(session.csrf.encode(), (sent or "").encode()):
        raise NotAllowed("This form is too old. Open the page again and send it once more.")
