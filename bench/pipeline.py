"""Words → scene → plan → SVG and QR, warm and in process; the peer draws by a `neato` process."""

from __future__ import annotations

import shutil

from bench import example
from bench.measured import Comparison, Times, timed
from flowchart import diagram, drawing
from flowchart.qr import qr_svg
from flowchart.tracking import link, new_token
from kb.ids import SceneId


def compare() -> Comparison:
    """Return our times beside the same plan drawn by starting Graphviz each time."""
    house = example.house()
    facts = example.facts(house)

    def ours() -> None:
        found = house.searcher.search(example.WORDS)
        plan = house.plan([SceneId(found.results[0].id)], facts, example.ON)
        rows = diagram.rows(plan, house.catalogue, None)
        diagram.drawn.cache_clear()  # else only the first run would draw
        diagram.svg(rows, "zh", "wide")
        qr_svg(link("https://hp.example.cn", new_token()), "code")

    plan = house.plan([SceneId("scene/convenience-store")], facts, example.ON)
    rows = diagram.rows(plan, house.catalogue, None)
    source = diagram.dot_source(rows, "zh", "wide")

    def theirs() -> None:
        drawing.by_program(source)

    measured = timed(ours, 60)
    if shutil.which("neato") is None:
        return Comparison(
            measured, "Graphviz is not installed, drawing alone not compared", Times((0.0,))
        )
    return Comparison(measured, "drawing alone by a neato process", timed(theirs, 20))
