"""The applicant every benchmark uses: a convenience store of 80 m² with sixteen steps."""

from __future__ import annotations

from datetime import date

from api.settings import Settings
from api.wiring import House, open_house
from matcher.applicant import Facts, read_facts

ON = date(2026, 11, 23)
WORDS = "我想在小区门口开个便利店，卖烟酒零食"
SAID = {
    "entity": "new_company",
    "foreign": False,
    "area": 80,
    "property_use": "commercial",
    "in_mall": False,
    "fit_out": 20,
    "signboard": "wall",
    "goods": ["prepackaged", "bulk_food", "liquor", "cigarettes", "otc_b", "device_class2"],
    "cooking": False,
    "school_m": 500,
    "tobacco_m": 200,
    "staff": 4,
    "foreign_staff": False,
    "bank_wanted": True,
}


def house() -> House:
    """Return a house in memory with the shipped records."""
    return open_house(Settings(), in_memory=True)


def facts(of: House) -> Facts:
    """Return the example's facts."""
    return read_facts(SAID, of.catalogue)
