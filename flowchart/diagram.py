"""A plan as an ordered list, and the same list as a picture for desk and paper or for a phone.

The list is the primary view: it says everything the picture says, and more. Steps that wait for
the same steps stand in one frame with one arrow into it, and waits that follow from others get
no arrow, so that arrows stay few. On a phone, words in the boxes stand for the arrows.
Where everything stands is reckoned here, without asking for a font; Graphviz draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from flowchart.drawing import FONT_SIZE, INSET, SMALL, Box, Picture, box_height, rendered, source
from flowchart.grouping import alike, even_columns, in_rows, levels, packed, ranges, reduced
from flowchart.layout import EDGE, GAP, PADDING, Frame, Sketch, placed
from flowchart.plan import Plan, Step
from flowchart.routing import Arrow, routed, spine
from flowchart.scene import Applies
from flowchart.states import STATE_SIGN, STATE_TEXT, StepState
from flowchart.svg_tidy import tidied
from flowchart.text_width import ems, visible, wrapped
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.kinds import Venue
from kb.text import Language, Text
from matcher.reasons import Reason

Layout = Literal["wide", "phone"]

PHONE_WIDTH: Final = 366
_PHONE_COLUMNS: Final = 2
_WIDE_COLUMNS: Final = 6
_TITLE_LINES: Final = 3
_WIDE_BOX: Final = 156
_PHONE_BOX: Final = (PHONE_WIDTH - 2 * PADDING - GAP - 2 * EDGE) // _PHONE_COLUMNS
_WIDE_GAP: Final = 32
_PHONE_GAP: Final = 22

_BOLD: Final = 1.1
"""How much wider bold words are."""

_MAYBE: Final = Text(zh="可能", en="maybe")
_BUNDLE: Final = Text(zh="集成", en="bundle")
_SAME_DAY: Final = Text(zh="当场", en="same day")
_DAYS_UNKNOWN: Final = Text(zh="天数待确认", en="days to be confirmed")
_TOGETHER: Final = Text(zh="可同时办理", en="side by side")
_JOINED: Final = Text(zh="，", en=", ")
_NO_TIME: Final = Text(zh="不另占时间", en="no extra time")
_VENUES: Final[dict[Venue | None, Text]] = {
    Venue.DISTRICT_CENTRE: Text(zh="区政务服务中心", en="district service centre"),
    Venue.SUB_DISTRICT_CENTRE: Text(
        zh="街道社区事务受理服务中心", en="sub-district service centre"
    ),
    Venue.ELSEWHERE: Text(zh="不在政务服务中心办理", en="not at the service centres"),
    None: Text(zh="地点请向窗口确认", en="place: confirm at the window"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step of the plan as the list shows it; steps go by number. 步骤."""

    number: int
    service: ServiceId
    title: Text
    days: Text
    state: StepState | None
    standing: Applies
    wrapper: bool
    critical: bool
    starts_day: int
    ends_day: int
    waits_for: tuple[int, ...]
    where: Text
    because: tuple[Reason, ...] = ()


def rows(
    plan: Plan, catalogue: Catalogue, states: Mapping[ServiceId, StepState] | None = None
) -> tuple[Row, ...]:
    """Return the steps of a plan, numbered from 1 in an order that respects the waits.

    Args:
        plan: the plan.
        catalogue: where the services have their titles.
        states: the state of the steps of a case; without it no state is shown.
    """
    numbers = {step.service: i for i, step in enumerate(plan.steps, start=1)}
    return tuple(
        Row(
            number=numbers[step.service],
            service=step.service,
            title=catalogue.services[step.service].title,
            days=_days(step),
            state=states.get(step.service) if states is not None else None,
            standing=step.standing,
            wrapper=step.wrapper,
            critical=step.critical,
            starts_day=step.starts_day,
            ends_day=step.ends_day,
            waits_for=tuple(numbers[before] for before in step.waits_for),
            where=_VENUES[step.where],
            because=step.because,
        )
        for step in plan.steps
    )


