"""Who is asking: one-time links, sessions that expire and can be ended, the check on every form.

A link is used by pressing a button, because messengers and scanners open links by themselves.
Only hashes of links and sessions are kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    String,
    Table,
    and_,
    delete,
    func,
    select,
    update,
)

from api.accounts import ACCOUNT, Account, Accounts, Role
from api.passwords import check_new
from kb.database import METADATA, Database, Moment
from kb.errors import Conflict, NotAllowed, NotFound
from kb.ids import OrganisationId
from kb.text import Text

COOKIE: Final = "companion_session"
SESSION_LIFETIME: Final = timedelta(hours=12)


class Purpose(StrEnum):
    """What a one-time link is for: signing in at once, or choosing a password first."""

    ENTER = "enter"
    INVITE = "invite"
    RESET = "reset"


LINK_LIFETIME: Final[dict[Purpose, timedelta]] = {
    Purpose.ENTER: timedelta(hours=12),
    Purpose.INVITE: timedelta(days=3),
    Purpose.RESET: timedelta(hours=2),
}

LINK = Table(
    "account_link",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("account", String(40), ForeignKey("account.id"), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
SESSION = Table(
    "account_session",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("account", String(40), ForeignKey("account.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in member of staff.

    `key` names the session without giving it away; `seal` locks what only this session may
    read, and is never stored.
    """

    key: str
    account: str
    role: Role
    centre: OrganisationId
    name: str
    csrf: str
    seal: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A one-time link just made; its secret is shown once and kept nowhere."""

    secret: str = field(repr=False)
    purpose: Purpose
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a one-time link is for, and whose it is."""

    account: Account
    purpose: Purpose


