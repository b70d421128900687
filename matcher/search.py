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
from typing import Final

import numpy as np

from kb.catalogue import Catalogue
from kb.ids import PolicyId, SceneId, kind_of
from kb.model import Policy, PublicService, Scene
from kb.text import LANGUAGES, Language, Text
from matcher import elsewhere
from matcher.analyser import is_chinese, language_of, normalised, telling
from matcher.applicant import Facts
from matcher.asked import Asked
from matcher.documents import document_of, not_ours
from matcher.embedding import Encoder
from matcher.index import WordIndex
from matcher.naming import Flags, Naming, Searchable, names_of
from matcher.ranking import Ranking, top
from matcher.spelling import Spelling
from matcher.suggesting import Suggestion, Suggestions
from matcher.vectors import VectorIndex, Vectorised
from matcher.verbalised import Conditions, ranked, verbalised

FOUND_COVERAGE: Final = 0.34
"""Above it one answer is taken; calibrated on our own utterances (tests/journeys)."""
ASK_COVERAGE: Final[Mapping[Language, float]] = {"zh": 0.14, "en": 0.2}
"""Below it the text is about something else; calibrated on the development halves of our own
utterances, so that more than 95 % of what is in scope is kept."""
CLEAR_LEAD: Final = 1.25
"""How far the best must lead the second to be taken alone."""
RIVAL: Final = 0.7
"""What covers a text as well and scores this share of the best could as well be meant."""
ALL_SAID: Final = 0.9
"""Where several records cover so much of a text, it says too little to choose."""
PAPER_LEAD: Final = 0.9
"""Of a text that speaks of a licence or a subsidy, that may score so much less than a scene."""
SCENE_LEAD: Final = 1.05
"""Of any other text, a scene is meant unless something else scores so much more."""
NEAR: Final = 0.4
"""What scores less than this share of the best is noise."""
BEST_FEW: Final = 5
AKIN: Final = 0.4
"""So much of a text must stand in the title of a fact or a material."""
LOOKED_AT: Final = 40
"""So many of the best are looked at more closely."""
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

    @property
    def best(self) -> float:
        """Return the highest score; nothing found scores nothing."""
        return self.hits[0].score if self.hits else 0.0


