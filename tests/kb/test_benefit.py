from __future__ import annotations

from decimal import Decimal

import pytest

from kb.benefit import Benefit
from kb.kinds import BenefitKind
from kb.text import Text


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [
        (None, 90),
        ("元", 90),
        ("元/人/月（另加社保补贴）", 90),
        ("元（每家机构）", 90),
        ("%", None),
        ("%（减征）", None),
        ("美元", None),
        ("天", None),
    ],
)
def test_only_an_amount_in_yuan_counts_as_money(unit, yuan):
    """Ninety per cent is not more than fifty yuan; a bare amount is read as yuan."""
    benefit = Benefit(
        kind=BenefitKind.FIXED,
        text=Text(zh="补", en="grant"),
        amount=Decimal(90),
        unit=Text(zh=unit, en="unit") if unit is not None else None,
    )

    assert benefit.yuan == yuan


def test_no_amount_is_no_yuan():
    benefit = Benefit(kind=BenefitKind.IN_KIND, text=Text(zh="优先", en="comes first"))

    assert benefit.yuan is None
