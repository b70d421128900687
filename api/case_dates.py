"""When a case will be done, in words for the desk: one line, why it moved, and step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flowchart.case import Case
from flowchart.case_events import Move
from flowchart.delays import Delay, DelayKind, delays
from flowchart.event_words import title_of
from flowchart.forecast import Forecast, StepDates, Waits
from flowchart.open_days import by_text
from flowchart.plan import Step
from flowchart.scene import Applies
from flowchart.states import StepState
from flowchart.step_words import STAGES
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.text import Text
from matcher.figure_words import day_text

WAITS_TEXT: Final[Mapping[Waits, Text]] = {
    Waits.REFUSED: Text(zh="没批准，要先决定怎么办", en="it was not approved; decide what to do"),
    Waits.WITHDRAWN: Text(zh="已撤回，要先决定怎么办", en="it was withdrawn; decide what to do"),
    Waits.STOPPED: Text(
        zh="时限停着，什么时候继续还不知道",
        en="its clock stands still; nobody knows yet when it goes on",
    ),
    Waits.UNFIXED: Text(zh="没有规定要几天", en="no time limit is fixed for it"),
    Waits.BEFORE: Text(zh="要等前面的步骤", en="it waits for a step before it"),
}
"""Why nobody can say when a step ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSays:
    """What is known of the dates of a step, one sentence each; `urgent` ones come first."""

    urgent: tuple[Text, ...] = ()
    known: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesView:
    """The dates of a case in words: `line` for the top, `why` it moved, and each step."""

    line: Text
    why: tuple[Text, ...]
    steps: Mapping[ServiceId, StepSays]
    late: bool


def dates_view(case: Case, seen: Forecast, catalogue: Catalogue) -> DatesView:
    """Return the dates of a case in words.

    Args:
        case: its plan and its log.
        seen: its dates as they are expected today.
        catalogue: for titles.
    """
    held = case.states()
    says = {
        step.service: _step_says(step, seen.steps[step.service], held[step.service], case, seen)
        for step in case.plan.steps
        if not step.wrapper
    }
    why = [] if seen.done else [*_why(case, seen, held, catalogue)]
    return DatesView(line=_line(case, seen), why=tuple(why), steps=says, late=_is_late(seen))


def _is_late(seen: Forecast) -> bool:
    return not seen.done and (bool(seen.later_by and seen.later_by > 0) or bool(seen.waits))


# ---- the line on top ---------------------------------------------------------------------------


def _line(case: Case, seen: Forecast) -> Text:
    planned = _day(case.plan.finish_on)
    if seen.finish_on is None:
        soonest = _day(seen.not_before)
        return Text(
            zh=f"现在说不准哪天办完，最早 {soonest.zh}（方案是 {planned.zh}）",
            en=f"Nobody can say yet when it will be done, {soonest.en} at the earliest "
            f"(the plan said {planned.en})",
        )
    day = _day(seen.finish_on)
    if seen.done:
        return Text(zh=f"{day.zh} 全部办完", en=f"All done on {day.en}")
    said = _compared(seen.later_by or 0, planned)
    if not case.plan.settled:
        said = Text(
            zh=f"{said.zh}；只算确定要办的步骤", en=f"{said.en}; only steps that are certain count"
        )
    return Text(zh=f"预计 {day.zh} 办完，{said.zh}", en=f"Expected to be done {day.en}, {said.en}")


def _compared(later: int, planned: Text) -> Text:
    n = _days(abs(later))
    if later > 0:
        return Text(
            zh=f"比方案（{planned.zh}）晚 {n.zh}", en=f"{n.en} later than the plan ({planned.en})"
        )
    if later < 0:
        return Text(
            zh=f"比方案（{planned.zh}）早 {n.zh}", en=f"{n.en} sooner than the plan ({planned.en})"
        )
    return Text(zh="和方案一样", en="as the plan says")


# ---- why it moved ------------------------------------------------------------------------------

_COST: Final[Mapping[DelayKind, Text]] = {
    DelayKind.PAPERS: Text(zh="补材料，{}", en="waiting for papers, {}"),
    DelayKind.STOPPED: Text(zh="时限停着，{}", en="its clock stood still, {}"),
    DelayKind.OFFICE: Text(zh="部门办得晚，{}", en="late at the office, {}"),
    DelayKind.SOONER: Text(zh="办得比方案快，省 {}", en="quicker than the plan, {} saved"),
    DelayKind.OTHER: Text(zh="休息日不一样，{}", en="other days off, {}"),
}
_NOT_YET: Final = Text(zh="还没提交，{}", en="not handed in yet, {}")
_LATE_IN: Final = Text(zh="提交得晚，{}", en="handed in late, {}")


def _why(
    case: Case, seen: Forecast, held: Mapping[ServiceId, StepState], catalogue: Catalogue
) -> Iterator[Text]:
    """Yield what made the dates move, or keeps anybody from naming one.

    Where the case ends later, the working days of what is named add up to how much later.
    """
    if seen.later_by is not None and seen.later_by > 0:
        for one in delays(case, seen, catalogue.calendars):
            yield _titled(one.service, _cost(one, seen.steps[one.service]), catalogue)
        return
    for step in case.plan.steps:
        if step.wrapper or step.standing is not Applies.CERTAIN:
            continue
        said = _why_of(step, seen.steps[step.service], held[step.service], case, seen)
        if said is not None:
            yield _titled(step.service, said, catalogue)


