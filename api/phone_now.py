"""What an applicant's phone says first: what waits for them, for an office, and why dates moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from api.views import MaterialView
from flowchart.case import DONE, Case
from flowchart.case_days import CaseDay, DayKind
from flowchart.case_events import Move
from flowchart.case_kinds import Actor
from flowchart.case_told import ticks
from flowchart.forecast import Forecast, StepDates, Waits
from flowchart.listing import Row
from flowchart.moves import may_become
from flowchart.needs import MaterialStanding
from flowchart.scene import Applies
from flowchart.states import StepState
from flowchart.step_words import STAGES
from kb.kinds import StageKind
from kb.text import Text
from matcher.figure_words import day_text

FIRST_CARDS: Final = 3
"""So many things to do stand open on top; more than these frighten."""
ID_CARD: Final = "evidence/id-card"
"""Comes along every time and is said once."""
_ORDER: Final = (
    StepState.TO_BE_SUPPLEMENTED,
    StepState.REFUSED,
    StepState.GRANTED,
    StepState.COLLECTING,
    StepState.CAN_START,
    StepState.WITHDRAWN,
)
_TO_HAND_IN: Final = (StepState.CAN_START, StepState.COLLECTING)
_ACT_BY: Final = (DayKind.SUPPLEMENT, DayKind.BEGIN_BY, DayKind.DUE)
AT_OFFICE: Final = (
    StepState.SUBMITTED,
    StepState.ACCEPTED,
    StepState.UNDER_REVIEW,
    StepState.SPECIAL_PROCEDURE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A step that waits for the applicant.

    Attributes:
        row: its line in the list.
        missing: the papers that were asked for, by id, where it is to be supplemented; `lacking`
            are those of them that nobody has ticked since.
        until: by when the applicant should act; None where no day is known, or none may be shown.
        note: the number of the note that says more.
        may: what the applicant may say of it; None where that is up to the office.
        perhaps: nobody knows yet that it is needed.
        ready: every paper that is wanted for it is ticked.
        posted: granted, and the result comes by post: nobody has to go anywhere.
    """

    row: Row
    missing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    until: CaseDay | None = None
    note: str | None = None
    may: StepState | None = None
    perhaps: bool = False
    ready: bool = False
    posted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOffice:
    """A step an office is at, and how far it is in one sentence; `late` says it should be done."""

    row: Row
    said: Text
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGroup:
    """Steps that stand alike: `now`, `next`, `later`, `bundle` or `done`."""

    name: str
    rows: tuple[Row, ...]


# ---- what waits for the applicant -----------------------------------------------------------


def doings(
    case: Case,
    rows: Sequence[Row],
    days: Sequence[CaseDay],
    materials: Iterable[MaterialView] = (),
    by_post: Collection[str] = (),
) -> tuple[Doing, ...]:
    """Return what the applicant can do now: what is wanted back first, what is sure before more.

    Of what stands alike the earliest last day comes first, then what the whole waits for.

    Args:
        case: the case.
        rows: its steps.
        days: those that may be shown, the earliest first.
        materials: of the plan, to say what is ready.
        by_post: the steps whose results are sent to the applicant.
    """
    mine = [row for row in rows if not row.wrapper and row.state in _ORDER]
    have = {paper for paper, told in ticks(case).items() if told.applicant or told.staff}
    held = tuple(materials)
    found = (_ready(_doing(case, row, days), held, have) for row in mine)
    told = [replace(one, posted=_posted(one.row, by_post)) for one in found]
    return tuple(sorted(told, key=_urgency))


def _posted(row: Row, by_post: Collection[str]) -> bool:
    return row.state is StepState.GRANTED and row.service in by_post


def _urgency(one: Doing) -> tuple[bool, bool, int, date, bool, int]:
    by = one.until.on if one.until is not None else date.max
    return one.posted, one.perhaps, _rank(one.row), by, not one.row.critical, one.row.number


