"""The words of a flowchart: what stands in the box of a step, and over a frame of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from flowchart.boxes import Box
from flowchart.changes_shown import CHANGE_SIGN, CHANGE_TEXT, Change
from flowchart.grouping import ranges
from flowchart.listing import Row
from flowchart.scene import Applies
from flowchart.sizes import PADDING, Sizes
from flowchart.states import STATE_SIGN, STATE_TEXT, StepState
from flowchart.text_width import ems, visible, wrapped
from kb.text import Language, Text

_TITLE_LINES: Final = 4
_BOLD: Final = 1.1
"""How much wider bold words are."""

_MAYBE: Final = Text(zh="可能", en="maybe")
_BUNDLE: Final = Text(zh="集成", en="bundle")
_JOINED: Final = Text(zh="，", en=", ")
CRITICAL: Final = Text(zh="决定总时间", en="decides how long it all takes")
BUNDLED: Final = Text(zh="集成，不另占时间", en="bundle, takes no extra time")
POSSIBLE: Final = Text(zh="可能要办，看您的回答", en="maybe, depends on your answers")
TOGETHER: Final = Text(zh="可同时办理", en="side by side")
GONE: Final = CHANGE_TEXT[Change.DROPPED]


@lru_cache(maxsize=2048)
def full_box(row: Row, language: Language, sizes: Sizes, after: tuple[int, ...] = ()) -> Box:
    """Return the box of a step with all its words, broken into lines; an answer changes but few.

    Args:
        row: the step.
        language: of the words.
        sizes: how wide the box is, and its letters.
        after: the steps it says it waits for, where no arrow does.
    """
    room = sizes.box - sizes.inset - PADDING
    details = [
        *_days_line(row, language, room / sizes.small),
        *(one.get(language) for one in (row.waiting, row.apply_by, row.due) if one is not None),
        *([after_text(after).get(language)] if after else []),
    ]
    changed, status = _changed(row, language), _status(row, language)
    return Box(
        number=row.number,
        said=said(row, language, after),
        title=wrapped(_titled(row, language), room / sizes.font, _TITLE_LINES),
        details=tuple(line for one in details for line in wrapped(one, room / sizes.small, 3)),
        changed=_bold_lines(changed, room / sizes.small, 2),
        status=_bold_lines(status, room / sizes.small, 3),
        state=_shown_state(row),
        change=row.change,
        dashed=row.standing is Applies.POSSIBLE,
        double=row.wrapper,
        bold=row.critical,
    )


@lru_cache(maxsize=2048)
def small_box(row: Row, language: Language, sizes: Sizes) -> Box:
    """Return the box of a step with its title alone; its frame says why it stands there."""
    room = (sizes.chip - 2 * PADDING) / sizes.small
    changed = row.change is not None and row.change is not Change.DROPPED
    return Box(
        number=row.number,
        said=said(row, language),
        title=wrapped(_titled(row, language), room, _TITLE_LINES),
        changed=_bold_lines(_changed(row, language), room, 1) if changed else (),
        change=row.change,
        dashed=row.standing is Applies.POSSIBLE,
        small=True,
    )


def said(row: Row, language: Language, after: Sequence[int] = ()) -> str:
    """Return all that a picture tells of a step, for the ear."""
    words = [
        *([_MAYBE] if row.standing is Applies.POSSIBLE else []),
        *([_BUNDLE] if row.wrapper else []),
        *([row.days] if not row.wrapper and row.change is not Change.DROPPED else []),
        *(one for one in (row.waiting, row.apply_by, row.due) if one is not None),
        *([CRITICAL] if row.critical else []),
        *([after_text(after)] if after else []),
        *([CHANGE_TEXT[row.change]] if row.change is not None else []),
    ]
    told = (word.get(language) for word in words)
    return _JOINED.get(language).join((_titled(row, language), *told, *_status(row, language)))


def heading(parts: Sequence[Text], language: Language) -> str:
    """Return what stands over a frame, in one line."""
    return _JOINED.get(language).join(part.get(language) for part in parts)


def after_text(numbers: Sequence[int]) -> Text:
    """Return that something begins when these steps are done."""
    steps = ranges(numbers)
    return Text(zh=f"{steps.replace(', ', '、')} 办完后", en=f"after {steps}")


def from_day(day: int) -> Text:
    """Return from which working day something can run."""
    if day == 0:
        return Text(zh="申请当天起", en="from the first day")
    return Text(zh=f"第 {day} 个工作日起", en=f"from working day {day}")


def depends(count: int) -> Text:
    """Return the heading of the steps that answers will settle."""
    return Text(
        zh=f"这 {count} 步要不要办，看您的回答",
        en=f"{count} steps may be needed: it depends on your answers",
    )


def _titled(row: Row, language: Language) -> str:
    title = visible(row.title.get(language))
    return title if row.change is Change.DROPPED else f"{row.number} {title}"


def _days_line(row: Row, language: Language, ems_wide: float) -> list[str]:
    """Return whether the step is sure and how long it takes, in one line where that fits."""
    words = [_MAYBE] if row.standing is Applies.POSSIBLE else []
    words.append(_BUNDLE if row.wrapper else row.days)
    told = [word.get(language) for word in words]
    joined = " · ".join(told)
    return [joined] if ems(joined) <= ems_wide else told


def _changed(row: Row, language: Language) -> tuple[str, ...]:
    if row.change is None:
        return ()
    return (f"{CHANGE_SIGN[row.change]} {CHANGE_TEXT[row.change].get(language)}",)


def _status(row: Row, language: Language) -> tuple[str, ...]:
    state = _shown_state(row)
    if state is None:
        return ()
    return (f"{STATE_SIGN[state]} {STATE_TEXT[state].get(language)}",)


def _shown_state(row: Row) -> StepState | None:
    """Return the state of a step; of a wrapper, which nobody moves, only that it is done."""
    return row.state if not row.wrapper or row.state is StepState.ISSUED else None


def _bold_lines(texts: Sequence[str], ems_wide: float, most: int) -> tuple[str, ...]:
    return tuple(line for one in texts for line in wrapped(one, ems_wide / _BOLD, most))
