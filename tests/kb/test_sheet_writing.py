"""Standing policies written into a workbook and read back are the same policies."""

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kb.criteria import All, AnyOf, AtLeast, Before, Granted, In, Within
from kb.ids import PolicyId
from kb.model import Policy
from kb.sheet_groups import tree_of
from kb.sheet_template import workbook_of
from kb.sheet_writing import written
from kb.text import Text
from kb.writing import to_json
from tests import strategies
from tests.sheets import read
from tests.support import assert_said_well, shipped_records

QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
"""Making a failing example smaller would take minutes, a workbook each time."""
LEAVES = st.one_of([strategies.of(kind) for kind in (AtLeast, Before, In, Within, Granted)]).map(
    lambda leaf: replace(leaf, wording=None, source=None)
)
GROUPS = st.lists(st.integers(1, 2), max_size=3).map(tuple)
TREES = st.lists(st.tuples(GROUPS, LEAVES), min_size=2, max_size=6).map(
    lambda rows: _tree(tree_of(*zip(*rows, strict=True))[0])
)


def _tree(held):
    """Return a criterion for what rows say."""
    if not isinstance(held, dict):
        return held
    inner = tuple(_tree(one) for one in next(iter(held.values())))
    return All(all=inner) if "all" in held else AnyOf(any=inner)


def _policy(i, criteria):
    title = Text(zh="试点", en="trial")
    return Policy(id=PolicyId(f"policy/trial-{i}"), title=title, criteria=criteria)


def policies():
    return [record for record in shipped_records().values() if isinstance(record, Policy)]


@pytest.mark.parametrize(
    "every", [pytest.param(1, marks=pytest.mark.prove), 7], ids=["all", "one in seven"]
)
def test_shipped_policies_come_back_from_a_workbook_as_they_were(every):
    some = policies()[::every]
    content, problems = workbook_of(some, shipped_records())

    read_again = {one.record.id: to_json(one.record) for one in read(content)}

    assert problems == ()
    assert read_again == {held.id: to_json(held) for held in some}


def test_nine_in_ten_conditions_are_rows_and_no_formula_of_records():
    rows, _ = written(policies(), shipped_records())

    kinds = [row[("compare",)] for row in rows.rows["criteria"]]
    assert sum(str(kind).startswith("其他") for kind in kinds) < len(kinds) / 10
    assert not any("criteria:" in row.get(("rest",), "") for row in rows.rows[""])


def assert_come_back(some):
    """Assert that policies come back from a workbook, or that it says which do not."""
    content, problems = workbook_of(some, {})
    told = {problem.place for problem in problems}
    left = {one.id: to_json(one) for one in some if one.id not in told}

    read_again = {one.record.id: to_json(one.record) for one in read(content)} if left else {}

    assert read_again == left
    assert told <= {one.id for one in some}


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(strategies.of(Policy))
def test_any_policy_comes_back_or_is_said_not_to(policy):
    """What a sheet cannot say stands under the rest; what even that cannot is told of."""
    assert_come_back([policy])


@settings(max_examples=5, deadline=None, phases=QUICK)
@given(st.lists(TREES, min_size=2, max_size=4))
def test_any_conditions_in_groups_come_back(trees):
    some = [_policy(i, tree) for i, tree in enumerate(trees)]

    rows, _ = written(some, {})

    assert_come_back(some)
    assert not any("criteria:" in row.get(("rest",), "") for row in rows.rows[""])


def test_text_that_looks_like_a_formula_stays_text():
    policy = policies()[0]
    said = Text(zh='=HYPERLINK("http://a.test")', en="@SUM(A1)\t+1")
    content, problems = workbook_of([replace(policy, title=said)], shipped_records())
    book = openpyxl.load_workbook(io.BytesIO(content))

    (again,) = read(content)

    assert problems == ()
    assert again.record.title == said
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert all(book["政策 Policies"][place].quotePrefix for place in ("B3", "C3"))


def test_a_text_too_long_for_its_column_stands_under_the_rest():
    long = replace(policies()[0], description=Text(zh="长" * 5_001, en="long"))

    content, problems = workbook_of([long], shipped_records())

    assert problems == ()
    assert read(content)[0].record.description == long.description


def test_what_is_no_policy_and_what_fits_no_cell_is_told():
    service = next(r for key, r in shipped_records().items() if key.startswith("service/"))
    long = replace(policies()[0], description=Text(zh="长" * 40_000, en="long"))

    _, problems = workbook_of([service, long], shipped_records())

    assert [problem.place for problem in problems] == [service.id, long.id]
    for problem in problems:
        assert_said_well(problem)
