"""The console in this process, over the shipped records or a little world where it is quick."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from api.cli import main
from tests.support import WORLD

SHOP = """
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - {service: service/registration}
    - service: service/licence
      applicable_if: {fact: concept/employees, at_least: {parameter: parameter/fire-area}}
"""


@dataclass(frozen=True)
class Console:
    """Commands over one state folder: `console("plan", "newborn", "--json")`."""

    state: Path
    records: tuple[str, ...] = ()

    def __call__(
        self,
        *words: str,
        typed: str | None = None,
        layers: Sequence[str] = (),
        state: Path | None = None,
    ) -> Result:
        """Run a command; layers come after the folders of records."""
        folders = os.pathsep.join([*self.records, *layers])
        env = {"COMPANION_STATE": str(state or self.state), "COMPANION_DATA": folders}
        return CliRunner(env=env).invoke(main, list(words), input=typed, prog_name="companion")


def little_console(folder: Path) -> Console:
    """Return a console over the little world of `tests.support` and one scene."""
    records = folder / "records"
    records.mkdir()
    (records / "world.yaml").write_text(WORLD + SHOP, encoding="utf-8")
    return Console(folder / "state", (str(records),))


def shapes(result: Result) -> list[dict[str, Any]]:
    """Return what a command printed, a shape a line."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def error_of(result: Result) -> dict[str, str]:
    """Return the one error a command ended with."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    last = json.loads(result.stdout.splitlines()[-1])
    assert last.keys() - {"problems"} == {"error"}
    assert last["error"].keys() == {"place", "problem", "remedy"}
    return last["error"]


def problems_in(result: Result) -> list[dict[str, Any]]:
    """Return every problem of the record files that a command ended with."""
    error_of(result)
    return json.loads(result.stdout.splitlines()[-1])["problems"]
