from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.columns import Columns
from matcher.criteria import Judge
from matcher.fact_columns import fact_batch
from matcher.match import Matcher
from matcher.register_batch import ReadBatch
from matcher.register_details import details_of, leaves
from matcher.verdict import Verdict
from tests.judged_registers import GRANT, OLD, columns, read_of
from tests.planning import applicants as shipped_applicants
from tests.support import TODAY, criterion_of, shipped_catalogue

SHIPPED = Columns(shipped_catalogue())
PLACES = {policy.id: place for place, policy in enumerate(columns().policies)}
WORDS = {
    Verdict.MET: "met",
    Verdict.UNMET: "not met",
    Verdict.NEEDS_INFORMATION: "open",
    Verdict.NEEDS_JUDGEMENT: "decided by the department",
}


def details(policy, *told, language="en", **more):
    read = read_of(*told, **more)
    judged = columns().judged(read.facts, TODAY)
    return details_of(read, judged, PLACES[policy], language).to_pylist()


def test_a_policy_is_told_by_what_is_missing_and_by_every_condition():
    told = ({"employees": 301}, {"employees": 3}, {})

    assert [list(row.values()) for row in details(GRANT, *told, ids=["a", "b", "c"])] == [
        [1, "a", "not eligible", None, "not met", "open"],
        [2, "b", "not known yet", "Foreign investor", "met", "open"],
        [3, "c", "not known yet", "Employees, Foreign investor", "open", "open"],
    ]


@pytest.mark.parametrize(
    ("language", "headers"),
    [
        ("zh", ["行", "编号", "结论", "还缺什么", "用工人数", "有外资"]),
        ("en", ["row", "id", "verdict", "missing", "employees", "foreign"]),
    ],
)
def test_headers_are_said_in_the_language_that_was_chosen(language, headers):
    (row,) = details(GRANT, {}, ids=["a"], language=language)

    assert all(part in said for part, said in zip(headers, row, strict=True)), list(row)


def test_a_policy_for_everybody_has_no_conditions_to_tell():
    assert details(OLD, {}) == [{"row": 1, "verdict": "eligible", "missing": None}]


def test_conditions_are_told_one_by_one_whatever_joins_them():
    tree = criterion_of(
        "{all: [{fact: concept/employees, at_most: 3}, {not: {any: ["
        "{fact: concept/foreign, is: true}, {count: concept/hires, where: "
        "{fact: concept/member-age, at_least: 3}, at_least: 1}]}}]}"
    )

    assert [type(leaf).__name__ for leaf in leaves(tree)] == ["AtMost", "Is", "Count"]


@settings(max_examples=4)
@given(st.lists(shipped_applicants(), min_size=1, max_size=3))
def test_every_condition_is_what_a_judge_says_of_one_applicant(people):
    catalogue = shipped_catalogue()
    read = ReadBatch(first_row=1, facts=fact_batch(people, catalogue))
    judged = SHIPPED.judged(read.facts, TODAY)
    matcher = Matcher(catalogue)

    for place, policy in enumerate(SHIPPED.policies):
        rows = details_of(read, judged, place, "en").to_pylist()
        conditions = list(leaves(catalogue.conditions.get(policy.id)))
        for row, facts in zip(rows, people, strict=True):
            judge = Judge(catalogue, facts, TODAY)
            assert list(row.values())[3:] == [WORDS[judge.judge(c).verdict] for c in conditions]
            verdict = matcher.judged(facts, TODAY).verdicts[policy.id]
            assert (row["missing"] is not None) >= (verdict == "needs_information")
