"""Flowcharts of the shipped scenes, and what stands where in a drawn one."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise, product
from xml.etree import ElementTree

from flowchart import diagram
from flowchart.plan import Plan
from flowchart.states import StepState
from flowchart.text_width import ems
from kb.ids import SceneId
from kb.text import LANGUAGES
from matcher.applicant import NOTHING
from tests.planning import planner, usual
from tests.support import TODAY, shipped_catalogue

SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS = ("wide", "phone", "elder")
SCENES = ("convenience-store", "internet-cafe", "newborn")
EVERY_SCENE = tuple(sorted(s.removeprefix("scene/") for s in shipped_catalogue().scenes))


@cache
def plan(scene: str = "convenience-store", known: bool = True) -> Plan:
    """Return the plan of a scene, for the usual applicant or for one of whom nothing is known."""
    facts = usual() if known else NOTHING
    return planner().plan([SceneId(f"scene/{scene}")], facts, TODAY, with_questions=False)


@cache
def listed(scene: str = "convenience-store", known: bool = True) -> tuple[diagram.Row, ...]:
    return diagram.rows(plan(scene, known), shipped_catalogue())


def every_case(scenes=SCENES):
    """Return scenes, whether facts are known, languages and layouts, each with each."""
    return list(product(scenes, (True, False), LANGUAGES, LAYOUTS))


def in_state(rows, state=StepState.SPECIAL_PROCEDURE):
    return tuple(replace(row, state=state) for row in rows)


def drawn(rows, language="zh", layout="wide", link=None):
    return ElementTree.fromstring(diagram.svg(rows, language, layout, link))


def boxes(root):
    """Return the group of every step by its number."""
    groups = (group for group in root.iter(f"{SVG}g") if group.get("id"))
    return {int(group.get("id").rpartition("-")[2]): group for group in groups}


def rectangle(group):
    rect = group.find(f"{SVG}rect")
    return tuple(float(rect.get(name)) for name in ("x", "y", "width", "height"))


def frames(root):
    """Return the place of every frame."""
    rects = (rect for rect in root.iter(f"{SVG}rect") if rect.get("rx") == "6")
    return [tuple(float(r.get(name)) for name in ("x", "y", "width", "height")) for r in rects]


def words(group):
    return [text.text for text in group.iter(f"{SVG}text")]


def size(root):
    return float(root.get("width")), float(root.get("height"))


def letter_sizes(root):
    return [float(e.get("font-size")) for e in root.iter() if e.get("font-size")]


def corners(path):
    """Return the corners of a path of M, V and H."""
    (x, y), rest = map(float, path[1:].split("V")[0].split("H")[0].split()), []
    for kind, value in re.findall(r"([VH])([-\d.]+)", path):
        x, y = (x, float(value)) if kind == "V" else (float(value), y)
        rest.append((x, y))
    return [tuple(map(float, re.match(r"M([-\d.]+) ([-\d.]+)", path).groups())), *rest]


def arrows(root):
    """Return the corners of every arrow up to the end of its tip."""
    tips = [p.get("points").split() for p in root.iter(f"{SVG}polygon")]
    lines = [p for p in root.iter(f"{SVG}path") if p.get("stroke-dasharray") is None]
    ends = [(float(tip[2]), float(tip[3])) for tip in tips]
    ways = [corners(path.get("d")) for path in lines]
    return [[*way[:-1], end] for way, end in zip(ways, ends, strict=True)]


def faults(root):
    """Return what is wrong with a picture: words or boxes outside, boxes or arrows across boxes."""
    width, height = size(root)
    places = {number: rectangle(group) for number, group in boxes(root).items()}
    found = [n for n, spot in places.items() if not _holds((0, 0, width, height), spot)]
    found += [f"{n}: words" for n, group in boxes(root).items() if not _hold_words(root, group)]
    for n, one in places.items():
        found += [(n, m) for m, other in places.items() if m > n and _touch(one, other)]
    for way in arrows(root):
        for (x, y), (to_x, to_y) in pairwise(way):
            piece = (min(x, to_x), min(y, to_y), abs(x - to_x), abs(y - to_y))
            found += [f"arrow across {n}" for n, spot in places.items() if _crosses(piece, spot)]
            found += [] if _holds((0, 0, width, height), piece) else ["arrow outside"]
    found += [f"text outside: {one}" for one in _outside(root, width, height)]
    return found


def _hold_words(root, group):
    spot = rectangle(group)
    return all(_holds(spot, _place(text, root)) for text in group.iter(f"{SVG}text"))


def _outside(root, width, height):
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x")), float(text.get("y"))
        if not (0 <= x < width and 0 < y < height):
            yield text.text


def _place(text, root):
    letters = float(text.get("font-size", root.get("font-size")))
    x, y = float(text.get("x")), float(text.get("y"))
    return (x, y - letters + 2, ems(text.text) * letters, letters)


def _holds(outer, inner):
    x, y, width, height = outer
    to_x, to_y, to_width, to_height = inner
    return (
        x <= to_x and to_x + to_width <= x + width and y <= to_y and to_y + to_height <= y + height
    )


def _touch(one, other):
    x, y, width, height = one
    to_x, to_y, to_width, to_height = other
    return (
        x <= to_x + to_width and to_x <= x + width and y <= to_y + to_height and to_y <= y + height
    )


def _crosses(piece, spot):
    x, y, width, height = spot
    left, top, wide, high = piece
    beside = left + wide <= x or left >= x + width
    return not (beside or top + high <= y or top >= y + height)
