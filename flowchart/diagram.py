"""A plan as an ordered list, and the same list as a picture: for a desk and paper, or for a phone.

The list is the primary view: it says everything the picture says, and more. Steps that wait for
the same steps stand in one frame with one arrow into it, and waits that follow from others get
no arrow, so that arrows stay few. On a phone, words in the boxes stand for the arrows.
Where very much is still open, what is possible stands below, light and small, under one heading.
Where everything stands is reckoned here, without asking for a font; Graphviz draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from flowchart.box_words import (
    GONE,
    TOGETHER,
    after_text,
    depends,
    from_day,
    full_box,
    heading,
    small_box,
)
from flowchart.boxes import Box, Picture, box_height
from flowchart.day_heads import begin_text, day_head
from flowchart.drawing import rendered, source
from flowchart.grouping import alike, even_columns, in_rows, levels, packed, partnered, reduced
from flowchart.layout import Band, Frame, Sketch, placed
from flowchart.legend import with_legend
from flowchart.listing import Row, rows
from flowchart.routing import Arrow, routed, spine
from flowchart.scene import Applies
from flowchart.sizes import SIZES, Layout, Sizes
from flowchart.svg_tidy import tidied
from flowchart.text_width import wrapped
from kb.text import Language, Text

__all__ = ["Layout", "Row", "drawn", "picture", "rows", "svg"]

_MANY: Final = 12
"""More possible steps than these frighten more than they tell; unless a case has begun."""


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
        layout: wide fits A4 landscape; phone has at most two boxes a row and 390 pixels; elder
            has one box a row and large letters in the same width.
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
    chart = _chart(rows, language, SIZES[layout])
    drawn = chart.wide() if layout == "wide" else chart.phone()
    return with_legend(drawn, language)


def _chart(rows: Sequence[Row], language: Language, sizes: Sizes) -> _Chart:
    there = [row for row in rows if row.standing is not Applies.EXCLUDED]
    open_ = [row for row in there if row.standing is Applies.POSSIBLE]
    told = any(row.state is not None for row in there)
    small = open_ if len(open_) > _MANY and not told else []
    waits = reduced({row.number: row.waits_for for row in there})
    hidden = {row.number for row in small}
    held = {row.number: row for row in there if row.number not in hidden}
    shown = {number: tuple(w for w in waits[number] if w in held) for number in held}
    return _Chart(
        held=held,
        waits={number: waits[number] for number in held},
        shown=shown,
        levels=levels(shown, {number: row.starts_day for number, row in held.items()}),
        small=tuple(small),
        gone=tuple(row for row in rows if row.standing is Applies.EXCLUDED),
        language=language,
        sizes=sizes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chart:
    """A list on its way to a picture: who waits for whom, in one language.

    `small` are the steps that are only possible where there are many, `gone` those dropped; of
    the waits, `shown` are those for other steps that are held.
    """

    held: Mapping[int, Row]
    waits: Mapping[int, tuple[int, ...]]
    shown: Mapping[int, tuple[int, ...]]
    levels: Sequence[tuple[int, ...]]
    small: tuple[Row, ...]
    gone: tuple[Row, ...]
    language: Language
    sizes: Sizes

    def wide(self) -> Picture:
        """Return the picture for desk and paper, with an arrow for every wait."""
        bands: list[Band] = []
        for above, level in pairwise(((), *self.levels)):
            first, *rest = self._wide_bands(level)
            bands.append(Band(frames=first, day=self._day_head(level, above)))
            bands += [Band(frames=frames) for frames in rest]
        framed = {n for band in bands for f in band.frames if f.heading for n in f.numbers}
        boxes = self._boxes({n for n in self.held if self.waits[n] != self.shown[n]} - framed)
        where = placed(self._sketch(bands, boxes))
        return Picture(placed=where, lines=routed(where, self._arrows()), boxes=boxes)

    def phone(self) -> Picture:
        """Return the picture for a phone, with one spine; boxes say what they wait for."""
        boxes = self._boxes({n for level in self.levels if not self._alike(level) for n in level})
        where = placed(self._sketch(list(map(self._phone_band, self.levels)), boxes))
        return Picture(placed=where, lines=spine(where), boxes=boxes)

    def _boxes(self, telling: Collection[int]) -> dict[int, Box]:
        """Return every box; those `telling` say what they wait for."""
        full = {
            n: full_box(row, self.language, self.sizes, self.waits[n] if n in telling else ())
            for n, row in self.held.items()
        }
        if self._plain():
            full = {number: replace(box, bold=False) for number, box in full.items()}
        small = {r.number: small_box(r, self.language, self.sizes) for r in self.small + self.gone}
        return dict(sorted((full | small).items()))

    def _sketch(self, bands: Sequence[Band], boxes: Mapping[int, Box]) -> Sketch:
        return Sketch(
            bands=(
                *bands,
                *self._aside(self.small, depends(len(self.small))),
                *self._aside(self.gone, GONE),
            ),
            waits_for=self.shown,
            heights={number: box_height(box, self.sizes) for number, box in boxes.items()},
            sizes=self.sizes,
        )

    def _aside(self, rows: Sequence[Row], title: Text) -> list[Band]:
        """Return a band of small boxes under a heading; none where there are none."""
        if not rows:
            return []
        columns = even_columns(len(rows), self.sizes.chip_columns)
        frame = Frame(
            rows=in_rows([row.number for row in rows], columns),
            box_width=self.sizes.chip,
            heading=self._broken(title.get(self.language), columns * self.sizes.chip),
            aside=True,
            row_gap=6,
        )
        return [Band(frames=(frame,))]

    def _wide_bands(self, level: Sequence[int]) -> list[tuple[Frame, ...]]:
        """Return a frame for every group that waits for the same; single ones are not framed."""
        bands = packed(alike(level, self.waits), self.sizes.columns)
        return [tuple(self._wide_frame(group) for group in band) for band in bands]

    def _wide_frame(self, group: Sequence[int]) -> Frame:
        """Return a frame; those that others wait for come last, so that arrows cross no boxes."""
        awaited = {before for waits in self.shown.values() for before in waits}
        last = min(len(awaited.intersection(group)), self.sizes.columns)
        columns = max(even_columns(len(group), self.sizes.columns), last)
        after = self.waits[group[0]]
        parts = [*([after_text(after)] if after else []), TOGETHER]
        width = columns * self.sizes.box
        said = self._broken(heading(parts, self.language), width) if len(group) > 1 else ()
        return Frame(
            rows=in_rows(partnered(group, self.shown), columns, short_first=True),
            box_width=self.sizes.box,
            heading=said,
        )

    def _phone_band(self, level: Sequence[int]) -> Band:
        """Return the one frame of a level."""
        after = self.waits[level[0]] if self._alike(level) else ()
        parts = [
            *([after_text(after)] if after else []),
            *([TOGETHER] if len(level) > 1 else []),
            *self._from(level),
        ]
        frame = Frame(
            rows=in_rows(level, self.sizes.columns),
            box_width=self.sizes.box,
            heading=self._broken(heading(parts, self.language), self.sizes.frame),
        )
        return Band(frames=(frame,))

    def _from(self, level: Sequence[int]) -> list[Text]:
        """Return from when a level can run; in a case from the day it really can."""
        if not self._told():
            return [from_day(self._day(level))]
        begins = begin_text([self.held[number] for number in level])
        return [begins] if begins is not None else []

    def _told(self) -> bool:
        """Say whether the list is of a case."""
        return any(row.state is not None for row in self.held.values())

    def _broken(self, text: str, width: float) -> tuple[str, ...]:
        return wrapped(text, width / self.sizes.small, 2)

    def _alike(self, group: Sequence[int]) -> bool:
        """Say whether all of a group wait for the same."""
        return len({self.waits[n] for n in group}) == 1

    def _day(self, level: Sequence[int]) -> int:
        return self.held[level[0]].starts_day if level else -1

    def _day_head(self, level: Sequence[int], above: Sequence[int]) -> tuple[str, ...]:
        """Return the day a level begins, where it is another one and not the only one."""
        if self._told():
            begins = begin_text([self.held[number] for number in level])
            return (begins.get(self.language),) if begins is not None else ()
        days = {row.starts_day for row in self.held.values()}
        if self._day(level) == self._day(above) or len(days) == 1:
            return ()
        return day_head(self.held[level[0]], self.language)

    def _arrows(self) -> tuple[Arrow, ...]:
        """Return one arrow a wait, bold where a day lost passes straight on."""
        return tuple(
            Arrow(before=before, after=after, bold=self._passes_on(before, after))
            for after, waits in self.shown.items()
            for before in waits
        )

    def _passes_on(self, before: int, after: int) -> bool:
        one, other = self.held[before], self.held[after]
        if self._plain():
            return False
        return one.critical and other.critical and one.ends_day == other.starts_day

    def _plain(self) -> bool:
        """Say whether bold lines would tell nothing, because every step is critical."""
        return all(row.critical or row.wrapper for row in self.held.values())


def _label(rows: Sequence[Row]) -> Text:
    """Return the picture in one sentence, with how many steps are certain and possible."""
    certain = sum(row.standing is Applies.CERTAIN for row in rows)
    possible = sum(row.standing is Applies.POSSIBLE for row in rows)
    return Text(
        zh=f"办事流程图：确定 {certain} 步，可能 {possible} 步",
        en=f"Flowchart: {certain} steps certain, {possible} possible",
    )
