"""Say whether .venv holds what pyproject.toml and constraints.txt ask for.

    python environment.py ready run     succeeds when nothing is left to install
    python environment.py mark run      notes that everything is installed

Run with the Python of .venv, whose version counts. The note is an empty file named by a hash of
all that was asked for, so that a start with nothing to do takes some fifty milliseconds.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UNFINISHED = VENV / "unfinished"


def asked_for() -> str:
    """Return a short hash of the packages asked for, the Python and the folder.

    The folder counts because console commands carry the path of their Python. Settings of the
    formatter or of the tests do not count: changing them installs nothing.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = (
        json.dumps([project["build-system"], project["project"]], sort_keys=True),
        (ROOT / "constraints.txt").read_text(encoding="utf-8"),
        "{}.{}".format(*sys.version_info),
        str(ROOT),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def note(purpose: str) -> Path:
    """Return the file that exists when .venv is ready for the purpose."""
    return VENV / f"ready-to-{purpose}-{asked_for()}"


def is_ready(purpose: str) -> bool:
    """Return whether everything for the purpose is installed."""
    return note(purpose).exists() and not UNFINISHED.exists()


def mark(purpose: str) -> None:
    """Note that everything for the purpose is installed; what tests need includes the rest."""
    for each in {"run", purpose}:
        for old in VENV.glob(f"ready-to-{each}-*"):
            old.unlink()
        note(each).touch()
    UNFINISHED.unlink(missing_ok=True)


def main(action: str, purpose: str) -> int:
    """Carry out one of the two actions; 0 when it is ready or marked."""
    if action == "mark":
        mark(purpose)
        return 0
    return 0 if is_ready(purpose) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
