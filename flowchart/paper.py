"""The plan as PDF on A4, to print or to send: what to bring, dates, steps, flowchart, policies.

The same plan gives the same bytes. Nothing personal stands in it, neither on a page nor in what
readers show as its properties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from flowchart import diagram, fees
from flowchart import paper_content as content
from flowchart.boxes import INK, PALE, SOFT
from flowchart.listing import Row
from flowchart.paper_chart import charts
from flowchart.paper_content import Block
from flowchart.paper_dates import dates
from flowchart.paper_letters import letters
from flowchart.paper_places import where_to_go
from flowchart.plan import Plan
from kb.catalogue import Catalogue
from kb.text import Language, Text
from matcher.match import Match

_MARGIN: Final = 15 * mm
_FOOT: Final = 9 * mm
_SOME_STEPS: Final = 45 * mm
"""Room below the heading of the steps for its table's head and the first of them."""
_UPRIGHT, _ACROSS = "upright", "across"
_TABLE: Final = (9, 45, 35, 33, 33, 14, 11)
"""How wide the columns of the steps are, in millimetres: 180 together."""


def pdf(
    plan: Plan,
    rows: Sequence[Row],
    catalogue: Catalogue,
    language: Language,
    matches: Sequence[Match] | None = None,
    fonts: tuple[Path, ...] | None = None,
    case: Text | None = None,
) -> bytes:
    """Return the plan as PDF.

    Args:
        plan: the plan.
        rows: what `diagram.rows` returned for it.
        catalogue: where services, materials and policies have their titles.
        language: of every word.
        matches: the policies to print instead of the plan's own. Those that hang on a sensitive
            fact are left out in any case.
        fonts: files to choose the letters from; as a rule the Chinese ones of this machine.
        case: the number of the case and who can look it up, if there is one.
    """
    title = content.headline(plan, catalogue)
    typist = _Typist(font=letters(fonts), language=language)
    sheet = typist.sheet(plan, rows, catalogue, plan.policies if matches is None else matches, case)
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        invariant=1,
        title=title.get(language),
        lang="zh-CN" if language == "zh" else "en-GB",
        pageTemplates=[typist.page(_UPRIGHT), typist.page(_ACROSS)],
    )
    document.build(sheet, canvasmaker=partial(_Numbered, font=typist.font, language=language))
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typist:
    """Sets text in one language and one font."""

    font: str
    language: Language

    def sheet(
        self,
        plan: Plan,
        rows: Sequence[Row],
        catalogue: Catalogue,
        matches: Sequence[Match],
        case: Text | None,
    ) -> list[Flowable]:
        """Return everything that stands on the pages, in order."""
        first = [
            *content.refused(plan),
            *content.to_bring(plan, rows, catalogue),
            *content.to_note(plan),
            where_to_go(plan, rows, catalogue),
            dates(plan, rows, fees.to_confirm(plan, catalogue)),
        ]
        return [
            self._says(content.headline(plan, catalogue), 18),
            *([self._says(case, 10.5)] if case is not None else []),
            self._says(content.made_on(plan), 9, SOFT),
            self._says(content.NOTE, 9, SOFT),
            *(one for block in first for one in self._block(block)),
            CondPageBreak(_SOME_STEPS),
            self._says(content.STEPS, 13, above=9),
            self._steps(content.step_lines(plan, rows, catalogue)),
            *self._claims(content.to_claim(matches, catalogue)),
            *self._chart(rows),
        ]

    def page(self, name: str) -> PageTemplate:
        """Return an empty page, upright or across."""
        width, height = A4 if name == _UPRIGHT else landscape(A4)
        room = Frame(
            _MARGIN,
            _MARGIN,
            width - 2 * _MARGIN,
            height - 2 * _MARGIN,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        return PageTemplate(id=name, frames=[room], pagesize=(width, height))

    def _block(self, block: Block) -> list[Flowable]:
        """Return a heading with its lines; the heading stays with the first."""
        mark = "□ " if block.boxed else "" if len(block.lines) == 1 else "· "
        lines = [
            self._says(line, 10.5, before=mark, hangs=14 if block.boxed else 7)
            for line in block.lines
        ]
        head = self._heading(block.title, INK if not block.stands_out else "#8f2f00")
        return [KeepTogether([head, lines[0]]), *lines[1:]]

    def _heading(self, text: Text, colour: str = INK) -> Paragraph:
        return self._says(text, 13, colour, above=9, keep=True)

    def _says(
        self,
        text: Text,
        size: float,
        colour: str = INK,
        before: str = "",
        hangs: float = 0,
        **more: Any,
    ) -> Paragraph:
        """Return a paragraph."""
        style = ParagraphStyle(
            name="line",
            fontName=self.font,
            fontSize=size,
            leading=size * 1.4,
            textColor=HexColor(colour),
            alignment=TA_LEFT,
            wordWrap="CJK" if self.language == "zh" else None,
            leftIndent=hangs if before else 0,
            firstLineIndent=-hangs if before else 0,
            spaceBefore=more.get("above", 0),
            keepWithNext=int(more.get("keep", False)),
        )
        return Paragraph(before + escape(text.get(self.language)), style)

    def _steps(self, lines: Sequence[tuple[Text, ...]]) -> Flowable:
        """Return the table of the steps, whose head stands again on every page."""
        head = [self._says(name, 9, SOFT) for name in content.COLUMNS]
        cells = [[self._says(cell, 9.5) for cell in line] for line in lines]
        table = Table([head, *cells], colWidths=[width * mm for width in _TABLE], repeatRows=1)
        rule = HexColor(PALE)
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.5, rule),
                    ("LEFTPADDING", (0, 0), (-1, -1), 2),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                    ("TOPPADDING", (0, 0), (-1, -1), 2),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ]
            )
        )
        return table

    def _chart(self, rows: Sequence[Row]) -> list[Flowable]:
        """Return the flowchart on pages of its own, across."""
        if not rows:
            return []
        width, height = landscape(A4)
        head = self._heading(content.CHART)
        room = height - 2 * _MARGIN - 30
        picture = diagram.picture(rows, self.language, "wide")
        parts = charts(picture, width - 2 * _MARGIN - 1, room, self.font)
        out: list[Flowable] = [NextPageTemplate(_ACROSS)]
        for part in parts:
            out += [PageBreak(), head, part]
        return out

    def _claims(self, blocks: Sequence[Block]) -> list[Flowable]:
        """Return the policies after the steps, together on one page where they fit."""
        lines = [one for block in blocks for one in self._block(block)]
        return [KeepTogether([*lines[:-3], KeepTogether(lines[-3:])])] if lines else []


class _Numbered(Canvas):
    """Writes at the foot of each page which it is of how many; known when all are set."""

    def __init__(self, *args: Any, font: str, language: Language, **more: Any) -> None:
        super().__init__(*args, **more)
        self._foot_font, self._language = font, language
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep a page until the number of pages is known."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Write every page with its number."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._foot(number, len(self._pages))
            super().showPage()
        super().save()

    def _foot(self, number: int, of: int) -> None:
        zh, en = f"第 {number} 页，共 {of} 页", f"Page {number} of {of}"
        self.setFont(self._foot_font, 8.5)
        self.setFillColor(HexColor(SOFT))
        middle = self.__dict__["_pagesize"][0] / 2
        self.drawCentredString(middle, _FOOT, zh if self._language == "zh" else en)
