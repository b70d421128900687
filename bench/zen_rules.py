"""The same policies for zen-engine, which decides them for one applicant after another.

It cannot compare what is not there, so it gets applicants of whom everything is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench import installed
from bench.catalogues import ON
from bench.expressions import Expressions
from bench.registers import Register
from bench.told import Told, people
from matcher.fact_columns import day_number


@dataclass(frozen=True, slots=True)
class Decided:
    """The answers, p x n, and processor seconds a round of decisions and of bare expressions."""

    met: npt.NDArray[np.bool_]
    decisions: tuple[float, ...]
    expressions: tuple[float, ...]


def decided(
    register: Register, facts: Mapping[str, Told], rows: int, folder: Path, rounds: int
) -> Decided:
    """Return what zen-engine makes of the first so many applicants.

    Raises:
        NotCompared: the engine cannot be installed.
    """
    writer = _Writer(register.catalogue, ON)
    job = {
        "policies": [writer.rule(one) for one in register.catalogue.conditions.values()],
        "people": list(people(facts, rows)),
        "rounds": rounds,
    }
    (folder / "job.json").write_text(json.dumps(job))
    seconds = installed.evaluated("zen_evaluate.py", folder)
    met = np.array(json.loads((folder / "answers.json").read_text()), dtype=np.bool_)
    return Decided(met, tuple(seconds["decisions"]), tuple(seconds["expressions"]))


class _Writer(Expressions):
    """Writes expressions of ZEN."""

    def fact(self, name: str) -> str:
        """Return a name of the input."""
        return name

    def day(self, day: date) -> str:
        """Return the number of a day."""
        return str(day_number(day))

    def same(self, name: str, kind: str, word: str) -> str:
        """Return a comparison of texts."""
        return f"{name} == '{word}'"

    def opposite(self, part: str) -> str:
        """Return `not`."""
        return f"not ({part})"

    def every(self, parts: Iterable[str]) -> str:
        """Return `and`."""
        return f"({' and '.join(parts)})"

    def one(self, parts: Iterable[str]) -> str:
        """Return `or`."""
        return f"({' or '.join(parts)})"
