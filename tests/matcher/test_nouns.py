from __future__ import annotations

import pytest

from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.nouns import age_of, counts_itself, definite, names_of, one_of
from tests.support import world


def number(title, unit):
    return InformationConcept(
        id="concept/x",
        title=Text(zh="数", en=title),
        type=ConceptType.NUMBER,
        unit=Text(zh="个", en=unit) if unit else None,
    )


@pytest.mark.parametrize(
    ("title", "unit", "counts"),
    [
        ("Employees", "people", True),
        ("Insured employees", "people", True),
        ("Staff at the end of last month", "people", True),
        ("Children in care", "children", True),
        ("Months in business", "months", True),
        ("Class I rights", "rights", True),
        ("Average number of staff", "people", False),
        ("Household size", "people", False),
        ("Your own months of unemployment insurance", "months", False),
        ("Which floor", "floor", False),
        ("Length of the lease", "months", False),
        ("Revenue of last year", "yuan", False),
        ("Employees", None, False),
    ],
)
def test_a_number_stands_before_the_title_only_where_the_title_names_what_is_counted(
    title, unit, counts
):
    assert counts_itself(number(title, unit)) is counts


def test_names_keep_their_capital_and_other_words_do_not(catalogue):
    names = names_of(catalogue)

    assert {"Shanghai", "Huangpu", "Chinese"} <= names
    assert not {"The", "Employees", "Floor", "Revenue"} & names


def test_whose_age_a_number_is_can_be_told():
    assert age_of(world().concepts["concept/member-age"]) == ("", "")
    assert age_of(world().concepts["concept/employees"]) is None


@pytest.mark.parametrize(
    ("noun", "the"),
    [
        ("date of registration", "the date of registration"),
        ("your own months", "your own months"),
        ("child's date of birth", "child's date of birth"),
        ("what you sell", "what you sell"),
    ],
)
def test_a_noun_gets_an_article_where_it_has_nothing_of_the_kind(noun, the):
    assert definite(noun) == the


@pytest.mark.parametrize(
    ("noun", "unit", "one"),
    [
        ("insured employees", "people", "insured employee"),
        ("staff at the end of last month", "people", "staff at the end of last month"),
        ("companies it is put in charge of", "companies", "company it is put in charge of"),
        ("new employees", "", "new employee"),
    ],
)
def test_one_of_several_is_said_in_the_singular(noun, unit, one):
    assert one_of(noun, unit) == one
