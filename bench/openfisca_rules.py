"""The same policies for OpenFisca-core, which decides them for everybody at once.

It knows two values; what is not known becomes zero, no or the first word. So it gets everybody's
facts complete; or, to give the same three answers, two formulas for each condition and policy: who
meets it, and who does or still may.

Every distinct condition is a variable of its own, worked out once: that is faster than formulas
that repeat it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bench import installed
from bench.catalogues import ON
from bench.expressions import Expressions
from bench.registers import Register
from bench.told import ENUMS, Told, name_of
from kb.catalogue import Catalogue
from matcher.program import inputs_of

_MET: Final = "met"
_MAY: Final = "may"
_KNOWN: Final = "known"
Column = tuple[str, npt.NDArray[Any]]
"""The kind of an input, and everybody's value."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The answers, p x n with the numbers of `Columns`, and processor seconds a round."""

    answers: npt.NDArray[np.uint8]
    seconds: tuple[float, ...]


@dataclass(frozen=True)
class Job:
    """Policies and facts put down in a folder, to be evaluated again and again."""

    folder: Path

    def evaluated(self, rounds: int) -> Evaluated:
        """Return the answers and the times.

        Raises:
            NotCompared: the engine cannot be installed.
        """
        path = self.folder / "job.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "rounds": rounds}))
        seconds = installed.evaluated("openfisca_evaluate.py", self.folder)
        return Evaluated(np.load(self.folder / "answers.npy"), tuple(seconds))


def written(register: Register, facts: Mapping[str, Told], folder: Path) -> Job:
    """Return the job of a register; three-valued where facts are missing."""
    writer = _Writer(register.catalogue, three_valued=register.known < 1)
    answers = [
        writer.answers(policy, condition)
        for policy, condition in register.catalogue.conditions.items()
    ]
    columns = dict(_columns(facts, register))
    job = {
        "inputs": {name: columns[name][0] for name in sorted(writer.read)},
        "enums": ENUMS,
        "formulas": writer.formulas,
        "answers": answers,
    }
    (folder / "job.json").write_text(json.dumps(job))
    for name in writer.read:
        np.save(folder / f"{name}.npy", columns[name][1])
    return Job(folder)


def _columns(facts: Mapping[str, Told], register: Register) -> Iterator[tuple[str, Column]]:
    """Yield every fact, and of whom it is known."""
    for name, held in facts.items():
        yield name, (held.kind, held.words() if register.as_words else held.values)
        yield name_of(held.fact, _KNOWN), ("flag", held.known)


class _Writer(Expressions):
    """Writes formulas; those of leaves and policies end in what they say.

    Attributes:
        formulas: by the name of their variable.
        read: the inputs that the formulas read.
    """

    def __init__(self, catalogue: Catalogue, three_valued: bool) -> None:
        super().__init__(catalogue, ON)
        self.formulas: dict[str, str] = {}
        self.read: set[str] = set()
        self._ends = (_MET, _MAY) if three_valued else (_MET,)
        self._end = _MET
        self._leaves: dict[Any, str] = {}

    def answers(self, policy: str, condition: Any) -> tuple[str, str | None]:
        """Return the variables of who meets a policy, and of who does or still may."""
        for end in self._ends:
            self._end = end
            self.formulas[name_of(policy, end)] = self.rule(condition)
        return name_of(policy, _MET), name_of(policy, _MAY) if _MAY in self._ends else None

    def leaf(self, leaf: Any) -> str:
        """Return the variable of a leaf."""
        name = self._leaves.get(leaf)
        if name is None:
            name = self._leaves[leaf] = f"leaf{len(self._leaves)}"
            self._write(name, leaf)
        return _variable(f"{name}_{self._end}")

    def _write(self, name: str, leaf: Any) -> None:
        value = super().leaf(leaf)
        if _MAY not in self._ends:
            self.formulas[f"{name}_{_MET}"] = value
            return
        read = sorted(inputs_of(self._catalogue).of(leaf))
        known = self.every(self.fact(name_of(concept, _KNOWN)) for concept in read)
        self.formulas[f"{name}_{_MET}"] = self.every([value, known])
        self.formulas[f"{name}_{_MAY}"] = self.one(
            [_variable(f"{name}_{_MET}"), self.opposite(known)]
        )

    def fact(self, name: str) -> str:
        """Return an input."""
        self.read.add(name)
        return _variable(name)

    def day(self, day: date) -> str:
        """Return a day as numpy has it."""
        return f'numpy.datetime64("{day}")'

    def same(self, name: str, kind: str, word: str) -> str:
        """Return a comparison with a member of an enumeration."""
        return f"({self.fact(name)} == {kind}.{word})"

    def opposite(self, part: str) -> str:
        """Return `~`."""
        return f"~{part}"

    def every(self, parts: Iterable[str]) -> str:
        """Return a product, as OpenFisca's own rules do."""
        return f"({' * '.join(parts)})"

    def one(self, parts: Iterable[str]) -> str:
        """Return a sum."""
        return f"({' + '.join(parts)})"


def _variable(name: str) -> str:
    return f'person("{name}", period)'
