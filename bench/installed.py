"""Engines installed for a measurement only, in an environment of their own under `var/`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from bench.measured import NotCompared

FOLDER: Final = Path(__file__).with_name("engines")
HOME: Final = Path(__file__).parents[1] / "var" / "bench-engines"
_WANTED: Final = FOLDER / "requirements.txt"
_STANDS: Final = HOME / _WANTED.name
"""A copy of what was asked for when it was installed."""


def evaluated(script: str, folder: Path) -> Any:
    """Return what a script prints about the job of a folder.

    Raises:
        NotCompared: pip cannot install the engines.
    """
    _install()
    command = [str(HOME / "bin" / "python"), str(FOLDER / script), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _install() -> None:
    if _STANDS.exists() and _STANDS.read_bytes() == _WANTED.read_bytes():
        return
    pip = [str(HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", str(_WANTED)]
    for command in ([sys.executable, "-m", "venv", str(HOME)], pip):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            raise NotCompared("pip could not install the engines, not compared")
    _STANDS.write_bytes(_WANTED.read_bytes())
