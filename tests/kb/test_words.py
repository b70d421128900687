"""Words that say nothing, and Chinese where English should stand."""

from __future__ import annotations

import pytest

from kb.errors import Problem
from kb.words import unfit_words
from tests.support import assert_said_well, recorded, shipped_records


@pytest.mark.parametrize(
    ("record", "path", "word"),
    [
        ("{id: area/a, title: {zh: —, en: A}}", ("title", "zh"), "empty"),
        ('{id: area/a, title: {zh: "\\u200b", en: A}}', ("title", "zh"), "empty"),
        ("{id: area/a, title: {zh: 一, en: '...'}}", ("title", "en"), "empty"),
        ("{id: area/a, title: {zh: 一, en: 一}}", ("title", "en"), "Chinese"),
        (
            "{id: service/a, title: {zh: 一, en: A}, outputs: [{title: {zh: 证, en: 证}}]}",
            ("outputs", 0, "title", "en"),
            "Chinese",
        ),
        (
            "{id: concept/a, title: {zh: 一, en: A}, type: code,"
            " codes: [{code: x, title: {zh: 甲, en: 甲}}]}",
            ("codes", 0, "title", "en"),
            "Chinese",
        ),
        (
            "{id: policy/a, title: {zh: 一, en: A}, criteria: {all: [{review: {zh: 评, en: 评}}]}}",
            ("criteria", "all", 0, "review", "en"),
            "Chinese",
        ),
    ],
)
def test_words_that_say_nothing_are_found_wherever_they_stand(record, path, word):
    (made,) = recorded(record)

    ((at, problem, remedy),) = unfit_words(made)

    assert at == path
    assert word in problem.en
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


@pytest.mark.parametrize("title", ["{zh: VAT, en: VAT}", "{zh: 12345, en: '12345'}",
                                   "{zh: 许可, en: Licence (许可)}"])  # fmt: skip
def test_figures_names_and_a_chinese_remark_are_words(title):
    (made,) = recorded(f"{{id: area/a, title: {title}}}".replace("12345,", "'12345',"))

    assert list(unfit_words(made)) == []


def test_every_shipped_text_says_something_in_both_languages():
    assert [found for one in shipped_records().values() for found in unfit_words(one)] == []
