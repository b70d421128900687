"""Tables an officer could check: what a word in a cell means, and what is said where it is none."""

from datetime import date
from decimal import Decimal

import pytest

from kb.errors import Problem
from kb.ids import ConceptId
from matcher.register_batch import GIVEN, REFUSED, Column, Role
from matcher.register_words import MANY_REFUSED, NOTHING, Words
from tests.support import assert_said_well, world


def words(concept, **said):
    return Words(Column(name="x", concept=ConceptId(f"concept/{concept}"), **said), world())


MEANT = [
    ("revenue", "80.55", 8055),
    ("revenue", " 1,200 ", 120000),
    ("revenue", "1,234,567.8", 123456780),
    ("revenue", "８０．５", 8050),
    ("revenue", ".5", 50),
    ("revenue", "5.", 500),
    ("foreign", "是", True),
    ("foreign", "否", False),
    ("foreign", "TRUE", True),
    ("foreign", "no", False),
    ("foreign", "1", True),
    ("foreign", "０", False),
    ("foreign", "有", True),
    ("foreign", "无", False),
    ("foreign", "已", True),
    ("foreign", "未", False),
    ("foreign", "√", True),
    ("foreign", "×", False),
    ("foreign", "Y", True),
    ("foreign", "n", False),
    ("employees", "3人", 3),
    ("employees", "3 人", 3),
    ("employees", "1,200 people", 1200),
    ("revenue", "80元", 8000),
    ("registered-on", "2026-03-01", date(2026, 3, 1)),
    ("registered-on", "2026/3/1", date(2026, 3, 1)),
    ("registered-on", "20260301", date(2026, 3, 1)),
    ("registered-on", "2026年3月1日", date(2026, 3, 1)),
    ("registered-on", "2026-03-01 14:05:00.000", date(2026, 3, 1)),
    ("registered-on", "２０２６.３.１", date(2026, 3, 1)),
    ("legal-form", "ent_company", "company"),
    ("legal-form", "sole_trader", "sole-trader"),
    ("legal-form", "个体工商户", "sole-trader"),
    ("goods", "cigarettes;books", ["books", "cigarettes"]),
    ("goods", "香烟；散装食品", ["bulk-food", "cigarettes"]),
    ("goods", "香烟、书|loose food", ["books", "bulk-food", "cigarettes"]),
    ("goods", '["书"]', ["books"]),
    ("goods", "[]", []),
    ("district", "310101", "area/310101"),
    ("district", "area/310101", "area/310101"),
    ("district", "南京东路街道", "area/310101002"),
    ("remark", " any text ", "any text"),
    ("holds", "营业执照；id-card", ["evidence/business-licence", "evidence/id-card"]),
    ("granted", "旧补贴", ["policy/old-grant"]),
    ("granted", "[]", []),
    ("hires", '[{"concept/member-age": 30}]', [{"concept/member-age": 30}]),
    ("hires", "[]", []),
]
REFUSED_WORDS = [
    ("employees", "80 m2", 'is in "m2"; what is wanted here is "people"'),
    ("employees", "3万", 'is in "万"; what is wanted here is "people"'),
    ("revenue", "3万元", 'is in "万元"; what is wanted here is "yuan"'),
    ("employees", "3%", 'is in "%"'),
    ("employees", "NaN", "is not a number"),
    ("employees", "Infinity", "is not a number"),
    ("employees", "80,5", "is not a number"),
    ("employees", "1,0000", "is not a number"),
    ("employees", "80.5", "at most 0 decimals"),
    ("employees", "-1", "below zero"),
    ("employees", "1E+05", "scientific notation"),
    ("employees", "9" * 30, "too large"),
    ("employees", str(1 << 63), "too large"),
    ("employees", "9" * 5000, "too large"),
    ("employees", "#N/A", "an error of the spreadsheet"),
    ("remark", "#REF!", "an error of the spreadsheet"),
    ("foreign", "maybe", "is not yes or no"),
    ("registered-on", "45000", "a spreadsheet's number of a day"),
    ("registered-on", "45000.5", "a spreadsheet's number of a day"),
    ("registered-on", "202611", "is not a date"),
    ("registered-on", "2026-11", "is not a date"),
    ("registered-on", "03/01/2026", "is not a date"),
    ("registered-on", "2026-02-30", "is not a date"),
    ("registered-on", "0000-00-00", "is not a date"),
    ("legal-form", "guild", "is not a code"),
    ("goods", "books;guns", '"guns" is no code'),
    ("goods", '["books"', "is not a list"),
    ("goods", "[[1]]", "is no code"),
    ("district", "火星", "is not an area we know"),
    ("remark", "x" * 501, "is not a short text"),
    ("holds", "passport", 'there is no "passport"'),
    ("hires", "three", "is not a list of members"),
    ("hires", "[3]", "is not a list of members"),
    ("hires", '[{"concept/member-age": "old"}]', "is not a number"),
    ("hires", '[{"age-of-things": 1}]', "is no fact we know"),
    ("hires", "[" * 100_000, "is not a list of members"),
]


