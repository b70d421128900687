from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.shapes import (
    benefit_shape,
    json_line,
    match_shape,
    matches_shape,
    reason_shape,
    search_shape,
)
from kb.benefit import Benefit
from kb.ids import ConceptId
from kb.kinds import BenefitKind
from kb.text import Text
from matcher.amounts import Amount
from matcher.match import Matcher
from matcher.reasons import Reason
from matcher.search import Searcher
from matcher.verdict import Verdict
from matcher.windows import OpenWindow, WindowState
from tests.planning import usual
from tests.support import TODAY

YUAN, PER_CENT = Text(zh="元", en="yuan"), Text(zh="%", en="%")
FIGURES = {"amount", "at_most", "from", "to"}


def as_json(shape):
    return json.loads(json_line(shape))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("80"), "80"),
        (Decimal("80.00"), "80"),
        (Decimal("0.5"), "0.5"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.12345678901234567890123"), "0.12345678901234567890123"),
        (date(2026, 11, 23), '"2026-11-23"'),
        (time(17, 30), '"17:30"'),
    ],
)
def test_numbers_and_dates_are_said_as_they_stand(value, said):
    assert json_line(value) == said


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json_values)
def test_a_line_of_json_is_written_as_the_standard_writer_does(value):
    assert json_line(value) == json.dumps(value, ensure_ascii=False)


def test_what_has_no_shape_is_refused():
    with pytest.raises(TypeError, match="Text has no JSON shape"):
        json_line(YUAN)


@pytest.mark.parametrize(
    ("amount", "ceiling", "figure"),
    [
        (Decimal(8000), False, {"amount": 8000}),
        (Decimal(8000), True, {"at_most": 8000}),
        (None, False, {}),
    ],
)
def test_a_benefit_says_its_figure_and_whether_it_is_the_most(amount, ceiling, figure):
    benefit = Benefit(kind=BenefitKind.FIXED, text=YUAN, amount=amount, unit=YUAN, ceiling=ceiling)

    shape = as_json(benefit_shape(benefit))

    assert shape["steps"] == shape["missing"] == []
    assert {key: shape[key] for key in shape.keys() & FIGURES} == figure
    assert benefit_shape(None) is None


@pytest.mark.parametrize(
    ("low", "high", "ceiling", "figure"),
    [
        (3000, 3000, False, {"amount": 3000, "unit": "yuan"}),
        (3000, 3000, True, {"at_most": 3000, "unit": "yuan"}),
        (1500, 3000, False, {"from": 1500, "to": 3000, "unit": "yuan"}),
        (1500, 3000, True, {"at_most": 3000, "unit": "yuan"}),
        (None, 3000, False, {"to": 3000, "unit": "yuan"}),
        (1500, None, False, {"from": 1500, "unit": "yuan"}),
        (None, None, False, {"amount": 60, "unit": "%"}),
        (0, 0, False, {"amount": 0, "unit": "yuan"}),
    ],
)
def test_a_figure_that_was_worked_out_stands_before_the_one_of_the_record(
    low, high, ceiling, figure
):
    shown = Benefit(kind=BenefitKind.PERCENTAGE, text=YUAN, amount=Decimal(60), unit=PER_CENT)
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    missing = frozenset({ConceptId("concept/revenue")})
    amount = Amount(
        low=ends[0], high=ends[1], unit=YUAN, ceiling=ceiling, missing=missing, steps=(YUAN,)
    )

    shape = as_json(benefit_shape(shown, amount))

    said = {key: shape[key] for key in shape.keys() & FIGURES}
    assert {**said, "unit": shape["unit"]["en"]} == figure
    assert shape["missing"] == ["concept/revenue"]
    assert shape["steps"] == [{"zh": "元", "en": "yuan"}]


def test_a_reason_has_every_key_and_null_for_what_does_not_apply():
    shape = as_json(reason_shape(Reason(text=YUAN, verdict=Verdict.UNMET)))

    assert shape == {
        "text": {"zh": "元", "en": "yuan"},
        "verdict": "unmet",
        "fact": None,
        "value": None,
        "standing": None,
        "limit": None,
        "distance": None,
        "source": None,
    }


def test_a_reason_carries_its_steps_where_there_are_any() -> None:
    shape = as_json(reason_shape(Reason(text=YUAN, verdict=Verdict.UNMET, steps=(YUAN,))))

    assert shape["steps"] == [{"zh": "元", "en": "yuan"}]


def test_matches_without_a_question_say_null(catalogue):
    assert matches_shape((), None, catalogue) == {"policies": [], "next_question": None}


def test_a_window_says_the_hour_it_closes_at(catalogue):
    one = Matcher(catalogue).matches(usual(), TODAY)[0]
    window = OpenWindow(state=WindowState.OPEN, closes=TODAY, closes_at=time(16))

    shape = as_json(match_shape(replace(one, window=window)))

    assert shape["window"] == {
        "state": "open", "opens": None, "closes": "2026-11-23", "closes_at": "16:00",
    }  # fmt: skip


def test_every_match_has_the_same_keys(catalogue):
    shapes = [as_json(match_shape(match)) for match in Matcher(catalogue).matches(usual(), TODAY)]

    assert len({frozenset(shape) for shape in shapes}) == 1
    assert {shape["verdict"] for shape in shapes} <= {
        "eligible",
        "not_eligible",
        "needs_information",
        "needs_judgement",
    }


@pytest.mark.parametrize(
    ("text", "outcome"), [("开个便利店", "found"), ("开店", "ask"), ("天气怎么样", "outside")]
)
def test_a_search_says_its_outcome(catalogue, text, outcome):
    shape = as_json(search_shape(Searcher(catalogue).search(text)))

    assert shape["outcome"] == outcome
    assert bool(shape["results"]) == (outcome != "outside")