def hashed(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Staff:
    """One-time links and sessions."""

    def __init__(self, database: Database, now: Callable[[], datetime], accounts: Accounts) -> None:
        self._database = database
        self._now = now
        self._accounts = accounts

    # ---- one-time links ---------------------------------------------------------------------

    def link(self, account_id: str, purpose: Purpose) -> str:
        """Return a fresh one-time secret for an account; its unused earlier ones stop working."""
        secret = secrets.token_urlsafe(24)
        with self._database.write() as connection:
            connection.execute(delete(LINK).where(_unused(account_id)))
            connection.execute(
                LINK.insert().values(
                    hash=hashed(secret),
                    account=account_id,
                    purpose=purpose,
                    expires_at=self._now() + LINK_LIFETIME[purpose],
                )
            )
        return secret

    def new_link(self, account: Account) -> NewLink:
        """Return a link that lets an account choose its first password, or a new one.

        Raises:
            Conflict: the account is closed.
        """
        if account.disabled_at is not None:
            raise Conflict(*_CLOSED)
        purpose = Purpose.RESET if account.has_password else Purpose.INVITE
        until = self._now() + LINK_LIFETIME[purpose]
        return NewLink(secret=self.link(account.id, purpose), purpose=purpose, until=until)

    def first_links(self, centre: OrganisationId) -> dict[Role, str]:
        """Return a one-time secret for an account of each role while nobody has a password yet.

        So a fresh house can be entered and tried; once people work in it, it returns nothing.
        """
        if any(account.has_password for account in self._accounts.all()):
            return {}
        links = {}
        for role in Role:
            account = self._accounts.named_or_new(role, role, centre)
            if account.role is role and account.disabled_at is None:
                links[role] = self.link(account.id, Purpose.ENTER)
        return links

    def invitation(self, secret: str) -> Invitation:
        """Return what a link is for, without using it up.

        Raises:
            NotFound: it is wrong, used or expired, or its account is closed.
        """
        query = select(LINK).where(
            LINK.c.hash == hashed(secret),
            LINK.c.used_at.is_(None),
            LINK.c.expires_at > self._now(),
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        account = self._accounts.get(row.account) if row is not None else None
        if row is None or account is None or account.disabled_at is not None:
            raise NotFound(_USED_UP)
        return Invitation(account=account, purpose=Purpose(row.purpose))

    def enter(self, secret: str, password: str = "") -> str:
        """Use a link up and return the secret of a new session's cookie.

        Args:
            secret: of the link.
            password: the one chosen; needed where the link is an invitation or a reset.

        Raises:
            NotFound: it is wrong, used or expired; of two who are quick, one wins.
            WrongInput: the password will not do; the link stays good.
        """
        invited = self.invitation(secret)
        chooses = invited.purpose is not Purpose.ENTER
        if chooses:
            check_new(invited.account.name, password)
        with self._database.write() as connection:
            used = connection.execute(
                update(LINK)
                .where(LINK.c.hash == hashed(secret), LINK.c.used_at.is_(None))
                .values(used_at=self._now())
            )
            if used.rowcount != 1:
                raise NotFound(_USED_UP)
        if chooses:
            self._accounts.set_password(invited.account.id, password)
            self.sign_out_everywhere(invited.account.id)
        with self._database.write() as connection:
            return self._begin(connection, invited.account.id)

    def close(self, account_id: str) -> None:
        """Close an account: nobody comes in with it, by password, link or session.

        Raises:
            NotFound: there is no such account.
            Conflict: nobody would be left to manage.
        """
        self._accounts.disable(account_id)
        with self._database.write() as connection:
            connection.execute(delete(LINK).where(_unused(account_id)))
        self.sign_out_everywhere(account_id)

    # ---- sessions ---------------------------------------------------------------------------

    def sign_in(self, name: str, password: str) -> str:
        """Return the secret of a new session's cookie for a name and its password.

        Raises:
            NotAllowed: they do not belong together.
            Locked: too many wrong tries.
        """
        account = self._accounts.check_password(name, password)
        with self._database.write() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.expires_at < self._now()))
            return self._begin(connection, account.id)

    def _begin(self, connection: Connection, account_id: str) -> str:
        cookie = secrets.token_urlsafe(32)
        connection.execute(
            SESSION.insert().values(
                hash=hashed(cookie),
                account=account_id,
                csrf=secrets.token_urlsafe(24),
                began_at=self._now(),
                expires_at=self._now() + SESSION_LIFETIME,
            )
        )
        return cookie

    def session(self, cookie: str | None) -> Session | None:
        """Return the session behind a cookie, if it is good and its account is open."""
        if not cookie:
            return None
        query = (
            select(SESSION, ACCOUNT.c.role, ACCOUNT.c.centre, ACCOUNT.c.name)
            .join(ACCOUNT, ACCOUNT.c.id == SESSION.c.account)
            .where(
                SESSION.c.hash == hashed(cookie),
                SESSION.c.expires_at > self._now(),
                ACCOUNT.c.disabled_at.is_(None),
            )
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Session(
            key=row.hash,
            account=row.account,
            role=Role(row.role),
            centre=OrganisationId(row.centre),
            name=row.name,
            csrf=row.csrf,
            seal=hashlib.sha256(f"seal {cookie}".encode()).digest(),
        )

    def sign_out(self, session: Session) -> None:
        """End a session."""
        with self._database.write() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.hash == session.key))

    def sign_out_everywhere(self, account_id: str, but: str = "") -> int:
        """End every session of an account but one; returns how many. Effective at once."""
        mine = (SESSION.c.account == account_id, SESSION.c.hash != but)
        with self._database.write() as connection:
            return int(connection.execute(delete(SESSION).where(*mine)).rowcount)

    def open_sessions(self) -> dict[str, int]:
        """Return how many sessions each account has open."""
        query = (
            select(SESSION.c.account, func.count())
            .where(SESSION.c.expires_at > self._now())
            .group_by(SESSION.c.account)
        )
        with self._database.read() as connection:
            return {account: int(count) for account, count in connection.execute(query)}


_USED_UP: Final = Text(
    zh="这个登录链接已经用过或过期了。", en="This sign-in link is used up or expired."
)
_CLOSED: Final = (
    Text(zh="这个账号已经停用。", en="This account is closed."),
    Text(zh="请先恢复，再发链接。", en="Open it first, then make a link."),
)
_TOO_OLD: Final = Text(
    zh="这张表单放得太久了。请重新打开这一页，再提交一次。",
    en="This form is too old. Open the page again and send it once more.",
)


def _unused(account_id: str) -> ColumnElement[bool]:
    return and_(LINK.c.account == account_id, LINK.c.used_at.is_(None))


def check_form(session: Session, sent: str | None) -> None:
    """Let a form through that was made for this session.

    Raises:
        NotAllowed: it was not.
    """
    if not hmac.compare_digest(session.csrf.encode(), (sent or "").encode()):
        raise NotAllowed(_TOO_OLD)
