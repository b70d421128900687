"""A plan as an ordered list, and the same list as a picture for desk and paper or for a phone.

The list is the primary view: it says everything the picture says, and more. Steps that wait for
the same steps stand in one frame with one arrow into it, and waits that follow from others get
no arrow, so that arrows stay few. On a phone, boxes say in words what they wait for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, pairwise
from typing import Final, Literal

from flowchart.drawing import FONT_SIZE, INSET, SMALL, Box, box_height, drawn
from flowchart.layout import PADDING, Arrow, Frame, Sketch, spread, stacked
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from flowchart.states import STATE_SIGN, STATE_TEXT, StepState
from flowchart.text_width import ems, shortened, wrapped
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.model import Venue
from kb.text import Language, Text
from matcher.reasons import Reason

