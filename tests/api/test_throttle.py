from __future__ import annotations

from api.throttle import Throttle


def test_ten_wrong_codes_a_minute_are_allowed_and_each_client_is_counted_apart():
    throttle = Throttle()

    tries = [throttle.allows("one") for _ in range(12)]

    assert tries == [True] * 10 + [False] * 2
    assert throttle.allows("another")
