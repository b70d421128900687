"""Who works here: local accounts, each with one role at one centre.

A password is kept as argon2 only. Wrong ones are counted before they are looked at, so that
many tries at once are no more than one after another; after five an account waits some minutes.
A name nobody has takes as long as a wrong password.
"""

from __future__ import annotations

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
    Integer,
    String,
    Table,
    and_,
    case,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from kb.database import METADATA, Database, Moment
from kb.errors import Conflict, Locked, NotAllowed, NotFound, WrongInput
from kb.ids import OrganisationId

MOST_FAILURES: Final = 5
WAIT: Final = timedelta(minutes=5)
SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 200
LONGEST_NAME: Final = 60

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("centre", String(200), nullable=False),
    Column("password", String(200)),
    Column("failures", Integer, nullable=False),
    Column("last_failure_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

_HASHER = PasswordHash((Argon2Hasher(),))
_NOBODY = _HASHER.hash(secrets.token_urlsafe())


class Role(StrEnum):
    """What a member of staff may do."""

    COMPANION = "companion"
    OFFICER = "officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account; ledgers and logs hold the id, pages show the name."""

    id: str
    name: str
    role: Role
    centre: OrganisationId
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None


class Accounts:
    """Makes, finds and changes accounts."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def add(self, name: str, role: Role, centre: OrganisationId) -> Account:
        """Make an account without a password; an invitation lets its owner choose one.

        Raises:
            WrongInput: the name is empty or too long.
            Conflict: somebody has that name.
        """
        name = _proper_name(name)
        made = Account(
            id=secrets.token_hex(8),
            name=name,
            role=role,
            centre=centre,
            has_password=False,
            created_at=self._now(),
            disabled_at=None,
        )
        row = {key: getattr(made, key) for key in ("id", "name", "role", "centre", "created_at")}
        try:
            with self._database.write() as connection:
                connection.execute(ACCOUNT.insert().values(**row, failures=0))
        except IntegrityError:
            raise Conflict(f'There is an account "{name}" already. Choose another name.') from None
        return made

    def all(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.name))
            return tuple(_account(row) for row in rows)

    def get(self, account_id: str) -> Account:
        """Return an account by id.

        Raises:
            NotFound: there is none.
        """
        return self._one(ACCOUNT.c.id == account_id)

    def named(self, name: str) -> Account:
        """Return an account by name.

        Raises:
            NotFound: there is none.
        """
        return self._one(ACCOUNT.c.name == name.strip())

    def names(self) -> dict[str, str]:
        """Return the name behind every id, for pages that show who did what."""
        return {account.id: account.name for account in self.all()}

    def change(self, account_id: str, role: Role, centre: OrganisationId) -> None:
        """Give an account another role or centre; it counts from the next request on."""
        self._set(account_id, role=role, centre=centre)

    def disable(self, account_id: str) -> None:
        """Let nobody in with this account any more."""
        self._set(account_id, disabled_at=self._now())

    def enable(self, account_id: str) -> None:
        """Let its owner in again."""
        self._set(account_id, disabled_at=None)

    def set_password(self, account_id: str, password: str) -> None:
        """Keep a new password.

        Raises:
            WrongInput: it is too short or too long, or it is the name.
        """
        check_new_password(self.get(account_id), password)
        self._set(account_id, password=_HASHER.hash(password), failures=0, last_failure_at=None)

    def check_password(self, name: str, password: str) -> Account:
        """Return the account whose name and password these are.

        Raises:
            NotAllowed: they are not; which of the two is wrong is not said.
            Locked: too many wrong tries; wait a few minutes.
        """
        with self._database.read() as connection:
            mine = ACCOUNT.c.name == name.strip()[:LONGEST_NAME]
            row = connection.execute(select(ACCOUNT).where(mine)).first()
        if row is None or row.password is None or row.disabled_at is not None:
            _HASHER.verify(password[:LONGEST_PASSWORD], _NOBODY)
            raise NotAllowed("Name or password is wrong.")
        if not self._count_try(row.id):
            raise Locked("Too many wrong passwords. Wait five minutes, then try again.")
        if not _HASHER.verify(password[:LONGEST_PASSWORD], row.password):
            raise NotAllowed("Name or password is wrong.")
        self._set(row.id, failures=0, last_failure_at=None)
        return _account(row)

    def _count_try(self, account_id: str) -> bool:
        """Count a try as a failure and say whether it was still within the limit."""
        now = self._now()
        rested = or_(ACCOUNT.c.last_failure_at.is_(None), ACCOUNT.c.last_failure_at < now - WAIT)
        failures = case((rested, literal(1)), else_=ACCOUNT.c.failures + 1)
        allowed = and_(ACCOUNT.c.id == account_id, or_(rested, ACCOUNT.c.failures < MOST_FAILURES))
        counted = update(ACCOUNT).where(allowed).values(failures=failures, last_failure_at=now)
        with self._database.write() as connection:
            return bool(connection.execute(counted).rowcount)

    def _set(self, account_id: str, **values: Any) -> None:
        with self._database.write() as connection:
            changed = update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values)
            if connection.execute(changed).rowcount != 1:
                raise NotFound("There is no such account.")

    def _one(self, mine: Any) -> Account:
        with self._database.read() as connection:
            row = connection.execute(select(ACCOUNT).where(mine)).first()
        if row is None:
            raise NotFound("There is no such account.")
        return _account(row)


def check_new_password(account: Account, password: str) -> None:
    """Let a password through that an account may have; its length counts, not its signs.

    Raises:
        WrongInput: it is too short or too long, or it is the name.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WrongInput.at(
            "password",
            f"has {len(password)} signs.",
            f"Choose {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}; three words do well.",
        )
    if password.strip().casefold() == account.name.casefold():
        raise WrongInput.at("password", "is the name.", "Choose something nobody can guess.")


def _proper_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise WrongInput.at("name", f"has {len(name)} signs.", f"Write 1 to {LONGEST_NAME}.")
    return name


def _account(row: Any) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        centre=OrganisationId(row.centre),
        has_password=row.password is not None,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
