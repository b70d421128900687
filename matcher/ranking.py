"""Documents ranked for a text: by words, and by meaning where an encoder speaks its language.

The same for our records and for any corpus of texts:

    ranking = Ranking([Document("open a restaurant"), Document("register a baby")], encoder)
    ranking.best("a place to eat", 10)          # places of documents, best first
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Final

import numpy as np

from kb.errors import Unavailable
from kb.text import Language
from matcher.analyser import language_of
from matcher.embedding import Encoder, Vectors
from matcher.index import WordIndex, fused
from matcher.vectors import Nearness, VectorIndex, Vectorised

DENSE_WEIGHT: Final[Mapping[Language, float]] = {"en": 0.6, "zh": 0.5}
"""The share of meaning in a score. English: compared on our development half and or_sharc_dev.
Chinese: not measured, for want of an encoder that speaks it; the packaged one does not."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text, what it is called (its names count twice), and the passages an encoder reads."""

    text: str
    names: str = ""
    passages: tuple[str, ...] = ()


class Ranking:
    """Scores for documents; the vectors join when an encoder is at hand."""

    def __init__(
        self,
        documents: Sequence[Document],
        encoder: Encoder | None = None,
        earlier: Ranking | None = None,
        indexed: Vectorised = VectorIndex,
    ) -> None:
        """Index documents.

        Args:
            documents: what is ranked.
            encoder: makes the vectors.
            earlier: a ranking of most of the same documents; its encoder, and the tokens and
                vectors of texts that stayed the same, are taken over.
            indexed: makes the index of the vectors, where no earlier ranking has done so.

        Raises:
            Unavailable: the `encoder` does not answer; without the encoder of an earlier ranking
                words alone count.
        """
        self.size = len(documents)
        before = (earlier.words, earlier._names) if earlier else (None, None)
        self.words: WordIndex = WordIndex([one.text for one in documents], before[0])
        self._names: WordIndex = WordIndex([one.names for one in documents], before[1])
        self.encoder: Encoder | None = encoder or (earlier.encoder if earlier else None)
        self._indexed: Vectorised = earlier._indexed if earlier and not encoder else indexed
        self._vectors: Nearness | None = None
        read = [one.passages or (one.text,) for one in documents]
        self._begins = np.cumsum([0, *map(len, read)])[:-1]
        if self.encoder and documents:
            known = earlier._vectors.known if earlier and earlier._vectors else {}
            with nullcontext() if encoder else suppress(Unavailable):
                flat = [passage for passages in read for passage in passages]
                self._vectors = self._indexed(flat, self.encoder, known)

    @property
    def has_vectors(self) -> bool:
        """Say whether an encoder has joined."""
        return self._vectors is not None

    def scores(self, text: str) -> Vectors:
        """Return one score per document: words and meaning, where the language is spoken."""
        language = language_of(text)
        spoken = self.encoder is not None and language in self.encoder.languages
        meant = self.meant(text) if spoken else None
        words = self.by_words(text)
        return words if meant is None else fused(words, meant, DENSE_WEIGHT[language])

    def by_words(self, text: str) -> Vectors:
        """Return one score per document by words alone."""
        scores: Vectors = self.words.scores(text) + self._names.scores(text)
        return scores

    def meant(self, text: str) -> Vectors | None:
        """Return the cosine of every document's nearest passage; None where no encoder answers."""
        if self._vectors is None:
            return None
        try:
            near = self._vectors.scores(text)
        except Unavailable:
            return None
        best: Vectors = np.maximum.reduceat(near, self._begins)
        return best

    def best(self, text: str, count: int) -> list[int]:
        """Return the places of the best documents for a text, best first."""
        return top(self.scores(text), count)


def top(scores: Vectors, count: int) -> list[int]:
    """Return the places of the highest scores, best first; of equals the earlier one.

    >>> top(np.array([1.0, 3.0, 0.0, 3.0]), 3)
    [1, 3, 0]
    """
    if count < len(scores):
        least = np.partition(scores, -count)[-count]
        chosen = np.flatnonzero(scores >= least)
    else:
        chosen = np.arange(len(scores))
    order = chosen[np.argsort(-scores[chosen], kind="stable")][:count]
    return [int(place) for place in order]
