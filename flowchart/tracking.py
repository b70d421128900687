"""Codes that show a case on a phone: unguessable token, link, PIN, expiry and revocation.

128 random bits in upper-case base32; only the hash is stored. Names and notes stay behind a
six-digit PIN that is handed over apart from the code; five wrong tries lock it until staff
reset it. Looking at a link never changes the case: scanners and messengers open links too.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    literal,
    select,
    update,
)

from flowchart.case_store import tell_of_case
from kb.database import METADATA, Database, Moment, add_or_change
from kb.errors import Locked, NotAllowed, NotFound
from kb.text import Text

LIFETIME: Final = timedelta(days=400)
"""Longer than any plan; a code outlives its case by a year at least."""
MOST_FAILURES: Final = 5

_PIN_LOCKED: Final = Text(
    zh="PIN 输错的次数太多。工作人员可以重设。", en="Too many wrong PINs. Staff can reset it."
)
_WRONG_PIN: Final = Text(zh="PIN 不对。", en="The PIN is wrong.")
_NO_CODE: Final = Text(zh="没有这个码。", en="There is no such code.")

TOKEN = Table(
    "tracking_token",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("case_id", String(40), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("pin_hash", String(200), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
OPENING = Table(
    "opening_count",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("openings", Integer, nullable=False),
)

_HASHER = PasswordHash((Argon2Hasher(),))


class TokenStanding(StrEnum):
    """Whether a code still shows its case."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What is handed over once and never stored: the token, and its PIN apart."""

    token: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """The case behind a token."""

    case_id: str
    standing: TokenStanding
    locked: bool


def link(base_url: str, token: str) -> str:
    """Return the link a code carries, upper case throughout so that the code stays small.

    >>> link("https://hp.example.cn", "ABC")
    'HTTPS://HP.EXAMPLE.CN/C/ABC'
    """
    return f"{base_url.rstrip('/')}/c/{token}".upper()


def new_token() -> str:
    """Return 128 random bits as 26 characters of upper-case base32."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def hashed(token: str) -> str:
    """Return what is stored of a token; either case finds it."""
    return hashlib.sha256(token.upper().encode()).hexdigest()


class Tracking:
    """Issues codes and answers for them."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def issue(self, case_id: str) -> Code:
        """Issue a new code for a case; earlier codes stay good until revoked."""
        code = Code(token=new_token(), pin=f"{secrets.randbelow(1_000_000):06d}")
        now = self._now()
        with self._database.write() as connection:
            connection.execute(
                TOKEN.insert().values(
                    hash=hashed(code.token),
                    case_id=case_id,
                    pin_hash=_HASHER.hash(code.pin),
                    failures=0,
                    created_at=now,
                    expires_at=now + LIFETIME,
                )
            )
        return code

    def find(self, token: str) -> Tracked:
        """Return the case behind a token, also when the code is no longer good.

        Raises:
            NotFound: there never was such a code.
        """
        row = self._row(token)
        standing = TokenStanding.GOOD
        if row.revoked_at is not None:
            standing = TokenStanding.REVOKED
        elif row.expires_at <= self._now():
            standing = TokenStanding.EXPIRED
        return Tracked(case_id=row.case_id, standing=standing, locked=row.failures >= MOST_FAILURES)

    def check_pin(self, token: str, pin: str) -> None:
        """Let the right PIN through; a try is counted before it is looked at.

        So many tries at once are no more tries than one after another.

        Raises:
            NotAllowed: it is wrong.
            Locked: five wrong tries; staff must reset it.
        """
        row = self._row(token)
        mine = TOKEN.c.hash == row.hash
        if not self._set_failures(TOKEN.c.failures + 1, mine, TOKEN.c.failures < MOST_FAILURES):
            raise Locked(_PIN_LOCKED)
        if not _HASHER.verify(pin, row.pin_hash):
            raise NotAllowed(_WRONG_PIN)
        self._set_failures(literal(0), mine)

    def _set_failures(self, failures: ColumnElement[int], *where: ColumnElement[bool]) -> bool:
        with self._database.write() as connection:
            result = connection.execute(update(TOKEN).where(*where).values(failures=failures))
        return bool(result.rowcount)

    def revoke_all(self, case_id: str) -> int:
        """Revoke every good code of a case; returns how many. Effective on the next request."""
        with self._database.write() as connection:
            result = connection.execute(
                update(TOKEN)
                .where(TOKEN.c.case_id == case_id, TOKEN.c.revoked_at.is_(None))
                .values(revoked_at=self._now())
            )
            tell_of_case(self._database, connection, case_id)
        return int(result.rowcount)

    def count_opening(self) -> None:
        """Count that some code was opened today; apart from the case, so nothing is traced."""
        first = {"day": self._now().date(), "openings": 1}
        with self._database.write() as connection:
            add_or_change(connection, OPENING, first, {"openings": OPENING.c.openings + 1})

    def _row(self, token: str) -> Any:
        with self._database.read() as connection:
            row = connection.execute(select(TOKEN).where(TOKEN.c.hash == hashed(token))).first()
        if row is None:
            raise NotFound(_NO_CODE)
        return row