class Searcher:
    """Search over one catalogue; the vectors join when an encoder is at hand."""

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Encoder | None = None,
        earlier: Searcher | None = None,
        indexed: Vectorised = VectorIndex,
    ) -> None:
        """Index a catalogue.

        Args:
            catalogue: what is searched.
            encoder: makes the vectors.
            earlier: the search over the generation before; its encoder and the tokens and
                vectors of texts that stayed the same are taken over.
            indexed: makes the index of the vectors, where no earlier search has done so.

        Raises:
            Unavailable: the `encoder` does not answer; without the encoder of an earlier search
                words alone are searched.
        """
        self._records: list[Searchable] = [
            record for kind in KINDS.values() for record in catalogue.of_kind(kind)
        ]
        self._naming = Naming(self._records, catalogue)
        kinds = np.array([kind_of(record.id) for record in self._records], dtype=np.str_)
        self._of_kind: dict[str, Flags] = {kind: kinds == kind for kind in KINDS}
        made = encoder or (earlier._ranking.encoder if earlier else None)
        languages = made.languages if made else frozenset()
        documents = [document_of(record, languages) for record in self._records]
        others = not_ours(languages) if documents else []
        self._ranking: Ranking = Ranking(
            [*documents, *others], encoder, earlier._ranking if earlier else None, indexed
        )
        self._words = self._ranking.words
        before = earlier._conditions if earlier else None
        self._conditions: Conditions = Conditions(catalogue, encoder, before, indexed)
        called = [normalised(name) for record in self._records for name in names_of(record)]
        self._spelling = Spelling(called, (normalised(one.text) for one in documents))
        self._suggestions = Suggestions(self._records)
        self._rest = [one for one in catalogue.records.values() if kind_of(one.id) not in KINDS]
        rest_before = earlier._rest_words if earlier else None
        self._rest_words: WordIndex = WordIndex(
            [f"{one.title.zh} {one.title.en}" for one in self._rest], rest_before
        )
        self._recalled: dict[frozenset[SceneId], AbstractSet[PolicyId]] = {}

    @property
    def has_vectors(self) -> bool:
        """Say whether an encoder has joined."""
        return self._ranking.has_vectors

    def suggested(self, typed: str) -> tuple[Suggestion, ...]:
        """Return what may be meant by the beginning of a word; of a sentence, what it finds."""
        found = self._suggestions.starting(typed)
        found = found or self._suggestions.starting(self._spelling.mended(typed))
        return found or self._suggestions.of(self._answers(typed))

    def warm(self) -> None:
        """Make ready what the first search would wait for: the beginnings and sounds of names."""
        self.suggested("开")
        self._spelling.mended("开")

    def _answers(self, typed: str) -> tuple[str, ...]:
        """Return what a whole sentence finds by its words, while it is clear enough."""
        answered = self.search(typed, tuple(KINDS), by_meaning=False)
        hits = answered.results if answered.outcome is Outcome.FOUND else ()
        if hits and hits[0].kind != "scene":
            return ()
        return tuple(hit.id for hit in hits[:BEST_FEW])

    def akin(self, text: str) -> tuple[str, ...]:
        """Return facts, materials, places and others whose titles say most of a text, best first.

        Those that hold the text as it stands are not told from those that say it otherwise.
        """
        if not telling(text):
            return ()
        places = top(self._rest_words.scores(text), BEST_FEW)
        return tuple(self._rest[i].id for i in places if self._rest_words.coverage(text, i) >= AKIN)

    def search(
        self, text: str, kinds: Sequence[str] = ("scene",), by_meaning: bool = True
    ) -> Found:
        """Return what a text asks for among records of some kinds, the answer first.

        What else fits comes after it: other names that stand in the text, or the best of the
        other kinds. Words that nobody knows are read as what they come near to.

        Args:
            text: what was said.
            kinds: of the records that count.
            by_meaning: whether the encoder is asked too; it takes some milliseconds.
        """
        allowed: Flags = np.logical_or.reduce([self._of_kind[kind] for kind in kinds])
        exact = self._naming.keyed(text, allowed)
        if exact:
            return self._by_name(exact)
        meant = self._spelling.mended(text)
        lengths = self._naming.named(text, allowed) or self._naming.named(meant, allowed)
        scored = self._ranking.scores if by_meaning else self._ranking.by_words
        asked = Asked.of(meant, scored(meant), lengths, len(self._records))
        typed = text if is_chinese(text) else meant  # a slip may look like another Latin word
        if any(elsewhere.is_asked(one, asked.longest, asked.length) for one in (typed, meant)):
            return Found(outcome=Outcome.OUTSIDE)
        best = float(asked.scores[allowed].max(initial=0.0))
        is_elsewhere = asked.is_elsewhere(best)
        if is_elsewhere and not elsewhere.means_business(meant):
            return Found(outcome=Outcome.OUTSIDE)
        if asked.is_named(best):
            return self._by_name(lengths)
        return Found(outcome=Outcome.OUTSIDE) if is_elsewhere else self._by_score(asked, allowed)

    def _by_name(self, lengths: Mapping[int, int]) -> Found:
        """Return the records that were named; the longest name wins, then the earlier kind."""
        order = sorted(lengths, key=lambda i: (-lengths[i], i))
        longest = lengths[order[0]]
        hits = tuple(self._hit(i, lengths[i] / longest) for i in order)
        alone = [hit for hit in hits if (hit.score, hit.kind) == (1.0, hits[0].kind)]
        return Found(outcome=Outcome.FOUND if len(alone) == 1 else Outcome.ASK, results=hits)

    def _by_score(self, asked: Asked, allowed: Flags) -> Found:
        """Return the best scenes and the best of the rest, judged apart and set in order.

        A text that speaks of a licence or a subsidy means that, where one is found.
        """
        scenes = self._judged(asked, allowed & self._of_kind["scene"])
        others = self._judged(asked, allowed & ~self._of_kind["scene"])
        first, second = scenes, others
        if others.best > scenes.best * (PAPER_LEAD if asked.speaks_of_paper else SCENE_LEAD):
            first, second = others, scenes
        if first.found:
            return Found(outcome=Outcome.FOUND, results=(*first.hits, *second.hits))
        hits = sorted((*first.hits, *second.hits), key=lambda hit: -hit.score)
        return Found(outcome=Outcome.ASK if hits else Outcome.OUTSIDE, results=tuple(hits))

    def _judged(self, asked: Asked, allowed: Flags) -> _Judged:
        """Return the best few of some records; without a word that tells, none is taken."""
        scores = asked.scores
        places = np.flatnonzero(allowed & (scores > 0))
        likely = (int(places[i]) for i in top(scores[places], LOOKED_AT))
        shared = (i for i in likely if self._touches(asked, i))
        best = list(islice(shared, BEST_FEW))
        near = [i for i in best if scores[i] >= NEAR * scores[best[0]]]
        covered = [self._covered(asked, i) for i in near]
        if max(covered, default=0.0) < ASK_COVERAGE[language_of(asked.text)]:
            return _Judged(outcome=Outcome.OUTSIDE)
        hits = tuple(self._hit(i, float(scores[i])) for i in near)
        leads = len(hits) == 1 or hits[0].score >= CLEAR_LEAD * hits[1].score
        rivals = [hit for hit, one in zip(hits, covered, strict=True) if one >= covered[0]]
        alike = covered[0] >= ALL_SAID and any(
            one.score >= RIVAL * hits[0].score for one in rivals[1:]
        )
        taken = leads and bool(asked.telling) and covered[0] >= FOUND_COVERAGE and not alike
        outcome = Outcome.FOUND if taken else Outcome.ASK
        return _Judged(outcome=outcome, hits=hits, coverage=covered[0])

    def _covered(self, asked: Asked, place: int) -> float:
        """Return how much of a text a record covers: by the weight of its words, or by a name."""
        return max(self._words.coverage(asked.text, place), asked.shares.get(place, 0.0))

    def _touches(self, asked: Asked, place: int) -> bool:
        """Say whether a record shares more with a text than fillers and kinds of paper.

        A meaning, or two Chinese characters that do not stand together, still hint at a scene
        ("卖包子豆浆" at a restaurant), but never at a licence of some kind.
        """
        if not asked.telling or self._words.shares(place, asked.telling):
            return True
        if asked.speaks_of_paper or not isinstance(self._records[place], Scene):
            return False
        has_meaning = self.has_vectors and not is_chinese(asked.text)
        return has_meaning or len(asked.characters & self._naming.characters(place)) >= 2

    def _hit(self, place: int, score: float) -> Hit:
        record = self._records[place]
        kind = record.id.partition("/")[0]
        return Hit(id=record.id, kind=kind, title=record.title, score=round(score, 4))

    def policy_scores(self, facts: Facts, catalogue: Catalogue) -> dict[PolicyId, float]:
        """Return how near each policy lies to an applicant's facts, to rank equals by.

        Words in both languages, so that everybody sees one order, and meaning in a language that
        the encoder speaks. Empty without an encoder.
        """
        near = self._conditions.near(facts)
        if near is None:
            return {}
        said = verbalised(facts, catalogue, frozenset(LANGUAGES))
        words = self._ranking.by_words(said)[: len(self._records)][self._of_kind["policy"]]
        return dict(zip(self._conditions.policies, ranked(words, near).tolist(), strict=True))

    def nearest(self, record_id: str, kind: str) -> tuple[str, ...]:
        """Return the records of a kind in the order their words lie near those of a record."""
        said = next((document_of(r).text for r in self._records if r.id == record_id), "")
        scores = self._words.scores(said)
        places = np.flatnonzero(self._of_kind[kind])
        ranked = places[np.argsort(-scores[places], kind="stable")]
        return tuple(self._records[i].id for i in ranked)

    def recalled(self, scenes: Sequence[SceneId]) -> AbstractSet[PolicyId]:
        """Return the policies whose words lie nearest to those of some scenes, nearest first.

        By words alone, so that the questions of a plan are the same before and after the encoder
        has joined. It says what is worth asking about; what is matched is always everything.
        """
        key = frozenset(scenes)
        found = self._recalled.get(key)
        if found is None:
            said = " ".join(document_of(r).text for r in self._records if r.id in key)
            scores = self._words.scores(said)[: len(self._records)]
            near = top(np.where(self._of_kind["policy"], scores, 0), RECALLED)
            held = [self._records[i] for i in near if scores[i] > 0]
            ids = [one.id for one in held if isinstance(one, Policy)]
            found = dict.fromkeys(ids).keys()
            if len(self._recalled) >= MOST_REMEMBERED:
                self._recalled.clear()
            self._recalled[key] = found
        return found
