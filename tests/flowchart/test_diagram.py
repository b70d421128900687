"""One plan, three pictures: for a desk and paper, for a phone, and for a phone in large letters."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from flowchart import diagram
from flowchart.changes_shown import Change
from flowchart.scene import Applies
from flowchart.states import STATE_SIGN, STATE_TEXT, StepState
from kb.ids import ServiceId
from kb.text import LANGUAGES, Text
from tests.flowchart.drawn import (
    EVERY_SCENE,
    LAYOUTS,
    SCENES,
    SVG,
    arrows,
    boxes,
    drawn,
    every_case,
    faults,
    frames,
    in_state,
    letter_sizes,
    listed,
    plan,
    rectangle,
    size,
    words,
)

HOSTILE = '"]; x -> y [label=\'</text><script>alert(1)</script> & \\N \\" \x00\u202e ]]>'
SHOP = listed("convenience-store")
MOVED = tuple(row for row in SHOP if not row.wrapper)
UNSETTLED = listed("convenience-store", False)
OPEN = listed("newborn", False)
"""A plan of which little enough is open that every step has a box."""


@pytest.mark.parametrize(("scene", "known", "language", "layout"), every_case())
def test_every_step_stands_in_the_picture_with_its_number_and_title(scene, known, language, layout):
    rows = listed(scene, known)

    found = boxes(drawn(rows, language, layout))

    assert set(found) == {row.number for row in rows}
    for row in rows:
        said = "".join(words(found[row.number])).replace(" ", "")
        assert said.startswith(f"{row.number}{row.title.get(language)}".replace(" ", ""))


@pytest.mark.parametrize(("scene", "known", "language", "layout"), every_case())
def test_no_words_leave_their_box_no_boxes_touch_and_no_arrow_crosses_one(
    scene, known, language, layout
):
    assert faults(drawn(in_state(listed(scene, known)), language, layout)) == []


@pytest.mark.prove
@pytest.mark.parametrize(("scene", "known", "language", "layout"), every_case(EVERY_SCENE))
def test_no_shipped_scene_has_a_fault_in_its_picture(scene, known, language, layout):
    for rows in (listed(scene, known), in_state(listed(scene, known))):
        assert faults(drawn(rows, language, layout)) == []


@pytest.mark.parametrize(("scene", "known", "language"), product(SCENES, (True, False), LANGUAGES))
def test_the_phone_picture_fits_a_phone(scene, known, language):
    root = drawn(listed(scene, known), language, "phone")
    places = [rectangle(group) for group in boxes(root).values()]
    rows = {y: [place for place in places if place[1] == y] for _, y, _, _ in places}

    assert size(root)[0] <= 374
    assert max(map(len, rows.values())) <= 2
    assert min(letter_sizes(root)) >= 12


@pytest.mark.parametrize(("scene", "known", "language"), product(SCENES, (True, False), LANGUAGES))
def test_the_elder_picture_has_large_letters_one_box_a_row_and_the_width_of_a_phone(
    scene, known, language
):
    root = drawn(in_state(listed(scene, known)), language, "elder")
    tops = [rectangle(group)[1] for group in boxes(root).values()]

    assert size(root)[0] <= 374
    assert len(set(tops)) == len(tops)
    assert min(letter_sizes(root)) >= 18


@pytest.mark.parametrize(("scene", "known", "language"), product(SCENES, (True, False), LANGUAGES))
def test_the_wide_picture_fits_a4_landscape_with_text_at_its_full_size(scene, known, language):
    """277 mm between the margins are 1,047 CSS pixels."""
    root = drawn(listed(scene, known), language, "wide")

    assert size(root)[0] <= 1047
    assert min(letter_sizes(root)) >= 11


def test_every_arrow_points_down():
    for rows, layout in product((SHOP, UNSETTLED), LAYOUTS):
        for way in arrows(drawn(rows, "zh", layout)):
            (x, y), (to_x, to_y) = way[-2:]
            assert x == to_x
            assert to_y - y >= 10


def test_steps_that_wait_for_the_same_get_one_arrow_together():
    waits = sum(len(row.waits_for) for row in SHOP)

    assert len(arrows(drawn(SHOP))) <= waits / 2


def test_on_a_phone_words_say_what_a_step_waits_for():
    for layout in ("phone", "elder"):
        root = drawn(SHOP, "en", layout)

        insured = next(r for r in SHOP if r.service == "service/employee-insurance-enrolment")
        said = f"after {', '.join(map(str, insured.waits_for))}"
        assert said in words(boxes(root)[insured.number])
        assert any(text.startswith("after 1, side by side") for text in words(root))


def test_the_wide_picture_says_at_the_left_from_which_day_steps_can_begin():
    root = drawn(listed("internet-cafe"), "en")

    said = [text for text in words(root) if text in {"first day", "day 1", "day 6", "1 Dec"}]
    assert said == ["first day", "day 1", "day 6", "1 Dec"]


def test_days_are_left_out_where_all_steps_can_begin_on_the_same():
    rows = tuple(replace(row, starts_day=0) for row in SHOP)

    assert "first day" not in words(drawn(rows, "en"))


@pytest.mark.parametrize(("language", "layout"), product(LANGUAGES, LAYOUTS))
def test_a_dashed_box_says_maybe_and_a_double_one_says_bundle(language, layout):
    maybe, bundle = {"zh": ("可能", "集成"), "en": ("maybe", "bundle")}[language]
    wrapper = replace(OPEN[1], wrapper=True)
    rows = (OPEN[0], wrapper, *OPEN[2:])

    found = boxes(drawn(rows, language, layout))

    for row in rows:
        group = found[row.number]
        said = " ".join(words(group))
        dashed = group.find(f"{SVG}rect").get("stroke-dasharray") is not None
        assert dashed == (row.standing is Applies.POSSIBLE) == (maybe in said)
        assert (len(group.findall(f"{SVG}rect")) == 2) == row.wrapper == (bundle in said)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_where_very_much_is_open_possible_steps_stand_small_in_order_under_one_heading(layout):
    root = drawn(UNSETTLED, "en", layout)
    found = boxes(root)

    assert " ".join(words(root)[:2]).startswith("30 steps may be needed")
    assert len(frames(root)) == 1
    assert arrows(root) == []
    places = [rectangle(found[row.number]) for row in UNSETTLED]
    assert [(y, x) for x, y, _, _ in places] == sorted((y, x) for x, y, _, _ in places)


def test_once_a_case_has_begun_every_possible_step_has_a_box_with_its_state():
    """But for the wrapper, which nobody moves."""
    root = drawn(in_state(UNSETTLED, StepState.CAN_START), "en")
    moved = {row.number for row in UNSETTLED if not row.wrapper}

    for number, group in boxes(root).items():
        assert (words(group)[-1] == "● can start") == (number in moved)


def test_a_step_that_is_certain_says_what_it_waits_for_among_small_ones():
    rows = listed("restaurant", False)
    certain = next(row for row in rows if row.standing is Applies.CERTAIN)

    said = words(boxes(drawn(rows, "en"))[certain.number])

    assert said[-1].startswith("after 1–4")


def test_critical_steps_have_a_bold_border_in_every_layout():
    for layout in LAYOUTS:
        found = boxes(drawn(SHOP, "zh", layout))
        bold = {n for n, group in found.items() if group.find(f"{SVG}rect").get("stroke-width")}

        assert bold == {row.number for row in SHOP if row.critical}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_changed_is_told_in_the_box_and_what_was_dropped_stands_struck_at_the_end(
    layout, catalogue
):
    changes = {
        SHOP[2].service: Change.DELAYED,
        ServiceId("service/drainage-permit"): Change.DROPPED,
    }
    root = drawn(diagram.rows(plan(), catalogue, None, changes), "en", layout)
    found = boxes(root)

    assert faults(root) == []
    assert words(found[3])[-1] == "▼ later"
    assert words(found[17]) == ["Drainage permit"]
    assert found[17].find(f"{SVG}text").get("text-decoration") == "line-through"
    lowest = max(rectangle(group)[1] for number, group in found.items() if number != 17)
    assert rectangle(found[17])[1] > lowest
    assert "no longer needed" in words(root)


@pytest.mark.parametrize(("state", "language"), product(StepState, LANGUAGES))
def test_a_state_is_told_by_its_sign_and_words_not_by_colour_alone(state, language):
    for layout in LAYOUTS:
        root = drawn(in_state(MOVED, state), language, layout)
        for group in boxes(root).values():
            said = "".join(words(group)).replace(" ", "")
            told = f"{STATE_SIGN[state]}{STATE_TEXT[state].get(language)}"
            assert said.endswith(told.replace(" ", ""))


def test_every_state_has_words_in_both_languages_and_a_sign_of_its_own():
    assert set(STATE_TEXT) == set(STATE_SIGN) == set(StepState)
    assert len(set(STATE_SIGN.values())) == len(StepState)
    for language in LANGUAGES:
        assert len({text.get(language) for text in STATE_TEXT.values()}) == len(StepState)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_hostile_titles_and_links_stay_text(layout):
    rows = tuple(replace(row, title=Text(zh=HOSTILE, en=HOSTILE)) for row in SHOP)

    svg = diagram.svg(rows, "zh", layout, lambda number: f'/s/{number}?a="><script>&b')
    root = drawn(rows, "zh", layout, lambda number: f'/s/{number}?a="><script>&b')

    assert "<script" not in svg
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= set("svg path polygon g rect text a".split())
    assert all(c.isprintable() for c in svg)
    assert next(root.iter(f"{SVG}a")).get("href") == '/s/1?a="><script>&b'


@pytest.mark.parametrize(("scene", "known", "language", "layout"), every_case())
def test_a_strict_content_security_policy_lets_the_picture_through(scene, known, language, layout):
    svg = diagram.svg(listed(scene, known), language, layout)
    names = {
        name for e in drawn(listed(scene, known), language, layout).iter() for name in e.attrib
    }

    assert svg.startswith("<svg ")
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert not re.search(r"<title|<style|<!--|<\?xml|<!DOCTYPE|javascript:|data:", svg)


def test_ids_stay_apart_when_all_layouts_stand_on_one_page():
    page = "".join(diagram.svg(SHOP, "zh", layout) for layout in LAYOUTS)

    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids)) == 3 * len(SHOP)


def test_the_picture_says_how_many_steps_are_certain_and_how_many_possible(catalogue):
    possible = sum(row.standing is Applies.POSSIBLE for row in OPEN)
    gone = {ServiceId("service/drainage-permit"): Change.DROPPED}

    assert drawn(SHOP).get("aria-label") == "办事流程图：确定 16 步，可能 0 步"
    with_gone = diagram.rows(plan(), catalogue, None, gone)
    assert drawn(with_gone).get("aria-label") == "办事流程图：确定 16 步，可能 0 步"
    assert drawn(OPEN, "en", "phone").get("aria-label") == (
        f"Flowchart: {len(OPEN) - possible} steps certain, {possible} possible"
    )


def test_with_links_the_picture_is_a_group_so_that_a_keyboard_reaches_them():
    linked = drawn(SHOP, "zh", "wide", lambda number: f"#step-{number}")

    assert drawn(SHOP).get("role") == "img"
    assert linked.get("role") == "group"
    assert [a.get("href") for a in linked.iter(f"{SVG}a")] == [f"#step-{r.number}" for r in SHOP]


@pytest.mark.parametrize(("language", "layout"), product(LANGUAGES, LAYOUTS))
def test_sixteen_steps_take_at_most_3_kb_compressed(language, layout):
    cycle = list(StepState)
    rows = tuple(replace(row, state=cycle[row.number % len(cycle)]) for row in SHOP)

    svg = diagram.svg(rows, language, layout, lambda number: f"#step-{number}")

    assert len(gzip.compress(svg.encode())) <= 3 * 1024


def test_the_same_list_gives_the_same_picture_and_graphviz_draws_it_once(monkeypatch):
    first = diagram.svg(SHOP, "zh", "wide")
    monkeypatch.setattr(diagram, "rendered", None)

    assert diagram.svg(list(SHOP), "zh", "wide") == first


@pytest.mark.parametrize("layout", LAYOUTS)
def test_in_a_case_steps_begin_on_the_day_they_really_can(layout):
    day = date(2026, 12, 3)
    rows = tuple(replace(row, starts_on=day) for row in in_state(SHOP))

    said = " ".join(words(drawn(rows, "en", layout)))

    assert "from 3 Dec" in said
    assert "from working day" not in said
    assert "first day" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_says_all_that_stands_in_its_box_with_the_whole_title(language):
    rows = in_state(UNSETTLED)
    root = drawn(rows, language, "wide", lambda number: f"#step-{number}")

    for row, link in zip(rows, root.iter(f"{SVG}a"), strict=True):
        said = link.get("aria-label")
        assert said.startswith(f"{row.number} {row.title.get(language)}")
        assert row.wrapper or said.endswith(STATE_TEXT[row.state].get(language))
        assert row.wrapper or row.days.get(language) in said


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_without_steps_gives_an_empty_picture(layout):
    root = drawn((), "zh", layout)

    assert boxes(root) == {}
    assert arrows(root) == []
