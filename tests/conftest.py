"""Fixtures for every package; hypothesis runs the same examples each time."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from kb.catalogue import Catalogue
from kb.database import Database, open_database
from matcher.embedding import SentenceEncoder
from tests.migrated import migrations_run_once
from tests.postgres import Postgres, running_postgres
from tests.remembering import Remembering, shared_folder
from tests.support import shipped_catalogue

pytest_plugins = ["tests.not_run", "tests.order"]

settings.register_profile(
    "companion",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("companion")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage seldom, and never among what is collected: it took a fifth of the run."""
    gc.disable()
    held = yield
    gc.freeze()
    gc.set_threshold(10_000, 10, 20)
    gc.enable()
    return held


@pytest.fixture(scope="session", autouse=True)
def quick_migrations() -> Iterator[None]:
    """Let an empty SQLite database take the tables over that the migrations made once."""
    with pytest.MonkeyPatch.context() as patch:
        migrations_run_once(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def light_pins() -> Iterator[None]:
    """Hash PINs with little memory: the real cost is 0.2 s of both cores for every code."""
    with pytest.MonkeyPatch.context() as patch:
        light = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        patch.setattr("flowchart.tracking._HASHER", light)
        yield


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the catalogue of `data/`: files → ledger → graph → snapshot."""
    return shipped_catalogue()


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    """Return the real encoder; its load takes seconds, so every test shares it."""
    return Remembering(shared_folder(tmp_path_factory, "encoded"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL server; it starts when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite file with every table; tests work on copies."""
    file = tmp_path_factory.mktemp("migrated") / "companion.sqlite"
    open_database(f"sqlite:///{file}").close()
    return file


@contextmanager
def _empty_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the URL of an empty, migrated database; PostgreSQL starts if it is asked for."""
    if kind == "sqlite":
        file = request.getfixturevalue("migrated_file")
        yield f"sqlite:///{shutil.copy(file, folder)}"
        return
    with request.getfixturevalue("postgres").fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database of either kind."""
    with _empty_database(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the URL of another one, so that what crosses is tried in every direction."""
    with _empty_database(request.param, request, tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return an empty database of either kind, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()
