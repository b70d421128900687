"""Files that take longest begin first, so that both processes of a whole run end together.

They start servers, browsers, Java or an encoder. `scripts/run_tests.sh` keeps this order.
"""

from __future__ import annotations

import pytest

LONG = (
    "tests/test_notebooks.py",
    "tests/matcher/test_spark.py",
    "tests/browser/",
    "tests/bench/",
    "tests/api/test_crossing.py",
    "tests/api/test_meaning.py",
    "tests/api/test_safekeeping.py",
    "tests/api/test_contract.py",
    "tests/oracles/",
    "tests/matcher/test_search.py",
    "tests/api/test_access.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them first; what was in one order stays in it."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    places = (place for place, start in enumerate(LONG) if item.nodeid.startswith(start))
    return next(places, len(LONG))
