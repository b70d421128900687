"""A plan as the ordered list that people read: one row a step, in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from flowchart.changes_shown import CHANGE_TEXT, Change
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from flowchart.states import StepState
from flowchart.step_words import (
    VENUES,
    apply_by_text,
    days_text,
    due_text,
    ended_text,
    waiting_text,
    where_text,
)
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.text import Text
from matcher.reasons import Reason

_NO_CHANGES: Final[Mapping[ServiceId, Change]] = MappingProxyType({})
_NOTHING_ENDED: Final[Mapping[ServiceId, date]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step of the plan as the list shows it; steps go by number. 步骤.

    `waiting` is time that no limit counts, `apply_by` the last day to apply, `due` by when the law
    wants it, `starts_on` the date of `starts_day`; `change` is what became of the step since the
    plan before.
    """

    number: int
    service: ServiceId
    title: Text
    days: Text
    state: StepState | None
    standing: Applies
    wrapper: bool
    critical: bool
    starts_day: int
    ends_day: int
    waits_for: tuple[int, ...]
    where: Text
    because: tuple[Reason, ...] = ()
    waiting: Text | None = None
    apply_by: Text | None = None
    due: Text | None = None
    starts_on: date | None = None
    change: Change | None = None


def rows(
    plan: Plan,
    catalogue: Catalogue,
    states: Mapping[ServiceId, StepState] | None = None,
    changes: Mapping[ServiceId, Change] = _NO_CHANGES,
    ended: Mapping[ServiceId, date] = _NOTHING_ENDED,
) -> tuple[Row, ...]:
    """Return the steps of a plan, numbered from 1 in an order that respects the waits.

    Args:
        plan: the plan.
        catalogue: where the services have their titles.
        states: the state of the steps of a case; without it no state is shown.
        changes: what became of steps since another plan. Those dropped come last, as excluded.
        ended: the day on which steps of a case really ended, told instead of how long they take.
    """
    numbers = {step.service: i for i, step in enumerate(plan.steps, start=1)}
    dropped = [
        service
        for service, change in changes.items()
        if change is Change.DROPPED and service not in numbers
    ]
    kept = tuple(
        Row(
            number=numbers[step.service],
            service=step.service,
            title=catalogue.services[step.service].title,
            days=ended_text(ended[step.service]) if step.service in ended else days_text(step),
            state=_state(step, plan, catalogue, states) if states is not None else None,
            standing=step.standing,
            wrapper=step.wrapper,
            critical=step.critical,
            starts_day=step.starts_day,
            ends_day=step.ends_day,
            waits_for=tuple(numbers[before] for before in step.waits_for),
            where=where_text(step, catalogue),
            because=step.because,
            waiting=waiting_text(step.waiting),
            apply_by=apply_by_text(step),
            due=due_text(step),
            starts_on=step.starts_on if step.starts_on > date.min else None,
            change=changes.get(step.service),
        )
        for step in plan.steps
    )
    first = len(kept) + 1
    return kept + tuple(_gone(i, service, catalogue) for i, service in enumerate(dropped, first))


def _state(
    step: Step, plan: Plan, catalogue: Catalogue, states: Mapping[ServiceId, StepState]
) -> StepState | None:
    """Return the state of a step; a wrapper, which nobody moves, is done once its steps are."""
    if not step.wrapper or step.service not in states:
        return states.get(step.service)
    scenes = (catalogue.scenes[one] for one in plan.scenes if one in catalogue.scenes)
    held = (item for scene in scenes for item in scene.services if item.service == step.service)
    inside = {one for item in held if item.bundles is not None for one in item.bundles.services}
    certain = [s.service for s in plan.steps if s.standing is Applies.CERTAIN]
    firm = [states.get(one) for one in certain if one in inside]
    done = bool(firm) and all(state is StepState.ISSUED for state in firm)
    return StepState.ISSUED if done else StepState.CANNOT_START


def _gone(number: int, service: ServiceId, catalogue: Catalogue) -> Row:
    """Return the row of a step that the plan before had."""
    held = catalogue.services[service]
    return Row(
        number=number,
        service=service,
        title=held.title,
        days=CHANGE_TEXT[Change.DROPPED],
        state=None,
        standing=Applies.EXCLUDED,
        wrapper=False,
        critical=False,
        starts_day=0,
        ends_day=0,
        waits_for=(),
        where=VENUES[held.where],
        change=Change.DROPPED,
    )
