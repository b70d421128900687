from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowchart.text_width import MORE, ems, wrapped


def test_a_chinese_character_is_one_em_and_a_latin_letter_about_half():
    assert ems("食品经营许可") == 6
    assert 2 < ems("food") < 3


def test_words_stay_whole():
    assert wrapped("Social insurance account of the employer", 11, 3) == (
        "Social insurance",
        "account of the",
        "employer",
    )


def test_no_line_begins_with_a_closing_sign():
    lines = wrapped("装修工程消防审查、验收或备案", 8, 3)

    assert "".join(lines) == "装修工程消防审查、验收或备案"
    assert not any(line.startswith("、") for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert wrapped("一二三四五六七八九十", 4, 2) == ("一二三四", "五六七…")


@given(st.text(max_size=60), st.integers(3, 12), st.integers(1, 3))
def test_there_are_never_more_lines_than_asked_and_nothing_is_lost_without_a_sign(
    text, width, lines
):
    out = wrapped(text, width, lines)

    assert 1 <= len(out) <= lines
    whole = "".join("".join(out).split()) == "".join(text.split())
    assert whole or out[-1].endswith(MORE)
