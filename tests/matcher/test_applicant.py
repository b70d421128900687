from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import WrongInput
from matcher.applicant import NOTHING, Fact, Facts, Standing, plain_facts, read_facts
from matcher.verdict import Verdict
from tests.judging import applicants, verdict
from tests.support import assert_said_well, catalogue_of, problems_of, recorded, world, world_with

WORLD = world()


def read(**facts):
    return read_facts(
        {f"concept/{key.replace('_', '-')}": value for key, value in facts.items()}, WORLD
    )


def value(**facts):
    (fact,) = read(**facts).known.values()
    return fact.value


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({"foreign": False}, False),
        ({"employees": 80}, Decimal(80)),
        ({"revenue": 0.1}, Decimal("0.1")),
        ({"revenue": 80.0}, Decimal("80.0")),
        ({"revenue": Decimal("1.25")}, Decimal("1.25")),
        ({"registered_on": "2026-03-01"}, date(2026, 3, 1)),
        ({"registered_on": date(2026, 3, 1)}, date(2026, 3, 1)),
        ({"legal_form": "sole-trader"}, "sole-trader"),
        ({"legal_form": "sole_trader"}, "sole-trader"),
        ({"legal_form": "ent_company"}, "company"),
        ({"goods": ["bulk_food"]}, frozenset({"bulk-food"})),
        ({"goods": []}, frozenset()),
        ({"district": "area/310101"}, "area/310101"),
        ({"district": 310101}, "area/310101"),
        ({"remark": "新店"}, "新店"),
        ({"hires": []}, ()),
    ],
)
def test_a_value_is_read_by_the_type_of_its_concept(given, held):
    assert value(**given) == held
    assert type(value(**given)) is type(held)


REFUSED = {
    "a flag in words": ({"concept/foreign": "yes"}, "facts.concept/foreign", "Write true or false"),
    "a flag as a number": ({"concept/foreign": 1}, "facts.concept/foreign", "Write true or false"),
    "a number in words": (
        {"concept/employees": "many"},
        "facts.concept/employees",
        "Write a number",
    ),
    "a number in quotes": ({"concept/employees": "3"}, "facts.concept/employees", "Write a number"),
    "true for a number": ({"concept/employees": True}, "facts.concept/employees", "Write a number"),
    "not a number": ({"concept/revenue": float("nan")}, "facts.concept/revenue", "Write a number"),
    "endless": ({"concept/revenue": float("inf")}, "facts.concept/revenue", "Write a number"),
    "half a person": ({"concept/employees": 1.5}, "facts.concept/employees", "Round it"),
    "too exact": ({"concept/revenue": 0.001}, "facts.concept/revenue", "Round it"),
    "no such day": (
        {"concept/registered-on": "2026-02-30"},
        "facts.concept/registered-on",
        "Write year-month-day",
    ),
    "a day in short": (
        {"concept/registered-on": "20260301"},
        "facts.concept/registered-on",
        "Write year-month-day",
    ),
    "no such code": (
        {"concept/legal-form": "trust"},
        "facts.concept/legal-form",
        "Write one of: company",
    ),
    "one code for several": (
        {"concept/goods": "books"},
        "facts.concept/goods",
        "Write [] for none",
    ),
    "an unlisted code among others": (
        {"concept/goods": ["books", "x"]},
        "facts.concept/goods",
        "Write one of: cigarettes",
    ),
    "a misspelt code": (
        {"concept/goods": ["books", "cigarets"]},
        "facts.concept/goods",
        "Did you mean cigarettes? Write one of: cigarettes, bulk-food, books.",
    ),
    "a misspelt fact": (
        {"concept/employes": 3},
        "facts.concept/employes",
        "Did you mean concept/employees",
    ),
    "a fact by a word of its title": (
        {"用工": 3},
        "facts.用工",
        "Did you mean concept/employees?",
    ),
    "a fact like no other": ({"zzz": 3}, "facts.zzz", "The nearest facts are: concept/"),
    "people below zero": ({"concept/employees": -1}, "facts.concept/employees", "0 or more"),
    "a member's months below zero": (
        {"concept/hires": [{"concept/insured-months": -1}]},
        "facts.concept/hires.0.concept/insured-months",
        "0 or more",
    ),
    "no such area": (
        {"concept/district": "area/1"},
        "facts.concept/district",
        "Write an id such as area/310101",
    ),
    "a flag for an area": (
        {"concept/district": True},
        "facts.concept/district",
        "Write an id such as area/310101",
    ),
    "a long text": ({"concept/remark": "x" * 501}, "facts.concept/remark", "at most 500"),
    "a member that is none": (
        {"concept/hires": ["Li"]},
        "facts.concept/hires",
        "Write [] for none",
    ),
    "a fact within a member": (
        {"concept/hires": [{"concept/member-age": "old"}]},
        "facts.concept/hires.0.concept/member-age",
        "Write a number",
    ),
    "an unknown fact": (
        {"concept/gone": 1},
        "facts.concept/gone",
        "The nearest facts are: concept/",
    ),
    "holds as a word": ({"holds": "evidence/id-card"}, "facts.holds", "Write [] for none"),
    "holds of nothing known": ({"holds": ["evidence/gone"]}, "facts.holds", "Correct the id"),
    "granted of nothing known": ({"granted": ["policy/gone"]}, "facts.granted", "Correct the id"),
    "no group at all": ([1], "facts", "Write {"),
}


