from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from api.passwords import _HASHER, AT_ONCE, LONGEST, SHORTEST, Passwords, check_new
from kb.errors import WrongInput


@pytest.mark.parametrize(
    "password",
    ["correct horse", "一二三四五六七八九十", "xK3!p" * 3, "a" * 5 + "bcdef", "王小明 likes tea"],
)
def test_length_counts_and_not_which_signs(password):
    check_new("王小明", password)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short word"[: SHORTEST - 1],
        "long words " * (LONGEST // 10),
        "Li Hua of Huangpu",
        " li hua of huangpu ",
        "1234567890",
        "0987654321",
        "QWERTYUIOP",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "1212121212",
    ],
)
def test_what_anybody_would_try_first_is_refused_with_what_to_choose(password):
    with pytest.raises(WrongInput) as refused:
        check_new("Li Hua of Huangpu", password)

    assert refused.value.problems[0].remedy.en.startswith("Choose")


def test_where_no_password_is_kept_one_as_costly_is_compared(monkeypatch):
    """So nobody can tell by the time it takes whether a name is somebody's."""
    passwords, compared = Passwords(), []
    kept = passwords.hashed("three odd words")
    hasher = SimpleNamespace(hash=_HASHER.hash, verify=lambda _, kept: compared.append(kept))
    monkeypatch.setattr("api.passwords._HASHER", hasher)

    passwords.fits("another odd word", kept)
    passwords.fits("another odd word", None)

    cost = [one.split("$")[1:4] for one in compared]
    assert compared[0] == kept != compared[1]
    assert cost[0] == cost[1]


def test_what_is_kept_differs_every_time_and_fits_all_the_same():
    passwords = Passwords()

    first, second = passwords.hashed("three odd words"), passwords.hashed("three odd words")

    assert first != second
    assert passwords.fits("three odd words", first)
    assert passwords.fits("three odd words", second)


def test_many_at_once_wait_for_one_another(monkeypatch):
    """Each takes 64 MB: a hundred at once would take a small machine's memory."""
    passwords, inside, most = Passwords(), [], []

    class Slow:
        def verify(self, password, kept):
            inside.append(password)
            most.append(len(inside))
            time.sleep(0.005)
            inside.pop()
            return False

    monkeypatch.setattr("api.passwords._HASHER", Slow())
    threads = [threading.Thread(target=passwords.fits, args=("x", "kept")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 20
    assert max(most) <= AT_ONCE
