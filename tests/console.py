"""The console in this process, over the shipped records or a little world where it is quick."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from kb.errors import Problem
from kb.generation import Generation, build, renewed
from kb.ledger import Ledger
from kb.vocab import Names
from tests.support import WORLD

SHOP = """
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - {service: service/registration}
    - service: service/licence
      applicable_if: {fact: concept/employees, at_least: {parameter: parameter/fire-area}}
"""


class Kept:
    """What was made of the shipped records, kept from command to command as a server keeps it.

    A command of its own takes two seconds to read the files again and to build the same graph.
    """

    def __init__(self) -> None:
        self._made: Generation | None = None

    def prepare(self, *_: object) -> tuple[Problem, ...]:
        """Find the records in the ledger already."""
        return ()

    def build(
        self, ledger: Ledger, names: Names, graph_url: str = "memory:", **day: date | None
    ) -> Generation:
        """Return the generation of before, or a newer one where something was published."""
        if day:
            return build(ledger, names, graph_url, **day)
        made = self._made
        self._made = renewed(made, ledger, names) if made else build(ledger, names, graph_url)
        return self._made

    def put_in(self, patch: pytest.MonkeyPatch) -> None:
        """Let houses be opened with what is kept."""
        patch.setattr("api.wiring.prepare", self.prepare)
        patch.setattr("api.wiring.build", self.build)


@dataclass(frozen=True)
class Console:
    """Commands over one state folder: `console("plan", "newborn", "--json")`."""

    state: Path
    records: tuple[str, ...] = ()
    kept: Kept | None = None

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
        if self.records:
            env["COMPANION_ENCODER_LANGUAGES"] = ""  # in a little world words find everything
        with ExitStack() as stack:
            if self.kept and not folders and state is None and "--data" not in words:
                self.kept.put_in(stack.enter_context(pytest.MonkeyPatch.context()))
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
