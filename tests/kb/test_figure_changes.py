from __future__ import annotations

from decimal import Decimal

import pytest

from kb.figure_changes import figure_changes
from tests.support import recorded

GRANT = """
id: policy/grant
title: {zh: 补贴, en: Grant}
description: {zh: 不超过 30 人的企业, en: for firms of up to 30}
criteria: {fact: concept/employees, at_most: %s}
benefit: {kind: fixed, text: {zh: 一次性 8000 元, en: "8,000 yuan, once"}, amount: %s}
"""


def grant(people, amount):
    return recorded(GRANT % (people, amount))[0]


@pytest.mark.parametrize(
    ("people", "amount", "found"),
    [
        (30, 8000, []),
        (30, 80000, [("benefit", 10, True)]),
        (30, 9000, [("benefit", 0, True)]),
        (40, 8000, [("criteria", 0, True)]),
        (3, 800, [("benefit", 10, True), ("criteria", 10, True)]),
    ],
)
def test_a_figure_that_jumps_or_is_still_said_otherwise_is_told(people, amount, found):
    changes = figure_changes(grant(30, 8000), grant(people, amount))

    assert sorted((one.field, one.times, one.still_said) for one in changes) == found


def test_a_change_by_little_that_no_words_name_is_nothing_to_tell():
    assert list(figure_changes(grant(50, 7000), grant(60, 7500))) == []


def test_both_figures_are_given():
    (one,) = figure_changes(grant(30, 8000), grant(30, 80000))

    assert (one.was, one.becomes) == (Decimal(8000), Decimal(80000))
