"""The day at the left of a wide flowchart, from which the steps beside it can begin."""

from __future__ import annotations

from typing import Final

from babel.dates import format_date

from flowchart.listing import Row
from flowchart.sizes import GAP, Sizes
from flowchart.text_width import wrapped
from kb.text import Language, Text

_PATTERN: Final[dict[Language, str]] = {"zh": "M月d日", "en": "d MMM"}
_LOCALE: Final[dict[Language, str]] = {"zh": "zh_Hans", "en": "en_GB"}


def day_head(row: Row, language: Language, sizes: Sizes) -> tuple[str, ...]:
    """Return the lines at the left of a step that begins a day, with its date where known."""
    lines = wrapped(_said(row.starts_day).get(language), (sizes.rail - GAP) / sizes.small, 3)
    if row.starts_on is None:
        return lines
    date = format_date(row.starts_on, _PATTERN[language], locale=_LOCALE[language])
    return (*lines, date)


def _said(day: int) -> Text:
    if day == 0:
        return Text(zh="申请当天", en="first day")
    return Text(zh=f"第 {day} 个工作日", en=f"working day {day}")
