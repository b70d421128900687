"""Fixtures for the pages; what they are made of stands in `tests.visiting`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.wiring import House
from tests.console import Console, little_console
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


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    """Return the console over a database that was seeded once with the shipped records."""
    opened = Console(tmp_path_factory.mktemp("console"))
    assert opened("check").exit_code == 0
    return opened


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
