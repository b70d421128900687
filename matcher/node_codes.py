"""A compiled program run: the codes of all its trees, for one applicant or every possible answer.

Codes stand in an array of one row a node; a second axis, where there is one, is applicants (or
possible answers). `all` is the least of its parts, `any` the greatest once the two kinds of
unknown have changed places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from kb import criteria as form
from matcher.banks import INFORMATION, JUDGEMENT, MET, UNMET, Codes
from matcher.program import Level, Program

Overrides = Mapping[int, tuple[list[int], list[int]]]
"""By height: nodes of derived facts that are given, and their codes."""
Cells = Mapping[int, tuple[list[int], list[int], list[int]]]
"""By height: nodes, the columns in which alone they are given, and their codes."""

_SWAPPED: Final = np.array([UNMET, JUDGEMENT, INFORMATION, MET], dtype=np.uint8)
"""For `any` what people decide comes after what a fact may settle."""
_OPPOSITE: Final = np.array([MET, INFORMATION, JUDGEMENT, UNMET], dtype=np.uint8)
NONE: Final[Overrides] = {}
NO_CELLS: Final[Cells] = {}


def run(
    program: Program, codes: Codes, overrides: Overrides = NONE, cells: Cells = NO_CELLS
) -> Codes:
    """Fill in the codes of all trees and return them; one pass over every tree's parts.

    Args:
        program: the compiled conditions; n nodes.
        codes: n, or n × r; the leaves are filled in.
        overrides: derived facts that are given.
        cells: derived facts that are given in some columns.
    """
    for height, levels in enumerate(program.levels, 1):
        for level in levels:
            codes[level.nodes] = _joined(level, codes)
        if height in overrides:
            nodes, held = overrides[height]
            codes[nodes] = np.array(held, dtype=np.uint8).reshape(-1, *(1,) * (codes.ndim - 1))
        if height in cells:
            nodes, columns, held = cells[height]
            codes[nodes, columns] = held
    return codes


def _joined(level: Level, codes: Codes) -> Codes:
    parts = codes[level.parts]
    if level.kind is form.Not:
        return np.asarray(_OPPOSITE[parts])
    if level.kind is form.All:
        return np.asarray(np.minimum.reduceat(parts, level.begins, axis=0))
    return np.asarray(_SWAPPED[np.maximum.reduceat(_SWAPPED[parts], level.begins, axis=0)])


def is_open(codes: Codes) -> npt.NDArray[np.bool_]:
    """Say which codes a fact may still settle."""
    return np.asarray(codes == INFORMATION)


def open_leaves(program: Program, codes: Codes) -> npt.NDArray[np.int32]:
    """Return how many open leaves lie under every node that is open itself; n."""
    counts = is_open(codes).astype(np.int32)
    for levels in program.levels:
        for level in levels:
            under = np.add.reduceat(counts[level.parts], level.begins)
            counts[level.nodes] = np.where(is_open(codes[level.nodes]), under, 0)
    return counts


def live(
    program: Program, codes: Codes, among: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.bool_]:
    """Say which open nodes still matter to an open root; n.

    Args:
        program: the compiled conditions; n nodes.
        codes: of all nodes; n.
        among: only these roots count, where given.
    """
    matters = np.zeros(program.size, dtype=np.bool_)
    undecided = is_open(codes)
    roots = program.roots if among is None else program.roots[among]
    matters[roots] = undecided[roots]
    for levels in reversed(program.levels):
        for level in levels:
            sizes = np.diff(level.begins, append=len(level.parts))
            under = np.repeat(matters[level.nodes], sizes) & undecided[level.parts]
            matters[level.parts[under]] = True
    return matters
