"""Who works here: local accounts, each with one role at one centre.

A name nobody has, a closed account and a wrong password are answered alike and take as long;
after five tries a name waits some minutes, whether or not it is somebody's.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, Connection, String, Table, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from api.passwords import Passwords, check_new
from api.tries import Tries
from kb.database import METADATA, Database, Moment
from kb.errors import Conflict, Locked, NotAllowed, NotFound, WrongInput
from kb.ids import OrganisationId
from kb.text import Text

LONGEST_NAME: Final = 60
_ACCOUNTS: Final = "accounts"
"""Names the transactions of which one runs at a time."""

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("centre", String(200), nullable=False),
    Column("password", String(200)),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)


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
        self._passwords = Passwords()
        self._tries = Tries(database, now)

    def add(self, name: str, role: Role, centre: OrganisationId) -> Account:
        """Make an account without a password; an invitation lets its owner choose one.

        Raises:
            WrongInput: the name is empty, too long, or holds signs that cannot be seen.
            Conflict: somebody has that name, in whatever letters.
        """
        name = proper_name(name)
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
        taken = Conflict(
            Text(zh=f"已经有叫“{name}”的账号。", en=f'There is an account "{name}" already.'),
            Text(zh="请换一个名字。", en="Choose another name."),
        )
        try:
            with self._database.write(alone=_ACCOUNTS) as connection:
                if connection.execute(select(ACCOUNT.c.id).where(_is_named(name))).first():
                    raise taken
                connection.execute(ACCOUNT.insert().values(**row))
        except IntegrityError:
            raise taken from None
        return made

    def named_or_new(self, name: str, role: Role, centre: OrganisationId) -> Account:
        """Return the account of that name, made now if nobody has it; two may ask at once."""
        try:
            return self.named(name)
        except NotFound:
            pass
        try:
            return self.add(name, role, centre)
        except Conflict:
            return self.named(name)

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
        return self._one(_is_named(spelled(name)))

    def names(self) -> dict[str, str]:
        """Return the name behind every id, for pages that show who did what."""
        return {account.id: account.name for account in self.all()}

    def of_role(self, role: Role) -> frozenset[str]:
        """Return the ids of the accounts that have a role."""
        return frozenset(account.id for account in self.all() if account.role is role)

    def change(self, account_id: str, role: Role, centre: OrganisationId) -> None:
        """Give an account another role or centre; it counts from the next request on.

        Raises:
            NotFound: there is no such account.
            Conflict: nobody would be left to manage.
        """
        self._set(account_id, leaves=role is not Role.MANAGER, role=role, centre=centre)

    def disable(self, account_id: str) -> None:
        """Let nobody in with this account any more.

        Raises:
            NotFound: there is no such account.
            Conflict: nobody would be left to manage.
        """
        self._set(account_id, leaves=True, disabled_at=self._now())

    def enable(self, account_id: str) -> None:
        """Let its owner in again.

        Raises:
            NotFound: there is no such account.
        """
        self._set(account_id, disabled_at=None)

    def set_password(self, account_id: str, password: str) -> None:
        """Keep a new password; a name that had to wait need not wait any more.

        Raises:
            WrongInput: it is too short or too long, it is the name, or anybody would try it.
        """
        account = self.get(account_id)
        check_new(account.name, password)
        self._set(account_id, password=self._passwords.hashed(password))
        self._tries.forget(account.name)

    def check_password(self, name: str, password: str) -> Account:
        """Return the account whose name and password these are.

        Raises:
            NotAllowed: they are not; which of the two is wrong is not said.
            Locked: too many wrong tries; wait a few minutes.
        """
        name = spelled(name)[:LONGEST_NAME]
        with self._database.read() as connection:
            row = connection.execute(select(ACCOUNT).where(_is_named(name))).first()
        is_open = row is not None and row.disabled_at is None
        if not self._tries.allows(name):
            raise Locked(_TOO_MANY)
        if not self._passwords.fits(password, row.password if row and is_open else None):
            raise NotAllowed(_WRONG)
        self._tries.forget(name)
        return _account(row)

    def _set(self, account_id: str, leaves: bool = False, **values: Any) -> None:
        """Change an account; one that leaves management must not be the last open one there."""
        with self._database.write(alone=_ACCOUNTS) as connection:
            if leaves and _managers(connection) == [account_id]:
                raise Conflict(*_LAST_MANAGER)
            changed = update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values)
            if connection.execute(changed).rowcount != 1:
                raise NotFound(NO_ACCOUNT)

    def _one(self, mine: Any) -> Account:
        with self._database.read() as connection:
            row = connection.execute(select(ACCOUNT).where(mine)).first()
        if row is None:
            raise NotFound(NO_ACCOUNT)
        return _account(row)


NO_ACCOUNT: Final = Text(zh="没有这个账号。", en="There is no such account.")
_TOO_MANY: Final = Text(
    zh="密码输错的次数太多。请等五分钟再试。",
    en="Too many wrong passwords. Wait five minutes, then try again.",
)
_WRONG: Final = Text(zh="名字或密码不对。", en="Name or password is wrong.")
_LAST_MANAGER: Final = (
    Text(
        zh="这是最后一个还能用的负责人账号。",
        en="This is the last open account of a manager.",
    ),
    Text(zh="请先再设一位负责人。", en="Make another manager first."),
)


def spelled(name: str) -> str:
    """Return a name as it is kept: spaces single, full-width letters as plain ones.

    >>> spelled(" Ｌｉ  Hua ")
    'Li Hua'
    """
    return " ".join(unicodedata.normalize("NFKC", name).split())


def proper_name(name: str) -> str:
    """Return the name an account may have.

    Raises:
        WrongInput: it is empty, too long, or holds signs that cannot be seen.
    """
    name = spelled(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise WrongInput.at(
            "name",
            Text(zh=f"有 {len(name)} 个字。", en=f"has {len(name)} characters."),
            Text(zh=f"请写 1 到 {LONGEST_NAME} 个字。", en=f"Write 1 to {LONGEST_NAME}."),
        )
    if not name.isprintable():
        raise WrongInput.at(
            "name",
            Text(zh="有看不见的符号。", en="holds signs that cannot be seen."),
            Text(zh="请重新输入。", en="Type it anew."),
        )
    return name


def _is_named(name: str) -> Any:
    return or_(ACCOUNT.c.name == name, func.lower(ACCOUNT.c.name) == name.lower())


def _managers(connection: Connection) -> list[str]:
    """Return the ids of the open accounts of managers."""
    is_open = (ACCOUNT.c.role == Role.MANAGER, ACCOUNT.c.disabled_at.is_(None))
    return list(connection.scalars(select(ACCOUNT.c.id).where(*is_open)))


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
