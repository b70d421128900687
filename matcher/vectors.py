"""FAISS over the vectors of documents: a score for every document, in document order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np

from matcher.embedding import Encoder, Vectors

TOGETHER: Final = 8
"""So many documents are encoded in one call: a search that comes between waits no longer."""
Progress = Callable[[int, int], None]
"""Told now and then how many texts are encoded, of how many."""
Known = Mapping[str, Vectors]


def nobody_watches(_done: int, _of: int) -> None:
    """Tell nobody how far the work is."""


class Nearness(Protocol):
    """Scores every document for a text by its meaning, and knows their vectors."""

    known: Known

    def scores(self, text: str) -> Vectors:
        """Return the cosine of the text with every document, in document order.

        Raises:
            Unavailable: the encoder or the store does not answer now.
        """


class Vectorised(Protocol):
    """Makes what scores documents; what is `known` from the same encoder costs nothing."""

    def __call__(
        self, documents: Sequence[str], encoder: Encoder, known: Known | None = None
    ) -> Nearness:
        """Return what scores these documents, in their order."""


class VectorIndex:
    """FAISS over unit vectors: flat, every pair is compared, by one thread.

    Two threads on two busy cores wait for each other and were up to 100 × slower (so was `@` of
    numpy). FAISS keeps that figure for each calling thread by itself, so it is set every time.
    """

    def __init__(
        self,
        documents: Sequence[str],
        encoder: Encoder,
        known: Known | None = None,
        progress: Progress = nobody_watches,
    ) -> None:
        """Index documents; those whose vector is `known` from the same encoder cost nothing."""
        import faiss

        self.known: Known = encoded(documents, encoder, known or {}, progress)
        """The vector of every document."""
        vectors = np.stack([self.known[document] for document in documents])
        self._encoder = encoder
        self._size = len(documents)
        self._only = faiss.omp_set_num_threads
        self._index: Any = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def scores(self, text: str) -> Vectors:
        """Return the cosine of the text with every document."""
        asked = self._encoder.encode([text])
        self._only(1)
        found, places = self._index.search(asked, self._size)
        scores = np.empty(self._size, dtype=np.float32)
        scores[places[0]] = found[0]
        return scores


def encoded(
    documents: Sequence[str], encoder: Encoder, known: Known, progress: Progress = nobody_watches
) -> dict[str, Vectors]:
    """Return the vector of every document; those not known are encoded, shortest first.

    Texts of one length go together, so that none is filled up for a long neighbour.
    """
    wanted = dict.fromkeys(documents)
    new = sorted((one for one in wanted if one not in known), key=len)
    found = {document: known[document] for document in wanted if document in known}
    for begin in range(0, len(new), TOGETHER):
        some = new[begin : begin + TOGETHER]
        found.update(zip(some, encoder.encode(some), strict=True))
        progress(begin + len(some), len(new))
    return found
