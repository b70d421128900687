"""What the pages show of the steps of a plan: dates, who waits, places, bodies, one time line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flowchart.agenda import Entry, Happening, agenda
from flowchart.listing import Row
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from flowchart.why import why
from kb.areas import Containment, Places
from kb.catalogue import Catalogue
from kb.ids import AreaId, OrganisationId, ServiceId
from kb.kinds import Venue
from kb.model import PublicOrganisation, PublicService
from kb.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step as its details show it.

    Attributes:
        row: its line in the list.
        step: its figures.
        service: its record.
        dated: whether its days are reckoned; cases stored before they were have none.
        body: which decides; `beyond` says that it is not a body of the centre's own district.
        place: the office where one goes.
        needed_by: the numbers of the steps that wait for it, each with the paper if it is one.
    """

    row: Row
    step: Step
    service: PublicService
    dated: bool
    body: PublicOrganisation | None
    beyond: bool
    place: PublicOrganisation | None
    needed_by: tuple[tuple[int, Text | None], ...]
    follows: tuple[int, ...]
    perhaps: tuple[int, ...]

    @property
    def due_first(self) -> bool:
        """Say whether the law wants the step no later than the opening day does."""
        due, apply_by = self.step.due_on, self.step.apply_by
        return due is not None and (apply_by is None or due <= apply_by)

    @property
    def opening_first(self) -> bool:
        """Say whether the opening day wants the step begun before the law does."""
        return self.step.apply_by is not None and not self.due_first

    @property
    def may_wait(self) -> bool:
        """Say whether the step has days to spare that no other day takes away again."""
        step = self.step
        is_certain = step.standing is Applies.CERTAIN and self.dated
        has_room = step.due_on is None or step.due_on >= step.latest_end_on
        return is_certain and bool(step.slack) and has_room and step.apply_by is None


def step_views(
    plan: Plan, rows: Sequence[Row], catalogue: Catalogue, centre: OrganisationId
) -> tuple[StepView, ...]:
    """Return the steps of a plan with their details, in the order of its rows.

    Args:
        plan: the plan.
        rows: its lines; those of steps that fell away are left out.
        catalogue: has the records.
        centre: where the applicant sits; its area is the home district.
    """
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    home = _area(catalogue.records.get(centre))
    areas = Places(catalogue.areas)
    return tuple(
        _step_view(plan, row, step, catalogue, numbers, (areas, home), centre)
        for row, step in zip(rows, plan.steps, strict=False)
    )


def _step_view(
    plan: Plan,
    row: Row,
    step: Step,
    catalogue: Catalogue,
    numbers: Mapping[ServiceId, int],
    home: tuple[Places, AreaId | None],
    centre: OrganisationId,
) -> StepView:
    service = catalogue.services[step.service]
    body = _organisation(service.organisation, catalogue)
    found = why(step.service, plan, catalogue)
    return StepView(
        row=row,
        step=step,
        service=service,
        dated=step.starts_on != date.min and not step.wrapper,
        body=body,
        beyond=_beyond(body, *home),
        place=_organisation(step.place or _here(step, centre), catalogue),
        needed_by=tuple(
            (numbers[one], catalogue.evidence[paper].title if paper is not None else None)
            for one, paper in found.needed_by
            if one in numbers
        ),
        follows=tuple(numbers[one] for one in step.follows if one in numbers),
        perhaps=tuple(numbers[one] for one in step.perhaps if one in numbers),
    )


def _here(step: Step, centre: OrganisationId) -> OrganisationId | None:
    """Return the centre for what is handled there; cases stored long ago name no place."""
    return centre if step.where is Venue.DISTRICT_CENTRE else None


def _organisation(named: OrganisationId | None, catalogue: Catalogue) -> PublicOrganisation | None:
    held = catalogue.records.get(named or "")
    return held if isinstance(held, PublicOrganisation) else None


def _area(held: object) -> AreaId | None:
    return held.area if isinstance(held, PublicOrganisation) else None


def _beyond(body: PublicOrganisation | None, areas: Places, home: AreaId | None) -> bool:
    """Say whether a body acts for more than the home district, as a city bureau or a bank does."""
    if body is None or body.area is None or home is None:
        return False
    return areas.containment(body.area, (home,)) is not Containment.INSIDE


# ---- where, and who decides ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """Somewhere one goes, with the steps that are handled there; `office` where it is known.

    `by_home` says that it depends on the sub-district one lives in, and that this is not known.
    """

    title: Text
    office: PublicOrganisation | None
    steps: tuple[int, ...]
    by_home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyView:
    """A body that decides on some steps; `beyond` says that it is not the district's own."""

    body: PublicOrganisation
    steps: tuple[int, ...]
    beyond: bool


def place_views(views: Iterable[StepView]) -> tuple[PlaceView, ...]:
    """Return where the steps are handled, each place once, in the order of the steps."""
    held: dict[str, list[StepView]] = defaultdict(list)
    for one in views:
        if not one.step.wrapper:
            held[one.row.where.zh].append(one)
    return tuple(
        PlaceView(
            title=found[0].row.where,
            office=found[0].place,
            steps=tuple(one.row.number for one in found),
            by_home=found[0].place is None and found[0].step.where is Venue.SUB_DISTRICT_CENTRE,
        )
        for found in held.values()
    )


def office_views(views: Sequence[StepView]) -> tuple[PlaceView, ...]:
    """Return where one surely goes; the places of all steps while none is certain."""
    certain = [one for one in views if one.row.standing is Applies.CERTAIN and not one.row.wrapper]
    return place_views(certain or views)


def body_views(views: Iterable[StepView]) -> tuple[BodyView, ...]:
    """Return the bodies that decide, those of other than the home district first."""
    held: dict[str, list[StepView]] = defaultdict(list)
    for one in views:
        if one.body is not None and not one.step.wrapper:
            held[one.body.id].append(one)
    found = [
        BodyView(
            body=first.body,
            steps=tuple(one.row.number for one in some),
            beyond=first.beyond,
        )
        for some in held.values()
        if (first := some[0]).body is not None
    ]
    return tuple(sorted(found, key=lambda one: not one.beyond))


# ---- one time line ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """Something on a day: the step by its number, or the policy by its title."""

    entry: Entry
    number: int | None
    title: Text | None
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """Everything on one day of the time line."""

    on: date
    entries: tuple[EntryView, ...]

    @property
    def provisional(self) -> bool:
        """Say whether the day leans on a year whose holidays are not known."""
        return any(one.entry.provisional for one in self.entries)


_OF_PLAN: Final = frozenset({Happening.FINISH, Happening.LATEST, Happening.OPENING})


def day_views(plan: Plan, catalogue: Catalogue) -> tuple[DayView, ...]:
    """Return the time line of a plan: certain steps, limits of the law, windows of policies."""
    numbers = {str(step.service): i for i, step in enumerate(plan.steps, 1)}
    possible = {str(s.service) for s in plan.steps if s.standing is not Applies.CERTAIN}
    certain = len(possible) < len(plan.steps)
    days: dict[date, list[EntryView]] = defaultdict(list)
    for one in agenda(plan, catalogue):
        if one.about in possible or (not certain and one.happening in _OF_PLAN):
            continue
        record = catalogue.records.get(one.about or "")
        number = numbers.get(one.about or "")
        slug = (one.about or "").partition("/")[2] if number is None else ""
        days[one.on].append(
            EntryView(entry=one, number=number, title=record.title if record else None, slug=slug)
        )
    return tuple(DayView(on=on, entries=tuple(found)) for on, found in days.items())
