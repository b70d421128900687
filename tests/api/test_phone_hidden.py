"""What a phone shows of a matter that is nobody's business, before and after the PIN."""

from __future__ import annotations

import pytest

from api.phone_hidden import tells_of_a_person
from api.wiring import House
from flowchart.case import Told
from flowchart.states import StepState
from kb.ids import SceneId
from kb.text import Language
from tests.phones import phone_of
from tests.support import TODAY, shipped_catalogue

SENSITIVE = ("disability", "newborn", "veteran", "marriage-and-home")


@pytest.mark.parametrize(
    ("scene", "hidden"),
    [
        *((f"scene/{one}", True) for one in SENSITIVE),
        ("scene/convenience-store", False),
        ("scene/retirement", False),
    ],
)
def test_a_scene_that_reads_sensitive_facts_tells_of_a_person(scene: str, hidden: bool) -> None:
    catalogue = shipped_catalogue()

    assert tells_of_a_person(catalogue.scenes[SceneId(scene)], catalogue) is hidden


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scene", SENSITIVE)
def test_before_the_pin_no_word_tells_the_matter(house: House, scene: str, lang: Language) -> None:
    phone = phone_of(house, SceneId(f"scene/{scene}"))
    step = next(one.service for one in phone.case.plan.steps if not one.wrapper)
    if phone.case.states()[step] is StepState.CAN_START:
        paper = phone.case.plan.materials[0].evidence
        told = Told(missing=frozenset({paper}), until=TODAY)
        phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, step=step, told=told)
    catalogue = house.catalogue
    telling = [catalogue.services[one.service].title for one in phone.case.plan.steps]
    telling += [
        catalogue.evidence[one.evidence].title
        for one in phone.case.plan.materials
        if one.evidence != "evidence/id-card"
    ]
    telling += [catalogue.scenes[one].title for one in phone.case.plan.scenes]
    telling += [catalogue.policies[one.policy].title for one in phone.case.plan.policies]

    closed = phone.page(lang)
    phone.open()
    opened = phone.page(lang)

    assert [t for t in telling if t.get(lang) in closed] == []
    assert ("第 1 步" if lang == "zh" else "Step 1") in closed
    assert telling[0].get(lang) in opened
