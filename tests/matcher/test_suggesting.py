from __future__ import annotations

import time

import pytest

from matcher.search import KINDS, Searcher
from matcher.suggesting import MOST, Suggestions
from tests.support import catalogue_of, recorded


@pytest.fixture(scope="module")
def searcher(catalogue):
    return Searcher(catalogue)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("便", "scene/convenience-store"),
        ("便利", "scene/convenience-store"),
        ("bianlid", "scene/convenience-store"),
        ("bian li dian", "scene/convenience-store"),
        ("bld", "scene/convenience-store"),
        ("便利点", "scene/convenience-store"),
        ("網吧", "scene/internet-cafe"),
        ("wangba", "scene/internet-cafe"),
        ("ｋｔｖ", "scene/ktv"),
        ("coff", "scene/cafe-bakery"),
        ("coffee s", "scene/cafe-bakery"),
        ("烟草专", "service/tobacco-retail-licence"),
        ("tobacco retail", "service/tobacco-retail-licence"),
    ],
)
def test_the_beginning_of_a_name_in_either_language_or_pinyin_suggests_it(searcher, typed, first):
    assert searcher.suggested(typed)[0].id == first


@pytest.mark.parametrize("typed", ["公", "tax", "zhu", "open"])
def test_scenes_stand_before_services_and_services_before_policies(searcher, typed):
    found = searcher.suggested(typed)

    places = [list(KINDS).index(one.kind) for one in found]
    assert places == sorted(places)
    assert 0 < len(found) <= MOST


@pytest.mark.parametrize(
    ("typed", "only"),
    [
        ("我想开一家便利店", "scene/convenience-store"),
        ("开个coffee shop", "scene/cafe-bakery"),
        ("I wanna open a restarant", "scene/restaurant"),
    ],
)
def test_a_sentence_suggests_what_it_would_find(searcher, typed, only):
    assert [one.id for one in searcher.suggested(typed)] == [only]


@pytest.mark.parametrize("typed", ["", " ", "t", "！", "zqxj", "麒麟"])
def test_too_little_or_nothing_known_suggests_nothing(searcher, typed):
    assert searcher.suggested(typed) == ()


def test_a_name_that_begins_so_stands_before_one_that_holds_it():
    records = recorded(
        """
- {id: service/inside, title: {zh: 变更登记, en: Change}}
- {id: service/begins, title: {zh: 登记, en: Registration}}
"""
    )

    found = Suggestions(records).starting("登记")

    assert [one.id for one in found] == ["service/begins", "service/inside"]


def test_among_many_names_a_suggestion_takes_no_time():
    many = "\n".join(
        f"- {{id: policy/p{n}, title: {{zh: 补贴{n}号, en: Grant number {n}}}}}"
        for n in range(2000)
    )
    suggestions = Suggestions(tuple(catalogue_of(recorded(many)).policies.values()))
    suggestions.starting("bu")

    begun = time.process_time()
    for typed in ("补", "butie", "grant", "1999"):
        assert suggestions.starting(typed)

    assert time.process_time() - begun < 4 * 0.03
