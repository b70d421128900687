"""A plan as files to take along: the flowchart as SVG and PNG, the whole as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flowchart import diagram
from flowchart.changes_shown import Change
from flowchart.plan import Plan
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.text import Language


@dataclass(frozen=True)
class Sheet:
    """A plan in one language; `changes` are marked on the flowchart.

    Raises:
        Unavailable: for PNG and PDF, this machine has no Chinese font.
    """

    plan: Plan
    catalogue: Catalogue
    language: Language
    changes: Mapping[ServiceId, Change]

    @cached_property
    def _rows(self) -> tuple[diagram.Row, ...]:
        return diagram.rows(self.plan, self.catalogue, changes=self.changes)

    def _drawn(self) -> str:
        return diagram.svg(self._rows, self.language, "wide")

    def svg(self) -> bytes:
        """Return the flowchart for a desk or paper, as SVG in UTF-8."""
        return self._drawn().encode()

    def png(self) -> bytes:
        """Return the flowchart as PNG, two dots to a CSS pixel."""
        from flowchart.png import png  # read with the first one, not at a start

        return png(self._drawn())

    def pdf(self) -> bytes:
        """Return the plan on A4 pages, what to bring first."""
        from flowchart.paper import pdf  # read with the first one, not at a start

        return pdf(self.plan, self._rows, self.catalogue, self.language)
