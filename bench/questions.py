"""Choosing the next question; the peer judges everything again for every possible answer."""

from __future__ import annotations

from typing import Final

from bench import example
from bench.measured import Budget, Comparison, timed
from flowchart.inquiry import policy_items, scene_items
from kb.ids import SceneId
from matcher.answers import answers
from matcher.applicant import NOTHING
from matcher.criteria import Judge
from matcher.program import Program
from matcher.question import Questions

BUDGET: Final = Budget(median=0.005)


def compare() -> Comparison:
    """Return our times beside a chooser that forgets what an answer cannot change."""
    house = example.house()
    catalogue = house.catalogue
    scenes = [catalogue.scenes[SceneId("scene/convenience-store")]]
    items = [*scene_items(scenes), *policy_items(catalogue.scenes.values(), catalogue)]
    criteria = [item.criterion for item in items]
    readers = Program(catalogue, criteria).readers
    questions = Questions(catalogue)

    def theirs() -> None:
        judge = Judge(catalogue, NOTHING, example.ON)
        for concept in {c for one in criteria for c in judge.judge(one).missing}:
            leaves = [leaf for _, leaf in readers[concept]]
            for answer in answers(catalogue.concepts[concept], leaves, judge):
                facts = NOTHING.with_fact(concept, answer.value)
                tried = Judge(catalogue, facts, example.ON)
                for one in criteria:
                    tried.judge(one)

    ours = timed(lambda: questions.ranked(items, NOTHING, example.ON), 30)
    note = f"; {len(items)} items, {sum(not item.of_scene for item in items)} of them policies"
    return Comparison(ours, "judging all again", timed(theirs, 3, 2), BUDGET, note=note)
