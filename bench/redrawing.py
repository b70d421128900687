"""A flowchart of 60 steps drawn anew, warm and in process; the peer draws by a `neato` process."""

from __future__ import annotations

import shutil
from typing import Final

from bench.measured import Budget, Comparison, timed
from bench.pipeline import by_program, by_us
from flowchart import diagram
from flowchart.scene import Applies
from kb.ids import ServiceId
from kb.text import Text

BUDGET: Final = Budget(median=0.010)

_GROUPS: Final[tuple[tuple[int, tuple[int, ...]], ...]] = (
    (1, ()),
    (14, (1,)),
    (5, (2, 3)),
    (6, (4,)),
    (1, (5,)),
    (1, (6,)),
    (1, (7,)),
    (9, (16, 21)),
    (7, (22,)),
    (1, (8, 28)),
    (1, (29, 30)),
    (8, (39,)),
    (3, (40, 31)),
    (2, (48,)),
)
"""How many steps wait for which: sixty in all, in groups that run side by side."""


def sixty() -> tuple[diagram.Row, ...]:
    """Return sixty rows in fourteen groups, over eight days."""
    out: list[diagram.Row] = []
    begins: dict[int, int] = {}
    for size, after in _GROUPS:
        for _ in range(size):
            number = len(out) + 1
            begins[number] = max((begins[n] + 1 + n % 2 for n in after), default=0)
            out.append(_row(number, begins[number], after))
    return tuple(out)


def _row(number: int, day: int, after: tuple[int, ...]) -> diagram.Row:
    return diagram.Row(
        number=number,
        service=ServiceId(f"service/{number}"),
        title=Text(zh=f"第{number}类经营许可（含变更）", en=f"Business licence of class {number}"),
        days=Text(zh="5 个工作日", en="5 working days"),
        state=None,
        standing=Applies.CERTAIN if number % 7 else Applies.POSSIBLE,
        wrapper=number % 29 == 0,
        critical=number in (1, 2, 16, 28),
        starts_day=day,
        ends_day=day + 1 + number % 2,
        waits_for=after,
        where=Text(zh="区政务服务中心", en="district service centre"),
    )


def compare() -> Comparison:
    """Return our times beside the same picture with Graphviz started for each."""
    rows = sixty()
    measured = timed(lambda: by_us(rows), 40)
    if shutil.which("neato") is None:
        return Comparison(measured, "Graphviz is not installed, not compared", budget=BUDGET)
    theirs = timed(lambda: by_program(rows), 10)
    return Comparison(measured, "drawn by a neato process", theirs, BUDGET)
