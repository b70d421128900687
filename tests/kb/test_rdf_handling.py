"""How CPSV-AP says what is needed, handed over, paid and waited for, as a table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb import rdf_handling
from tests.rdf_files import EX, taking, told

IDS = {name: f"evidence/{name}" for name in "abc"} | {"s": "service/s", "t": "service/t"}
IT = f"{EX}it"
CNY = "<http://publications.europa.eu/resource/authority/currency/CNY>"
EUR = "<http://publications.europa.eu/resource/authority/currency/EUR>"
LISTS = "cv:holdsRequirement [ cv:hasEvidenceTypeList "
A, B, C = ("evidence/a", "evidence/b", "evidence/c")
INPUTS = {
    "all of them": ("cv:hasInputType ex:a, ex:b", [[A], [B]]),
    "all of one list": (LISTS + "[ cv:specifiesEvidenceType ex:a, ex:b ] ]", [[A], [B]]),
    "either of two": (
        LISTS + "[ cv:specifiesEvidenceType ex:a ], [ cv:specifiesEvidenceType ex:b ] ]",
        [[A, B]],
    ),
    "two together or a third": (
        LISTS + "[ cv:specifiesEvidenceType ex:a, ex:b ], [ cv:specifiesEvidenceType ex:c ] ]",
        [[A, C], [B, C]],
    ),
    "once though said twice": (
        LISTS + "[ cv:specifiesEvidenceType ex:a ] ] ; cv:hasInputType ex:a, ex:b",
        [[A], [B]],
    ),
    "no choice that lost a side": (
        LISTS + "[ cv:specifiesEvidenceType ex:a ], [ cv:specifiesEvidenceType ex:nowhere ] ]",
        [],
    ),
}
DAYS = {
    "P20D": 20,
    "P0D": 0,
    "PT48H": 2,
    "P1M": None,
    "P1DT4H": None,
    "PT30H": None,
    "soon": None,
    "P99999999999D": None,
}
FEES = {
    f"cv:hasValue 12.5 ; cv:currency {CNY}": Decimal("12.5"),
    f"cv:value 3 ; cv:currency {CNY}": Decimal(3),
    f"cv:hasValue 0 ; cv:currency {EUR}": Decimal(0),
    "cv:hasValue 0": Decimal(0),
    f"cv:hasValue 5 ; cv:currency {EUR}": None,
    "cv:hasValue 5": None,
    f"cv:hasValue -5 ; cv:currency {CNY}": None,
}


@pytest.mark.parametrize("case", INPUTS)
def test_materials_are_all_of_several_choices(case):
    said, expected = INPUTS[case]

    assert rdf_handling.inputs(taking(f"ex:it {said} .", IDS), IT) == expected


def test_too_many_alternatives_are_left_out_and_told():
    many = ", ".join("[ cv:specifiesEvidenceType ex:a, ex:b ]" for _ in range(9))
    held = taking(f"ex:it {LISTS}{many} ] .", IDS)

    assert rdf_handling.inputs(held, IT) == []
    assert told(list(held.left_out.problems("f"))) == {
        ("service/it", "it has too many alternatives; left out.")
    }


@pytest.mark.parametrize("length", DAYS)
def test_a_length_of_whole_days_is_read_as_days_of_the_calendar(length):
    held = taking(f'ex:it cv:processingTime "{length}"^^xsd:duration .')

    days = rdf_handling.days(held, IT)

    number = DAYS[length]
    expected = {"statutory": number, "committed": number, "unit": "calendar"}
    assert days == (None if number is None else expected)
    assert len(list(held.left_out.problems("f"))) == 1


def test_without_a_length_nothing_is_said():
    held = taking("ex:it a cpsv:PublicService .")

    assert rdf_handling.days(held, IT) is None
    assert list(held.left_out.problems("f")) == []


@pytest.mark.parametrize("cost", FEES)
def test_a_fee_is_read_in_yuan_or_as_nothing(cost):
    assert rdf_handling.fee(taking(f"ex:it cv:hasCost [ {cost} ] ."), IT) == FEES[cost]


def test_of_two_fees_none_is_taken():
    held = taking("ex:it cv:hasCost [ cv:hasValue 0 ], [ cv:hasValue 0 ; dct:type 1 ] .")

    assert rdf_handling.fee(held, IT) is None


def test_each_service_that_comes_first_stands_by_itself():
    held = taking("ex:it dct:requires ex:s, ex:t .", IDS)

    assert rdf_handling.requires(held, IT) == [["service/s"], ["service/t"]]


def test_what_is_handed_over_has_a_title_and_perhaps_the_paper_it_is():
    held = taking(
        'ex:it cpsv:produces [ dct:title "Card"@en, "证"@zh ; cs:issuesEvidenceType ex:a ] .', IDS
    )

    assert rdf_handling.outputs(held, IT) == [{"title": {"zh": "证", "en": "Card"}, "evidence": A}]
