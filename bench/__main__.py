"""Runs every benchmark and prints one line each: ours, the peer's, the ratio."""

from __future__ import annotations

from bench import pipeline, questions, triples
from bench.measured import Comparison

for name, compare in (
    ("words → plan → SVG and QR", pipeline.compare),
    ("next question over a scene and all policies", questions.compare),
    ("100,000 triples loaded", triples.compare),
):
    found: Comparison = compare()
    print(f"{name}: {found}")
