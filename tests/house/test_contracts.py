"""The import contracts hold, are all there, and bite: each is broken once in a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kb", "matcher", "flowchart", "api")
ONE_WAY = "Knowledge moves one way: kb, matcher, flowchart, api"
PURE = "Pure modules know no framework"
HTTP = "HTTP only in api"
OFFENCES = [
    (ONE_WAY, "kb/ids.py", "import matcher"),
    (ONE_WAY, "matcher/__init__.py", "import flowchart"),
    (ONE_WAY, "flowchart/__init__.py", "import api"),
    ("Floors of kb", "kb/ids.py", "from kb import model"),
    *((f"Floors of {package}", f"{package}/stray.py", "") for package in PACKAGES),
    *((PURE, f"{place}.py", "import sqlalchemy") for place in ("kb/model", "matcher/__init__")),
    (PURE, "flowchart/__init__.py", "from jinja2 import Template"),
    (HTTP, "kb/ids.py", "import httpx"),
    (HTTP, "flowchart/__init__.py", "from starlette import status"),
]


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """A copy of the packages and their contracts."""
    no_cache = shutil.ignore_patterns("__pycache__")
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=no_cache)
    return copy


def broken_contracts(folder):
    """Return the names of the contracts that do not hold in the folder, and all that was said."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()",
         "--no-cache"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
    )  # fmt: skip
    said = done.stdout + done.stderr
    broken = {line.rsplit(" BROKEN", 1)[0] for line in said.splitlines() if " BROKEN" in line}
    assert (done.returncode == 0) is (not broken), said
    return broken, said


def test_every_contract_holds(packages):
    broken, said = broken_contracts(packages)

    assert not broken, said


@pytest.mark.parametrize(("contract", "module", "line"), OFFENCES)
def test_an_offence_breaks_its_contract(packages, contract, module, line):
    path = packages / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")

    try:
        broken, said = broken_contracts(packages)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")

    assert contract in broken, said


def test_no_contract_is_left_without_an_offence_that_breaks_it(project):
    contracts = {each["name"] for each in project["tool"]["importlinter"]["contracts"]}

    assert contracts == {contract for contract, _, _ in OFFENCES}


def test_every_floor_plan_is_exhaustive(project):
    plans = [c for c in project["tool"]["importlinter"]["contracts"] if "containers" in c]

    assert {plan["containers"][0] for plan in plans} == set(PACKAGES)
    assert all(plan["exhaustive"] for plan in plans)
