from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kb.rdf_words import spoken

TAGS = {
    "zh": "zh",
    "zh-CN": "zh",
    "zh-Hans": "zh",
    "zh-Hant-TW": "zh",
    "en": "en",
    "en-GB": "en",
    "fr": None,
    "zho": None,
    "english": None,
}


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_counts_for_one_of_our_languages_or_for_none(tag):
    said = spoken([Literal("x", language=tag)])

    assert [language for language, words in said.items() if words] == list(
        filter(None, [TAGS[tag]])
    )


def test_words_without_a_tag_and_addresses_are_in_no_language():
    assert spoken([Literal("x"), NamedNode("http://a.example/x")]) == {"zh": [], "en": []}


def test_simplified_characters_come_before_traditional_ones():
    terms = [Literal("許可", language="zh-TW"), Literal("许可", language="zh-CN")]

    assert spoken(terms)["zh"] == ["许可"]


def test_two_under_one_tag_both_stand():
    assert spoken([Literal(word, language="zh") for word in "甲乙"])["zh"] == ["甲", "乙"]
