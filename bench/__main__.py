"""Runs every benchmark and prints one line each: ours, the budget, the peer's, the ratio."""

from __future__ import annotations

import os

from bench import (
    columns,
    gates,
    graph,
    matching,
    pipeline,
    questions,
    redrawing,
    search_load,
    searching,
)
from bench.measured import ROUNDS

print(f"{os.cpu_count()} cores; of {ROUNDS} rounds the quietest counts")
for name, compare in (
    ("words → plan → SVG and QR", pipeline.compare),
    ("a flowchart of 60 steps drawn anew", redrawing.compare),
    ("next question over a scene and all policies", questions.compare),
    ("10,000 policies, 2,000 distinct conditions", matching.shared),
    ("10,000 policies, no condition shared", matching.none_shared),
    ("both gates", gates.compare),
    *graph.lines(),
    *columns.lines(),
    *searching.lines(),
    ("8 users search at once among 10,000 items", search_load.compare),
):
    print(f"{name}: {compare()}", flush=True)
