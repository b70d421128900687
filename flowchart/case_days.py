"""Every dated thing of a case: what is wanted by when, what opens or closes, what ends when.

Dates come from what really happened and from the forecast, so they move with the case. Nothing
here names a person. A date that would tell a fact of somebody is marked `personal`; words that
would tell of somebody's life (`sensitive`) have a second form, `plain`, that names no matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

from flowchart.calendar import Timeline
from flowchart.case import Case
from flowchart.event_words import title_of
from flowchart.forecast import Forecast, StepDates
from flowchart.open_days import by_text, day_before, last_open
from flowchart.plan import Step
from flowchart.scene import Applies
from flowchart.schedule import Spell, ending
from flowchart.states import StepState
from flowchart.validity import Validity, validity
from kb.catalogue import Catalogue
from kb.handling import Due
from kb.ids import PolicyId
from kb.kinds import DayUnit, SceneKind, Venue
from kb.model import PublicOrganisation
from kb.text import Text
from matcher.inputs import Inputs
from matcher.match import Eligibility, Match
from matcher.windows import WindowState


class DayKind(StrEnum):
    """What a day of a case is."""

    SUPPLEMENT = "supplement"
    DUE = "due"
    BEGIN_BY = "begin-by"
    POLICY_CLOSES = "policy-closes"
    POLICY_OPENS = "policy-opens"
    PROMISED = "promised"
    GOES_ON = "goes-on"
    FINISH = "finish"
    RENEW_FROM = "renew-from"
    RENEW_BY = "renew-by"
    EXPIRES = "expires"


DEADLINES: Final = frozenset(
    {
        DayKind.SUPPLEMENT,
        DayKind.DUE,
        DayKind.BEGIN_BY,
        DayKind.POLICY_CLOSES,
        DayKind.RENEW_BY,
        DayKind.EXPIRES,
    }
)
"""Days by which the applicant has to do something."""

_AT_AN_OFFICE: Final = DEADLINES - {DayKind.POLICY_CLOSES, DayKind.EXPIRES}
"""Days by which one has to have been at an office while it was open."""

PLAIN: Final[dict[DayKind, Text]] = {
    DayKind.SUPPLEMENT: Text(zh="补材料，最后一天", en="last day for the missing papers"),
    DayKind.DUE: Text(zh="法律要求最晚这天办", en="the law wants it by this day"),
    DayKind.BEGIN_BY: Text(zh="要按时开业，最晚这天办", en="begin by this day to open in time"),
    DayKind.POLICY_CLOSES: Text(zh="政策申请，最后一天", en="last day to apply for a policy"),
    DayKind.POLICY_OPENS: Text(zh="政策可以申请了", en="one can apply for a policy"),
    DayKind.PROMISED: Text(zh="部门承诺最晚这天出结果", en="the office has promised its answer"),
    DayKind.GOES_ON: Text(zh="天数预计这天接着算", en="the clock is expected to go on"),
    DayKind.FINISH: Text(zh="预计全部办好", en="everything is expected to be done"),
    DayKind.RENEW_FROM: Text(zh="可以申请延续了", en="one can apply to renew it"),
    DayKind.RENEW_BY: Text(zh="申请延续，最后一天", en="last day to apply to renew it"),
    DayKind.EXPIRES: Text(
        zh="有效期到这天（以证上写的为准）",
        en="valid until this day (what the paper says counts)",
    ),
}
"""What each kind is called where nothing may say of what."""

_NOT_BEGUN: Final = (StepState.CANNOT_START, StepState.CAN_START)
_NOT_HANDED_IN: Final = frozenset(
    {
        StepState.CANNOT_START,
        StepState.CAN_START,
        StepState.COLLECTING,
        StepState.WITHDRAWN,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDay:
    """One day of a case that somebody has to know. 日子.

    Attributes:
        about: the service or policy; empty for the whole case.
        text: what it is, with the title of the step or policy.
        plain: the same without any title.
        personal: the day itself tells a fact of the applicant; only behind the PIN.
        sensitive: the title tells of somebody's life; it never leaves the page.
        provisional: it leans on a year whose holidays are not announced.
        part: tells days of one kind about one thing apart.
        last_open_on: a deadline that falls on a day off: the last day before it one can go.
        ring_on: of a deadline: the working day before the last one.
        office: where one goes for it, if that is known and tells nothing of somebody's life.
    """

    on: date
    kind: DayKind
    text: Text
    about: str = ""
    plain: Text
    personal: bool = False
    sensitive: bool = False
    provisional: bool = False
    source: str | None = None
    part: int = 0
    last_open_on: date | None = None
    ring_on: date | None = None
    office: PublicOrganisation | None = None

    @property
    def by(self) -> Text:
        """Return the day as the last one, with the last day one can go where that is sooner."""
        return by_text(self.on, self.last_open_on)

    @property
    def deadline(self) -> bool:
        """Say whether the applicant has to do something by this day."""
        return self.kind in DEADLINES

    @property
    def key(self) -> str:
        """Return what names this day of its case, also after it has moved."""
        return f"{self.kind}:{self.about}:{self.part}"


IsPersonal = Callable[[PolicyId], bool]


def days_of(
    case: Case,
    forecast: Forecast,
    catalogue: Catalogue,
    policies: Sequence[Match] | None = None,
    is_personal: IsPersonal | None = None,
) -> tuple[CaseDay, ...]:
    """Return every dated thing of a case, the earliest first.

    Args:
        case: its plan and its log.
        forecast: its dates as they are expected on `forecast.today`.
        catalogue: titles, windows, how long papers last.
        policies: as they stand today; else as the plan has them.
        is_personal: whether a policy tells something of the applicant; else whether it reads a
            sensitive fact.
    """
    found = _Days(case, forecast, catalogue, is_personal or reads_sensitive(catalogue))
    days = [
        *found.of_case(),
        *found.of_policies(case.plan.policies if policies is None else policies),
    ]
    order = {kind: i for i, kind in enumerate(DayKind)}
    return tuple(sorted(days, key=lambda day: (day.on, order[day.kind], day.about, day.part)))


def reads_sensitive(catalogue: Catalogue) -> IsPersonal:
    """Return the predicate that a policy reads a sensitive fact."""
    inputs = Inputs(catalogue)

    def reads(policy: PolicyId) -> bool:
        condition = catalogue.conditions.get(policy)
        read = inputs.of(condition) if condition is not None else frozenset()
        return any(catalogue.concepts[concept].sensitive for concept in read)

    return reads


def tells_of_life(case: Case, catalogue: Catalogue) -> bool:
    """Say whether a case is a matter of somebody's life, so that its titles stay on the page."""
    scenes = (catalogue.scenes.get(scene) for scene in case.plan.scenes)
    return any(scene is None or scene.kind is SceneKind.LIFE for scene in scenes)


