"""Whole plans an officer can check: tests/journeys/plans.yaml."""

from __future__ import annotations

import pytest

from flowchart.needs import MaterialStanding
from flowchart.scene import Applies
from kb.ids import SceneId
from tests.planning import facts_of, names, plan_of
from tests.support import rows_of

ROWS = rows_of("plans.yaml")


@pytest.mark.parametrize("row", ROWS, ids=[row["who"] for row in ROWS])
def test_the_plan_says_what_the_table_says(row):
    scenes = [SceneId(f"scene/{name}") for name in row["scenes"]]

    plan = plan_of(*scenes, facts=facts_of(**row["facts"]))

    def standing(wanted):
        return sorted(names(step.service for step in plan.steps if step.standing is wanted))

    waits = {
        name: sorted(names(step.waits_for))
        for step in plan.steps
        for name in names([step.service])
        if name in row["waits"]
    }
    bring = [m.evidence for m in plan.materials if m.standing is MaterialStanding.BRING]
    assert standing(Applies.CERTAIN) == sorted(row["certain"])
    assert standing(Applies.POSSIBLE) == sorted(row.get("possible", []))
    assert set(row.get("excluded", [])) <= set(names(one.service for one in plan.excluded))
    assert waits == {name: sorted(before) for name, before in row["waits"].items()}
    assert sorted(one.removeprefix("evidence/") for one in bring) == sorted(row["bring"])
