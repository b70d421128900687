"""What the tests of the build share."""

import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def project():
    """What pyproject.toml says."""
    return tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
