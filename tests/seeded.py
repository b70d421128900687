"""A state folder seeded once for a whole run with the shipped records; tests work on copies.

Seeding lets every record through both gates, which takes five seconds; it is what the first start
of the product does, and `tests/api/test_wiring.py` and the tests of the gates prove it.
"""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest

from api.settings import Settings
from api.wiring import open_house
from tests.remembering import shared_folder


def seeded_file(factory: pytest.TempPathFactory) -> Path:
    """Return the database file; of several processes of one run, the first makes it."""
    folder = shared_folder(factory, "seeded")
    file = folder / "companion.sqlite"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            making = folder / "making.sqlite"
            open_house(Settings(database_url=f"sqlite:///{making}")).close()
            making.rename(file)
    return file


def seeded_state(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a new state folder whose database holds the shipped records."""
    state = factory.mktemp(name)
    shutil.copy(seeded_file(factory), state)
    return state
