from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb.errors import BadRecords
from kb.fields import key_of
from kb.kinds import ConceptType, PolicyMode
from kb.model import KINDS, InformationConcept, Policy
from kb.reading import record_from, value_from
from kb.writing import plain, to_json
from tests.strategies import criteria, records
from tests.support import problems_of, shipped_records


@given(criteria())
def test_any_tree_of_conditions_is_read_back_from_plain_values(criterion):
    back = value_from(plain(criterion), form.Criterion, "criteria")

    assert back == criterion
    assert to_json(back) == to_json(criterion)


@given(records())
def test_any_record_is_read_back_from_plain_values(record):
    back = record_from(plain(record), "test")

    assert back == record
    assert repr(back.title) == repr(record.title)


def test_words_from_a_list_are_values_of_it_not_text():
    """A word that only looks like its value would fit no table upstairs."""
    for record in shipped_records().values():
        if isinstance(record, InformationConcept):
            assert isinstance(record.type, ConceptType), record.id
        if isinstance(record, Policy) and record.mode is not None:
            assert isinstance(record.mode, PolicyMode), record.id


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = sorted({key_of(f.name) for kind in KINDS.values() for f in fields(kind)})


@given(st.dictionaries(st.sampled_from(KEYS), JUNK), st.sampled_from(sorted(KINDS)))
def test_nothing_that_comes_in_raises_anything_but_a_refusal(values, kind):
    record = {"title": {"zh": "新", "en": "New"}, **values, "id": f"{kind}/any"}

    problems = problems_of(lambda: record_from(record, "test"))

    assert all(problem.problem and problem.file == "test" for problem in problems)


@given(JUNK)
def test_no_junk_is_a_condition(junk):
    with pytest.raises(BadRecords):
        value_from(junk, form.Criterion, "criteria")
