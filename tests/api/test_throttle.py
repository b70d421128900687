from __future__ import annotations

import pytest

from api.throttle import CODES, SIGN_INS, Throttle


@pytest.mark.parametrize(("limit", "most"), [(CODES, 10), (SIGN_INS, 30)])
def test_so_many_wrong_ones_a_minute_are_allowed_and_each_client_is_counted_apart(limit, most):
    throttle = Throttle(limit)

    tries = [throttle.allows("one") for _ in range(most + 2)]

    assert tries == [True] * most + [False] * 2
    assert throttle.allows("another")


def test_asking_whether_the_limit_is_reached_counts_nothing():
    throttle = Throttle("2/minute")

    asked = [throttle.has_spent("one") for _ in range(5)]
    throttle.allows("one")
    throttle.allows("one")

    assert not any(asked)
    assert throttle.has_spent("one")
