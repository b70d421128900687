"""Fixtures for the pages; what they are made of stands in `tests.visiting`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.wiring import House
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
