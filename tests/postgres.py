"""PostgreSQL for tests: one server a run, a fresh database a test.

The server is the one behind COMPANION_TEST_DATABASE_URL where that is set, else one that starts
in a second in a temporary folder. Nothing here is ever skipped: what cannot start is an error.
"""

from __future__ import annotations

import itertools
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import make_url

from kb.database import open_database
from tests.support import ROOT

SETTING = "COMPANION_TEST_DATABASE_URL"
HURRY = ("fsync", "full_page_writes")
"""What a server that is thrown away need not do; only our own is told so."""


@dataclass
class Postgres:
    """A server on which databases can be made: a migrated one is copied for every test."""

    url: str
    _run: str = field(default_factory=lambda: f"companion_test_{secrets.token_hex(4)}")
    _count: Iterator[int] = field(default_factory=itertools.count)
    _migrated: bool = False

    def named(self, database: str) -> str:
        """Return the URL of another database on this server."""
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)

    def execute(self, *statements: str) -> None:
        """Run statements that no transaction may hold."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def value(self, query: str, *values: object) -> Any:
        """Return the first value that a query finds, None where it finds nothing."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(query.encode(), values or None).fetchone()
        return row[0] if row else None

    @property
    def template(self) -> str:
        """Return the name of a migrated database without connections."""
        name = f"{self._run}_template"
        if not self._migrated:
            self.execute(f"CREATE DATABASE {name}")
            open_database(self.named(name)).close()
            self._migrated = True
        return name

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Give the URL of an empty, migrated database that is gone afterwards."""
        name = f"{self._run}_{next(self._count)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        try:
            yield self.named(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def clear(self) -> None:
        """Leave nothing behind on a server that goes on."""
        if self._migrated:
            self.execute(f"DROP DATABASE {self.template} WITH (FORCE)")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Give a server for as long as the tests run."""
    given = os.environ.get(SETTING)
    if given:
        server = Postgres(given)
        try:
            yield server
        finally:
            server.clear()
        return
    with own_server() as url:
        server = Postgres(url)
        server.execute(
            *(f"ALTER SYSTEM SET {name} = off" for name in HURRY), "SELECT pg_reload_conf()"
        )
        yield server


@contextmanager
def own_server() -> Iterator[str]:
    """Give the URL of a server that ends with this block, and with this process in any case."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    assert keeper.stdout is not None
    url = keeper.stdout.readline().strip()
    try:
        if not url:
            raise RuntimeError(f"No PostgreSQL could be started; name one that runs by {SETTING}.")
        yield url
    finally:
        keeper.communicate(timeout=60)
