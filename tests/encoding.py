"""A small encoder for tests of what stands around it: how often each letter occurs."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from kb.errors import Unavailable
from kb.text import Language, Text
from matcher.embedding import Vectors


class Letters:
    """Counts letters; remembers what it was asked, and can be told to fail or to wait."""

    languages: frozenset[Language] = frozenset({"en"})

    def __init__(self, width: int = 26) -> None:
        self.fingerprint = f"{width:064}"
        self.texts: list[str] = []
        self.calls: list[int] = []
        self.fails = False
        self.may_go = threading.Event()
        self.may_go.set()
        self.is_asked = threading.Event()
        self._width = width

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return how often each letter occurs, as unit vectors."""
        self.is_asked.set()
        self.may_go.wait(10)
        if self.fails:
            raise Unavailable(Text(zh="不在。", en="Away."))
        self.calls.append(len(texts))
        self.texts += texts
        counts = np.full((len(texts), self._width), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for letter in text.lower():
                if letter.isascii() and letter.isalpha():
                    counts[row, (ord(letter) - ord("a")) % self._width] += 1
        unit: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit
