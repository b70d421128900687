from __future__ import annotations

import pytest

from api.record_words import article_text, led, part_name, same, word
from kb.text import Text


def test_what_fills_a_text_may_differ_by_language():
    assert word("record.up_to", "3") == Text(zh="不超过 3", en="up to 3")
    said = word("record.when", Text(zh="小", en="small"))
    assert said == Text(zh="小，如果", en="small, where")


def test_a_part_without_a_name_speaks_for_itself():
    assert part_name("rate") is not None
    assert part_name("is_") == word("part.is")
    assert part_name("title") is None


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        ("3", "第 3 条", "article 3"),
        ("2, 4", "第 2、4 条", "article 2, 4"),
        ("第六章", "第六章", "第六章"),
    ],
)
def test_an_article_is_named_as_each_language_does(article, zh, en):
    assert article_text(article) == Text(zh=zh, en=en)


def test_words_are_led_by_their_name():
    assert led(same("A"), same("b")) == Text(zh="A：b", en="A: b")
