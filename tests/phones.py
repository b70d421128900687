"""An applicant's phone with a case behind its code, and what the office does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.wiring import House
from flowchart.case import NOTHING_MORE, Case, Told
from flowchart.case_store import Person
from flowchart.intake import facts_written
from flowchart.plan import Plan
from flowchart.states import StepState
from flowchart.tracking import Code
from kb.ids import SceneId, ServiceId
from kb.writing import to_json
from matcher.applicant import Facts
from tests.planning import BY_STAFF, STORE, usual
from tests.visiting import PAGE, Visitor, visitor

REGISTRATION = ServiceId("service/company-registration")
THROUGH = (StepState.SUBMITTED, StepState.ACCEPTED, StepState.GRANTED, StepState.ISSUED)
"""The states of a step that goes through."""


@dataclass
class Phone:
    """A phone that scanned the code of a case."""

    visitor: Visitor
    code: Code
    case_id: str

    @property
    def path(self) -> str:
        """Return the address in the code."""
        return f"/c/{self.code.token}"

    @property
    def case(self) -> Case:
        """Return the case as it is now."""
        return self.visitor.house.cases.get(self.case_id)

    def page(self, lang: str = "zh") -> str:
        """Return the page as it is now."""
        return self.visitor.get(self.path, lang)

    def press(self, doing: str, expect: int = 303, **fields: object) -> str:
        """Send a form of the page; returns where it leads, or the page that came back."""
        return self.visitor.send(f"{self.path}/{doing}", expect, **fields)

    def open(self) -> None:
        """Type the right PIN."""
        self.press("pin", pin=self.code.pin)

    def answer(self, doing: str = "", **headers: str) -> Any:
        """Return the answer to a look at the page, or at something below it."""
        below = f"{self.path}/{doing}" if doing else self.path
        return self.visitor.client.get(below, headers={**PAGE, **headers}, follow_redirects=False)

    def office(
        self, *states: StepState, step: str = REGISTRATION, told: Told | None = None
    ) -> Case:
        """Let the office move a step through some states; what is told goes with the last."""
        case = self.case
        for to in states:
            said = told if told is not None and to is states[-1] else NOTHING_MORE
            cases = self.visitor.house.cases
            case = cases.move(case.id, ServiceId(step), to, BY_STAFF, case.sequence, said)
        return case

    def finish(self) -> Case:
        """Let the office bring every step to its end."""
        while to_do := self._can_start():
            for step in to_do:
                self.office(StepState.SUBMITTED, StepState.ISSUED, step=step)
        return self.case

    def _can_start(self) -> list[ServiceId]:
        held = self.case.states()
        steps = [step.service for step in self.case.plan.steps if not step.wrapper]
        return [step for step in steps if held[step] is StepState.CAN_START]


def phone_of(house: House, *scenes: SceneId, **facts: Any) -> Phone:
    """Return the phone of somebody whose case was opened just now; the corner shop by default."""
    known = usual(**facts)
    plan = _plan(house, scenes or (STORE,), known)
    person = Person(name="王小明", note="下周带房产证", facts=to_json(facts_written(known)))
    case = house.cases.open(plan, person, house.today(), house.centre, BY_STAFF)
    code = house.tracking.issue(case.id, BY_STAFF)
    return Phone(visitor=visitor(house), code=code, case_id=case.id)


_PLANS: dict[str, Plan] = {}


def _plan(house: House, scenes: tuple[SceneId, ...], facts: Facts) -> Plan:
    """Return the plan, which takes long to make and is never changed."""
    on = house.applying_on()
    key = f"{house.catalogue.generation} {on} {scenes} {to_json(facts_written(facts))}"
    if key not in _PLANS:
        _PLANS[key] = house.plan(scenes, facts, on)
    return _PLANS[key]
