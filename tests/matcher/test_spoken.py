from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.spoken import spoken


@given(st.text(max_size=80))
def test_every_word_is_found_again_where_it_stood(text):
    said = spoken(text)

    for token in said.tokens:
        words, start, end = said.words(token.begins, token.ends)
        assert words == text[start:end] != ""


def test_full_width_signs_and_squares_keep_their_place():
    said = spoken("面积８０㎡！")

    assert said.folded == "面积80m2!"
    assert said.words(4, 6) == ("㎡", 4, 5)


def test_a_clause_ends_at_a_sign_and_not_inside_a_number():
    said = spoken("一共1,200.5平米，在商场")

    assert said.before(len("一共1,200.5平米")) == "一共1,200.5平米"
    assert said.after(0) == "一共1,200.5平米"
    assert said.before(len("一共1,200.5平米,在")) == "在"
