"""Free words → scenes, services, policies: exact phrase first, then scores, or "say more".

Below the calibrated coverage it asks back with the best few, or says that this is not
something a service centre does; never a guess and never an empty page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from kb.catalogue import Catalogue
from kb.ids import PolicyId, SceneId
from kb.model import Policy, PublicService, Scene
from kb.text import Language, Text
from matcher.analyser import is_chinese, normalised, stem
from matcher.applicant import Facts
from matcher.embedding import Encoder
from matcher.index import VectorIndex, WordIndex, fused
from matcher.wording import Wording

FOUND_COVERAGE: Final = 0.34
"""Above it one answer is taken; calibrated on our own utterances (tests/journeys)."""
ASK_COVERAGE: Final = 0.12
"""Below it the text is about something else."""
CLEAR_LEAD: Final = 1.25
"""How far the best must lead the second to be taken alone."""
DENSE_WEIGHT: Final = 0.5
"""English, measured: .5/.5 lifts R@1 from .68 to .735; Chinese keeps words alone."""
BEST_FEW: Final = 5
RECALLED: Final = 12
"""How many policies lie near enough to a scene to ask about; ours, looked at by eye."""


class Outcome(StrEnum):
    """What became of a search."""

    FOUND = "found"
    ASK = "ask"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that fits, with a score that ranks it among the others of one search."""

    id: str
    kind: str
    title: Text
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The outcome of a search and its hits, best first."""

    outcome: Outcome
    results: tuple[Hit, ...] = ()


Searchable = Scene | PublicService | Policy
KINDS: Final[dict[str, type[Searchable]]] = {
    "scene": Scene,
    "service": PublicService,
    "policy": Policy,
}


class Searcher:
    """Search over one catalogue; the vectors join when an encoder is at hand."""

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Encoder | None = None,
        earlier: Searcher | None = None,
    ) -> None:
        """Index a catalogue.

        Args:
            catalogue: what is searched.
            encoder: makes the vectors.
            earlier: the search over the generation before; its encoder and the vectors of texts
                that stayed the same are taken over.
        """
        self._records: list[Searchable] = [
            record for kind in KINDS.values() for record in catalogue.of_kind(kind)
        ]
        self._phrases = [list(_phrases(record)) for record in self._records]
        self._words = WordIndex([_document(record) for record in self._records])
        self._encoder: Encoder | None = encoder or (earlier._encoder if earlier else None)
        english = [_document(record, "en") for record in self._records]
        self._recalled: dict[tuple[SceneId, ...], frozenset[PolicyId]] = {}
        self._vectors: VectorIndex | None = None
        if self._encoder and english:
            known = earlier._vectors.known if earlier and earlier._vectors else {}
            self._vectors = VectorIndex(english, self._encoder, known)

    @property
    def has_vectors(self) -> bool:
        """Say whether an encoder has joined."""
        return self._vectors is not None

    def search(self, text: str, kinds: Sequence[str] = ("scene",)) -> Found:
        """Return what a text asks for among records of some kinds."""
        allowed = tuple(KINDS[kind] for kind in kinds)
        exact = self._by_phrase(text, allowed)
        if len(exact) == 1:
            return Found(outcome=Outcome.FOUND, results=tuple(exact))
        return self._by_score(text, allowed, exact)

    def _by_phrase(self, text: str, allowed: tuple[type, ...]) -> list[Hit]:
        """Return the records whose longest phrase stands in the text; the longest wins."""
        lengths = {
            i: max((len(p) for p in phrases if _stands_in(p, text)), default=0)
            for i, phrases in enumerate(self._phrases)
            if isinstance(self._records[i], allowed)
        }
        longest = max(lengths.values(), default=0)
        return [self._hit(i, 1.0) for i, length in lengths.items() if length == longest > 0]

    def _by_score(self, text: str, allowed: tuple[type, ...], exact: list[Hit]) -> Found:
        scores = self._words.scores(text)
        if self._vectors is not None and not is_chinese(text):
            scores = fused(scores, self._vectors.scores(text), DENSE_WEIGHT)
        ranked = [i for i in scores.argsort()[::-1] if isinstance(self._records[i], allowed)]
        best = ranked[:BEST_FEW]
        hits = tuple(self._hit(i, float(scores[i])) for i in best if scores[i] > 0)
        coverage = max((self._words.coverage(text, i) for i in best), default=0.0)
        if exact:
            return Found(outcome=Outcome.ASK, results=tuple(exact))
        if coverage < ASK_COVERAGE or not hits:
            return Found(outcome=Outcome.OUTSIDE)
        leads = len(hits) == 1 or hits[0].score >= CLEAR_LEAD * hits[1].score
        taken = leads and self._words.coverage(text, best[0]) >= FOUND_COVERAGE
        return Found(outcome=Outcome.FOUND if taken else Outcome.ASK, results=hits)

    def _hit(self, place: int, score: float) -> Hit:
        record = self._records[place]
        kind = record.id.partition("/")[0]
        return Hit(id=record.id, kind=kind, title=record.title, score=round(score, 4))

    def policy_scores(self, facts: Facts, catalogue: Catalogue) -> dict[PolicyId, float]:
        """Return how near each policy lies to an applicant's facts, to rank equals by.

        The facts are said in English through the graph's bilingual labels, so the vectors
        serve Chinese users too. Empty without an encoder.
        """
        said = verbalised(facts, catalogue)
        if self._vectors is None or not said:
            return {}
        scores = self._vectors.scores(said)
        return {
            record.id: float(scores[i])
            for i, record in enumerate(self._records)
            if isinstance(record, Policy)
        }


    def recalled(self, scenes: Sequence[SceneId]) -> frozenset[PolicyId]:
        """Return the policies whose words lie nearest to those of some scenes.

        By words alone, so that the questions of a plan are the same before and after the encoder
        has joined. It says what is worth asking about; what is matched is always everything.
        """
        key = tuple(scenes)
        if key not in self._recalled:
            said = " ".join(_document(r) for r in self._records if r.id in key)
            scores = self._words.scores(said)
            ranked = [i for i in scores.argsort()[::-1] if isinstance(self._records[i], Policy)]
            near = [cast(Policy, self._records[i]).id for i in ranked if scores[i] > 0]
            self._recalled[key] = frozenset(near[:RECALLED])
        return self._recalled[key]


def _phrases(record: Searchable) -> Iterator[str]:
    for language in ("zh", "en"):
        yield normalised(record.title.get(language))
        yield from (normalised(phrase) for phrase in record.phrases.get(language))


def _document(record: Searchable, language: Language | None = None) -> str:
    languages: tuple[Language, ...] = (language,) if language else ("zh", "en")
    words: list[str] = []
    for each in languages:
        words += [record.title.get(each), *sorted(record.phrases.get(each))]
        if record.description is not None:
            words.append(record.description.get(each))
    return " ".join(words)


def _stands_in(phrase: str, text: str) -> bool:
    """Say whether a phrase stands in a text: characters in Chinese, whole words in English."""
    if is_chinese(phrase):
        return phrase.replace(" ", "") in normalised(text).replace(" ", "")
    said = [stem(word) for word in normalised(text).split()]
    wanted = [stem(word) for word in phrase.split()]
    return any(said[i : i + len(wanted)] == wanted for i in range(len(said) - len(wanted) + 1))


def verbalised(facts: Facts, catalogue: Catalogue) -> str:
    """Return facts as English words, by the labels of their concepts."""
    wording = Wording(catalogue)
    said = []
    for concept_id, fact in sorted(facts.known.items()):
        concept = catalogue.concepts[concept_id]
        if fact.value is not False and not isinstance(fact.value, tuple):
            said.append(f"{concept.title.en}: {wording.value(fact.value, concept).en}")
    return "; ".join(said)
