from __future__ import annotations

import gc
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb.catalogue import snapshot
from kb.derivation import Decision, Row
from kb.kinds import ConceptType
from kb.model import CodeEntry, InformationConcept
from kb.text import Text
from matcher.criteria import Judge
from matcher.opened import ALWAYS, NEVER, Asked, Openings, openings
from matcher.verdict import Verdict
from tests.judging import SETTLED, TABLES, applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, world, world_with

FOREIGN = "{fact: concept/foreign, is: true}"
CREDIT = "{fact: concept/credit, is: true}"
SMALL = "{all: [{fact: concept/employees, at_most: 10}, {fact: concept/revenue, at_most: 100}]}"
STAFFED = "{fact: concept/employees, at_least: 100}"
RICH = "{fact: concept/revenue, at_least: 1000}"


def opened(text):
    return Openings(world_with(TABLES)).of(criterion_of(text))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("{fact: concept/is-small, is: true}", SMALL),
        ("{fact: concept/is-small, is: false}", f"{{not: {SMALL}}}"),
        ("{fact: concept/is-small, is_not: true}", f"{{not: {SMALL}}}"),
        ("{fact: concept/size, is: big}", f"{{any: [{STAFFED}, {RICH}]}}"),
        ("{fact: concept/size, is: small}", f"{{all: [{{not: {STAFFED}}}, {{not: {RICH}}}]}}"),
        ("{fact: concept/grade, is: 1}", FOREIGN),
        ("{fact: concept/grade, is: 5}", f"{{all: [{{not: {FOREIGN}}}, {CREDIT}]}}"),
        ("{fact: concept/grade, at_most: 5}", f"{{any: [{FOREIGN}, {CREDIT}]}}"),
        ("{fact: concept/grade, more_than: 1}", f"{{not: {FOREIGN}}}"),
        (
            "{fact: concept/grade, is_not: 5}",
            f"{{any: [{FOREIGN}, {{not: {CREDIT}}}]}}",
        ),
    ],
)
def test_a_comparison_becomes_the_conditions_that_its_fact_is_worked_out_from(text, tree):
    assert opened(text) == criterion_of(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("{fact: concept/size, in: [big, small]}", ALWAYS),
        ("{fact: concept/size, not_in: [big, small]}", NEVER),
        ("{fact: concept/grade, at_least: 1}", ALWAYS),
        ("{fact: concept/grade, less_than: 1}", NEVER),
        ("{fact: concept/is-small, is_not: 3}", ALWAYS),
    ],
)
def test_what_fits_every_row_or_none_hangs_on_nothing(text, tree):
    assert opened(text) is tree


def test_where_no_row_applies_and_nothing_else_is_said_the_fact_itself_is_asked():
    assert opened("{fact: concept/level, at_least: 2}") == form.All(
        all=(form.Not(not_=criterion_of(FOREIGN)), Asked(fact="concept/level"))
    )


@pytest.mark.parametrize(
    "text",
    [
        "{fact: concept/employees, at_most: 3}",
        "{fact: concept/per-head, at_most: 3}",
        "{fact: concept/years-open, at_least: 3}",
        "{fact: concept/grade, at_least: {fact: concept/employees}}",
        "{fact: concept/grade, at_least: {parameter: parameter/fire-area}}",
        "{count: concept/hires, at_least: 1}",
        "{holds: evidence/id-card}",
        "{review: {zh: 评审, en: review}}",
    ],
)
def test_given_facts_arithmetic_and_limits_that_hang_on_others_are_not_opened(text):
    assert opened(text) is None


def test_each_comparison_of_a_catalogue_is_opened_once():
    leaf = criterion_of("{fact: concept/size, is: big}")

    assert openings(world()).of(leaf) is openings(world()).of(leaf)


def test_a_comparison_that_is_gone_never_lends_its_tree_to_the_next():
    """Comparisons are remembered by identity, and a freed object's number is given out again."""
    held = Openings(world())

    for text in ("{fact: concept/size, is: big}", "{fact: concept/employees, is: 1}") * 50:
        leaf = criterion_of(text)
        assert (held.of(leaf) is None) == (leaf.fact == "concept/employees")
        del leaf
        gc.collect(0)


# ---- whatever the table -----------------------------------------------------------------------

CODES = ("a", "b", "c")
TITLE = Text(zh="新", en="New")


@st.composite
def worlds(draw):
    """Draw the little world with one more fact, worked out by a table of any conditions."""
    rows = draw(st.lists(st.builds(Row, when=conditions(), is_=st.sampled_from(CODES)), max_size=3))
    concept = InformationConcept(
        id="concept/new",
        title=TITLE,
        type=ConceptType.CODE,
        codes=tuple(CodeEntry(code=code, title=TITLE) for code in CODES),
        derive=Decision(first=tuple(rows), otherwise=draw(st.sampled_from(CODES))),
    )
    return snapshot({**world().records, concept.id: concept}, {})


@given(worlds(), applicants(), st.frozensets(st.sampled_from(CODES), min_size=1))
def test_what_is_opened_says_the_same_as_the_value_where_that_is_known(catalogue, facts, codes):
    leaf = form.In(fact="concept/new", in_=codes)
    judge = Judge(catalogue, facts, TODAY)

    value, verdict = judge.value("concept/new"), judge.judge(leaf).verdict

    if isinstance(value, str):
        assert verdict is (Verdict.MET if value in codes else Verdict.UNMET)


@given(worlds(), applicants())
def test_a_fact_is_one_of_its_codes_or_none_of_the_others(catalogue, facts):
    """Of a code and all others one is met just when the other is not; nothing is open in one."""
    judge = Judge(catalogue, facts, TODAY)

    for code in CODES:
        others = frozenset(CODES) - {code}
        one = judge.judge(form.Is(fact="concept/new", is_=code)).verdict
        rest = judge.judge(form.In(fact="concept/new", in_=others)).verdict
        denied = judge.judge(form.NotIn(fact="concept/new", not_in=others)).verdict
        assert denied is one
        assert {one, rest} == set(SETTLED) or (one not in SETTLED and rest not in SETTLED)


def test_an_open_row_that_cannot_change_the_comparison_leaves_nothing_open():
    """With 100 employees the size is big, whatever the revenue; with 9, it hangs on the revenue."""
    for employees, code in product((9, 100), ("big", "small")):
        leaf = form.Is(fact="concept/size", is_=code)
        verdict = Judge(world(), facts_of(employees=employees), TODAY).judge(leaf).verdict
        assert (verdict in SETTLED) == (employees == 100)
