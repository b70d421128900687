"""One plan, three ways to see it: the list, the picture for desk and paper, the one for a phone."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from itertools import pairwise, product
from xml.etree import ElementTree

import pytest

from flowchart import diagram, drawing
from flowchart.planner import Planner
from flowchart.scene import Applies
from flowchart.states import STATE_SIGN, STATE_TEXT, StepState
from flowchart.text_width import ems
from kb.ids import SceneId
from kb.text import LANGUAGES, Text
from matcher.applicant import NOTHING, read_facts
from tests.planning import BASE
from tests.support import TODAY

SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS = ("wide", "phone")
SCENES = ("convenience-store", "restaurant", "internet-cafe", "newborn")
HOSTILE = '"]; x -> y [label=\'</text><script>alert(1)</script> & \\N \\" \x00\u202e ]]>'


@pytest.fixture(scope="module")
def plans(catalogue):
    """Return a settled and an open plan of every scene, by scene and whether facts are known."""
    planner = Planner(catalogue)
    known = {True: read_facts(BASE, catalogue), False: NOTHING}
    return {
        (name, full): planner.plan([SceneId(f"scene/{name}")], facts, TODAY)
        for name, (full, facts) in product(SCENES, known.items())
    }


@pytest.fixture(scope="module")
def lists(plans, catalogue):
    return {key: diagram.rows(plan, catalogue) for key, plan in plans.items()}


@pytest.fixture(scope="module")
def shop(lists):
    return lists["convenience-store", True]


@pytest.fixture(scope="module")
def unsettled(lists):
    return lists["convenience-store", False]


def in_state(rows, state):
    return tuple(replace(row, state=state) for row in rows)


def parsed(svg):
    return ElementTree.fromstring(svg)


def boxes(root, layout):
    """Return the group of every step by its number."""
    groups = {group.get("id"): group for group in root.iter(f"{SVG}g") if group.get("id")}
    return {int(name.removeprefix(f"{layout}-")): group for name, group in groups.items()}


def rectangle(group):
    rect = group.find(f"{SVG}rect")
    return tuple(float(rect.get(name)) for name in ("x", "y", "width", "height"))


def words(group):
    return [text.text for text in group.iter(f"{SVG}text")]


def size(root):
    return float(root.get("width")), float(root.get("height"))


def corners(path):
    """Return the corners of a path of M, V and H."""
    (x, y), rest = map(float, path[1:].split("V")[0].split("H")[0].split()), []
    for kind, value in re.findall(r"([VH])([-\d.]+)", path):
        x, y = (x, float(value)) if kind == "V" else (float(value), y)
        rest.append((x, y))
    start = tuple(map(float, re.match(r"M([-\d.]+) ([-\d.]+)", path).groups()))
    return [start, *rest]


def arrows(root):
    """Return the corners of every arrow up to the end of its tip."""
    tips = [p.get("points").split() for p in root.iter(f"{SVG}polygon")]
    ways = [corners(path.get("d")) for path in root.iter(f"{SVG}path")]
    ends = [(float(tip[2]), float(tip[3])) for tip in tips]
    return [[*way[:-1], end] for way, end in zip(ways, ends, strict=True)]


def cases():
    return product(SCENES, (True, False), LANGUAGES, LAYOUTS)


def test_the_list_numbers_the_steps_in_an_order_that_respects_the_waits(plans, lists):
    for key, rows in lists.items():
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert [row.service for row in rows] == [step.service for step in plans[key].steps]
        assert all(before < row.number for row in rows for before in row.waits_for)


def test_the_convenience_store_takes_sixteen_steps(shop):
    assert len(shop) == 16
    assert all(row.standing is Applies.CERTAIN for row in shop)


def test_the_list_carries_the_states_of_a_case(plans, catalogue):
    plan = plans["convenience-store", True]
    first = plan.steps[0].service

    rows = diagram.rows(plan, catalogue, {first: StepState.ACCEPTED})

    assert rows[0].state is StepState.ACCEPTED
    assert all(row.state is None for row in rows[1:])


def test_days_are_said_as_people_say_them(plans, catalogue):
    step = plans["convenience-store", True].steps[0]
    shown = {
        (0, True, False): Text(zh="当场", en="same day"),
        (1, True, False): Text(zh="1 个工作日", en="1 working day"),
        (5, True, False): Text(zh="5 个工作日", en="5 working days"),
        (0, False, False): Text(zh="天数待确认", en="days to be confirmed"),
        (0, True, True): Text(zh="不另占时间", en="no extra time"),
    }
    for (days, known, wrapper), expected in shown.items():
        changed = replace(step, takes_days=days, days_known=known, wrapper=wrapper)
        plan = replace(plans["convenience-store", True], steps=(changed,))

        assert diagram.rows(plan, catalogue)[0].days == expected


@pytest.mark.parametrize(("scene", "full", "language", "layout"), cases())
def test_every_step_stands_in_the_picture_with_its_number_and_title(
    lists, scene, full, language, layout
):
    rows = lists[scene, full]

    drawn = boxes(parsed(diagram.svg(rows, language, layout)), layout)

    assert set(drawn) == {row.number for row in rows}
    for row in rows:
        said = "".join(words(drawn[row.number])).replace(" ", "")
        assert said.startswith(f"{row.number}{row.title.get(language)}".replace(" ", ""))


@pytest.mark.parametrize(("scene", "full", "language"), product(SCENES, (True, False), LANGUAGES))
def test_the_phone_picture_fits_a_phone(lists, scene, full, language):
    root = parsed(diagram.svg(lists[scene, full], language, "phone"))
    places = [rectangle(group) for group in boxes(root, "phone").values()]
    rows = {y: [place for place in places if place[1] == y] for _, y, _, _ in places}
    sizes = [float(e.get("font-size")) for e in root.iter() if e.get("font-size")]

    assert size(root)[0] <= 374
    assert max(map(len, rows.values())) <= 2
    assert min(sizes) >= 12


@pytest.mark.parametrize(("scene", "full", "language"), product(SCENES, (True, False), LANGUAGES))
def test_the_wide_picture_fits_a4_landscape_with_text_at_its_full_size(
    lists, scene, full, language
):
    """277 mm between the margins are 1,047 CSS pixels."""
    root = parsed(diagram.svg(lists[scene, full], language, "wide"))
    sizes = [float(e.get("font-size")) for e in root.iter() if e.get("font-size")]

    assert size(root)[0] <= 1047
    assert min(sizes) >= 11


@pytest.mark.parametrize(("scene", "full", "language", "layout"), cases())
def test_no_line_is_wider_than_its_box_and_none_stands_outside(
    lists, scene, full, language, layout
):
    rows = in_state(lists[scene, full], StepState.SPECIAL_PROCEDURE)
    root = parsed(diagram.svg(rows, language, layout))

    for group in boxes(root, layout).values():
        x, y, width, height = rectangle(group)
        for text in group.iter(f"{SVG}text"):
            left, base = float(text.get("x")), float(text.get("y"))
            font = float(text.get("font-size", root.get("font-size")))
            assert left + ems(text.text) * font <= x + width
            assert y + font <= base + 2 <= y + height


@pytest.mark.parametrize(("scene", "full", "layout"), product(SCENES, (True, False), LAYOUTS))
def test_no_two_boxes_overlap_and_all_stand_in_the_picture(lists, scene, full, layout):
    root = parsed(diagram.svg(lists[scene, full], "zh", layout))
    places = [rectangle(group) for group in boxes(root, layout).values()]
    width, height = size(root)

    for i, (x, y, w, h) in enumerate(places):
        assert 0 < x < x + w < width
        assert 0 < y < y + h < height
        for other_x, other_y, other_w, other_h in places[i + 1 :]:
            apart_x = x + w < other_x or other_x + other_w < x
            assert apart_x or y + h < other_y or other_y + other_h < y


@pytest.mark.parametrize(("scene", "full", "layout"), product(SCENES, (True, False), LAYOUTS))
def test_no_arrow_passes_through_a_box_or_leaves_the_picture(lists, scene, full, layout):
    root = parsed(diagram.svg(lists[scene, full], "en", layout))
    places = [rectangle(group) for group in boxes(root, layout).values()]
    width, height = size(root)

    for way in arrows(root):
        assert all(0 < x < width and 0 < y < height for x, y in way)
        for (x, y), (to_x, to_y) in pairwise(way):
            for left, top, w, h in places:
                beside = max(x, to_x) <= left or min(x, to_x) >= left + w
                assert beside or max(y, to_y) <= top or min(y, to_y) >= top + h


def test_every_arrow_points_down(shop, unsettled):
    for rows, layout in product((shop, unsettled), LAYOUTS):
        for way in arrows(parsed(diagram.svg(rows, "zh", layout))):
            (x, y), (to_x, to_y) = way[-2:]
            assert x == to_x
            assert to_y - y >= 10


def test_steps_that_wait_for_the_same_get_one_arrow_together(shop):
    root = parsed(diagram.svg(shop, "zh", "wide"))

    waits = sum(len(row.waits_for) for row in shop)
    assert len(arrows(root)) <= waits / 2


def test_on_a_phone_words_say_what_a_step_waits_for(shop):
    drawn = boxes(parsed(diagram.svg(shop, "en", "phone")), "phone")
    root = parsed(diagram.svg(shop, "en", "phone"))

    insured = next(row for row in shop if row.service == "service/employee-insurance-enrolment")
    said = f"after {', '.join(map(str, insured.waits_for))}"
    assert said in words(drawn[insured.number])
    assert any(text.startswith("after 1, side by side") for text in words(root))


@pytest.mark.parametrize(("language", "layout"), product(LANGUAGES, LAYOUTS))
def test_a_dashed_box_says_maybe_and_a_double_one_says_bundle(unsettled, language, layout):
    maybe, bundle = {"zh": ("可能", "集成"), "en": ("maybe", "bundle")}[language]

    drawn = boxes(parsed(diagram.svg(unsettled, language, layout)), layout)

    for row in unsettled:
        group = drawn[row.number]
        said = " ".join(words(group))
        dashed = group.find(f"{SVG}rect").get("stroke-dasharray") is not None
        assert dashed == (row.standing is Applies.POSSIBLE) == (maybe in said)
        assert (len(group.findall(f"{SVG}rect")) == 2) == row.wrapper == (bundle in said)


def test_critical_steps_have_a_bold_border_in_both_layouts(shop):
    for layout in LAYOUTS:
        drawn = boxes(parsed(diagram.svg(shop, "zh", layout)), layout)
        bold = {n for n, group in drawn.items() if group.find(f"{SVG}rect").get("stroke-width")}

        assert bold == {row.number for row in shop if row.critical}


@pytest.mark.parametrize(("state", "language"), product(StepState, LANGUAGES))
def test_a_state_is_told_by_its_sign_and_words_not_by_colour_alone(shop, state, language):
    for layout in LAYOUTS:
        root = parsed(diagram.svg(in_state(shop, state), language, layout))
        for group in boxes(root, layout).values():
            said = "".join(words(group)).replace(" ", "")
            assert said.endswith(
                f"{STATE_SIGN[state]}{STATE_TEXT[state].get(language)}".replace(" ", "")
            )


def test_every_state_has_words_in_both_languages_and_a_sign_of_its_own():
    assert set(STATE_TEXT) == set(STATE_SIGN) == set(StepState)
    assert len(set(STATE_SIGN.values())) == len(StepState)
    for language in LANGUAGES:
        assert len({text.get(language) for text in STATE_TEXT.values()}) == len(StepState)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_hostile_titles_and_links_stay_text(shop, layout):
    rows = tuple(replace(row, title=Text(zh=HOSTILE, en=HOSTILE)) for row in shop)

    svg = diagram.svg(rows, "zh", layout, lambda number: f'/s/{number}?a="><script>&b')
    root = parsed(svg)

    assert "<script" not in svg
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= set(
        "svg path polygon g rect text a".split()
    )
    assert all(c.isprintable() for c in svg)
    assert next(root.iter(f"{SVG}a")).get("href") == '/s/1?a="><script>&b'


@pytest.mark.parametrize(("scene", "full", "language", "layout"), cases())
def test_a_strict_content_security_policy_lets_the_picture_through(
    lists, scene, full, language, layout
):
    svg = diagram.svg(lists[scene, full], language, layout)
    names = {name for element in parsed(svg).iter() for name in element.attrib}

    assert svg.startswith("<svg ")
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert not re.search(r"<title|<style|<!--|<\?xml|<!DOCTYPE|javascript:|data:", svg)


def test_ids_stay_apart_when_both_layouts_stand_on_one_page(shop):
    page = diagram.svg(shop, "zh", "wide") + diagram.svg(shop, "zh", "phone")

    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids)) == 2 * len(shop)


def test_the_picture_says_how_many_steps_are_certain_and_how_many_possible(shop, unsettled):
    possible = sum(row.standing is Applies.POSSIBLE for row in unsettled)

    assert parsed(diagram.svg(shop, "zh", "wide")).get("aria-label") == (
        "办事流程图：确定 16 步，可能 0 步"
    )
    assert parsed(diagram.svg(unsettled, "en", "phone")).get("aria-label") == (
        f"Flowchart: {len(unsettled) - possible} steps certain, {possible} possible"
    )


def test_with_links_the_picture_is_a_group_so_that_a_keyboard_reaches_them(shop):
    plain = parsed(diagram.svg(shop, "zh", "wide"))
    linked = parsed(diagram.svg(shop, "zh", "wide", lambda number: f"#step-{number}"))

    assert plain.get("role") == "img"
    assert linked.get("role") == "group"
    assert [a.get("href") for a in linked.iter(f"{SVG}a")] == [f"#step-{r.number}" for r in shop]


@pytest.mark.parametrize(("language", "layout"), product(LANGUAGES, LAYOUTS))
def test_sixteen_steps_take_at_most_3_kb_compressed(shop, language, layout):
    cycle = list(StepState)
    rows = tuple(replace(row, state=cycle[row.number % len(cycle)]) for row in shop)

    svg = diagram.svg(rows, language, layout, lambda number: f"#step-{number}")

    assert len(gzip.compress(svg.encode())) <= 3 * 1024


def test_the_same_list_gives_the_same_picture_and_graphviz_draws_it_once(shop, monkeypatch):
    first = diagram.svg(shop, "zh", "wide")
    monkeypatch.setattr(diagram, "rendered", None)

    assert diagram.svg(list(shop), "zh", "wide") == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_says_all_that_stands_in_its_box_with_the_whole_title(unsettled, language):
    rows = in_state(unsettled, StepState.SPECIAL_PROCEDURE)
    root = parsed(diagram.svg(rows, language, "wide", lambda number: f"#step-{number}"))

    for row, link in zip(rows, root.iter(f"{SVG}a"), strict=True):
        said = link.get("aria-label")
        assert said.startswith(f"{row.number} {row.title.get(language)}")
        assert said.endswith(STATE_TEXT[row.state].get(language))
        assert row.wrapper or row.days.get(language) in said


def test_the_source_for_graphviz_pins_every_box_and_every_arrow(shop):
    source = drawing.source(diagram.picture(shop, "zh", "wide"), "wide")

    assert source.startswith("digraph")
    assert len(re.findall(r'^\s*\d+ \[.*\bpos="[\d.]+,[\d.]+"', source, re.M)) == len(shop)
    assert len(re.findall(r'^\s*\d+ -> \d+ \[.*\bpos="e,', source, re.M)) == 6


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_without_steps_gives_an_empty_picture(layout):
    root = parsed(diagram.svg((), "zh", layout))

    assert boxes(root, layout) == {}
    assert arrows(root) == []