def svg(
    rows: Sequence[Row],
    language: Language,
    layout: Layout,
    link: Callable[[int], str] | None = None,
) -> str:
    """Return the picture of a list; about 2 KB compressed for 16 steps.

    Args:
        rows: what `rows` returned.
        language: of every word in the picture.
        layout: wide fits A4 landscape; phone has at most two boxes a row and 390 pixels.
        link: gives the address behind the box of a step.
    """
    links = tuple((row.number, link(row.number)) for row in rows) if link is not None else None
    return drawn(tuple(rows), language, layout, links)


@lru_cache(maxsize=256)
def drawn(
    rows: tuple[Row, ...],
    language: Language,
    layout: Layout,
    links: tuple[tuple[int, str], ...] | None,
) -> str:
    """Return the picture, kept by its content: pages show the same plan again and again."""
    placed = picture(rows, language, layout)
    svg = rendered(source(placed, layout))
    label = _label(rows).get(language)
    return tidied(svg, placed, label, dict(links) if links is not None else None)


def picture(rows: Sequence[Row], language: Language, layout: Layout) -> Picture:
    """Return where every box and arrow of a list stands, and what the boxes say."""
    chart = _chart(rows, language)
    return chart.wide() if layout == "wide" else chart.phone()


def _chart(rows: Sequence[Row], language: Language) -> _Chart:
    waits = reduced({row.number: row.waits_for for row in rows})
    return _Chart(
        held={row.number: row for row in rows},
        waits=waits,
        levels=levels(waits, {row.number: row.starts_day for row in rows}),
        language=language,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chart:
    """A list on its way to a picture: who waits for whom, in one language."""

    held: Mapping[int, Row]
    waits: Mapping[int, tuple[int, ...]]
    levels: Sequence[tuple[int, ...]]
    language: Language

    def wide(self) -> Picture:
        """Return the picture for desk and paper, with an arrow for every wait."""
        boxes = {row.number: self.box(row, _WIDE_BOX) for row in self.held.values()}
        sketch = Sketch(
            bands=tuple(band for level in self.levels for band in self.wide_bands(level)),
            waits_for=self.waits,
            box_width=_WIDE_BOX,
            box_height=_tallest(boxes),
            band_gap=_WIDE_GAP,
        )
        where = placed(sketch)
        return Picture(placed=where, lines=routed(where, self.arrows()), boxes=boxes)

    def phone(self) -> Picture:
        """Return the picture for a phone, with one spine; boxes say what they wait for."""
        told = {n for level in self.levels if not self.alike(level) for n in level}
        boxes = {
            row.number: self.box(row, _PHONE_BOX, row.number in told) for row in self.held.values()
        }
        sketch = Sketch(
            bands=tuple((self.phone_frame(level),) for level in self.levels),
            waits_for=self.waits,
            box_width=_PHONE_BOX,
            box_height=_tallest(boxes),
            band_gap=_PHONE_GAP,
            frame_columns=_PHONE_COLUMNS,
        )
        where = placed(sketch)
        return Picture(placed=where, lines=spine(where), boxes=boxes)

    def wide_bands(self, level: Sequence[int]) -> list[tuple[Frame, ...]]:
        """Return a frame for every group that waits for the same; single ones are not framed."""
        bands = packed(alike(level, self.waits), _WIDE_COLUMNS)
        return [tuple(self._wide_frame(group) for group in band) for band in bands]

    def _wide_frame(self, group: Sequence[int]) -> Frame:
        """Return a frame; those that others wait for come last, so that arrows cross no boxes."""
        waited_for = {before for waits in self.waits.values() for before in waits}
        ordered = sorted(group, key=lambda number: (number in waited_for, number))
        columns = even_columns(len(group), _WIDE_COLUMNS)
        return Frame(
            rows=in_rows(ordered, columns, short_first=True),
            heading=self.heading(group) if len(group) > 1 else "",
        )

    def phone_frame(self, level: Sequence[int]) -> Frame:
        """Return the one frame of a level, two boxes a row."""
        return Frame(rows=in_rows(level, _PHONE_COLUMNS), heading=self.heading(level))

    def alike(self, group: Sequence[int]) -> bool:
        """Say whether all of a group wait for the same."""
        return len({self.waits[n] for n in group}) == 1

    def heading(self, group: Sequence[int]) -> str:
        """Return what a frame says: what its steps wait for, that they run together, and when."""
        day = self.held[group[0]].starts_day
        together = _TOGETHER if len(group) > 1 else None
        after = self.waits[group[0]] if self.alike(group) else ()
        parts = [_after(after) if after else None, together, _from_day(day)]
        return _JOINED.get(self.language).join(p.get(self.language) for p in parts if p is not None)

    def box(self, row: Row, width: int, with_waits: bool = False) -> Box:
        """Return the words of a box, broken into lines."""
        room = width - INSET - PADDING
        words = [_MAYBE] if row.standing is Applies.POSSIBLE else []
        words.append(_BUNDLE if row.wrapper else row.days)
        told = [word.get(self.language) for word in words]
        joined = " · ".join(told)
        details = [joined] if ems(joined) * SMALL <= room else told
        if with_waits and self.waits[row.number]:
            details.append(_after(self.waits[row.number]).get(self.language))
        title = f"{row.number} {visible(row.title.get(self.language))}"
        status = self._status(row.state)
        return Box(
            number=row.number,
            said=_JOINED.get(self.language).join((title, *details, *status)),
            title=wrapped(title, room / FONT_SIZE, _TITLE_LINES),
            details=tuple(line for one in details for line in wrapped(one, room / SMALL, 2)),
            status=tuple(line for one in status for line in wrapped(one, room / SMALL / _BOLD, 3)),
            state=row.state,
            dashed=row.standing is Applies.POSSIBLE,
            double=row.wrapper,
            bold=row.critical,
        )

    def _status(self, state: StepState | None) -> tuple[str, ...]:
        if state is None:
            return ()
        return (f"{STATE_SIGN[state]} {STATE_TEXT[state].get(self.language)}",)

    def arrows(self) -> tuple[Arrow, ...]:
        """Return one arrow a wait, bold where a day lost passes straight on."""
        return tuple(
            Arrow(before=before, after=after, bold=self._passes_on(before, after))
            for after, waits in self.waits.items()
            for before in waits
        )

    def _passes_on(self, before: int, after: int) -> bool:
        one, other = self.held[before], self.held[after]
        return one.critical and other.critical and one.ends_day == other.starts_day


def _tallest(boxes: Mapping[int, Box]) -> int:
    return max(map(box_height, boxes.values()), default=0)


def _days(step: Step) -> Text:
    if step.wrapper:
        return _NO_TIME
    if not step.days_known:
        return _DAYS_UNKNOWN
    if step.takes_days == 0:
        return _SAME_DAY
    plural = "s" if step.takes_days > 1 else ""
    return Text(zh=f"{step.takes_days} 个工作日", en=f"{step.takes_days} working day{plural}")


def _after(numbers: Sequence[int]) -> Text:
    steps = ranges(numbers)
    return Text(zh=f"{steps.replace(', ', '、')} 办完后", en=f"after {steps}")


def _from_day(day: int) -> Text:
    if day == 0:
        return Text(zh="申请当天起", en="from the first day")
    return Text(zh=f"第 {day} 个工作日起", en=f"from working day {day}")


def _label(rows: Sequence[Row]) -> Text:
    """Return the picture in one sentence, with how many steps are certain and possible."""
    possible = sum(row.standing is Applies.POSSIBLE for row in rows)
    certain = len(rows) - possible
    return Text(
        zh=f"办事流程图：确定 {certain} 步，可能 {possible} 步",
        en=f"Flowchart: {certain} steps certain, {possible} possible",
    )