@pytest.mark.parametrize(("data", "place", "remedy"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_its_place_and_a_remedy(data, place, remedy):
    with pytest.raises(WrongInput) as error:
        read_facts(data, WORLD)

    (problem,) = error.value.problems
    assert problem.place == place
    assert remedy in problem.remedy.en
    assert_said_well(problem)


def test_every_problem_is_said_at_once():
    with pytest.raises(WrongInput) as error:
        read_facts({"concept/foreign": 3, "concept/employees": "x", "gone": 1}, WORLD)

    assert len(error.value.problems) == 3


def test_absent_and_null_are_unknown_and_an_empty_list_is_the_whole_list():
    facts = read_facts({"concept/employees": None, "concept/goods": [], "holds": []}, WORLD)

    assert set(facts.known) == {"concept/goods"}
    assert facts.holds == frozenset()
    assert facts.granted is None


@pytest.mark.parametrize("facts", [{"gone": None}, {"concept/hires": [{"gone": None}]}])
def test_a_key_that_names_no_fact_is_told_though_nothing_is_said_of_it(facts):
    with pytest.raises(WrongInput, match="gone"):
        read_facts(facts, WORLD)


def test_an_id_may_be_written_in_full_or_by_its_last_part():
    assert read_facts({"employees": 3, "holds": ["id-card"]}, WORLD) == read_facts(
        {"concept/employees": 3, "holds": ["evidence/id-card"]}, WORLD
    )


@given(applicants())
def test_facts_written_plainly_are_read_back(facts):
    assert read_facts(plain_facts(facts), WORLD) == facts


def test_facts_are_added_and_taken_back_without_touching_the_others():
    facts = NOTHING.with_fact("concept/employees", Decimal(3)).with_fact(
        "concept/foreign", True, Standing.REGISTRY
    )

    fewer = facts.without("concept/employees")

    assert fewer.known["concept/foreign"].standing is Standing.REGISTRY
    assert set(facts.known) == {"concept/employees", "concept/foreign"}
    assert set(fewer.known) == {"concept/foreign"}
    assert Facts() == NOTHING


@given(
    st.dictionaries(
        st.sampled_from([*WORLD.concepts, "holds", "granted", "gone", ""]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(sorted(WORLD.concepts)), inner)
            ),
            max_leaves=5,
        ),
    )
)
def test_nothing_an_applicant_sends_raises_anything_but_a_refusal(data):
    problems = problems_of(lambda: read_facts(data, WORLD))

    assert all(problem.place.startswith("facts") and problem.remedy for problem in problems)


def test_only_the_wrong_codes_of_a_list_are_named():
    (problem,) = problems_of(lambda: read(goods=["books", "tobacco", "tea", "bulk_food"]))

    assert problem.problem.en == '"tobacco", "tea" are no codes of concept/goods.'


BASEMENT = "{id: concept/floor, title: {zh: 楼层, en: Floor}, type: number%s}"
ASKED = ", question: {ask: {zh: 几楼？, en: Which? %s}, why: {zh: 要, en: Needed}}"
COLD = """
- {id: concept/floor, title: {zh: 楼层, en: Floor}, type: number}
- {id: policy/deep, title: {zh: 深, en: Deep}, criteria: {fact: concept/floor, %s}}
"""


