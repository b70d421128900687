"""The most memory a register takes while it is judged; run as a program of its own for each size.

Batches are drawn, judged and let go one after the other, as a run over a file does.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.catalogues import ON
from bench.registers import register

POLICIES: Final = 50
ROWS: Final = (1_000_000, 10_000_000)
MOST: Final = 1.2
"""What ten times the applicants may take, in times."""


def judged(rows: int) -> int:
    """Judge so many applicants and return the most memory that was held, in bytes."""
    of = register(POLICIES, rows)
    for batch in of.batches():
        of.columns.judged(batch, ON).codes  # noqa: B018 (worked out when asked for)
    return _most()


def _most() -> int:
    """Return what Linux saw at most; `getrusage` would count the program that started this one."""
    status = Path("/proc/self/status").read_text()
    return next(
        int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")
    )


def compare(rows: tuple[int, int] = ROWS) -> str:
    """Return what both sizes take, and whether the budget is kept."""
    few, many = (_apart(one) for one in rows)
    ratio = many / few
    return (
        f"{rows[1]:,} rows {many / 2**20:,.0f} MiB, {rows[0]:,} rows {few / 2**20:,.0f} MiB; "
        f"{ratio:.2f}× (budget: {MOST}×, {'kept' if ratio <= MOST else 'NOT KEPT'})"
    )


def _apart(rows: int) -> int:
    command = [sys.executable, "-m", "bench.register_memory", str(rows)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    print(judged(int(sys.argv[1])))
