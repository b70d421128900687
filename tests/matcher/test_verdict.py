from __future__ import annotations

from itertools import permutations, product

import pytest

from matcher.verdict import Verdict, all_of, any_of, opposite

PAIRS = list(product(Verdict, Verdict))
MET, UNMET = Verdict.MET, Verdict.UNMET
INFORMATION, JUDGEMENT = Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT


@pytest.mark.parametrize(
    ("parts", "of_all", "of_any"),
    [
        ((), MET, UNMET),
        ((MET,), MET, MET),
        ((MET, UNMET), UNMET, MET),
        ((MET, INFORMATION), INFORMATION, MET),
        ((UNMET, INFORMATION), UNMET, INFORMATION),
        ((INFORMATION, JUDGEMENT), INFORMATION, INFORMATION),
        ((MET, JUDGEMENT), JUDGEMENT, MET),
        ((UNMET, JUDGEMENT), UNMET, JUDGEMENT),
        ((MET, UNMET, INFORMATION, JUDGEMENT), UNMET, MET),
    ],
)
def test_all_and_any_take_the_first_of_their_lists_in_whatever_order_it_stands(
    parts, of_all, of_any
):
    for order in permutations(parts):
        assert all_of(order) is of_all
        assert any_of(order) is of_any


@pytest.mark.parametrize("verdict", Verdict)
def test_not_turns_met_and_unmet_round_and_leaves_the_unknown(verdict):
    assert opposite(opposite(verdict)) is verdict
    assert (opposite(verdict) is verdict) is (verdict in (INFORMATION, JUDGEMENT))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_not_all_is_any_not(one, other):
    assert opposite(all_of([one, other])) is any_of([opposite(one), opposite(other)])


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_grouping_changes_nothing(one, other):
    for third in Verdict:
        assert all_of([all_of([one, other]), third]) is all_of([one, other, third])
        assert any_of([any_of([one, other]), third]) is any_of([one, other, third])
