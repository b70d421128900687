"""How long a step takes, what it waits for besides, and by when to apply, as people say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from babel.dates import format_date

from flowchart.plan import Step
from flowchart.schedule import Spell
from flowchart.ways import Waiting
from kb.catalogue import Catalogue
from kb.kinds import DayUnit, StageKind, Venue
from kb.text import Text
from matcher.figure_words import day_text

SAME_DAY: Final = Text(zh="当天办结", en="same day")
DAYS_UNKNOWN: Final = Text(zh="天数待确认", en="days to be confirmed")
NO_TIME: Final = Text(zh="不另占时间", en="no extra time")
VENUES: Final[dict[Venue | None, Text]] = {
    Venue.DISTRICT_CENTRE: Text(zh="区政务服务中心", en="district service centre"),
    Venue.SUB_DISTRICT_CENTRE: Text(
        zh="街道社区事务受理服务中心", en="sub-district service centre"
    ),
    Venue.ELSEWHERE: Text(zh="不在政务服务中心办理", en="not at the service centres"),
    None: Text(zh="地点请向窗口确认", en="place: confirm at the window"),
}

STAGES: Final[dict[StageKind, Text]] = {
    StageKind.WAIT: Text(zh="等候", en="waiting"),
    StageKind.INSPECTION: Text(zh="上门检查", en="an inspection"),
    StageKind.HEARING: Text(zh="听证", en="a hearing"),
    StageKind.REVIEW: Text(zh="检测评审", en="tests"),
}
_NOT_FIXED: Final = Text(zh="天数待定", en="time not fixed")


def days_text(step: Step) -> Text:
    """Return how long the body has for a step."""
    if step.wrapper:
        return NO_TIME
    if not step.days_known:
        return DAYS_UNKNOWN
    if step.takes_days == 0:
        return SAME_DAY
    return spell_text(Spell(step.takes_days, step.unit))


def ended_text(day: date) -> Text:
    """Return the day on which a step really ended.

    >>> ended_text(date(2026, 11, 24))
    Text(zh='11月24日办好', en='done 24 Nov')
    """
    said = short_day(day)
    return Text(zh=f"{said.zh}办好", en=f"done {said.en}")


def where_text(step: Step, catalogue: Catalogue) -> Text:
    """Return where a step is handled: the office by its name, else the kind of place."""
    office = catalogue.records.get(step.place or "")
    return office.title if office is not None else VENUES[step.where]


def spell_text(spell: Spell) -> Text:
    """Return a stretch of time.

    >>> spell_text(Spell(1)), spell_text(Spell(20, DayUnit.CALENDAR)).zh
    (Text(zh='1 个工作日', en='1 working day'), '20 天')
    """
    plural = "" if spell.days == 1 else "s"
    if spell.unit is DayUnit.CALENDAR:
        return Text(zh=f"{spell.days} 天", en=f"{spell.days} day{plural}")
    return Text(zh=f"{spell.days} 个工作日", en=f"{spell.days} working day{plural}")


def waiting_text(waiting: Sequence[Waiting]) -> Text | None:
    """Return the time of a step that no limit counts; None where there is none."""
    if not waiting:
        return None
    said = [_stage(one) for one in waiting]
    return Text(
        zh="另有" + "、".join(one.zh for one in said),
        en="plus " + ", ".join(one.en for one in said),
    )


def _stage(waiting: Waiting) -> Text:
    noun, perhaps = STAGES[waiting.kind], not waiting.certain
    zh, en = ("可能的" if perhaps else "") + noun.zh, ("maybe " if perhaps else "") + noun.en
    if waiting.spell is not None and not waiting.spell.days:
        return Text(zh=zh, en=en)
    takes = _NOT_FIXED if waiting.spell is None else spell_text(waiting.spell)
    return Text(zh=f"{zh}（{takes.zh}）", en=f"{en} ({takes.en})")


def apply_by_text(step: Step) -> Text | None:
    """Return the last day to apply; None where none is fixed, or the law wants it sooner."""
    if step.apply_by is None or (step.due_on is not None and step.due_on <= step.apply_by):
        return None
    day = _day(step.apply_by, step)
    return Text(zh=f"最晚{day.zh}申请", en=f"apply by {day.en}")


def due_text(step: Step) -> Text | None:
    """Return by when the law wants a step; None where it does not say or the opening is sooner."""
    if step.due_on is None or (step.apply_by is not None and step.apply_by < step.due_on):
        return None
    day = _day(step.due_on, step)
    return Text(zh=f"法定{day.zh}前办", en=f"by {day.en} (law)")


def short_day(day: date) -> Text:
    """Return a date without its year.

    >>> short_day(date(2026, 3, 1))
    Text(zh='3月1日', en='1 Mar')
    """
    en = format_date(day, "d MMM", locale="en_GB")
    return Text(zh=f"{day.month}月{day.day}日", en=en)


def _day(day: date, step: Step) -> Text:
    """Return a date, with its year where that is not the one in which the step begins."""
    if day.year == step.starts_on.year:
        return short_day(day)
    return Text(zh=day_text(day, "zh"), en=day_text(day, "en"))
