"""When a case will be done, in words for the desk: one line, why it moved, and step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flowchart.case import Case
from flowchart.case_events import Move
from flowchart.event_words import title_of
from flowchart.forecast import Forecast, StepDates, Waits
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
_NOT_BEGUN: Final = (StepState.CAN_START, StepState.COLLECTING)


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


def _why(
    case: Case, seen: Forecast, held: Mapping[ServiceId, StepState], catalogue: Catalogue
) -> Iterator[Text]:
    """Yield what made the dates move, or keeps anybody from naming one, step by step."""
    for step in case.plan.steps:
        if step.wrapper or step.standing is not Applies.CERTAIN:
            continue
        said = _why_of(step, seen.steps[step.service], held[step.service], case, seen)
        if said is not None:
            title = title_of(step.service, catalogue)
            yield Text(zh=f"{title.zh}：{said.zh}", en=f"{title.en}: {said.en}")


def _why_of(
    step: Step, dates: StepDates, now: StepState, case: Case, seen: Forecast
) -> Text | None:
    if dates.late_by:
        return _late(dates)
    if now is StepState.SPECIAL_PROCEDURE:
        return _stopped(case.moves(step.service)[-1], dates)
    if dates.supplement_by is not None:
        return _supplement(dates.supplement_by, seen.today)
    if dates.waits is not None and dates.waits is not Waits.BEFORE:
        return WAITS_TEXT[dates.waits]
    if dates.stopped_days:
        n = _days(dates.stopped_days)
        return Text(zh=f"时限停过 {n.zh}", en=f"its clock stood still for {n.en}")
    return _begun_late(step, dates, now, seen)


def _begun_late(step: Step, dates: StepDates, now: StepState, seen: Forecast) -> Text | None:
    """Return that a step was to be handed in by now, or was handed in late."""
    planned = _day(step.applies_on)
    if step.applies_on == date.min or (seen.later_by or 0) <= 0:
        return None
    if now in _NOT_BEGUN and step.applies_on < seen.today:
        return Text(
            zh=f"方案里 {planned.zh} 提交，还没提交",
            en=f"the plan has it handed in on {planned.en}; it is not yet",
        )
    handed_in = dates.handed_in_on
    if handed_in is not None and handed_in > step.applies_on and dates.ended_on is None:
        day = _day(handed_in)
        return Text(
            zh=f"{day.zh} 才提交，方案里是 {planned.zh}",
            en=f"handed in on {day.en}; the plan has {planned.en}",
        )
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
        yield _supplement(dates.supplement_by, seen.today)


def _happened(dates: StepDates) -> Iterator[Text]:
    if dates.accepted_on is not None:
        yield _on(dates.accepted_on, "受理", "accepted")
    elif dates.handed_in_on is not None:
        yield _on(dates.handed_in_on, "提交", "handed in")


def _expected(dates: StepDates) -> Iterator[Text]:
    if dates.promised_by is not None:
        yield _by(dates.promised_by, "承诺 {} 前办完", "promised by {}")
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
        zh=f"承诺 {day.zh} 前办完，已经超过 {n.zh}", en=f"promised by {day.en}, late by {n.en}"
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


def _supplement(until: date, today: date) -> Text:
    day = _day(until)
    if until < today:
        return Text(
            zh=f"补材料的期限 {day.zh} 已过", en=f"papers were wanted by {day.en}, which is past"
        )
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
