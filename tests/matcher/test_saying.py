"""What people say besides what they want, as a table: tests/journeys/sayings.yaml."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart.hearing import heard
from kb.catalogue import Catalogue
from kb.yaml_text import read_yaml
from matcher.applicant import Fact, Facts, plain_facts, read_facts
from matcher.saying import contradicted, sayings, worth_showing
from matcher.search import Searcher
from tests.support import ROOT, TODAY, shipped_catalogue, world_with

FILE = ROOT / "tests" / "journeys" / "sayings.yaml"
ROWS = read_yaml(FILE.read_bytes(), FILE.name).value
SHOP = """
- id: concept/graduate
  title: {zh: 毕业生, en: Graduate}
  type: boolean
  phrases: {zh: [毕业生], en: [graduate]}
- id: concept/storey
  title: {zh: 楼层, en: Storey}
  type: number
  unit: {zh: 层, en: floor}
  phrases: {zh: ["{n}楼", "地下{-n}层"]}
- id: concept/sells
  title: {zh: 卖什么, en: Sells}
  type: codes
  codes:
    - {code: wine, title: {zh: 葡萄酒和黄酒, en: Wine}, phrases: {zh: [酒], en: [wine]}}
    - {code: tobacco, title: {zh: 香烟, en: Tobacco}, phrases: {zh: [烟, 香烟], en: [tobacco]}}
    - {code: paper, title: {zh: 报纸杂志, en: Papers}}
  phrases: {zh: [卖], en: [sell]}
- {id: area/310101022, title: {zh: 淮海中路街道, en: Huaihai}, within: area/310101,
   phrases: {zh: [淮海中路]}}
