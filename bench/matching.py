"""One applicant against 10,000 policies: all verdicts, and the reasons of the twenty shown.

Publicodes decides the same policies for the same applicant in the same run. Its rules are parsed
and ours compiled before the clock starts; the ratio is per cell (one policy, one applicant) and for
the verdicts alone, for publicodes gives no reasons.
"""

from __future__ import annotations

import time
from typing import Final

from bench.catalogues import ON, POLICIES, Sample, sample
from bench.measured import Budget, Comparison, NotCompared, timed
from bench.publicodes_rules import evaluated
from matcher.match import Eligibility, Judged, Matcher

SHOWN: Final = 20
RUNS: Final = 20
THEIR_RUNS: Final = 3
SHARED: Final = Budget(median=0.030)
NONE_SHARED: Final = Budget(median=0.060)


def shared() -> Comparison:
    """Return the times where the 50,000 conditions are 2,000 distinct ones."""
    return _compared(sample(shared=True), SHARED)


def none_shared() -> Comparison:
    """Return the times where no two of the 50,000 conditions are the same."""
    return _compared(sample(shared=False), NONE_SHARED)


def _compared(of: Sample, budget: Budget) -> Comparison:
    matcher = Matcher(of.catalogue)

    def decided() -> Judged:
        judged = matcher.judged(of.facts, ON)
        judged.verdicts  # noqa: B018 (worked out when asked for)
        return judged

    began = time.perf_counter()
    verdicts = decided().verdicts
    compiled = time.perf_counter() - began
    ours = timed(lambda: decided().best(SHOWN), RUNS)
    alone = timed(decided, RUNS)
    note = (
        f"; {alone.median / POLICIES * 1e6:.2f} µs a cell, verdicts alone; "
        f"compiled once in {compiled:.1f} s"
    )
    try:
        theirs = evaluated(of.catalogue, of.facts, ON, THEIR_RUNS)
    except NotCompared as why:
        return Comparison(ours, str(why), budget=budget, note=note)
    note += (
        f" (publicodes {theirs.times.median / POLICIES * 1e6:.0f} µs, parsed in "
        f"{theirs.parsed_in:.0f} s); {_agreed(verdicts, theirs.verdicts)}"
    )
    return Comparison(ours, "publicodes", theirs.times, budget, alone, note)


def _agreed(ours: dict[str, Eligibility], theirs: dict[str, Eligibility]) -> str:
    """Return how many verdicts are the same."""
    same = sum(theirs[policy] is verdict for policy, verdict in ours.items())
    return f"{same:,} of {len(ours):,} verdicts the same"