def _titled(service: ServiceId, said: Text, catalogue: Catalogue) -> Text:
    title = title_of(service, catalogue)
    return Text(zh=f"{title.zh}：{said.zh}", en=f"{title.en}: {said.en}")


def _cost(one: Delay, dates: StepDates) -> Text:
    """Return what cost days, or saved them, and how many."""
    if one.kind is DelayKind.NOT_HANDED_IN:
        said = _NOT_YET if dates.handed_in_on is None else _LATE_IN
    else:
        said = _COST[one.kind]
    n = _days(abs(one.days))
    less = "−" if one.kind is DelayKind.OTHER and one.days < 0 else ""
    return Text(zh=said.zh.format(less + n.zh), en=said.en.format(less + n.en))


def _why_of(
    step: Step, dates: StepDates, now: StepState, case: Case, seen: Forecast
) -> Text | None:
    if dates.late_by:
        return _late(dates)
    if now is StepState.SPECIAL_PROCEDURE:
        return _stopped(case.moves(step.service)[-1], dates)
    if dates.supplement_by is not None:
        return _supplement(dates.supplement_by, dates.supplement_open_on, seen.today)
    if dates.waits is not None and dates.waits is not Waits.BEFORE:
        return WAITS_TEXT[dates.waits]
    if dates.stopped_days:
        n = _days(dates.stopped_days)
        return Text(zh=f"时限停过 {n.zh}", en=f"its clock stood still for {n.en}")
    return None


# ---- a step ------------------------------------------------------------------------------------


def _step_says(
    step: Step, dates: StepDates, now: StepState, case: Case, seen: Forecast
) -> StepSays:
    if dates.ended_on is not None:
        return StepSays(known=(_on(dates.ended_on, "办好", "done"),))
    if now is StepState.CANNOT_START:
        return StepSays(known=tuple(_expected(dates)) if dates.expected_on else ())
    return StepSays(
        urgent=tuple(_urgent(step, dates, now, case, seen)),
        known=(*_happened(dates), *_expected(dates)),
    )


def _urgent(
    step: Step, dates: StepDates, now: StepState, case: Case, seen: Forecast
) -> Iterator[Text]:
    if dates.late_by:
        yield _late(dates)
    if now is StepState.SPECIAL_PROCEDURE:
        yield _stopped(case.moves(step.service)[-1], dates)
    if dates.supplement_by is not None:
        yield _supplement(dates.supplement_by, dates.supplement_open_on, seen.today)


def _happened(dates: StepDates) -> Iterator[Text]:
    if dates.accepted_on is not None:
        yield _on(dates.accepted_on, "受理", "accepted")
    elif dates.handed_in_on is not None:
        yield _on(dates.handed_in_on, "提交", "handed in")


def _expected(dates: StepDates) -> Iterator[Text]:
    if dates.promised_by is not None:
        yield _by(dates.promised_by, "承诺最晚 {} 办完", "promised by {}")
    if dates.waits is not None:
        said = WAITS_TEXT[dates.waits]
        yield Text(zh=f"说不准哪天办完：{said.zh}", en=f"nobody can say when it ends: {said.en}")
    elif dates.expected_on is not None and dates.expected_on != dates.promised_by:
        yield _by(dates.expected_on, "预计 {} 办完", "expected {}")


def _late(dates: StepDates) -> Text:
    n = _days(dates.late_by)
    if dates.promised_by is None:
        return Text(zh=f"已经超过 {n.zh}", en=f"late by {n.en}")
    day = _day(dates.promised_by)
    return Text(
        zh=f"承诺最晚 {day.zh} 办完，已经超过 {n.zh}", en=f"promised by {day.en}, late by {n.en}"
    )


def _stopped(move: Move, dates: StepDates) -> Text:
    since, n = _day(move.on), _days(dates.stopped_days)
    why = STAGES[move.reason] if move.reason is not None else None
    until = _day(move.until) if move.until is not None else None
    zh = f"{since.zh}起时限停着" + (f"（{why.zh}）" if why else "") + f"，已停 {n.zh}"
    en = f"the clock stands still since {since.en}"
    en += (f" ({why.en})" if why else "") + f", {n.en} so far"
    if until is None:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}，预计到 {until.zh}", en=f"{en}, expected until {until.en}")


def _supplement(until: date, open_on: date | None, today: date) -> Text:
    if until < today:
        day = _day(until)
        return Text(
            zh=f"补材料的期限 {day.zh} 已过", en=f"papers were wanted by {day.en}, which is past"
        )
    day = by_text(until, open_on)
    return Text(zh=f"等补材料，最晚 {day.zh}", en=f"waits for papers, at the latest {day.en}")


# ---- figures -----------------------------------------------------------------------------------


def _on(day: date, zh: str, en: str) -> Text:
    said = _day(day)
    return Text(zh=f"{said.zh} {zh}", en=f"{en} {said.en}")


def _by(day: date, zh: str, en: str) -> Text:
    said = _day(day)
    return Text(zh=zh.format(said.zh), en=en.format(said.en))


def _day(day: date) -> Text:
    return Text(zh=day_text(day, "zh"), en=day_text(day, "en"))


def _days(n: int) -> Text:
    return Text(zh=f"{n} 个工作日", en="1 working day" if n == 1 else f"{n} working days")
