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
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Table,
    Update,
    literal,
    select,
    update,
)

from flowchart.case_events import By, CodeIssued, CodeRevoked, PinReset, What
from flowchart.case_log import add_event, hold, tell_of_case
from flowchart.case_tables import TOKEN
from kb.database import METADATA, Database, add_or_change
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


class Holder(StrEnum):
    """Who holds a code: the applicant, or somebody who acts for them."""

    APPLICANT = "applicant"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What is handed over once and never stored: the token, and its PIN apart."""

    token: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """The case behind a token; `key` opens what lies behind the PIN, as long as the PIN stays."""

    case_id: str
    mark: str
    standing: TokenStanding
    tries_left: int
    key: bytes = field(repr=False)

    @property
    def locked(self) -> bool:
        """Say whether staff must reset the PIN before it is looked at again."""
        return self.tries_left <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCode:
    """A code as staff see it; `mark` names it without giving it away."""

    mark: str
    holder: Holder
    standing: TokenStanding
    locked: bool
    created_at: datetime
    expires_at: datetime


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


def new_pin() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def _good(case_id: str, mark: str) -> Update:
    """Return the change, still to be told, of a code that was not revoked."""
    mine = (TOKEN.c.case_id == case_id, TOKEN.c.mark == mark, TOKEN.c.revoked_at.is_(None))
    return update(TOKEN).where(*mine)


class Tracking:
    """Issues codes and answers for them."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def issue(self, case_id: str, by: By, holder: Holder = Holder.APPLICANT) -> Code:
        """Issue one more code for a case; earlier codes stay good until revoked.

        Raises:
            NotFound: there is no such case.
        """
        code, now = Code(token=new_token(), pin=new_pin()), self._now()
        mark = secrets.token_hex(4)
        row = {
            "hash": hashed(code.token),
            "case_id": case_id,
            "mark": mark,
            "holder": holder,
            "pin_hash": _HASHER.hash(code.pin),
            "failures": 0,
            "created_at": now,
            "expires_at": now + LIFETIME,
        }
        with self._database.write() as connection:
            self._log(connection, case_id, CodeIssued(code=mark), by)
            connection.execute(TOKEN.insert().values(**row))
        return code

    def _log(self, connection: Connection, case_id: str, what: What, by: By) -> None:
        add_event(connection, hold(connection, case_id), what, by, self._now())
        tell_of_case(self._database, connection, case_id)

    def codes(self, case_id: str) -> tuple[IssuedCode, ...]:
        """Return the codes of a case, the newest first."""
        query = select(TOKEN).where(TOKEN.c.case_id == case_id).order_by(TOKEN.c.created_at.desc())
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            IssuedCode(
                mark=row.mark,
                holder=Holder(row.holder),
                standing=self._standing(row),
                locked=row.failures >= MOST_FAILURES,
                created_at=row.created_at,
                expires_at=row.expires_at,
            )
            for row in rows
        )

    def find(self, token: str) -> Tracked:
        """Return the case behind a token, also when the code is no longer good.

        Raises:
            NotFound: there never was such a code.
        """
        row = self._row(token)
        return Tracked(
            case_id=row.case_id,
            mark=row.mark,
            standing=self._standing(row),
            tries_left=max(0, MOST_FAILURES - row.failures),
            key=hashlib.sha256(f"{row.hash} {row.pin_hash}".encode()).digest(),
        )

    def _standing(self, row: Any) -> TokenStanding:
        if row.revoked_at is not None:
            return TokenStanding.REVOKED
        return TokenStanding.EXPIRED if row.expires_at <= self._now() else TokenStanding.GOOD

    def reset_pin(self, case_id: str, mark: str, by: By) -> str:
        """Give a code a new PIN and five new tries; return the PIN.

        Raises:
            NotFound: the case has no such code, or it is no longer good.
        """
        pin = new_pin()
        with self._database.write() as connection:
            self._log(connection, case_id, PinReset(code=mark), by)
            new = {"pin_hash": _HASHER.hash(pin), "failures": 0}
            good = _good(case_id, mark).where(TOKEN.c.expires_at > self._now())
            changed = connection.execute(good.values(**new))
            if not changed.rowcount:
                raise NotFound(_NO_CODE)
        return pin

    def revoke(self, case_id: str, mark: str, by: By) -> None:
        """Revoke one code; effective on the next request.

        Raises:
            NotFound: the case has no such code, or it was revoked before.
        """
        with self._database.write() as connection:
            self._log(connection, case_id, CodeRevoked(code=mark), by)
            if not connection.execute(_good(case_id, mark).values(revoked_at=self._now())).rowcount:
                raise NotFound(_NO_CODE)

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
        right = _HASHER.verify(pin, row.pin_hash)
        if not right or not self._set_failures(literal(0), mine, TOKEN.c.pin_hash == row.pin_hash):
            raise NotAllowed(_WRONG_PIN)

    def _set_failures(self, failures: ColumnElement[int], *where: ColumnElement[bool]) -> bool:
        with self._database.write() as connection:
            result = connection.execute(update(TOKEN).where(*where).values(failures=failures))
        return bool(result.rowcount)

    def revoke_all(self, case_id: str, by: By) -> int:
        """Revoke every good code of a case; returns how many. Effective on the next request."""
        query = select(TOKEN.c.mark).where(TOKEN.c.case_id == case_id, TOKEN.c.revoked_at.is_(None))
        with self._database.write() as connection:
            hold(connection, case_id)
            marks = list(connection.scalars(query))
            for mark in marks:
                self._log(connection, case_id, CodeRevoked(code=mark), by)
                connection.execute(_good(case_id, mark).values(revoked_at=self._now()))
            tell_of_case(self._database, connection, case_id)
        return len(marks)

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
