from __future__ import annotations

import pytest

from matcher.analyser import is_chinese, normalised, stem, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＫＴＶ", "ktv"), ("Open  a SHOP", "open a shop"), ("便利店　开业", "便利店 开业")],
)
def test_different_ways_to_type_the_same_are_one(one, other):
    assert normalised(one) == normalised(other)
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize("words", ["我想要", "请问怎么", "I would like to", "", "！？"])
def test_what_says_nothing_gives_no_single_words(words):
    assert [token for token in tokens(words) if len(token) == 1 or token.isascii()] == []


def test_one_ending_more_or_less_is_the_same_word():
    assert stem("shops") == stem("shop")
    assert stem("opening") == "open"
    assert stem("bus") == "bus"


def test_mixed_text_is_chinese_and_keeps_its_latin_words():
    assert is_chinese("开 KTV")
    assert "ktv" in tokens("开KTV")
    assert not is_chinese("open a shop")
