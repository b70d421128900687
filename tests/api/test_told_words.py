from __future__ import annotations

import pytest

from api.language import words
from api.told_words import joined, listed, say, table
from kb.text import LANGUAGES


@pytest.mark.parametrize(
    ("language", "as_list", "as_line"), [("zh", "甲、乙", "甲，乙"), ("en", "甲, 乙", "甲, 乙")]
)
def test_lists_and_lines_are_joined_as_the_language_does(language, as_list, as_line):
    assert listed(["甲", "乙"], language) == as_list
    assert joined(["甲", "", "乙"], language) == as_line


def test_chinese_characters_take_two_places_in_a_table():
    assert table([["办理方式", "天"], ["ab", "1"]]) == ["办理方式  天", "ab        1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gaps_of_words_are_filled(language):
    assert "2026-11-23" in say(language, "latest", day="2026-11-23")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_console_stand_beside_those_of_the_pages(language):
    assert any(key.startswith("told.") for key in words(language))
