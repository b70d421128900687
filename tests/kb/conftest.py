"""What several tests of kb share: a backup of a house, and another database to put it in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.backup import write_backup
from kb.database import Database, open_database
from tests.keeping import AT, fill
from tests.sparql_server import emptied, running_sparql


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Path]]:
    """Return a database in use and a backup of it; both are read only."""
    folder = tmp_path_factory.mktemp("kept")
    database = open_database(f"sqlite:///{folder}/companion.sqlite")
    fill(database)
    write_backup(database, folder / "house.backup", AT)
    yield database, folder / "house.backup"
    database.close()


@pytest.fixture
def file(kept: tuple[Database, Path], tmp_path: Path) -> Path:
    """Return a backup of a house on SQLite, to do with what a test likes."""
    return Path(shutil.copy(kept[1], tmp_path))


@pytest.fixture
def elsewhere(elsewhere_url: str) -> Iterator[Database]:
    """Return another database of either kind, with every table and nothing in them."""
    database = open_database(elsewhere_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sparql_server() -> Iterator[str]:
    """Return where a SPARQL server is asked; it starts when the first test asks for it."""
    with running_sparql() as url:
        yield url


@pytest.fixture
def sparql_url(sparql_server: str) -> str:
    """Return where a SPARQL server is asked that holds nothing."""
    return emptied(sparql_server)
