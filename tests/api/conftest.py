"""Fixtures for the pages; what they are made of stands in `tests.visiting`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from api.accounts import ACCOUNT, Role
from api.auth import LINK, SESSION
from api.handover import SHOWN
from api.throttle import Throttle
from api.tries import TRY
from api.wiring import House
from kb.database import Database, open_database
from tests.console import Console, Kept, little_console
from tests.programs import UNLIMITED, Program, little_house
from tests.seeded import seeded_state
from tests.visiting import Clock, Visitor, fresh_house, signed_in, visitor


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at nine in the morning of 23 November 2026 in Shanghai."""
    return Clock()


@pytest.fixture
def house(clock: Clock) -> Iterator[House]:
    """Return a house in memory with the shipped records."""
    opened = fresh_house(clock)
    yield opened
    opened.close()


@pytest.fixture
def guest(house: House) -> Visitor:
    """Return somebody who is not signed in."""
    return visitor(house)


@pytest.fixture
def companion(house: House) -> Visitor:
    """Return a signed-in companion."""
    return signed_in(house)


@pytest.fixture
def officer(house: House) -> Visitor:
    """Return a signed-in officer, who loads records and sends them in."""
    return signed_in(house, Role.OFFICER)


@pytest.fixture
def approver(house: House) -> Visitor:
    """Return a signed-in approver, who publishes them."""
    return signed_in(house, Role.APPROVER)


@pytest.fixture
def small_house(tmp_path: Path, clock: Clock) -> Iterator[House]:
    """Return a house over the little world, with a ledger of its own that may be written to."""
    opened = little_house(tmp_path, now=clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Return a database of either kind that a whole module shares."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('people')}/companion.sqlite"
        else:
            url = stack.enter_context(request.getfixturevalue("postgres").fresh())
        opened = open_database(url)
        yield opened
        opened.close()


@pytest.fixture
def people_database(lasting_database: Database) -> Database:
    """Return a database of either kind without accounts; far quicker than a new one."""
    with lasting_database.write() as connection:
        for table in (LINK, SESSION, TRY, SHOWN, ACCOUNT):
            connection.execute(table.delete())
    return lasting_database


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    """Return the console over a database that was seeded once with the shipped records."""
    return Console(seeded_state(tmp_path_factory, "console"), kept=Kept())


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Console:
    """Return the console over a little world, where a command takes milliseconds."""
    return little_console(tmp_path_factory.mktemp("little"))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes a file and names it."""

    def write(content: str | bytes, name: str = "facts.json") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Return a program with a key for everything, over a little world."""
    opened = little_house(tmp_path)
    yield Program(opened)
    opened.close()


@pytest.fixture
def shipped(house: House) -> Program:
    """Return a program with a key for everything, over the shipped records."""
    return Program(replace(house, calls=Throttle(UNLIMITED)))
