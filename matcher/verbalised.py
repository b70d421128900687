"""An applicant's facts said in words, and how near they come to the conditions of every policy.

Facts and conditions are said through the graph's bilingual labels, so an encoder that speaks
English alone serves people who read Chinese. Nearness ranks equals; it never decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kb.catalogue import Catalogue
from kb.criteria import Not
from kb.echo import children
from kb.errors import Unavailable
from kb.ids import PolicyId
from kb.text import LANGUAGES, Language, Text
from matcher.applicant import Facts
from matcher.embedding import Encoder, Vectors
from matcher.index import fused
from matcher.vectors import Known, Nearness, VectorIndex, Vectorised
from matcher.wording import Wording, wording_of

NEAR_WEIGHT: Final = 0.6
"""The share of meaning beside words; chosen on every other one of the applicants of our tables."""
_MOST_KEPT: Final = 4_000_000
"""So many figures, of facts against conditions, are kept for the next applicant; 16 MB."""


def verbalised(facts: Facts, catalogue: Catalogue, languages: AbstractSet[Language]) -> str:
    """Return facts as words in one or more languages, by the labels of their concepts."""
    return "; ".join(
        sentence
        for language in LANGUAGES
        if language in languages
        for sentence in sentences(facts, catalogue, language)
    )


def sentences(facts: Facts, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield one sentence a fact; what is not so, and lists of members, are left out."""
    wording = wording_of(catalogue)
    for concept_id, fact in sorted(facts.known.items()):
        concept = catalogue.concepts[concept_id]
        if fact.value is not False and not isinstance(fact.value, tuple):
            said = wording.value(fact.value, concept).get(language)
            yield f"{concept.title.get(language)}: {said}"


@dataclass(frozen=True, slots=True)
class _Encoded:
    """The distinct sentences of all conditions encoded, and which of them each policy has."""

    near: Nearness
    scored: Callable[[str], Vectors]
    places: npt.NDArray[np.intp]
    owners: npt.NDArray[np.intp]


class Conditions:
    """The conditions of all policies as sentences; published ones are encoded when needed."""

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Encoder | None = None,
        earlier: Conditions | None = None,
        indexed: Vectorised = VectorIndex,
    ) -> None:
        """Take what is needed; with an encoder of its own everything is encoded at once.

        Args:
            catalogue: holds the policies.
            encoder: speaks a language of ours; English where it speaks several.
            earlier: those of the generation before; their encoder and the vectors of sentences
                that stayed the same are taken over.
            indexed: makes the index of the vectors, where no earlier conditions have done so.

        Raises:
            Unavailable: the `encoder` does not answer.
        """
        taken = earlier if earlier and not encoder else None
        self.policies = tuple(catalogue.policies)
        self._catalogue = catalogue
        self._encoder: Encoder | None = taken._encoder if taken else encoder
        self._indexed: Vectorised = taken._indexed if taken else indexed
        self._known: Known = taken._known if taken else {}
        self._one_at_a_time = Lock()
        self._made: _Encoded | None = None
        if encoder:
            self._encoded(encoder)

    @property
    def language(self) -> Language:
        """Return the language that facts and conditions are said in for the encoder."""
        spoken = self._encoder.languages if self._encoder else frozenset({"en"})
        return "en" if "en" in spoken else "zh"

    def _encoded(self, encoder: Encoder) -> _Encoded:
        """Return the conditions encoded, once."""
        with self._one_at_a_time:
            if self._made is None:
                self._made = self._encode(encoder)
                self._known = self._made.near.known
            return self._made

    def _encode(self, encoder: Encoder) -> _Encoded:
        said = [self._said_of(policy) for policy in self.policies]
        distinct = list(dict.fromkeys(one for each in said for one in each)) or [""]
        place = {sentence: n for n, sentence in enumerate(distinct)}
        near = self._indexed(distinct, encoder, self._known)
        return _Encoded(
            near=near,
            scored=lru_cache(max(1, _MOST_KEPT // len(distinct)))(near.scores),
            places=np.array([place[one] for each in said for one in each], dtype=np.intp),
            owners=np.repeat(np.arange(len(said)), [len(each) for each in said]),
        )

    def _said_of(self, policy: PolicyId) -> tuple[str, ...]:
        """Return the conditions of a policy, one sentence a leaf."""
        criterion = self._catalogue.conditions.get(policy)
        wording = wording_of(self._catalogue)
        said = () if criterion is None else _leaves(criterion, False, wording)
        return tuple(dict.fromkeys(one.get(self.language) for one in said))

    def near(self, facts: Facts) -> Vectors | None:
        """Return how near facts come to each of the `policies`; None where nobody can say.

        It is the mean, over a policy's conditions, of the cosine of the nearest fact. A policy
        without conditions stands in the middle.
        """
        said = list(sentences(facts, self._catalogue, self.language))
        if not said or self._encoder is None:
            return None
        try:
            made = self._encoded(self._encoder)
            nearest = np.max([made.scored(sentence) for sentence in said], axis=0)
        except Unavailable:
            return None
        return self._means(made, nearest)

    def _means(self, made: _Encoded, nearest: Vectors) -> Vectors:
        size = len(self.policies)
        counts = np.bincount(made.owners, minlength=size)
        sums = np.bincount(made.owners, nearest[made.places], size)
        means = np.divide(sums, counts, where=counts > 0, out=np.zeros(size))
        held = means[counts > 0]
        means[counts == 0] = held.mean() if len(held) else 0.0
        return means.astype(np.float32)


def ranked(words: Vectors, near: Vectors) -> Vectors:
    """Return one score from words and from nearness, from 0 to 1."""
    return fused(words, near, NEAR_WEIGHT)


def _leaves(criterion: Any, negated: bool, wording: Wording) -> Iterator[Text]:
    """Yield what the leaves of a tree ask, under a `not` the opposite."""
    parts = [part for _, part in children(criterion)]
    if not parts:
        yield wording.leaf(criterion, negated)
    for part in parts:
        yield from _leaves(part, negated ^ isinstance(criterion, Not), wording)
