"""The words in a box: broken into lines that fit, and all of them for the ear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowchart.box_words import after_text, full_box, small_box
from flowchart.changes_shown import CHANGE_SIGN, CHANGE_TEXT, Change
from flowchart.scene import Applies
from flowchart.sizes import PADDING, SIZES
from flowchart.states import StepState
from flowchart.text_width import ems
from kb.text import LANGUAGES, Text
from tests.flowchart.drawn import EVERY_SCENE, LAYOUTS, in_state, listed

ROW = listed()[7]


@pytest.mark.parametrize("scene", EVERY_SCENE)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_every_step_fits_its_box(scene, layout, language):
    sizes = SIZES[layout]
    for row in in_state((*listed(scene), *listed(scene, False))):
        full = full_box(row, language, sizes, row.waits_for)
        small = small_box(row, language, sizes)

        room = sizes.box - sizes.inset - PADDING
        assert all(ems(line) * sizes.font <= room for line in full.title)
        assert all(ems(line) * sizes.small <= room for line in full.lines[len(full.title) :])
        assert all(ems(line) * sizes.small <= sizes.chip - 2 * PADDING for line in small.lines)


@pytest.mark.parametrize("scene", EVERY_SCENE)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_and_no_detail_of_a_shipped_step_is_cut_short(scene, layout, language):
    for row in (*listed(scene), *listed(scene, False)):
        box = full_box(row, language, SIZES[layout], row.waits_for)
        small = small_box(row, language, SIZES[layout])

        assert not any(line.endswith("…") for line in (*box.lines, *small.lines))


def test_a_box_says_days_waiting_deadlines_and_what_comes_before():
    row = replace(
        ROW,
        waiting=Text(zh="另有等候（20 天）", en="plus waiting (20 days)"),
        apply_by=Text(zh="最晚3月3日申请", en="apply by 3 Mar"),
        due=Text(zh="法定3月4日前办", en="by 4 Mar (law)"),
    )

    box = full_box(row, "en", SIZES["elder"], (1, 2, 3, 7))

    assert box.details == (
        "5 working days",
        "plus waiting (20 days)",
        "apply by 3 Mar",
        "by 4 Mar (law)",
        "after 1–3, 7",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", [c for c in Change if c is not Change.DROPPED])
def test_a_change_is_told_by_its_sign_and_words(change, language):
    box = full_box(replace(ROW, change=change), language, SIZES["elder"])

    assert box.changed == (f"{CHANGE_SIGN[change]} {CHANGE_TEXT[change].get(language)}",)
    assert box.barred
    assert CHANGE_TEXT[change].get(language) in box.said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_that_was_dropped_is_struck_and_has_no_number(language):
    gone = replace(ROW, change=Change.DROPPED, standing=Applies.EXCLUDED)

    box = small_box(gone, language, SIZES["wide"])

    assert box.struck
    assert not box.barred
    assert not box.title[0][0].isdigit()
    assert CHANGE_TEXT[Change.DROPPED].get(language) in box.said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ear_gets_the_whole_title_and_everything_the_eye_gets(language):
    row = replace(ROW, state=StepState.ACCEPTED, standing=Applies.POSSIBLE, critical=True)

    full = full_box(row, language, SIZES["wide"], (1,))
    small = small_box(row, language, SIZES["wide"])

    assert full.said.startswith(f"8 {row.title.get(language)}")
    assert small.said.startswith(f"8 {row.title.get(language)}")
    for told in (row.days, after_text([1])):
        assert told.get(language) in full.said
    assert {"zh": "决定总时间", "en": "decides how long it all takes"}[language] in full.said
