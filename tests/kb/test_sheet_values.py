"""What stands under Value and in limits, read as the fact it is about needs it."""

from datetime import date
from decimal import Decimal

import pytest

from kb.kinds import ConceptType
from kb.model import CodeEntry, InformationConcept
from kb.scalars import Refused
from kb.sheet_cells import Cell
from kb.sheet_lookup import Lookup
from kb.sheet_values import compared, limit, units_of
from kb.sheet_words import Compare
from kb.text import Text
from tests.support import shipped_records

RENT = "concept/rent-a-year"


@pytest.fixture(scope="module")
def lookup():
    return Lookup(shipped_records().values(), {})


def concept(kind, unit=None):
    return InformationConcept(
        id="concept/x",
        title=Text(zh="某项", en="something"),
        type=kind,
        unit=Text(zh=unit, en=unit) if unit else None,
        codes=(CodeEntry(code="micro", title=Text(zh="微型", en="micro firm")),),
    )


@pytest.mark.parametrize(
    ("said", "held"),
    [
        (300, Decimal(300)),
        ("300", Decimal(300)),
        (RENT, {"fact": RENT}),
        ("一年实际付的租金", {"fact": RENT}),
        (f"0.5 × {RENT}", {"times": Decimal("0.5"), "of": RENT}),
        (f"3% * {RENT}", {"times": Decimal("0.03"), "of": RENT}),
        ("2倍一年实际付的租金", {"times": Decimal(2), "of": RENT}),
        ("parameter/fire-check-area", {"parameter": "parameter/fire-check-area"}),
        (
            "{dated: [{from: 2026-01-01, value: 300}]}",
            {"dated": [{"from": date(2026, 1, 1), "value": Decimal(300)}]},
        ),
    ],
)
def test_a_limit_is_a_number_or_says_where_it_comes_from(lookup, said, held):
    assert limit(Cell("A1", said), lookup) == held


@pytest.mark.parametrize("said", ["300人", "很多", "0.5 × 租金什么的", "{a", "[1]"])
def test_other_limits_are_refused(lookup, said):
    with pytest.raises(Refused):
        limit(Cell("A1", said), lookup)


@pytest.mark.parametrize(
    ("compare", "kind", "said", "held"),
    [
        (Compare.IS, ConceptType.BOOLEAN, "是", True),
        (Compare.IS, ConceptType.NUMBER, 3, Decimal(3)),
        (Compare.IS, ConceptType.CODE, "微型", "micro"),
        (Compare.IN, ConceptType.CODE, "微型；micro firm", ["micro", "micro"]),
        (Compare.BETWEEN, ConceptType.NUMBER, "16；35", [Decimal(16), Decimal(35)]),
        (Compare.BETWEEN, ConceptType.NUMBER, "16 至 35", [Decimal(16), Decimal(35)]),
        (Compare.BETWEEN, ConceptType.NUMBER, f"16{' ' * 30_000}~ 35", [Decimal(16), Decimal(35)]),
        (Compare.BETWEEN, ConceptType.DATE, "2026-01-01；2026年6月30日",
         [date(2026, 1, 1), date(2026, 6, 30)]),
        (Compare.BEFORE, ConceptType.DATE, "2026-01-01", date(2026, 1, 1)),
        (Compare.ON_OR_AFTER, ConceptType.DATE, "concept/registered-on",
         {"fact": "concept/registered-on"}),
        (Compare.WITHIN_MONTHS, ConceptType.DATE, 18, 18),
        (Compare.WITHIN, ConceptType.AREA, "黄浦区", "area/310101"),
        (Compare.WITHIN_ANY, ConceptType.AREA, "黄浦区；上海市", ["area/310101", "area/310000"]),
        (Compare.IN_ISSUERS_AREA, ConceptType.AREA, None, True),
        (Compare.HOLDS, None, "营业执照", "evidence/business-licence"),
        (Compare.GRANTED, None, "首次创业一次性补贴", "policy/first-start-up-grant"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_fact_needs_it(lookup, compare, kind, said, held):
    cell = Cell("A1", said) if said is not None else None

    assert compared(compare, cell, concept(kind) if kind else None, lookup) == held


@pytest.mark.parametrize(
    ("benefit", "units"),
    [
        ({}, ("", "", "")),
        ({"unit": {"zh": "元"}}, ("元", "", "元")),
        ({"unit": {"zh": "%"}, "of": "concept/fit-out-cost"}, ("%", "万元", "万元")),
        ({"sum_unit": {"zh": "元"}, "of": "concept/fit-out-cost"}, ("", "万元", "元")),
        ({"unit": {"zh": "元"}, "of": "concept/nobody-knows"}, ("元", "", "元")),
    ],
)
def test_a_limit_is_counted_as_the_sum_or_the_part_it_limits(benefit, units):
    held = units_of(benefit, shipped_records())

    assert (held["amount"], held["of_at_most"], held["at_most"]) == units


@pytest.mark.parametrize(
    ("unit", "said", "percent", "held"),
    [("%", 0.3, True, 30), ("%", "30%", False, 30), ("%", 30, False, 30),
     ("share", 0.3, True, "0.3"), ("share", "30%", False, "0.3"), (None, 0.3, True, "0.3")],
)  # fmt: skip
def test_a_percentage_is_counted_as_the_fact_counts_it(lookup, unit, said, percent, held):
    cell = Cell("A1", said, percent)

    read = compared(Compare.AT_LEAST, cell, concept(ConceptType.NUMBER, unit), lookup)

    assert read == Decimal(held)
