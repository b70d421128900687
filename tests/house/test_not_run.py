"""A test that cannot run is named with its remedy, and fails the run where that is forbidden."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BY_HELPER = """
from tests.not_run import not_run_here

def test_page():
    not_run_here("no Chromium", remedy="install Chromium")
"""
BY_HAND = """
import pytest

def test_page():
    pytest.skip("not today")
"""
OUTSIDE = """
from pathlib import Path
from tests.not_run import outside

@outside(Path("nowhere/shapes.ttl"))
def test_shapes():
    raise AssertionError
"""
QUICK = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Plugins that are installed for other tests take two seconds to import."""
PASSING = """
def test_sum():
    assert 1 + 1 == 2
"""


def run(folder: Path, test: str, *, forbid: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(test, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.not_run", "-p", "no:cacheprovider",
         "--rootdir", folder, "-c", os.devnull, folder],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"FORBID_NOT_RUN": forbid, "PYTHONPATH": str(ROOT), **QUICK},
    )  # fmt: skip


@pytest.mark.parametrize(("forbid", "status"), [("", 0), ("0", 0), ("1", 1)])
def test_what_did_not_run_is_named_with_its_remedy(tmp_path, forbid, status):
    done = run(tmp_path, BY_HELPER, forbid=forbid)

    assert "Not run here: no Chromium — install Chromium (1 test)" in done.stdout
    assert done.returncode == status


def test_a_skip_by_hand_is_named_too_and_asked_for_its_remedy(tmp_path):
    done = run(tmp_path, BY_HAND, forbid="1")

    assert "Not run here: not today — remedy unknown" in done.stdout
    assert done.returncode == 1


def test_an_outside_case_that_is_not_there_is_named_and_forbids_nothing(tmp_path):
    done = run(tmp_path, OUTSIDE, forbid="1")

    assert "shapes.ttl — put the shared folder beside this checkout" in done.stdout
    assert done.returncode == 0


def test_a_run_without_skips_passes_and_says_nothing(tmp_path):
    done = run(tmp_path, PASSING, forbid="1")

    assert "not run here" not in done.stdout.lower()
    assert done.returncode == 0
