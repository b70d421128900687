"""The plan on a companion's page: a store of which the first questions are answered, page parts."""

from __future__ import annotations

import re

from flowchart.intake import Intake
from tests.visiting import Visitor

STORE: dict[str, object] = {
    "concept/entity": "new-company",
    "concept/floor-area": "80",
    "concept/goods": ["prepackaged", "liquor", "cigarettes", "hot-simple", "otc-b"],
}
"""Answers as a page sends them."""


def told(companion: Visitor, **more: object) -> str:
    """Return the path of a convenience store of which the opening questions are answered."""
    path = companion.begin()
    for concept, value in {**STORE, **more}.items():
        companion.send(f"{path}/answer", concept=concept, value=value)
    return path


def part(page: str, id_: str) -> str:
    """Return the part of a page with an id: a section, or something folded."""
    found = re.search(rf'<(details|section)[^>]* id="{id_}".*', page, re.S)
    assert found, f"There is no part {id_}."
    depth = 0
    for mark in re.finditer(rf"<(/?){found[1]}\b", found[0]):
        depth += -1 if mark[1] else 1
        if depth == 0:
            return found[0][: mark.start()]
    return found[0]


def intake_of(visitor: Visitor, path: str) -> Intake:
    """Return the conversation behind a path, as it is kept."""
    session = visitor.house.staff.session(visitor.client.cookies["companion_session"])
    assert session is not None
    return visitor.house.intakes.get(path.rpartition("/")[2], session.key, visitor.house.catalogue)


def steps(companion: Visitor, path: str) -> set[str]:
    """Return the services of the plan as it stands."""
    intake = intake_of(companion, path)
    plan = companion.house.plan(intake.scenes, intake.facts, companion.house.applying_on())
    return {str(step.service) for step in plan.steps}
