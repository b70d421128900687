"""BM25 over our own tokens, and scores of words and of vectors as one: for every document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, Protocol

import bm25s
import numpy as np
import numpy.typing as npt

from matcher.analyser import counts, tokens
from matcher.embedding import Vectors

K1: Final = 0.9
B: Final = 0.5


class Index(Protocol):
    """Scores every document for a text; the higher the nearer."""

    def scores(self, text: str) -> Vectors:
        """Return one score per document, in the order they were given."""


class WordIndex:
    """BM25 over our own tokens."""

    def __init__(self, documents: Sequence[str], earlier: WordIndex | None = None) -> None:
        """Index documents; the tokens of those that an `earlier` index held are taken over."""
        known: Mapping[str, list[str]] = earlier._tokens if earlier else {}
        self._tokens: dict[str, list[str]] = {
            one: known.get(one) or tokens(one) for one in documents
        }
        self._documents = list(documents)
        self._size = len(documents)
        self._places: dict[str, int] = {}
        rows = [self._numbered(self._tokens[one]) for one in documents]
        self._bm25 = bm25s.BM25(k1=K1, b=B)
        if self._places:  # of nothing at all, or of signs alone, there is no index
            self._bm25.index((rows, self._places), show_progress=False, create_empty_token=False)

    def _numbered(self, said: Iterable[str]) -> list[int]:
        return [self._places.setdefault(token, len(self._places)) for token in said]

    @cached_property
    def _weights(self) -> Vectors:
        """Return the inverse document frequency of every token."""
        held = np.diff(self._bm25.scores["indptr"]) if self._places else np.zeros(0)
        weights: Vectors = np.log(1 + (self._size - held + 0.5) / (held + 0.5))
        return weights

    @cached_property
    def _rarest(self) -> float:
        return float(self._weights.max(initial=0.0)) or 1.0

    def scores(self, text: str) -> Vectors:
        """Return one BM25 score per document; zero where no token is shared."""
        known = [self._places[token] for token in tokens(text) if token in self._places]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def holding(self, wanted: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Say of every document whether it holds one of some tokens."""
        found = np.zeros(self._size, dtype=np.bool_)
        for token in wanted:
            found[self._holders(token)] = True
        return found

    def _holders(self, token: str) -> npt.NDArray[np.int32]:
        place = self._places.get(token)
        if place is None:
            return np.zeros(0, dtype=np.int32)
        begins = self._bm25.scores["indptr"]
        held: npt.NDArray[np.int32] = self._bm25.scores["indices"][
            begins[place] : begins[place + 1]
        ]
        return held

    def shares(self, document: int, wanted: frozenset[str]) -> bool:
        """Say whether a document holds one of some tokens."""
        return not wanted.isdisjoint(self._tokens[self._documents[document]])

    def coverage(self, text: str, document: int) -> float:
        """Return how much of a text's weight a document shares, from 0 to 1.

        Words that no document knows weigh as much as the rarest: chit-chat covers little. Words
        for kinds of paper weigh nothing beside others: a gun licence is not half a food licence.
        """
        every = set(tokens(text))
        asked = set(filter(counts, every)) or every
        held = asked.intersection(self._tokens[self._documents[document]])
        whole = sum(map(self.weight, asked))
        return sum(map(self.weight, held)) / whole if whole else 0.0

    def weight(self, token: str) -> float:
        """Return how rare a token is; one that no document knows is as rare as the rarest."""
        place = self._places.get(token)
        return self._rarest if place is None else float(self._weights[place])


def fused(words: Vectors, vectors: Vectors, weight: float) -> Vectors:
    """Return the weighted sum of two score lists after min–max; never blind rank fusion."""
    fused_scores: Vectors = (1 - weight) * unit(words) + weight * unit(vectors)
    return fused_scores


def unit(scores: Vectors) -> Vectors:
    """Return scores from 0 to 1: nothing is 0, the highest 1."""
    low, high = float(scores.min(initial=0.0)), float(scores.max(initial=0.0))
    if high <= low:
        return np.zeros_like(scores)
    found: Vectors = (scores - low) / (high - low)
    return found
