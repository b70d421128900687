"""BM25 over our own tokens, and scores of words and of vectors as one: for every document."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Protocol

import bm25s
import numpy as np

from matcher.analyser import counts, tokens
from matcher.embedding import Vectors

K1: Final = 1.2
B: Final = 0.75


class Index(Protocol):
    """Scores every document for a text; the higher the nearer."""

    def scores(self, text: str) -> Vectors:
        """Return one score per document, in the order they were given."""


class WordIndex:
    """BM25 over our own tokens."""

    def __init__(self, documents: Sequence[str]) -> None:
        self._tokens = [tokens(document) for document in documents]
        self._sets = [frozenset(held) for held in self._tokens]
        self._weights = _weights(self._tokens)
        self._bm25 = bm25s.BM25(k1=K1, b=B)
        if self._weights:  # of nothing at all, or of signs alone, there is no index
            self._bm25.index(self._tokens, show_progress=False)
        self._rarest = max(self._weights.values(), default=1.0)

    def scores(self, text: str) -> Vectors:
        """Return one BM25 score per document; zero where no token is shared."""
        known = [token for token in tokens(text) if token in self._weights]
        if not known:
            return np.zeros(len(self._tokens), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def shares(self, document: int, wanted: frozenset[str]) -> bool:
        """Say whether a document holds one of some tokens."""
        return not wanted.isdisjoint(self._sets[document])

    def coverage(self, text: str, document: int) -> float:
        """Return how much of a text's weight a document shares, from 0 to 1.

        Words that no document knows weigh as much as the rarest: chit-chat covers little. Words
        for kinds of paper weigh nothing beside others: a gun licence is not half a food licence.
        """
        every = set(tokens(text))
        asked = set(filter(counts, every)) or every
        held = self._sets[document]
        whole = sum(self._weights.get(token, self._rarest) for token in asked)
        shared = sum(self._weights.get(token, 0.0) for token in asked & held)
        return shared / whole if whole else 0.0


def _weights(documents: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the inverse document frequency of every token."""
    counts: dict[str, int] = {}
    for document in documents:
        for token in set(document):
            counts[token] = counts.get(token, 0) + 1
    total = len(documents)
    return {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in counts.items()}


def fused(words: Vectors, vectors: Vectors, weight: float) -> Vectors:
    """Return the weighted sum of two score lists after min–max; never blind rank fusion."""
    fused_scores: Vectors = (1 - weight) * _unit(words) + weight * _unit(vectors)
    return fused_scores


def _unit(scores: Vectors) -> Vectors:
    low, high = float(scores.min(initial=0.0)), float(scores.max(initial=0.0))
    if high <= low:
        return np.zeros_like(scores)
    unit: Vectors = (scores - low) / (high - low)
    return unit
