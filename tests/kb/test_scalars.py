from __future__ import annotations

from decimal import Decimal

import pytest

from kb import criteria as form
from kb.errors import BadRecords
from kb.reading import value_from


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.5, "300", True, [], {}, None])
def test_only_exact_numbers_are_numbers(value):
    """NaN is refused at the door, and so is everything that was rounded on its way here."""
    with pytest.raises(BadRecords):
        value_from({"fact": "concept/a", "at_most": value}, form.AtMost, "criteria")


@pytest.mark.parametrize("value", [1, Decimal(1), "true", "yes", None, []])
def test_only_true_and_false_are_flags(value):
    with pytest.raises(BadRecords):
        value_from(value, bool, "flag")
