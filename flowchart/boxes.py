"""What stands in the boxes of a flowchart and how their borders look; a picture ready to draw.

What is told by colour is told again by words, a sign or the kind of border: dashed is possible,
double is a bundle, bold is critical, a bar at the right is changed, a struck title is gone.
Colours follow Okabe and Ito; every text stands at 4.5:1 or more on its ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from flowchart.changes_shown import Change
from flowchart.layout import Placed, Spot
from flowchart.routing import Line
from flowchart.sizes import PADDING, Sizes
from flowchart.states import StepState

INK: Final = "#1b1b1b"
SOFT: Final = "#555555"
PALE: Final = "#c4c4c4"
"""Lines that only set apart: frames, the rule above a day."""

FAINT: Final = "#999999"
"""Borders of small boxes."""

FRAME_GROUND: Final = "#fafafa"

BOLD: Final = 2.6
"""How wide a line of the critical path is."""

THIN: Final = 1.2
"""How wide the line of any other arrow is."""

STRIP: Final = range(3, 8)
"""Where the strip that shows a state begins and ends, from the side of its box."""

BAR: Final = 5
"""How wide the bar of a changed step is, inside the right border."""


RING: Final = 4
"""Between the two lines of a double border."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colours of a state: ground, strip and words."""

    ground: str
    strip: str
    words: str


_WAITING: Final = Ink(ground="#f3f3f3", strip="#8a8a8a", words="#4a4a4a")
_YOURS: Final = Ink(ground="#fff6dd", strip="#e69f00", words="#6b4400")
_OURS: Final = Ink(ground="#e6f1fa", strip="#0072b2", words="#00497a")
_DONE: Final = Ink(ground="#e0f4ec", strip="#009e73", words="#00553d")
_STOPPED: Final = Ink(ground="#fde9e1", strip="#d55e00", words="#8f2f00")

INKS: Final[dict[StepState, Ink]] = {
    StepState.CANNOT_START: _WAITING,
    StepState.CAN_START: _YOURS,
    StepState.COLLECTING: _YOURS,
    StepState.SUBMITTED: _OURS,
    StepState.TO_BE_SUPPLEMENTED: _STOPPED,
    StepState.ACCEPTED: _OURS,
    StepState.UNDER_REVIEW: _OURS,
    StepState.SPECIAL_PROCEDURE: _OURS,
    StepState.GRANTED: _DONE,
    StepState.REFUSED: _STOPPED,
    StepState.WITHDRAWN: _WAITING,
    StepState.ISSUED: _DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What stands in one box, line by line, and how its border looks; `said` is for the ear.

    A `small` box has a light border and a title in small letters.
    """

    number: int
    said: str
    title: tuple[str, ...]
    details: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    state: StepState | None = None
    change: Change | None = None
    dashed: bool = False
    double: bool = False
    bold: bool = False
    small: bool = False

    @property
    def struck(self) -> bool:
        """Say whether the title is struck through: the step is no longer in the plan."""
        return self.change is Change.DROPPED

    @property
    def barred(self) -> bool:
        """Say whether a bar at the right tells of a change."""
        return self.change is not None and not self.struck

    @property
    def lines(self) -> tuple[str, ...]:
        """Return every line of text from the top."""
        return (*self.title, *self.details, *self.changed, *self.status)

    @property
    def ground(self) -> str:
        """Return the colour behind the words."""
        return INKS[self.state].ground if self.state is not None else "#ffffff"


Border = Literal["bold", "dashed", "double"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One border of the legend and what it means; the spot is that of the sample."""

    border: Border
    spot: Spot
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A flowchart ready to be drawn: where everything lies, its arrows and its words."""

    placed: Placed
    lines: tuple[Line, ...]
    boxes: Mapping[int, Box]
    legend: tuple[Key, ...] = ()


class Letters(NamedTuple):
    """One line of text; y is that of its base line."""

    text: str
    x: float
    y: float
    size: int
    colour: str = INK
    bold: bool = False
    struck: bool = False


def box_height(box: Box, sizes: Sizes) -> int:
    """Return the pixels a box needs for its lines."""
    room = PADDING if box.small else PADDING + 2
    return len(box.lines) * sizes.line + room + (RING if box.double else 0)


def letters(picture: Picture, number: int) -> Iterator[Letters]:
    """Yield the lines of a box, set in the middle of its height."""
    box, sizes = picture.boxes[number], picture.placed.sizes
    spot = picture.placed.boxes[number]
    x = spot.x + (PADDING if box.small else sizes.inset)
    y = spot.y + (spot.height - len(box.lines) * sizes.line) / 2 - sizes.line / 4
    status = INKS[box.state].words if box.state is not None else INK
    soft = SOFT if box.small or box.struck else INK
    for lines, size, colour, bold, struck in (
        (box.title, sizes.small if box.small else sizes.font, soft, False, box.struck),
        (box.details, sizes.small, SOFT, False, False),
        (box.changed, sizes.small, INK, True, False),
        (box.status, sizes.small, status, True, False),
    ):
        for text in lines:
            y += sizes.line
            yield Letters(text=text, x=x, y=y, size=size, colour=colour, bold=bold, struck=struck)
