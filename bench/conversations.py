"""Answers until nothing is open, scene by scene, with and without confirming the usual cases.

`python -m bench.conversations` prints a table. People answer at random, from a fixed seed; what a
scene calls usual holds of them four times in five.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from statistics import mean
from typing import Final

from api.wiring import House
from bench import example
from flowchart.plan import Plan
from kb.catalogue import Catalogue
from kb.ids import ConceptId, SceneId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import NOTHING, Value

PEOPLE: Final = 20
AS_USUAL: Final = 0.8
"""With this chance a usual case holds; those that do not are asked one by one."""
AMOUNTS: Final = (0, 1, 4, 29, 30, 31, 80, 200, 300, 1000)
"""Around the limits in `data/`."""

Person = dict[ConceptId, Value]


@dataclass(frozen=True, slots=True)
class Length:
    """How many answers it took until the steps were clear, and until nothing was open."""

    steps: int
    all: int


def table(people: int = PEOPLE) -> list[str]:
    """Return one line a scene, then the mean of all."""
    house = example.house()
    lines = [
        "mean (worst) answers until the steps are clear, and until nothing is open, over"
        f" {people} people a scene; with the usual cases in one tap, and asked one by one",
        f"{'scene':20}{'steps, one tap':>16}{'one by one':>13}{'all, one tap':>15}"
        f"{'one by one':>13}{'saved':>8}",
    ]
    every: list[tuple[Length, Length]] = []
    for scene in sorted(house.catalogue.scenes):
        random = Random(scene)
        persons = [person(scene, house.catalogue, random) for _ in range(people)]
        pairs = [(talk(house, scene, p, True), talk(house, scene, p, False)) for p in persons]
        lines.append(_line(scene.removeprefix("scene/"), pairs))
        every += pairs
    return [*lines, _line("all scenes", every)]


def _line(name: str, pairs: Sequence[tuple[Length, Length]]) -> str:
    columns = [
        [tapped.steps for tapped, _ in pairs],
        [asked.steps for _, asked in pairs],
        [tapped.all for tapped, _ in pairs],
        [asked.all for _, asked in pairs],
    ]
    widths = (16, 13, 15, 13)
    cells = (f"{mean(c):.1f} ({max(c)})".rjust(w) for c, w in zip(columns, widths, strict=True))
    return f"{name:20}{''.join(cells)}{mean(columns[3]) - mean(columns[2]):8.1f}"


def talk(house: House, scene: SceneId, who: Person, one_tap: bool) -> Length:
    """Return how many answers a conversation takes; confirming the usual cases is one answer."""
    catalogue, facts = house.catalogue, NOTHING
    first = set(catalogue.scenes[scene].opening_questions)
    count, steps, offered = 0, None, not one_tap
    while True:
        plan = house.plan([scene], facts, example.ON, rank=False)
        left = [q for q in plan.questions if catalogue.concepts[q.concept].question]
        if steps is None and not any(question.of_scene for question in left):
            steps = count
        if not left:
            return Length(steps or 0, count)
        count += 1
        opening = [q.concept for q in left if q.concept in first]
        usual = _card(plan) if not opening and not offered else []
        offered = offered or not opening
        if usual:
            true = [one for one in usual if who[one] == _said(plan, one)]
            for concept in true:
                facts = facts.with_fact(concept, who[concept])
            continue
        concept = opening[0] if opening else left[0].concept
        facts = facts.with_fact(concept, who[concept])


def _card(plan: Plan) -> list[ConceptId]:
    """Return the usual cases that still matter."""
    matter = {question.concept for question in plan.questions}
    return [one.fact for one in plan.usual if one.fact in matter]


def _said(plan: Plan, concept: ConceptId) -> Value:
    return next(one.is_ for one in plan.usual if one.fact == concept)


def person(scene: SceneId, catalogue: Catalogue, random: Random) -> Person:
    """Return what somebody who comes for a scene would answer to every question there is."""
    who = {
        concept.id: _answer(concept, catalogue, random)
        for concept in catalogue.concepts.values()
        if concept.question is not None
    }
    for usual in catalogue.scenes[scene].usual:
        if random.random() < AS_USUAL:
            who[usual.fact] = usual.is_
    return who


def _answer(concept: InformationConcept, catalogue: Catalogue, random: Random) -> Value:
    codes = [entry.code for entry in concept.codes]
    made: dict[ConceptType, Callable[[], Value]] = {
        ConceptType.BOOLEAN: lambda: random.random() < 0.5,
        ConceptType.NUMBER: lambda: Decimal(random.choice(AMOUNTS)),
        ConceptType.DATE: lambda: example.ON - timedelta(days=random.randint(0, 900)),
        ConceptType.CODE: lambda: random.choice(codes),
        ConceptType.CODES: lambda: frozenset(random.sample(codes, min(3, len(codes)))),
        ConceptType.AREA: lambda: random.choice(sorted(catalogue.areas)),
        ConceptType.TEXT: lambda: "-",
        ConceptType.MEMBERS: lambda: (),
    }
    return made[concept.type]()


if __name__ == "__main__":
    print("\n".join(table()))
