"""Words → scene → plan → SVG and QR, warm and in process; the peer draws by a `neato` process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Final

from bench import example
from bench.measured import Budget, Comparison, timed
from flowchart import diagram, drawing
from flowchart.qr import qr_svg
from flowchart.tracking import link, new_token
from kb.ids import SceneId

BUDGET: Final = Budget(p95=0.060)


def compare() -> Comparison:
    """Return our times beside the same work with Graphviz started for each picture."""
    house = example.house()
    facts = example.facts(house)

    def answered(draw: Callable[[tuple[diagram.Row, ...]], object]) -> None:
        found = house.searcher.search(example.WORDS)
        plan = house.plan([SceneId(found.results[0].id)], facts, example.ON)
        draw(diagram.rows(plan, house.catalogue, None))
        qr_svg(link("https://hp.example.cn", new_token()), "code")

    measured = timed(lambda: answered(by_us), 60)
    if shutil.which("neato") is None:
        return Comparison(measured, "Graphviz is not installed, not compared", budget=BUDGET)
    theirs = timed(lambda: answered(by_program), 20)
    return Comparison(measured, "drawn by a neato process", theirs, BUDGET)


def by_us(rows: tuple[diagram.Row, ...]) -> None:
    """Draw a picture anew."""
    diagram.drawn.cache_clear()  # else only the first run would draw
    diagram.svg(rows, "zh", "wide")


def by_program(rows: tuple[diagram.Row, ...]) -> None:
    """Draw the same picture by a Graphviz process of its own."""
    drawing.by_program(drawing.source(diagram.picture(rows, "zh", "wide"), "wide"))
