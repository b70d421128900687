"""A whole register judged as columns, beside OpenFisca-core, zen-engine and a plain Python loop.

Both sides have the same rules and facts, and every answer is asserted equal. What counts is
processor seconds (`time.process_time`; all of them compute on one thread), the least of all rounds,
ours and theirs in turn, so that other programs on the machine count little. Ours begins with the
Arrow batches of a register and ends with a number for every policy and applicant.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pyarrow as pa

from bench import openfisca_rules, python_rules, register_memory, zen_rules
from bench.catalogues import KNOWN, ON
from bench.measured import Budget, Comparison, NotCompared, Times, timed
from bench.registers import Register, register
from bench.told import people, told
from matcher.planes import Codes

TURNS: Final = 3
"""How often both sides are measured, one after the other."""
OPENFISCA: Final = Budget(ratio=5)
NO_BUDGET: Final = Budget()
ZEN: Final = Budget(ratio=1_500)
PYTHON: Final = Budget(ratio=10)
ZEN_ROWS: Final = 500
PYTHON_ROWS: Final = 20_000
FEW: Final = 50
MANY: Final = 500
MANY_COST: Final = 12
"""How many times as much as few policies many of them may cost."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many policies and applicants, and how often the work is done in a turn."""

    policies: int
    rows: int
    runs: int

    def __str__(self) -> str:
        return f"{self.policies} policies × 5 × {self.rows:,}"


SIZES: Final = (Size(20, 100_000, 20), Size(50, 1_000_000, 2))


class Ours:
    """Our side: the batches of a register, held ready, judged again and again."""

    def __init__(self, of: Register, runs: int) -> None:
        self._columns = of.columns
        self._batches: list[pa.RecordBatch] = list(of.batches())
        self._runs = runs
        self.times = Times((float("inf"),))

    def answers(self) -> Codes:
        """Return all answers; p x n."""
        return np.concatenate(self.judged(), axis=1)

    def judged(self) -> list[Codes]:
        """Return the answers batch by batch."""
        return [self._columns.judged(batch, ON).codes for batch in self._batches]

    def measure(self) -> None:
        """Take the time once more; the least counts."""
        again = timed(self.judged, self._runs, rounds=1, clock=time.process_time)
        self.times = least(self.times, again)


def least(*times: Times) -> Times:
    """Return the least time of all."""
    return Times((min(one.seconds[0] for one in times),))


def openfisca(size: Size, known: float, as_words: bool) -> Comparison:
    """Return our time beside OpenFisca-core's for the same answers.

    Args:
        size: of the register.
        known: the share of facts known; below one OpenFisca gets rules with two formulas each.
        as_words: whether both begin with codes and areas as words, or as numbers.
    """
    of = register(size.policies, size.rows, known, as_words)
    ours = Ours(of, size.runs)
    wanted = ours.answers()

    def theirs(folder: Path) -> Times:
        job = openfisca_rules.written(of, told(of), folder)
        found = []
        for _ in range(TURNS):
            ours.measure()
            evaluated = job.evaluated(size.runs + 1)
            assert np.array_equal(evaluated.answers, wanted)
            found.append(Times(tuple(sorted(evaluated.seconds))))
        return least(*found)

    return _beside("OpenFisca-core", ours, theirs, OPENFISCA if as_words else NO_BUDGET, size)


def zen(size: Size) -> Comparison:
    """Return our time beside zen-engine's, which is measured on some applicants."""
    of = register(size.policies, size.rows, known=1)
    ours = Ours(of, size.runs)
    wanted = ours.answers()[:, :ZEN_ROWS]
    bare = []

    def theirs(folder: Path) -> Times:
        ours.measure()
        decided = zen_rules.decided(of, told(of), ZEN_ROWS, folder, TURNS)
        ours.measure()
        assert np.array_equal(np.where(decided.met, 3, 0), wanted)
        share = size.rows / ZEN_ROWS
        bare.append(min(decided.expressions) * share)
        return Times((min(decided.decisions) * share,))

    held = _beside("zen-engine one by one", ours, theirs, ZEN, size)
    if bare:
        alone = f"; its bare expressions without decisions {bare[0] / ours.times.median:,.0f}×"
        return Comparison(held.ours, held.peer, held.theirs, held.budget, note=held.note + alone)
    return held


def python(size: Size) -> Comparison:
    """Return our time beside a plain Python loop's, measured on some applicants."""
    of = register(size.policies, size.rows, KNOWN)
    ours = Ours(of, size.runs)
    wanted = ours.answers()[:, :PYTHON_ROWS]
    rules = python_rules.rules(of.catalogue)
    everybody = [python_rules.with_sets(one, of.catalogue) for one in people(told(of), PYTHON_ROWS)]

    def loop() -> list[list[bool | None]]:
        return [[rule(person) for person in everybody] for rule in rules]

    def theirs(_: Path) -> Times:
        found = [[python_rules.number(one) for one in row] for row in loop()]
        assert np.array_equal(found, wanted)
        turns = []
        for _turn in range(TURNS):
            ours.measure()
            turns.append(timed(loop, 2, rounds=1, clock=time.process_time))
        return Times((least(*turns).median * size.rows / PYTHON_ROWS,))

    return _beside("a plain Python loop", ours, theirs, PYTHON, size)


def policies(rows: int = SIZES[0].rows) -> str:
    """Return what many policies cost beside few, and whether the budget is kept."""
    few, many = (Ours(register(count, rows), 5) for count in (FEW, MANY))
    for _ in range(TURNS):
        few.measure()
        many.measure()
    ratio = many.times.median / few.times.median
    return (
        f"{MANY} policies {many.times.median * 1000:,.1f} ms, {FEW} policies "
        f"{few.times.median * 1000:,.1f} ms; {ratio:.1f}× "
        f"(budget: {MANY_COST}×, {'kept' if ratio <= MANY_COST else 'NOT KEPT'})"
    )


def lines() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is measured, each with its name."""
    for size in SIZES:
        yield f"{size}, facts complete, codes as words", partial(openfisca, size, 1, True)
        yield f"{size}, facts complete, codes as numbers", partial(openfisca, size, 1, False)
        yield (
            f"{size}, a fifth unknown, three values of both",
            partial(openfisca, size, KNOWN, False),
        )
        yield f"{size}, facts complete", partial(zen, size)
        yield f"{size}, a fifth unknown", partial(python, size)
    yield f"many policies × {SIZES[0].rows:,}", policies
    yield "memory of a register", register_memory.compare


def _beside(
    peer: str, ours: Ours, theirs: Callable[[Path], Times], budget: Budget, size: Size
) -> Comparison:
    with TemporaryDirectory() as folder:
        try:
            times = theirs(Path(folder))
        except NotCompared as why:
            ours.measure()
            return Comparison(ours.times, f"{peer}: {why}", budget=budget)
    cells = size.policies * size.rows
    mine, others = (one.median / cells * 1e9 for one in (ours.times, times))
    note = f"; {mine:.1f} ns a cell beside {others:,.1f}; all answers equal"
    return Comparison(ours.times, peer, times, budget, note=note)