def _ready(one: Doing, materials: Iterable[MaterialView], have: Collection[str]) -> Doing:
    """Return what waits for the applicant, marked where every paper for it is ticked."""
    wanted = set(one.missing)
    if one.row.state in _TO_HAND_IN:
        wanted = {
            paper.id
            for paper in materials
            if paper.standing is MaterialStanding.BRING
            and one.row.number in paper.steps
            and paper.id != ID_CARD
        }
    lacking = tuple(paper for paper in one.missing if paper not in have)
    return replace(one, lacking=lacking, ready=bool(wanted) and wanted <= set(have))


def first_why(found: Iterable[Doing]) -> Text | None:
    """Return which of many steps to do first and why; None where there are few, or no reason."""
    sure = [one for one in found if not one.perhaps and not one.posted]
    if len(sure) <= FIRST_CARDS:
        return None
    first, n = sure[0], sure[0].row.number
    if first.until is not None:
        by = _day(first.until.on)
        return Text(
            zh=f"先办第 {n} 步：它的期限最早，{by.zh}。",
            en=f"Do step {n} first: its last day comes first, {by.en}.",
        )
    if not first.row.critical:
        return None
    return Text(
        zh=f"先办第 {n} 步：它晚一天，全部就晚一天办完。",
        en=f"Do step {n} first: each day it waits, everything ends a day later.",
    )


def _perhaps(row: Row) -> bool:
    """Say whether nobody knows yet that a step is needed; one that was begun is."""
    return row.standing is not Applies.CERTAIN and row.state is StepState.CAN_START


def _rank(row: Row) -> int:
    if row.state in _TO_HAND_IN:
        return _ORDER.index(StepState.CAN_START)
    return _ORDER.index(row.state) if row.state in _ORDER else len(_ORDER)


def _doing(case: Case, row: Row, days: Sequence[CaseDay]) -> Doing:
    state = row.state or StepState.CANNOT_START
    may = may_become(state, Actor.APPLICANT)
    moves = case.moves(row.service)
    last = moves[-1] if moves and moves[-1].to_state is state else None
    wanted = (day for day in days if day.about == row.service and day.kind in _ACT_BY)
    return Doing(
        row=row,
        missing=tuple(sorted(last.missing)) if last else (),
        until=next(wanted, None),
        note=last.note if last else None,
        may=may[0] if may else None,
        perhaps=_perhaps(row),
    )


# ---- what an office is at -------------------------------------------------------------------


def at_offices(case: Case, rows: Sequence[Row], dates: Forecast) -> tuple[AtOffice, ...]:
    """Return the steps offices are at, those that are late first."""
    found = [
        AtOffice(
            row=row,
            said=office_text(dates.steps[row.service], case.moves(row.service)),
            late=dates.steps[row.service].late_by > 0,
        )
        for row in rows
        if not row.wrapper and row.state in AT_OFFICE
    ]
    return tuple(sorted(found, key=lambda one: not one.late))


def office_text(dates: StepDates, moves: Sequence[Move]) -> Text:
    """Return how far an office is with a step that lies there."""
    last = moves[-1] if moves else None
    if last is not None and last.to_state is StepState.SPECIAL_PROCEDURE:
        return _stopped(last)
    if dates.late_by:
        return _late(dates)
    if dates.promised_by is not None:
        by = _day(dates.promised_by)
        return Text(zh=f"部门最晚 {by.zh}办完。", en=f"The office has until {by.en}.")
    if dates.accepted_on is None:
        return Text(zh="等部门受理。", en="The office has not accepted it yet.")
    return Text(zh="部门正在办，没有规定天数。", en="The office is at it; no time is fixed.")


def _stopped(move: Move) -> Text:
    kind = move.reason if move.reason not in (None, StageKind.WAIT) else None
    what = STAGES[kind] if kind is not None else Text(zh="其他手续", en="something else")
    zh, en = f"正在等{what.zh}，这段时间不算天数", f"Waiting for {what.en}; days do not count"
    if move.until is None:
        return Text(zh=f"{zh}。", en=f"{en} meanwhile.")
    until = _day(move.until)
    return Text(
        zh=f"{zh}，预计 {until.zh}继续。", en=f"{en} meanwhile. It should go on on {until.en}."
    )


