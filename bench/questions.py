"""Choosing the next question; the peer judges everything again for every possible answer."""

from __future__ import annotations

from bench import example
from bench.measured import Comparison, timed
from flowchart.plan import policy_items, scene_items
from kb.ids import SceneId
from matcher.applicant import NOTHING
from matcher.criteria import Judge
from matcher.question import Questions


def compare() -> Comparison:
    """Return our times beside a chooser that forgets what an answer cannot change."""
    house = example.house()
    catalogue = house.catalogue
    scenes = [catalogue.scenes[SceneId("scene/convenience-store")]]
    items = [*scene_items(scenes), *policy_items(scenes, catalogue)]
    questions = Questions(catalogue)

    def theirs() -> None:
        judge = Judge(catalogue, NOTHING, example.ON)
        unknown = {c for i in items for c in judge.judge(i.criterion).missing}
        for concept_id in unknown:
            concept = catalogue.concepts[concept_id]
            criteria = [item.criterion for item in items]
            for value in questions.possible_answers(concept, criteria, example.ON):
                tried = Judge(catalogue, NOTHING.with_fact(concept_id, value), example.ON)
                for item in items:
                    tried.judge(item.criterion)

    ours = timed(lambda: questions.ranked(items, NOTHING, example.ON), 30)
    return Comparison(ours, "judging all again", timed(theirs, 5))