"""


def said(row):
    return row["say"]


def plain(value):
    return sorted(value) if isinstance(value, list | frozenset) else value


def wanted(row):
    """Return what a row says is proposed: for each fact the values, in one order."""
    single = {fact: [plain(value)] for fact, value in row.get("hears", {}).items()}
    return {**single, **{fact: sorted(both) for fact, both in row.get("either", {}).items()}}


@pytest.fixture(scope="module")
def near(catalogue: Catalogue) -> Searcher:
    return Searcher(catalogue)


@pytest.fixture(scope="module")
def shop():
    return sayings(world_with(SHOP))


@pytest.mark.parametrize("row", ROWS, ids=said)
def test_what_people_say_proposes_what_the_table_says_and_nothing_else(catalogue, near, row):
    scenes = (f"scene/{row['in']}",)

    found = heard(row["say"], scenes, near.recalled(scenes), catalogue, TODAY)

    proposed: dict[str, list] = {}
    for one in found:
        proposed.setdefault(one.concept.removeprefix("concept/"), []).append(plain(one.value))
    assert {fact: sorted(values) for fact, values in proposed.items()} == wanted(row)


@pytest.mark.parametrize("row", ROWS, ids=said)
def test_the_words_are_exact_and_the_value_is_one_the_fact_can_have(catalogue, row):
    for one in sayings(catalogue).proposals(row["say"], TODAY):
        there = row["say"][one.start : one.end]
        known = Facts(known={one.concept: Fact(one.value)})

        assert one.words == there or " … " in one.words
        assert all(part in there for part in one.words.split(" … "))
        assert read_facts(plain_facts(known), catalogue).known == known.known


PIECES = st.sampled_from(
    "不 没有 卖 烟 酒 和 、 ， 。 ？ 商场 80 两 百 万 平米 楼 地下 层 雇 人 员工 应届毕业生 "
    "我儿子是 淮海中路 黄浦区 2025年3月1日 注册 ㎡ １２ no sell wine and , mall 3 employees hire "
    "registered on 1 may 2025 at least".split(" ")
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
def test_whatever_is_said_the_words_stand_in_it_and_the_facts_can_be_kept(text):
    catalogue = shipped_catalogue()

    for one in sayings(catalogue).proposals(text, TODAY):
        known = Facts(known={one.concept: Fact(one.value)})
        assert 0 <= one.start < one.end <= len(text)
        assert read_facts(plain_facts(known), catalogue).known == known.known


def test_the_sentence_of_the_brief_gives_its_very_words(catalogue, near):
    scenes = ("scene/cafe-bakery",)
    text = "我是应届毕业生，想在淮海中路租80平米开奶茶店"

    found = heard(text, scenes, near.recalled(scenes), catalogue, TODAY)

    assert [one.words for one in found] == ["应届毕业生", "淮海中路", "80平米"]
    assert [(one.start, one.end) for one in found] == [(2, 7), (10, 14), (15, 19)]


def test_words_are_given_as_they_were_typed(shop):
    (one,) = shop.proposals("我是 毕业生。ＧＲＡＤＵＡＴＥ")

    assert (one.value, one.words, one.start) == (True, "毕业生", 3)


def test_codes_said_apart_are_one_list_and_what_is_denied_is_not_in_it(shop):
    (one,) = shop.proposals("我卖香烟，不卖报纸杂志，还卖酒")

    assert one.value == {"tobacco", "wine"}
    assert one.words == "香烟 … 酒"


@pytest.mark.parametrize("text", ["葡萄酒馆", "无烟", "酒店", "卖酒店用品", "报纸杂志"])
def test_a_single_character_or_a_title_nobody_wrote_phrases_for_is_no_code(shop, text):
    assert shop.proposals(text) == ()


def test_a_number_below_zero_needs_a_fact_that_may_be_negative(shop):
    assert [one.value for one in shop.proposals("开在2楼")] == [Decimal(2)]
    assert shop.proposals("开在地下2层") == ()


def test_two_answers_contradict_each_other_and_both_are_proposed(shop):
    found = shop.proposals("在2楼和3楼")

    assert [one.value for one in found] == [2, 3]
    assert contradicted(found) == {"concept/storey"}


def test_said_twice_the_same_is_said_once(shop):
    (one,) = shop.proposals("我是毕业生，真的是毕业生")

    assert one.start == 2
    assert not contradicted([one])


def test_of_places_one_in_the_other_the_narrower_is_meant():
    world = world_with(SHOP.replace("phrases: {zh: [淮海中路]}", "phrases: {zh: [淮海中路, 淮海]}"))

    found = sayings(world).proposals("淮海中路，就是淮海")

    assert [(one.concept, one.value) for one in found] == [("concept/district", "area/310101022")]


def test_yesterday_is_a_day_only_where_the_day_of_speaking_is_known(catalogue):
    text = "公司昨天注册的"

    assert sayings(catalogue).proposals(text) == ()
    (one,) = sayings(catalogue).proposals(text, TODAY)
    assert one.value == date(2026, 11, 22)


def test_words_that_may_say_several_facts_go_to_whoever_reads_them_first(catalogue):
    proposals = sayings(catalogue).proposals("我是上海户口")
    founder, person = {"concept/founder-hukou"}, {"concept/person-hukou"}

    assert {one.concept for one in worth_showing(proposals, [founder, person])} == founder
    assert {one.concept for one in worth_showing(proposals, [person, founder])} == person
    assert worth_showing(proposals, [{"concept/floor-area"}]) == ()


def test_the_book_is_made_once_a_catalogue(catalogue):
    assert sayings(catalogue) is sayings(catalogue)


def test_a_sentence_is_read_in_well_under_two_milliseconds(catalogue):
    book = sayings(catalogue)

    def seconds() -> float:
        begun = perf_counter()
        for row in ROWS:
            book.proposals(row["say"], TODAY)
        return (perf_counter() - begun) / len(ROWS)

    assert min(seconds() for _ in range(3)) < 0.002


@pytest.mark.parametrize(
    "text",
    ["卖" + "烟酒" * 140, "不" + "店里" * 140 + "商场", "不" + "1" * 280 + "商场", "80平米" * 70],
)
def test_a_long_row_of_the_same_words_takes_no_longer_than_its_length(catalogue, text):
    begun = perf_counter()

    sayings(catalogue).proposals(text, TODAY)

    assert perf_counter() - begun < 1
