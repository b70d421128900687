"""FAISS over the vectors of documents: a score for every document, in document order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import faiss
import numpy as np

from matcher.embedding import Encoder, Vectors


class VectorIndex:
    """FAISS over unit vectors; flat, one thread (two were up to 100 times slower)."""

    def __init__(
        self,
        documents: Sequence[str],
        encoder: Encoder,
        known: Mapping[str, Vectors] | None = None,
    ) -> None:
        """Index documents; those whose vector is `known` from the same encoder cost nothing."""
        faiss.omp_set_num_threads(1)
        self.known = _encoded(documents, encoder, known or {})
        """The vector of every document."""
        vectors = np.stack([self.known[document] for document in documents])
        self._encoder = encoder
        self._size = len(documents)
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        self._index.add_with_ids(vectors, np.arange(self._size, dtype=np.int64))

    def scores(self, text: str) -> Vectors:
        """Return the cosine of the text with every document."""
        found, ids = self._index.search(self._encoder.encode([text]), self._size)
        scores = np.zeros(self._size, dtype=np.float32)
        scores[ids[0]] = found[0]
        return scores


def _encoded(
    documents: Sequence[str], encoder: Encoder, known: Mapping[str, Vectors]
) -> dict[str, Vectors]:
    new = [document for document in dict.fromkeys(documents) if document not in known]
    made = dict(zip(new, encoder.encode(new), strict=True)) if new else {}
    return {d: made[d] if d in made else known[d] for d in documents}
