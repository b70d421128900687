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
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.kinds import Venue
from kb.text import Text
from matcher.reasons import Reason

_SAME_DAY: Final = Text(zh="当场", en="same day")
_DAYS_UNKNOWN: Final = Text(zh="天数待确认", en="days to be confirmed")
_NO_TIME: Final = Text(zh="不另占时间", en="no extra time")
_VENUES: Final[dict[Venue | None, Text]] = {
    Venue.DISTRICT_CENTRE: Text(zh="区政务服务中心", en="district service centre"),
    Venue.SUB_DISTRICT_CENTRE: Text(
        zh="街道社区事务受理服务中心", en="sub-district service centre"
    ),
    Venue.ELSEWHERE: Text(zh="不在政务服务中心办理", en="not at the service centres"),
    None: Text(zh="地点请向窗口确认", en="place: confirm at the window"),
}
_NO_CHANGES: Final[Mapping[ServiceId, Change]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step of the plan as the list shows it; steps go by number. 步骤.

    `waiting` is time that no limit counts, `apply_by` the last day to apply, `starts_on` the day
    of `starts_day`; `change` is what became of the step since the plan before.
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
    starts_on: date | None = None
    change: Change | None = None


def rows(
    plan: Plan,
    catalogue: Catalogue,
    states: Mapping[ServiceId, StepState] | None = None,
    changes: Mapping[ServiceId, Change] = _NO_CHANGES,
) -> tuple[Row, ...]:
    """Return the steps of a plan, numbered from 1 in an order that respects the waits.

    Args:
        plan: the plan.
        catalogue: where the services have their titles.
        states: the state of the steps of a case; without it no state is shown.
        changes: what became of steps since another plan. Those dropped come last, as excluded.
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
            days=_days(step),
            state=states.get(step.service) if states is not None else None,
            standing=step.standing,
            wrapper=step.wrapper,
            critical=step.critical,
            starts_day=step.starts_day,
            ends_day=step.ends_day,
            waits_for=tuple(numbers[before] for before in step.waits_for),
            where=where_text(step, catalogue),
            because=step.because,
            change=changes.get(step.service),
        )
        for step in plan.steps
    )
    first = len(kept) + 1
    return kept + tuple(_gone(i, service, catalogue) for i, service in enumerate(dropped, first))


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
        where=_VENUES[held.where],
        change=Change.DROPPED,
    )


def _days(step: Step) -> Text:
    if step.wrapper:
        return _NO_TIME
    if not step.days_known:
        return _DAYS_UNKNOWN
    if step.takes_days == 0:
        return _SAME_DAY
    plural = "s" if step.takes_days > 1 else ""
    return Text(zh=f"{step.takes_days} 个工作日", en=f"{step.takes_days} working day{plural}")


def where_text(step: Step, catalogue: Catalogue) -> Text:
    """Return where a step is handled: the office by its name, else the kind of place."""
    office = catalogue.records.get(step.place or "")
    return office.title if office is not None else _VENUES[step.where]
