"""What stands between the applicants of a register and a policy: an open fact, or a figure.

For summaries: whom one fact would settle, and who fails by one figure that is not far off.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

import numpy as np

from kb import criteria as form
from kb.ids import ConceptId
from kb.kinds import ConceptType
from matcher.columns import JudgedColumns
from matcher.exact import Exact, Figures, difference_of, less, one_figure, product
from matcher.opened import Asked
from matcher.planes import Bits, Mask, Planes, count, every, none_of, packed

NEARLY: Final = Fraction(3, 10)
"""A figure at most three tenths of its limit away is near; lists for one person take the same."""
_KEYS: Final[dict[type, str]] = {
    form.AtLeast: "at_least",
    form.MoreThan: "more_than",
    form.AtMost: "at_most",
    form.LessThan: "less_than",
}


class Outlook:
    """Looks at a judged batch policy by policy; p policies, n applicants."""

    def __init__(self, judged: JudgedColumns) -> None:
        self._judged = judged
        self._judge = judged.judge
        self._trees = judged.columns.trees
        self._program = self._trees.program
        self._near: dict[int, Bits | None] = {}

    # ---- open facts -----------------------------------------------------------------------------

    def missing(self, place: int) -> dict[ConceptId, Bits]:
        """Return the facts that keep a policy open, each with the applicants it does so for.

        Args:
            place: the policy's, among those of the columns.
        """
        verdict = self._judged.verdicts[place]
        found: dict[ConceptId, Bits] = {}
        for leaf, bits in self._open_leaves(place, verdict.asking):
            for concept, asked in self._asked(leaf, bits):
                found[concept] = found[concept] | asked if concept in found else asked
        for concept, asked in self._open_days(place, verdict.asking):
            found[concept] = found[concept] | asked if concept in found else asked
        rows = self._judged.rows
        return {concept: bits for concept, bits in found.items() if count(bits, rows)}

    def alone(self, place: int) -> dict[ConceptId, Bits]:
        """Return the facts each of which is all that keeps a policy open, and for whom."""
        missing = self.missing(place)
        once, twice = none_of(self._judged.rows), none_of(self._judged.rows)
        for bits in missing.values():
            twice = twice | (once & bits)
            once = once | bits
        return {concept: bits & ~twice for concept, bits in missing.items()}

    def _open_leaves(self, place: int, whose: Bits) -> Iterator[tuple[Any, Bits]]:
        """Yield the leaves whose being open matters to a policy, and for whom."""
        root = int(self._program.roots[place])
        nodes = self._judged.nodes
        live: dict[int, Bits] = {root: whose & nodes[root].asking}
        for node, _, parts in reversed(self._judged.columns.trees_of[place]):
            for part in parts:
                held = live[node] & nodes[part].asking
                live[part] = live[part] | held if part in live else held
        for node, bits in live.items():
            leaf = self._program.leaves.get(node)
            if leaf is not None:
                yield leaf, bits

    def _asked(self, leaf: Any, bits: Bits) -> Iterator[tuple[ConceptId, Bits]]:
        """Yield what must be told to settle an open leaf; of several facts those not told."""
        concepts = self._judge.catalogue.concepts
        read = self._program.read_by(leaf)
        asked = [one for one in read if isinstance(leaf, Asked) or not concepts[one].derive]
        for concept in sorted(asked):
            yield concept, bits if len(asked) == 1 else bits & ~self._judge.facts.told(concept)

    def _open_days(self, place: int, whose: Bits) -> Iterator[tuple[ConceptId, Bits]]:
        """Yield the days a window counts from that nobody told."""
        bar = self._judged.bars[place]
        policy = self._judged.columns.policies[place]
        for window in policy.windows if bar is not None else ():
            if window.since is not None and bar is not None:
                not_told = ~self._judge.facts.told(window.since)
                yield window.since, whose & bar.asking & not_told

    # ---- near misses ----------------------------------------------------------------------------

    def near(self, place: int) -> Bits:
        """Return who is out by one figure that is near its limit, and by nothing else.

        All else is known: were the figure on the other side, the policy would be met, or left to
        people to judge.

        Args:
            place: the policy's, among those of the columns.
        """
        found = none_of(self._judged.rows)
        verdict = self._judged.verdicts[place]
        bar = self._judged.bars[place]
        out = ~verdict.possible & (every(self._judged.rows) if bar is None else _settled(bar))
        if not out.any():
            return found
        for node in self._judged.columns.leaves_of[place]:
            turned = self._turned(node)
            if turned is not None and (turned & out).any():
                found = found | (_settled(self._if_turned(place, node, turned)) & out)
        return found

    def _if_turned(self, place: int, node: int, turned: Bits) -> Planes:
        """Return the verdicts on a policy's condition with one comparison the other way round."""
        held = self._judged.nodes[node]
        changed = {node: Planes(held.met ^ turned, held.possible ^ turned, held.asks)}
        nodes = self._judged.nodes
        for tree, kind, parts in self._judged.columns.trees_of[place]:
            if any(part in changed for part in parts):
                held_parts = [changed.get(part, nodes[part]) for part in parts]
                changed[tree] = self._judge.tree(self._trees, tree, kind, held_parts)
        root = int(self._program.roots[place])
        return changed.get(root, nodes[root])

    def _turned(self, node: int) -> Bits | None:
        """Return whose figure lies near the limit of a leaf; None for a leaf without figures."""
        if node not in self._near:
            leaf = self._program.leaves[node]
            self._near[node] = self._near_limit(leaf) if type(leaf) in _KEYS else None
        return self._near[node]

    def _near_limit(self, leaf: Any) -> Bits | None:
        if self._judge.catalogue.concepts[leaf.fact].type is not ConceptType.NUMBER:
            return None
        value = self._judge.figures(leaf.fact)
        limit = self._judge.limit(getattr(leaf, _KEYS[type(leaf)]))
        return packed(_within_reach(value, limit) & value.known & limit.known)


def _settled(planes: Planes) -> Bits:
    """Return who meets a condition, or leaves it to people."""
    return planes.possible & ~planes.asking


def _within_reach(value: Figures, limit: Figures) -> Mask:
    """Return whose number is near its limit: |value - limit| <= 3/10 |limit|, as fractions."""
    gap = less(value.low, limit.low)
    share = product(_size(limit.low), one_figure(NEARLY, value.rows).low)
    return np.asarray(difference_of(_size(gap), share) <= 0, dtype=np.bool_)


def _size(number: Exact) -> Exact:
    return Exact(abs(number.above), number.below)
