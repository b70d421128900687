"""Fees of a plan that nobody has read in a source: they are said to be confirmed, never free."""

from __future__ import annotations

from flowchart.plan import Plan
from flowchart.scene import Applies
from kb.catalogue import Catalogue


def to_confirm(plan: Plan, catalogue: Catalogue) -> int:
    """Return how many certain steps have a fee that nobody read in a source."""
    certain = (s for s in plan.steps if s.standing is Applies.CERTAIN and not s.wrapper)
    services = (catalogue.services[step.service] for step in certain)
    return sum(one.fee is None or "fee" not in one.seen for one in services)