@pytest.mark.parametrize(("concept", "word", "value"), MEANT)
def test_a_word_means_what_a_person_means_by_it(concept, word, value):
    assert words(concept).meaning(word).value == value


@pytest.mark.parametrize(("concept", "word", "why"), REFUSED_WORDS)
def test_a_word_that_cannot_be_used_is_unknown_and_says_why(concept, word, why):
    held = words(concept).meaning(word)

    assert held.value is None
    assert why in held.refusal.problem.en
    assert_said_well(Problem(place="", problem=held.refusal.problem, remedy=held.refusal.remedy))


@pytest.mark.parametrize("concept", ["employees", "foreign", "goods", "remark", "hires"])
def test_an_empty_cell_is_unknown_and_nothing_is_said(concept):
    assert words(concept).meaning(" \u3000") is NOTHING


BLANK = ["无", "-", "—", "/", "暂无", "不详", "N/A", "n/a", "ＮＡ"]


@pytest.mark.parametrize("word", BLANK)
@pytest.mark.parametrize("concept", ["employees", "legal-form", "goods", "remark", "registered-on"])
def test_a_word_for_nothing_is_unknown_and_neither_no_nor_wrong(concept, word):
    assert words(concept).meaning(word) == NOTHING


@pytest.mark.parametrize("word", ["-", "/", "不详", "N/A"])
def test_only_of_a_flag_is_none_no(word):
    assert words("foreign").meaning(word) == NOTHING


def test_a_unit_in_a_cell_is_not_read_twice():
    held = words("revenue", times=Decimal(10000)).meaning("3元")

    assert 'is in "元"' in held.refusal.problem.en


def test_a_list_of_items_is_the_whole_list():
    assert words("goods").meaning(("books", "香烟")).value == ["books", "cigarettes"]
    assert words("goods").meaning(()).value == []


def test_the_mapping_file_says_what_words_mean():
    held = words("legal-form", values=(("Ltd", "company"), ("无", None), ("个体", "个体工商户")))

    said = [held.meaning(word).value for word in ("LTD", "无", "个体", "合作社")]

    assert said == ["company", None, "sole-trader", "cooperative"]
    assert held.meaning("无").refusal is None


def test_a_word_can_mean_a_flag_a_number_or_a_list():
    assert words("foreign", values=(("有", True),)).meaning("有").value is True
    assert words("revenue", values=(("没有", Decimal(0)),)).meaning("没有").value == 0
    assert words("goods", values=(("无", ()),)).meaning("无").value == []


def test_times_and_form_are_said_once_for_a_column():
    assert words("revenue", times=Decimal(10000)).meaning("1,200.5").value == 1_200_500_000
    assert words("registered-on", form="%d/%m/%Y").meaning("09/07/2026").value == date(2026, 7, 9)
    assert words("registered-on", form="%d/%m/%Y").meaning("2026-07-09").refusal is not None


@pytest.mark.parametrize(
    ("word", "consent"),
    [
        ("同意", GIVEN),
        ("given", GIVEN),
        ("是", GIVEN),
        ("不同意", REFUSED),
        ("no", REFUSED),
        ("", None),
    ],
)
def test_consent_is_given_refused_or_not_asked(word, consent):
    assert Words(Column(name="x", role=Role.CONSENT), world()).meaning(word).value == consent


def test_unclear_consent_is_no_consent():
    held = Words(Column(name="x", role=Role.CONSENT), world()).meaning("看情况")

    assert (held.value, held.refusal is None) == (None, False)


def test_a_wrong_column_does_not_take_minutes_to_refuse():
    held = words("legal-form")
    for i in range(MANY_REFUSED + 2):
        last = held.meaning(f"no such form {i}")

    assert "is not a name or code we know" in last.refusal.problem.en
    assert held.meaning("公司").value == "company"
