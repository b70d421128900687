"""The day at the left of a wide flowchart, from which the steps beside it can begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flowchart.listing import Row
from flowchart.states import StepState
from flowchart.step_words import short_day
from kb.text import Language, Text

_FIRST: Final = Text(zh="申请当天", en="first day")


def day_head(row: Row, language: Language) -> tuple[str, ...]:
    """Return the lines at the left of a step that begins a day, with its date where known."""
    day = row.starts_day
    lines = (_FIRST,) if day == 0 else (Text(zh=f"第 {day} 个", en="working"), _nth(day))
    date = (short_day(row.starts_on),) if row.starts_on is not None else ()
    return tuple(line.get(language) for line in (*lines, *date))


def begin_text(rows: Sequence[Row]) -> Text | None:
    """Return from when steps of a case side by side can begin; None unless it is one known day.

    The plan counts days from its own first; what really happened has moved them.
    """
    begins = {row.starts_on for row in rows if row.state is not StepState.ISSUED}
    day = begins.pop() if len(begins) == 1 else None
    if day is None:
        return None
    said = short_day(day)
    return Text(zh=f"{said.zh}起", en=f"from {said.en}")


def _nth(day: int) -> Text:
    return Text(zh="工作日", en=f"day {day}")
