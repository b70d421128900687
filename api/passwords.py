"""Passwords: which ones will do, and keeping them as argon2 only."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from kb.errors import WrongInput
from kb.text import Text

SHORTEST: Final = 10
LONGEST: Final = 200
AT_ONCE: Final = 4
"""Argon2 takes 64 MB a time; many sign-ins at once wait for one another instead."""

_FEWEST_DIFFERENT: Final = 5
_ROWS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_HASHER = PasswordHash((Argon2Hasher(),))


class Passwords:
    """Hashes passwords and compares them, a few at a time."""

    def __init__(self) -> None:
        self._turns = BoundedSemaphore(AT_ONCE)

    def hashed(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._turns:
            return _HASHER.hash(password)

    def fits(self, password: str, kept: str | None) -> bool:
        """Say whether a password is the one kept; where none is, it takes as long to say no."""
        with self._turns:
            return len(password) <= LONGEST and _HASHER.verify(password, kept or _nobodys())


@cache
def _nobodys() -> str:
    """Return the hash of a password nobody knows."""
    return _HASHER.hash(secrets.token_urlsafe())


def check_new(name: str, password: str) -> None:
    """Let a password through that an account may have; its length counts, not its signs.

    Raises:
        WrongInput: it is too short or too long, it is the name, or anybody would try it.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WrongInput.at(
            "password",
            Text(zh=f"有 {len(password)} 个字符。", en=f"has {len(password)} characters."),
            Text(
                zh=f"请用 {SHORTEST} 到 {LONGEST} 个字符，三个词连起来就很好。",
                en=f"Choose {SHORTEST} to {LONGEST}; three words do well.",
            ),
        )
    if password.strip().casefold() == name.casefold() or is_plain(password):
        raise WrongInput.at(
            "password",
            Text(zh="谁都会先试这个。", en="is one that anybody would try."),
            Text(zh="请选一个别人猜不到的。", en="Choose something nobody can guess."),
        )


def is_plain(password: str) -> bool:
    """Say whether a password is a row of keys, or few signs over and over.

    >>> is_plain("1234567890"), is_plain("abababababab"), is_plain("horse battery staple")
    (True, True, False)
    """
    typed = password.strip().casefold()
    in_a_row = any(typed in row or typed in row[::-1] for row in _ROWS)
    return in_a_row or len(set(typed)) < _FEWEST_DIFFERENT
