"""Keys for programs that call `/v1`: each has a centre, scopes, and an end.

A secret begins with `cmp_`, so that one that leaked into a repository or a log is recognised. It
is shown once; only its SHA-256 is kept, which is enough for 256 random bits.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, String, Table, or_, select, update

from api.accounts import proper_name
from api.auth import hashed
from kb.database import METADATA, Database, Moment
from kb.errors import NotFound, WrongInput, write_one_of
from kb.ids import OrganisationId, is_id, kind_of
from kb.text import Text

PREFIX: Final = "cmp_"
LONGEST_DAYS: Final = 3650
_SECRET = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")

KEY = Table(
    "api_key",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("centre", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
)


class Scope(StrEnum):
    """What a key may be used for."""

    SEARCH = "search"
    PLAN = "plan"
    MATCH = "match"
    RECORDS = "records"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One program's key; events of cases it moves carry the id."""

    id: str
    name: str
    scopes: frozenset[Scope]
    centre: OrganisationId
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key just made, and its secret, which nobody can see again."""

    key: Key
    secret: str = field(repr=False)


class Keys:
    """Issues, finds and revokes keys."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def issue(
        self, name: str, scopes: Iterable[Scope], centre: str, days: int | None = None
    ) -> NewKey:
        """Return a new key with its secret.

        Args:
            name: of the program, for people.
            scopes: what it may do; at least one.
            centre: whose cases it sees and opens.
            days: after how many it ends; None is never.

        Raises:
            WrongInput: the name, the scopes, the centre or the days will not do.
        """
        now = self._now()
        key = Key(
            id=secrets.token_hex(8),
            name=proper_name(name),
            scopes=_proper_scopes(scopes),
            centre=_proper_centre(centre),
            created_at=now,
            expires_at=now + timedelta(days=_proper_days(days)) if days is not None else None,
        )
        secret = PREFIX + secrets.token_urlsafe(32)
        kept = ("id", "name", "centre", "created_at", "expires_at")
        row = {column: getattr(key, column) for column in kept}
        with self._database.write() as connection:
            connection.execute(
                KEY.insert().values(**row, hash=hashed(secret), scopes=" ".join(sorted(key.scopes)))
            )
        return NewKey(key=key, secret=secret)

    def find(self, secret: str) -> Key | None:
        """Return the key of a secret, if it is good now."""
        if not _SECRET.fullmatch(secret):
            return None
        good = (
            KEY.c.hash == hashed(secret),
            KEY.c.revoked_at.is_(None),
            or_(KEY.c.expires_at.is_(None), KEY.c.expires_at > self._now()),
        )
        with self._database.read() as connection:
            row = connection.execute(select(KEY).where(*good)).first()
        return _key(row) if row is not None else None

    def all(self) -> tuple[Key, ...]:
        """Return every key there ever was, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(KEY).order_by(KEY.c.created_at, KEY.c.id))
            return tuple(_key(row) for row in rows)

    def names(self) -> dict[str, str]:
        """Return the name behind every id, for pages that show who did what."""
        return {key.id: key.name for key in self.all()}

    def revoke(self, key_id: str) -> Key:
        """End a key at once, for good, and return it; one that was revoked before stays so.

        Raises:
            NotFound: there is none.
        """
        mine = KEY.c.id == key_id
        good = update(KEY).where(mine, KEY.c.revoked_at.is_(None))
        with self._database.write() as connection:
            connection.execute(good.values(revoked_at=self._now()))
            row = connection.execute(select(KEY).where(mine)).first()
        if row is None:
            raise NotFound(
                Text(
                    zh=f"没有“{key_id}”这把钥匙。请看：companion keys list",
                    en=f'There is no key "{key_id}". See: companion keys list',
                )
            )
        return _key(row)


def _proper_scopes(scopes: Iterable[Scope]) -> frozenset[Scope]:
    held = frozenset(scopes)
    if not held:
        raise WrongInput.at("scope", Text(zh="没有写。", en="is missing."), write_one_of(Scope))
    return held


def _proper_centre(centre: str) -> OrganisationId:
    if not is_id(centre) or kind_of(centre) != "organisation" or len(centre) > 200:
        raise WrongInput.at(
            "centre",
            Text(zh=f"“{centre[:60]}”不是中心。", en=f'"{centre[:60]}" is no centre.'),
            Text(zh="请写编号，例如 organisation/…。", en="Write an id such as organisation/…."),
        )
    return OrganisationId(centre)


def _proper_days(days: int) -> int:
    if not 1 <= days <= LONGEST_DAYS:
        raise WrongInput.at(
            "days",
            Text(zh=f"{days} 天不行。", en=f"{days} is no lifetime."),
            Text(zh=f"请写 1 到 {LONGEST_DAYS}。", en=f"Write 1 to {LONGEST_DAYS}."),
        )
    return days


def _key(row: Any) -> Key:
    known = frozenset(Scope)
    return Key(
        id=row.id,
        name=row.name,
        scopes=frozenset(Scope(word) for word in row.scopes.split() if word in known),
        centre=OrganisationId(row.centre),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
