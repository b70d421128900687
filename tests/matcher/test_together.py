from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kb.errors import Unavailable
from matcher.together import REMEMBERED, Together
from tests.encoding import Letters
from tests.waiting import seconds_until

WORDS = [f"{word} shop" for word in "book coffee flower toy print fruit pet hat".split()]


@pytest.fixture
def letters():
    return Letters()


def test_what_waits_meanwhile_is_encoded_in_one_call(letters):
    together = Together(letters)
    letters.may_go.clear()

    with ThreadPoolExecutor(8) as users:
        first = users.submit(together.encode, ["first"])
        letters.is_asked.wait(5)
        others = [users.submit(together.encode, [word]) for word in WORDS[:7]]
        seconds_until(lambda: len(together._waiting) == 7, 5)
        letters.may_go.set()
        found = [other.result() for other in others]

    assert letters.calls == [1, 7]
    assert first.result().tolist() == letters.encode(["first"]).tolist()
    assert np.concatenate(found).tolist() == letters.encode(WORDS[:7]).tolist()


def test_what_was_asked_lately_is_not_encoded_again(letters):
    together = Together(letters)

    found = [together.encode(["book shop"]).tolist() for _ in range(3)]

    assert letters.calls == [1]
    assert found[0] == found[1] == found[2]


def test_only_so_much_is_remembered_and_none_of_its_words(letters):
    together = Together(letters)
    for number in range(REMEMBERED + 5):
        together.encode([f"shop {number}"])

    assert len(together._lately) == REMEMBERED
    assert all(isinstance(key, bytes) and len(key) == 32 for key in together._lately)


def test_many_texts_at_once_are_documents_and_not_remembered(letters):
    together = Together(letters)

    together.encode(WORDS)

    assert len(together._lately) == 0
    assert together.encode(WORDS).shape == (len(WORDS), 26)


def test_a_failure_is_told_to_all_who_waited_and_to_nobody_later(letters):
    together = Together(letters)
    letters.fails = True
    letters.may_go.clear()

    with ThreadPoolExecutor(3) as users:
        asked = [users.submit(together.encode, [word]) for word in WORDS[:3]]
        letters.may_go.set()
        for one in asked:
            with pytest.raises(Unavailable, match="Away"):
                one.result()
    letters.fails = False

    assert together.encode(WORDS[:1]).shape == (1, 26)


def test_who_waits_too_long_goes_on_without_and_holds_nobody_up(letters):
    together = Together(letters, patience=0.01)
    letters.may_go.clear()
    busy = threading.Thread(target=together.encode, args=[["first"]])
    busy.start()
    letters.is_asked.wait(5)

    with pytest.raises(Unavailable, match="busy"):
        together.encode(["second"])

    letters.may_go.set()
    busy.join()
    assert letters.texts == ["first"]
    assert together.encode(["third"]).shape == (1, 26)


def test_eight_threads_that_never_pause_are_all_answered(letters):
    together = Together(letters)

    def asks(user):
        return [together.encode([f"{user} {i}"]).shape for i in range(200)]

    with ThreadPoolExecutor(8) as users:
        answered = list(users.map(asks, range(8)))

    assert answered == [[(1, 26)] * 200] * 8
    assert len(letters.texts) == 1600
