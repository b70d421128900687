"""Written records: the same when they are read back, and pleasant to edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.benefit import Benefit
from kb.examples import Example, Outcome, plain_facts
from kb.model import Parameter, Policy, Window
from kb.reading import value_from
from kb.record_yaml import WIDTH, examples_yaml, record_yaml, records_yaml
from kb.text import Phrases, Text
from kb.yaml_text import read_yaml
from tests.strategies import records
from tests.support import recorded, shipped_records

TITLE = Text(zh="补贴", en="Grant")


def policy(**fields):
    return Policy(id="policy/grant", title=TITLE, **fields)


def read_back(text):
    (record,) = recorded(text)
    return record


def test_every_shipped_record_reads_back_to_itself():
    shipped = shipped_records()

    for record_id, record in shipped.items():
        assert read_back(record_yaml(record)) == record, record_id


@given(records())
def test_any_record_reads_back_to_itself(record):
    assert read_back(record_yaml(record)) == record


@given(st.lists(records(), min_size=1, max_size=3, unique_by=lambda record: record.id))
def test_a_list_reads_back_to_the_same_records_in_order(held):
    assert recorded(records_yaml(held)) == tuple(held)


HARD = [
    "no",
    "Yes",
    "y",
    "true",
    "null",
    "~",
    "007",
    "089",
    "1e5",
    "12:30",
    "1_000",
    "0x1F",
    "2026-01-01",
    "1.50",
    "٣",
    "- a list",
    "key: value",
    "# no comment",
    'she said "no"',
    "it's",
    "a\nb",
    "a\n\n  b\n",
    "tab\there",
    " leads",
    "trails ",
    "two  spaces",
    "：冒号",
    "沪〔2026〕1号",
    "😀",
    "\x85\u2028\ufeff",
    "{a}",
    "[a]",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a",
    "|",
    ">",
    "'",
    "?",
    ",",
    "long " * 60 + "end",
    "很长的一句话，没有空格。" * 20,
    "满 6 个月，可以领 8000 元。" * 12,
    "- dash " * 30 + "end",
    "long " * 40 + "two  spaces",
]


@pytest.mark.parametrize("text", HARD, ids=ascii)
def test_hard_words_stay_words(text):
    record = policy(
        description=Text(zh=text, en=text),
        notation=text,
        phrases=Phrases(zh=frozenset({text}), en=frozenset({text, "plain"})),
    )

    assert read_back(record_yaml(record)) == record


@pytest.mark.parametrize("number", ["0.1234567890123456789", "-0.50", "300", "1000000000000"])
def test_numbers_stay_exact(number):
    record = Parameter(id="parameter/area", title=TITLE, value=Decimal(number))

    assert read_back(record_yaml(record)).value == Decimal(number)


def test_a_time_of_day_stays_a_time():
    record = policy(windows=(Window(closes_at=time(9, 5)),))

    assert 'closes_at: "09:05"' in record_yaml(record)
    assert read_back(record_yaml(record)) == record


CRITERIA = """
id: policy/grant
title: {zh: 补贴, en: Grant}
criteria:
  all:
    - {source: {document: document/notice}, fact: concept/employees, at_most: 300}
    - wording:
        zh: 用工不超过三百人的企业和个体工商户
        en: a firm or a sole trader that employs at most three hundred people
      source: {document: document/notice, article: "4"}
      fact: concept/employees
      at_most: 300
"""


def test_a_condition_says_its_comparison_before_its_wording_and_source():
    written = record_yaml(read_back(CRITERIA))

    assert written == (
        """\
id: policy/grant
title: {zh: 补贴, en: Grant}
criteria:
  all:
    - {fact: concept/employees, at_most: 300, source: {document: document/notice}}
    - fact: concept/employees
      at_most: 300
      wording:
        zh: 用工不超过三百人的企业和个体工商户
        en: a firm or a sole trader that employs at most three hundred people
      source: {document: document/notice, article: "4"}
"""
    )


def test_long_english_is_folded_and_long_chinese_is_one_line():
    said = Text(zh="满 6 个月，可以领 8000 元。" * 10, en="word " * 60 + "end")

    written = record_yaml(policy(description=said))

    assert f"  zh: {said.zh}\n" in written
    assert "  en: >-\n    word word" in written
    assert max(len(line) for line in written.splitlines() if "word" in line) <= WIDTH + 10


def test_several_lines_stay_several_lines():
    written = record_yaml(policy(description=Text(zh="一。\n二。", en="One.\nTwo.\n")))

    assert "  zh: |-\n    一。\n    二。\n  en: |\n    One.\n    Two.\n" in written


def test_what_is_known_about_a_record_comes_last():
    (record,) = recorded(
        "{id: policy/grant, title: {zh: 补贴, en: Grant}, confirm: [mode], mode: apply,"
        " sources: [{name: 通知}]}"
    )

    keys = [
        line.partition(":")[0] for line in record_yaml(record).splitlines() if line[0].isalpha()
    ]

    assert keys == ["id", "title", "mode", "sources", "confirm"]


def test_quotes_are_double_and_stand_only_where_they_are_needed():
    benefit = Benefit(kind="fixed", text=Text(zh="一次性 8000 元", en="8,000 yuan, once"))
    written = record_yaml(replace(policy(), benefit=benefit, notation="it's"))

    assert 'text: {zh: 一次性 8000 元, en: "8,000 yuan, once"}' in written
    assert "notation: it's\n" in written


def test_examples_are_written_to_be_pasted_each_on_a_line_of_its_own():
    held = [
        Example(gives=Outcome.PASSES, facts=plain_facts({"concept/opened-on": date(2026, 3, 1)})),
        Example(gives=Outcome.FAILS, day=date(2026, 11, 23), facts=plain_facts({"granted": []})),
        Example(gives=Outcome.UNKNOWN, facts=plain_facts({})),
    ]

    written = examples_yaml(held)

    assert written.splitlines() == [
        "examples:",
        "  - {gives: passes, facts: {concept/opened-on: 2026-03-01}}",
        "  - {gives: fails, day: 2026-11-23, facts: {granted: []}}",
        "  - {gives: unknown, facts: {}}",
    ]
    read = read_yaml(written.encode(), "test.yaml").value["examples"]
    assert [value_from(one, Example, "example") for one in read] == held
