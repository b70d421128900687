"""Free words → scenes, services, policies: a name first, then scores, or "say more".

Below the calibrated coverage it asks back with the best few, or says that this is not
something a service centre does; never a guess and never an empty page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final, cast

from kb.catalogue import Catalogue
from kb.ids import PolicyId, SceneId
from kb.model import Policy, PublicService, Scene
from kb.text import Language, Text
from matcher.analyser import PAPERS, counts, is_chinese, telling, tokens
from matcher.applicant import Facts
from matcher.embedding import Encoder, Vectors
from matcher.index import WordIndex, fused
from matcher.naming import Naming, Searchable
from matcher.vectors import VectorIndex
from matcher.wording import Wording

FOUND_COVERAGE: Final = 0.34
"""Above it one answer is taken; calibrated on our own utterances (tests/journeys)."""
ASK_COVERAGE: Final = {Scene: 0.12, PublicService: 0.2, Policy: 0.2}
"""Below it the text is about something else; long descriptions share a word with anything."""
CLEAR_LEAD: Final = 1.25
"""How far the best must lead the second to be taken alone."""
DENSE_WEIGHT: Final = 0.5
"""English, measured: .5/.5 lifts R@1 from .68 to .735; Chinese keeps words alone."""
NEAR: Final = 0.4
"""What scores less than this share of the best is noise."""
BEST_FEW: Final = 5
RECALLED: Final = 12
"""How many policies lie near enough to a scene to ask about; ours, looked at by eye."""
MOST_REMEMBERED: Final = 1000
"""Of how many groups of scenes that is remembered; programs may ask for any."""


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


KINDS: Final[dict[str, type[Searchable]]] = {
    "scene": Scene,
    "service": PublicService,
    "policy": Policy,
}
"""What is searched; where a name fits several kinds, the earlier one is meant."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text, the score of every record for it, and what in it tells one matter from another."""

    text: str
    scores: Vectors
    telling: frozenset[str]
    characters: frozenset[str]
    speaks_of_paper: bool

    @classmethod
    def of(cls, text: str, scores: Vectors) -> _Asked:
        """Return a text with what it says."""
        said = tokens(text)
        characters = (token for token in said if is_chinese(token) and counts(token))
        return cls(
            text=text,
            scores=scores,
            telling=telling(text),
            characters=frozenset("".join(characters)),
            speaks_of_paper=not PAPERS.isdisjoint(said),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """The hits among some records, and how sure the best of them is."""

    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    coverage: float = 0.0

    @property
    def found(self) -> bool:
        """Say whether one answer can be taken."""
        return self.outcome is Outcome.FOUND

    def stands_before(self, other: _Judged) -> bool:
        """Say whether this is an answer that covers no less of the text than the other."""
        return self.found and (other.outcome is Outcome.OUTSIDE or self.coverage >= other.coverage)


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
        self._naming = Naming(self._records, catalogue)
        self._words = WordIndex([_document(record) for record in self._records])
        self._encoder: Encoder | None = encoder or (earlier._encoder if earlier else None)
        english = [_document(record, "en") for record in self._records]
        self._recalled: dict[frozenset[SceneId], AbstractSet[PolicyId]] = {}
        self._vectors: VectorIndex | None = None
        if self._encoder and english:
            known = earlier._vectors.known if earlier and earlier._vectors else {}
            self._vectors = VectorIndex(english, self._encoder, known)

    @property
    def has_vectors(self) -> bool:
        """Say whether an encoder has joined."""
        return self._vectors is not None

    def search(self, text: str, kinds: Sequence[str] = ("scene",)) -> Found:
        """Return what a text asks for among records of some kinds, the answer first.

        What else fits comes after it: other names that stand in the text, or the best of the
        other kinds.
        """
        allowed = tuple(KINDS[kind] for kind in kinds)
        places = [i for i, record in enumerate(self._records) if isinstance(record, allowed)]
        lengths = self._naming.named(text, set(places))
        return self._by_name(lengths) if lengths else self._by_score(text, places)

    def _by_name(self, lengths: Mapping[int, int]) -> Found:
        """Return the records that were named; the longest name wins, then the earlier kind."""
        order = sorted(lengths, key=lambda i: (-lengths[i], i))
        longest = lengths[order[0]]
        hits = tuple(self._hit(i, lengths[i] / longest) for i in order)
        alone = [hit for hit in hits if (hit.score, hit.kind) == (1.0, hits[0].kind)]
        return Found(outcome=Outcome.FOUND if len(alone) == 1 else Outcome.ASK, results=hits)

    def _by_score(self, text: str, places: Sequence[int]) -> Found:
        """Return the best scenes and the best of the rest, judged apart and set in order.

        A text that speaks of a licence or a subsidy means that, where one is found.
        """
        asked = _Asked.of(text, self._scores(text))
        scenes = self._judged(asked, [i for i in places if isinstance(self._records[i], Scene)])
        others = self._judged(asked, [i for i in places if not isinstance(self._records[i], Scene)])
        means_paper = others.found and asked.speaks_of_paper
        if scenes.stands_before(others) and not means_paper:
            return Found(outcome=Outcome.FOUND, results=(*scenes.hits, *others.hits))
        if means_paper or others.stands_before(scenes):
            return Found(outcome=Outcome.FOUND, results=(*others.hits, *scenes.hits))
        hits = sorted((*scenes.hits, *others.hits), key=lambda hit: -hit.score)
        return Found(outcome=Outcome.ASK if hits else Outcome.OUTSIDE, results=tuple(hits))

    def _scores(self, text: str) -> Vectors:
        words = self._words.scores(text)
        if self._vectors is None or is_chinese(text):
            return words
        return fused(words, self._vectors.scores(text), DENSE_WEIGHT)

    def _judged(self, asked: _Asked, places: Sequence[int]) -> _Judged:
        """Return the best few of some records; without a word that tells, none is taken."""
        ranked = sorted(places, key=lambda i: -float(asked.scores[i]))
        shared = (i for i in ranked if asked.scores[i] > 0 and self._touches(asked, i))
        best = list(islice(shared, BEST_FEW))
        near = [i for i in best if asked.scores[i] >= NEAR * asked.scores[best[0]]]
        covered = [self._words.coverage(asked.text, i) for i in near]
        enough = [ASK_COVERAGE[type(self._records[i])] for i in near]
        if not any(covered[n] >= least for n, least in enumerate(enough)):
            return _Judged(outcome=Outcome.OUTSIDE)
        hits = tuple(self._hit(i, float(asked.scores[i])) for i in near)
        leads = len(hits) == 1 or hits[0].score >= CLEAR_LEAD * hits[1].score
        taken = leads and bool(asked.telling) and covered[0] >= FOUND_COVERAGE
        outcome = Outcome.FOUND if taken else Outcome.ASK
        return _Judged(outcome=outcome, hits=hits, coverage=covered[0])

    def _touches(self, asked: _Asked, place: int) -> bool:
        """Say whether a record shares more with a text than fillers and kinds of paper.

        A meaning, or two Chinese characters that do not stand together, still hint at a scene
        ("卖包子豆浆" at a restaurant), but never at a licence of some kind.
        """
        if not asked.telling or self._words.shares(place, asked.telling):
            return True
        if asked.speaks_of_paper or not isinstance(self._records[place], Scene):
            return False
        has_meaning = self._vectors is not None and not is_chinese(asked.text)
        return has_meaning or len(asked.characters & self._naming.characters(place)) >= 2

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

    def nearest(self, record_id: str, kind: str) -> tuple[str, ...]:
        """Return the records of a kind in the order their words lie near those of a record."""
        said = next((_document(r) for r in self._records if r.id == record_id), "")
        scores = self._words.scores(said)
        places = [i for i, r in enumerate(self._records) if isinstance(r, KINDS[kind])]
        return tuple(self._records[i].id for i in sorted(places, key=lambda i: -float(scores[i])))

    def recalled(self, scenes: Sequence[SceneId]) -> AbstractSet[PolicyId]:
        """Return the policies whose words lie nearest to those of some scenes, nearest first.

        By words alone, so that the questions of a plan are the same before and after the encoder
        has joined. It says what is worth asking about; what is matched is always everything.
        """
        key = frozenset(scenes)
        found = self._recalled.get(key)
        if found is None:
            said = " ".join(_document(r) for r in self._records if r.id in key)
            scores = self._words.scores(said)
            ranked = [i for i in scores.argsort()[::-1] if isinstance(self._records[i], Policy)]
            near = [cast(Policy, self._records[i]).id for i in ranked if scores[i] > 0]
            found = dict.fromkeys(near[:RECALLED]).keys()
            if len(self._recalled) >= MOST_REMEMBERED:
                self._recalled.clear()
            self._recalled[key] = found
        return found


def _document(record: Searchable, language: Language | None = None) -> str:
    languages: tuple[Language, ...] = (language,) if language else ("zh", "en")
    words: list[str] = []
    for each in languages:
        words += [record.title.get(each), *sorted(record.phrases.get(each))]
        if record.description is not None:
            words.append(record.description.get(each))
    return " ".join(words)


def verbalised(facts: Facts, catalogue: Catalogue) -> str:
    """Return facts as English words, by the labels of their concepts."""
    wording = Wording(catalogue)
    said = []
    for concept_id, fact in sorted(facts.known.items()):
        concept = catalogue.concepts[concept_id]
        if fact.value is not False and not isinstance(fact.value, tuple):
            said.append(f"{concept.title.en}: {wording.value(fact.value, concept).en}")
    return "; ".join(said)