def _late(dates: StepDates) -> Text:
    if dates.promised_by is None:
        return Text(zh="部门还没办完，已经晚了。", en="The office is late.")
    n, by = dates.late_by, _day(dates.promised_by)
    days = "1 working day" if n == 1 else f"{n} working days"
    return Text(
        zh=f"部门最晚应在 {by.zh}办完，已经晚了 {n} 个工作日，可以到窗口问，或打 12345。",
        en=f"The office had until {by.en} and is {days} late. Ask at the window or call 12345.",
    )


def _day(day: date) -> Text:
    return Text(zh=day_text(day, "zh"), en=day_text(day, "en"))


# ---- why the day moved, or is not known -------------------------------------------------------

_NO_DAY: Final = {
    Waits.REFUSED: Text(zh="没有批准", en="was not approved"),
    Waits.WITHDRAWN: Text(zh="已经撤回", en="was withdrawn"),
    Waits.STOPPED: Text(
        zh="停着等，还不知道哪天继续", en="has stopped; nobody knows yet until when"
    ),
    Waits.UNFIXED: Text(zh="没有规定要几天", en="has no fixed time"),
}


def whys(case: Case, rows: Sequence[Row], dates: Forecast) -> tuple[Text, ...]:
    """Return why the expected day is not the one planned, or why there is none; what weighs first.

    Args:
        case: the case.
        rows: its steps.
        dates: as they are expected today.
    """
    firm = [row for row in rows if not row.wrapper and row.standing is Applies.CERTAIN]
    if dates.finish_on is None:
        stuck = ((row, dates.steps[row.service].waits) for row in firm)
        return tuple(_of(row, _NO_DAY[waits]) for row, waits in stuck if waits in _NO_DAY)
    if not dates.later_by or dates.later_by < 0:
        return ()
    found = sorted(_late_reasons(firm, dates), key=lambda one: one[0])
    return tuple(words for _, words in found)[:FIRST_CARDS]


def _late_reasons(rows: Sequence[Row], dates: Forecast) -> Iterator[tuple[int, Text]]:
    """Yield why steps end later than planned, each with its weight."""
    for row in rows:
        found = dates.steps[row.service]
        if found.supplement_by is not None:
            by = _day(found.supplement_by)
            words = Text(
                zh=f"等您补材料，最晚 {by.zh}", en=f"waits for papers from you, by {by.en}"
            )
            yield 0, _of(row, words)
        elif row.state in (StepState.CAN_START, StepState.COLLECTING):
            if row.critical:
                yield 3, _of(row, Text(zh="等您去办", en="waits for you"))
        elif found.late_by:
            yield 1, _of(row, Text(zh="部门晚了", en="is late at the office"))
        elif found.stopped_days:
            n = found.stopped_days
            days = "1 working day" if n == 1 else f"{n} working days"
            words = Text(zh=f"停了 {n} 个工作日，不算天数", en=f"stood still for {days}")
            yield 2, _of(row, words)


def _of(row: Row, words: Text) -> Text:
    return Text(zh=f"“{row.title.zh}”{words.zh}", en=f"“{row.title.en}” {words.en}")


# ---- the steps in groups ----------------------------------------------------------------------


def step_groups(rows: Sequence[Row]) -> tuple[StepGroup, ...]:
    """Return the steps by how near they are; groups without any are left out."""
    held: dict[str, list[Row]] = {n: [] for n in ("now", "next", "later", "bundle", "done")}
    under_way = {row.number for row in rows if row.state in (*_ORDER, *AT_OFFICE)}
    finished = {row.number for row in rows if row.state in DONE}
    for row in rows:
        held[_group(row, under_way, finished)].append(row)
    return tuple(StepGroup(name=n, rows=tuple(some)) for n, some in held.items() if some)


def _group(row: Row, under_way: set[int], finished: set[int]) -> str:
    if row.wrapper:
        return "bundle"
    if row.number in finished:
        return "done"
    if row.number in under_way:
        return "now"
    return "next" if set(row.waits_for) <= under_way | finished else "later"