@pytest.mark.parametrize(
    ("records", "allowed"),
    [
        (BASEMENT % (ASKED % "Write -1 for the basement."), True),
        (BASEMENT % (ASKED % "Floors 1-3 or B-1."), False),
        (BASEMENT % "", False),
        (COLD % "at_least: -2", True),
        (COLD % "between: [-2, 3]", True),
        (COLD % "at_least: 2", False),
    ],
)
def test_a_number_below_zero_is_read_only_where_a_question_or_a_condition_names_one(
    records, allowed
):
    catalogue = world_with(records)

    refused = problems_of(lambda: read_facts({"floor": -1}, catalogue))

    assert (not refused) is allowed


def test_where_no_fact_is_known_none_is_offered():
    catalogue = catalogue_of(recorded("{id: area/cn, title: {zh: 中国, en: China}}"))

    (problem,) = problems_of(lambda: read_facts({"floor": 1}, catalogue))

    assert problem.remedy.en == "These records know no facts."


# ---- what is held and what is received --------------------------------------------------------

LISTS = [("holds", "evidence/id-card", "id-card"), ("granted", "policy/old-grant", "old-grant")]


@pytest.mark.parametrize(("key", "record", "code"), LISTS)
def test_the_question_and_its_short_key_mean_the_same_list(key, record, code):
    short = read_facts({key: [record]}, WORLD)

    assert read_facts({f"concept/{key}": [code]}, WORLD) == short
    assert short.fact(f"concept/{key}") == Fact(frozenset({code}))
    assert short.told == (f"concept/{key}",)


@pytest.mark.parametrize(("key", "record", "code"), LISTS)
def test_nobody_asked_is_not_the_same_as_none(key, record, code):
    assert NOTHING.fact(f"concept/{key}") is None
    assert read_facts({key: []}, WORLD).fact(f"concept/{key}") == Fact(frozenset())


def test_a_wrong_item_of_the_question_is_named_with_its_place():
    (problem,) = problems_of(lambda: read_facts({"concept/granted": ["none"]}, WORLD))

    assert problem.place == "facts.concept/granted"


def test_newer_facts_take_the_place_of_older_ones_and_the_others_stay():
    first = read_facts({"employees": 3, "holds": ["id-card"], "granted": ["old-grant"]}, WORLD)

    both = first.with_facts(read_facts({"employees": 5, "granted": []}, WORLD))

    assert both.known["concept/employees"].value == 5
    assert both.holds == {"evidence/id-card"}
    assert both.granted == frozenset()


# ---- papers at hand where nothing is said of the others ---------------------------------------

SOME = {"holds_some": ["evidence/business-licence"]}


def test_some_papers_at_hand_say_nothing_of_the_others():
    facts = read_facts(SOME, WORLD)

    assert facts.held == {"evidence/business-licence"}
    assert facts.holds is None
    assert facts.told == ()
    assert plain_facts(facts) == SOME


def test_a_condition_on_what_is_held_waits_for_the_whole_list():
    """Whoever says that one paper is at hand has not said that another is not."""
    holds_card = "{holds: evidence/id-card}"

    assert verdict(holds_card, read_facts(SOME, WORLD)) is Verdict.NEEDS_INFORMATION
    assert verdict(holds_card, read_facts({**SOME, "holds": []}, WORLD)) is Verdict.UNMET


def test_what_is_held_is_the_list_and_the_papers_at_hand():
    facts = read_facts({**SOME, "holds": ["id-card"]}, WORLD)

    assert facts.held == {"evidence/business-licence", "evidence/id-card"}
    assert facts.without("concept/holds").held == {"evidence/business-licence"}


def test_papers_at_hand_are_added_up_when_newer_facts_come():
    both = read_facts(SOME, WORLD).with_facts(read_facts({"holds_some": ["id-card"]}, WORLD))

    assert both.holds_some == {"evidence/business-licence", "evidence/id-card"}


def test_a_paper_at_hand_that_there_is_not_is_refused():
    (problem,) = problems_of(lambda: read_facts({"holds_some": ["evidence/moon"]}, WORLD))

    assert problem.place == "facts.holds_some"
    assert_said_well(problem)
