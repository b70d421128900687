"""Fixtures for every package; hypothesis runs the same examples each time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from kb.catalogue import Catalogue
from matcher.embedding import SentenceEncoder
from tests.support import shipped_catalogue

pytest_plugins = ["tests.not_run"]

settings.register_profile(
    "companion",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("companion")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the catalogue of `data/`: files → ledger → graph → snapshot."""
    return shipped_catalogue()


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """Return the real encoder; its load takes seconds, so every test shares it."""
    return SentenceEncoder()
