"""The tables of sheets and columns are sound."""

from dataclasses import fields
from itertools import chain

from kb.fields import key_of
from kb.ids import KIND_OF_ID
from kb.model import Policy
from kb.sheet_columns import CONDITIONS, POLICIES, SHEETS, held_at, put_at
from kb.sheet_words import COMPARISONS, FIELDS, Compare


def test_no_two_headings_of_a_sheet_are_the_same():
    for sheet in SHEETS:
        for language in ("zh", "en"):
            titles = [column.title.get(language).casefold() for column in sheet.columns]
            assert len(set(titles)) == len(titles), titles


def test_every_field_of_a_policy_has_a_column_a_sheet_or_the_rest():
    """What a later version adds goes under the rest until it has a column."""
    held = {column.path[0] for column in POLICIES.columns} | {sheet.part for sheet in SHEETS}

    assert {key_of(field.name) for field in fields(Policy)} - held == {"examples"}


def test_columns_of_records_name_a_kind_and_columns_of_choices_have_them():
    for column in chain(*(sheet.columns for sheet in SHEETS)):
        assert column.of in {*KIND_OF_ID.values(), ""}
        assert column.note.zh
        assert column.note.en


def test_every_comparison_has_its_words_and_no_two_are_the_same():
    assert set(COMPARISONS) == set(Compare)
    assert CONDITIONS.columns[4].choices is COMPARISONS
    for words in (COMPARISONS, FIELDS):
        for language in ("zh", "en"):
            said = [text.get(language) for text in words.values()]
            assert len(set(said)) == len(said)


def test_a_path_is_put_and_found():
    value = {}
    put_at(value, ("benefit", "unit", "zh"), "元")

    assert value == {"benefit": {"unit": {"zh": "元"}}}
    assert held_at(value, ("benefit", "unit", "zh")) == "元"
    assert held_at(value, ("benefit", "unit", "zh", "more")) is None
