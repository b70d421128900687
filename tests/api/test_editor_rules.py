"""Rows of the editor → conditions: each comparison in the unit and type of its fact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from api.editor_actions import act
from api.editor_names import Labels
from api.editor_rules import OPS, reader, rule_of
from api.editor_state import gathered
from kb.criteria import Criterion
from kb.kinds import ConceptType
from kb.reading import value_from
from tests.support import WORLD, recorded

LABELS = Labels({one.id: one for one in recorded(WORLD)}, "zh")


def read(**row: str | list[str]) -> tuple[Any, list[str]]:
    """Return the plain value of a row, and the controls with problems."""
    pairs = [
        (f"c.{name.replace('__', '.')}", said)
        for name, held in row.items()
        for said in (held if isinstance(held, list) else [held])
    ]
    reading = reader(LABELS)
    got = rule_of(reading, gathered([("c.sort", "fact"), *pairs])["c"], None, "c", ())
    return got, [one.place for one in reading.problems]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"fact": "用工人数", "op": "at_most", "limit__figure": "300"}, {"at_most": 300}),
        ({"fact": "Employees", "op": "at_most", "limit__figure": "1,000"}, {"at_most": 1000}),
        ({"fact": "用工人数", "op": "is", "value": "3"}, {"is": 3}),
        (
            {"fact": "用工人数", "op": "between", "low__figure": "1", "high__figure": "9"},
            {"between": [1, 9]},
        ),
        ({"fact": "有外资", "value": "true"}, {"is": True}),
        ({"fact": "组织形式", "op": "in", "codes": ["company"]}, {"in": ["company"]}),
        ({"fact": "卖什么", "op": "has_all", "codes": ["books"]}, {"has_all": ["books"]}),
        ({"fact": "注册日期", "op": "within_months", "value": "18"}, {"within_months": 18}),
        (
            {"fact": "租期开始", "op": "on_or_after", "limit__figure": "2026-03-01"},
            {"on_or_after": date(2026, 3, 1)},
        ),
        (
            {"fact": "租期开始", "op": "before", "limit__how": "fact", "limit__fact": "注册日期"},
            {"before": {"fact": "concept/registered-on"}},
        ),
        ({"fact": "所在地", "op": "within", "areas": "黄浦区"}, {"within": "area/310101"}),
        (
            {
                "fact": "研发费用",
                "op": "at_least",
                "limit__how": "times",
                "limit__times": "0.03",
                "limit__of": "营业收入",
            },
            {"at_least": {"times": Decimal("0.03"), "of": "concept/revenue"}},
        ),
    ],
)
def test_a_row_says_what_it_reads_like(row: dict[str, Any], rule: dict[str, Any]) -> None:
    got, problems = read(**row)

    assert problems == []
    assert {key: held for key, held in got.items() if key != "fact"} == rule
    value_from(got, Criterion, "row")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"value": "3"}, "c.fact"),
        ({"fact": "没有的"}, "c.fact"),
        ({"fact": "用工人数"}, "c.op"),
        ({"fact": "用工人数", "op": "within"}, "c.op"),
        ({"fact": "用工人数", "op": "at_most"}, "c.limit.figure"),
        ({"fact": "组织形式", "op": "in"}, "c.codes"),
        ({"fact": "用工人数", "op": "between", "low__figure": "1"}, "c.high.figure"),
    ],
)
def test_what_a_row_lacks_is_said_at_the_control_that_is_missing(
    row: dict[str, Any], place: str
) -> None:
    assert place in read(**row)[1]


def test_every_type_of_fact_says_which_comparisons_fit() -> None:
    assert OPS.keys() == set(ConceptType)


def test_a_name_that_is_nearly_right_is_offered() -> None:
    reading = reader(LABELS)

    reading.named("用工", "concept", "c.fact")

    remedy = reading.problems[0].remedy
    assert remedy is not None
    assert "用工人数" in remedy.zh


def test_a_fact_that_is_not_there_can_be_left_to_people_to_judge() -> None:
    tree = {"r": {"criteria": {"sort": ["fact"], "fact": ["信用良好"], "op": ["is"]}}}

    focus = act(tree, "to-review:r.criteria")

    assert tree["r"]["criteria"] == {"sort": ["review"], "review": {"zh": ["信用良好"]}}
    assert focus == "r.criteria.review.en"
