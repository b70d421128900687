"""What both gates take: one record beside the shipped base, and the whole base as a job.

The budget is 100 ms for one record; every policy, service and scene is sent in once, with all that
the desk does for it: sense, company, questions left unread, shapes.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from kb.layers import read_folders
from kb.model import Policy, PublicService, Scene
from kb.validation import check, check_all
from kb.vocab import Names

DATA = Path(__file__).parents[1] / "data"
BUDGET_MS = 100


def one_record() -> list[float]:
    """Return the milliseconds each item takes, the first one (which loads pyshacl) left out."""
    loaded = read_folders([DATA])
    base = {one.record.id: one.record for one in loaded}
    items = [one for one in loaded if isinstance(one.record, Policy | PublicService | Scene)]
    check(items[:1], base, Names(), base)
    taken = []
    for one in items:
        started = time.perf_counter()
        check([one], base, Names(), base)
        taken.append(1000 * (time.perf_counter() - started))
    return sorted(taken)


def whole_base() -> tuple[int, float]:
    """Return how many records there are, and the seconds they take together."""
    base = {one.record.id: one.record for one in read_folders([DATA])}
    started = time.perf_counter()
    problems = check_all(base, Names())
    assert not problems, problems
    return len(base), time.perf_counter() - started


def compare() -> str:
    """Return the line that is printed."""
    taken = one_record()
    count, seconds = whole_base()
    median, p95 = statistics.median(taken), taken[int(0.95 * len(taken))]
    return (
        f"one record median {median:.0f} ms, p95 {p95:.0f} ms (budget {BUDGET_MS} ms); "
        f"{count} records in {seconds:.1f} s"
    )


if __name__ == "__main__":
    print(compare())