class _Days:
    def __init__(
        self, case: Case, forecast: Forecast, catalogue: Catalogue, is_personal: IsPersonal
    ) -> None:
        self._case = case
        self._forecast = forecast
        self._catalogue = catalogue
        self._is_personal = is_personal
        self._sensitive = tells_of_life(case, catalogue)
        self._states = case.states()

    def of_case(self) -> Iterator[CaseDay]:
        """Yield the days of steps and of the whole."""
        for step in self._case.plan.steps:
            begun = self._states[step.service] not in _NOT_BEGUN
            if (begun or step.standing is Applies.CERTAIN) and not step.wrapper:
                yield from self._of_step(step, self._forecast.steps[step.service])
        finish_on = self._forecast.finish_on
        ahead = not self._forecast.done and not self._case.plan.refusals
        if finish_on is not None and ahead:
            yield self._day(finish_on, DayKind.FINISH, counted=True)

    def _of_step(self, step: Step, dates: StepDates) -> Iterator[CaseDay]:
        about = step.service
        if dates.supplement_by is not None:
            yield self._day(dates.supplement_by, DayKind.SUPPLEMENT, about)
        if dates.promised_by is not None and dates.ended_on is None:
            yield self._day(dates.promised_by, DayKind.PROMISED, about, counted=True)
        if dates.stopped_until is not None:
            yield self._day(dates.stopped_until, DayKind.GOES_ON, about)
        if self._states[about] in _NOT_HANDED_IN:
            yield from self._to_begin(step)
        if dates.ended_on is not None:
            yield from self._of_papers(step, dates.ended_on)

    def _to_begin(self, step: Step) -> Iterator[CaseDay]:
        if step.apply_by is not None:
            yield self._day(step.apply_by, DayKind.BEGIN_BY, step.service, counted=True)
        service = self._catalogue.services.get(step.service)
        due = service.due if service is not None else None
        on = self._due(due, step) if due is not None else step.due_on
        if on is not None:
            personal = due is None or due.since is not None
            source = due.source if due is not None else step.due_source
            day = self._day(on, DayKind.DUE, step.service)
            yield replace(day, personal=personal, source=source)

    def _due(self, due: Due, step: Step) -> date | None:
        """Return by when the law wants a step, counted from when the paper really came."""
        if due.after is None:
            return step.due_on
        issuers = self._catalogue.issuers.get(due.after, frozenset())
        in_plan = [self._forecast.steps[one] for one in issuers if one in self._forecast.steps]
        came = [one.ended_on for one in in_plan if one.ended_on is not None]
        awaited = [one.expected_on for one in in_plan if one.expected_on is not None]
        if not came and not awaited:
            return None
        start = min(came) if came else max(awaited)  # what has come is not waited for again
        if due.unit is DayUnit.CALENDAR:
            return start + timedelta(days=due.days)
        line = Timeline(start, self._catalogue.calendars)
        return line.day(ending((Spell(due.days),), 0, line))

    def _of_papers(self, step: Step, issued_on: date) -> Iterator[CaseDay]:
        """Yield until when what a step issued is valid, and when it can be renewed."""
        service = self._catalogue.services.get(step.service)
        if service is None:
            return
        for part, output in enumerate(service.outputs):
            found = validity(service, output, issued_on, self._catalogue.calendars)
            if found is not None:
                yield from self._of_paper(step, found, part)

    def _of_paper(self, step: Step, paper: Validity, part: int) -> Iterator[CaseDay]:
        kinds = {
            DayKind.RENEW_FROM: paper.renew_from,
            DayKind.RENEW_BY: paper.renew_by,
            DayKind.EXPIRES: paper.until,
        }
        for kind, on in kinds.items():
            if on is not None:
                source = paper.source if kind is not DayKind.EXPIRES else None
                day = self._day(on, kind, step.service, title=paper.title)
                yield replace(day, part=part, source=source)

    def of_policies(self, policies: Sequence[Match]) -> Iterator[CaseDay]:
        """Yield when policies one is eligible for open and close, from today on."""
        today = self._forecast.today
        for match in policies:
            if match.verdict is not Eligibility.ELIGIBLE:
                continue
            window, about = match.window, match.policy
            if window.state is WindowState.UPCOMING and window.opens is not None:
                yield self._of_policy(window.opens, DayKind.POLICY_OPENS, about)
            if window.closes is not None and window.closes >= today:
                day = self._of_policy(window.closes, DayKind.POLICY_CLOSES, about)
                yield day if window.closes_at is None else _by_the_hour(day, window.closes_at)

    def _of_policy(self, on: date, kind: DayKind, policy: PolicyId) -> CaseDay:
        record = self._catalogue.policies.get(policy)
        windows = record.windows if record is not None else ()
        told = self._is_personal(policy)
        counted_from_a_fact = any(window.since is not None for window in windows)
        day = self._day(on, kind, policy)
        personal = told or counted_from_a_fact
        return replace(day, personal=personal, sensitive=day.sensitive or told)

    def _day(
        self,
        on: date,
        kind: DayKind,
        about: str = "",
        *,
        title: Text | None = None,
        counted: bool = False,
    ) -> CaseDay:
        plain = PLAIN[kind]
        of = title or (title_of(about, self._catalogue) if about else None)
        text = Text(zh=f"{of.zh}：{plain.zh}", en=f"{of.en}: {plain.en}") if of else plain
        calendars, deadline = self._catalogue.calendars, kind in DEADLINES
        open_on = last_open(on, calendars) if kind in _AT_AN_OFFICE else on
        return CaseDay(
            on=on,
            kind=kind,
            text=text,
            about=about,
            plain=plain,
            sensitive=self._sensitive,
            provisional=counted and on.year not in calendars,
            last_open_on=open_on if open_on != on else None,
            ring_on=day_before(on, calendars) if deadline else None,
            office=self._office(about),
        )

    def _office(self, about: str) -> PublicOrganisation | None:
        """Return where one goes for a step; cases stored long ago name no place."""
        step = next((s for s in self._case.plan.steps if s.service == about), None)
        if step is None or self._sensitive:
            return None
        here = self._case.centre if step.where is Venue.DISTRICT_CENTRE else ""
        held = self._catalogue.records.get(step.place or here)
        return held if isinstance(held, PublicOrganisation) else None


def _by_the_hour(day: CaseDay, at: time) -> CaseDay:
    """Return a last day with the hour at which it is over."""
    hour = at.isoformat("minutes")

    def until(text: Text) -> Text:
        return Text(zh=f"{text.zh}，{hour}截止", en=f"{text.en}, until {hour}")

    return replace(day, text=until(day.text), plain=until(day.plain))
