"""One personal plan: steps in order with their days, materials, figures, and what bars a mode.

Totals count certain steps without wrappers. `working_days` are the days bodies have for deciding;
`finish_on` also counts the time that no limit counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flowchart.materials import FieldCounts, Material, MaterialCounts
from flowchart.scene import Applicable, Applies, ShownWarning
from flowchart.ways import Waiting
from kb.ids import OrganisationId, SceneId, ServiceId
from kb.kinds import DayUnit, HandlingMode, Venue
from kb.model import Usual
from matcher.match import Match
from matcher.question import NextQuestion
from matcher.reasons import Reason
from matcher.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One service in the plan, when it runs and why it is here. 步骤.

    Attributes:
        waits_for: what must end before it begins; `perhaps` are those of them whose condition is
            not known yet, `follows` what must end only before it ends.
        takes_days: the promised limit, in `unit`; `waiting` is time that no limit counts.
        starts_on: first day of it; `applies_on` the first day one can apply, after what must pass
            before; `ends_on` last, `latest_end_on` the last that delays nothing.
        slack: working days it may end later; while steps are open, as far as certain ones go.
        apply_by: the last day to begin for the opening day that is fixed.
        mode: how it is handled; `mode_because` says why the mode asked for does not work, or on
            what it depends.
        due_on: by when the law wants it.
    """

    service: ServiceId
    standing: Applies
    wrapper: bool
    waits_for: tuple[ServiceId, ...]
    starts_day: int
    ends_day: int
    slack: int
    critical: bool
    takes_days: int
    days_known: bool
    where: Venue | None = None
    because: tuple[Reason, ...] = ()
    unit: DayUnit = DayUnit.WORKING
    perhaps: tuple[ServiceId, ...] = ()
    follows: tuple[ServiceId, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    starts_on: date = date.min  # cases stored before these were reckoned have none
    applies_on: date = date.min
    ends_on: date = date.min
    latest_end_on: date = date.min
    apply_by: date | None = None
    due_on: date | None = None
    due_source: str | None = None
    mode: HandlingMode = HandlingMode.STANDARD
    mode_because: tuple[Reason, ...] = ()
    visits: int | None = None
    place: OrganisationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDays:
    """Totals in working days: one after another, and side by side; committed and statutory."""

    serial: int
    parallel: int
    statutory_serial: int
    statutory_parallel: int

    def at_most(self, other: WorkingDays) -> WorkingDays:
        """Return the greater of each figure.

        With more steps another alternative may be the first, so a single figure may be smaller.
        """
        return WorkingDays(
            serial=max(self.serial, other.serial),
            parallel=max(self.parallel, other.parallel),
            statutory_serial=max(self.statutory_serial, other.statutory_serial),
            statutory_parallel=max(self.statutory_parallel, other.statutory_parallel),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trips:
    """How often somebody must go: `single` one trip a step, `together` what can share one.

    `inspections` are the times somebody comes to the premises, `unread` the certain steps of
    which nobody has read how often one must go.
    """

    single: int
    together: int
    inspections: int
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A fixed opening day, planned backwards.

    `apply_by` is the last day to begin if all goes as promised, `safe_by` if every body takes all
    the time the law allows; None where that day is past already.
    """

    on: date
    apply_by: date | None = None
    safe_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedMode:
    """What became of the mode asked for at one step: used, open, or barred, and why."""

    service: ServiceId
    verdict: Verdict
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is tried or wanted besides the facts: a mode, a day to open."""

    mode: HandlingMode = HandlingMode.STANDARD
    open_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The personal flowchart of one applicant. 方案.

    While steps are open, `finish_on_at_most` is the day if every one of them is needed.
    `open_ended` are certain steps whose time nobody has fixed: the finish is the earliest day.
    `unannounced` are the years up to `latest_on` whose holidays are not known.
    """

    scenes: tuple[SceneId, ...]
    generation: str
    on: date
    steps: tuple[Step, ...]
    excluded: tuple[Applicable, ...]
    questions: tuple[NextQuestion, ...]
    usual: tuple[Usual, ...]
    warnings: tuple[ShownWarning, ...]
    materials: tuple[Material, ...]
    material_counts: MaterialCounts
    working_days: WorkingDays
    working_days_at_most: WorkingDays | None = None
    visits: int
    fee: Decimal
    fees_unknown: tuple[ServiceId, ...]
    finish_on: date
    finish_provisional: bool
    finish_on_at_most: date | None = None
    latest_on: date = date.min  # cases stored before it was reckoned have none
    policies: tuple[Match, ...]
    wish: Wish = Wish()
    trips: Trips | None = None
    fields: FieldCounts | None = None
    opening: Opening | None = None
    offered: tuple[OfferedMode, ...] = ()
    open_ended: tuple[ServiceId, ...] = ()
    unannounced: tuple[int, ...] = ()

    @property
    def may_need_trips(self) -> bool:
        """Say whether a step asks somebody to come, or may: of some nobody has read it."""
        return any(step.visits != 0 for step in self.steps if not step.wrapper)

    @property
    def settled(self) -> bool:
        """Say whether no step is open any more."""
        return all(step.standing is Applies.CERTAIN for step in self.steps)

    @property
    def refusals(self) -> tuple[ShownWarning, ...]:
        """Return what stands in the way: with it, no date can be promised."""
        return tuple(one for one in self.warnings if one.refuses)
