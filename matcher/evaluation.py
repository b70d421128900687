"""How well a ranking answers questions whose answers are known, and how fast, in figures.

By words alone, by vectors alone, and by both as they are fused, so that each can be seen to be
worth its cost. Vectors are asked only in the languages their encoder speaks.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from kb.text import LANGUAGES, Language
from matcher.analyser import is_chinese, normalised
from matcher.beir import Questions
from matcher.embedding import Encoder, Vectors
from matcher.index import fused
from matcher.ranking import DENSE_WEIGHT, Ranking, top
from matcher.spelling import SHORTEST, ordinary_words
from matcher.vectors import Progress, nobody_watches

DEPTH: Final = 10
"""So many places are looked at."""
OTHER: Final = "other"
"""Any language that is none of ours."""
ENGLISH_SHARE: Final = 0.5
"""Of the longer Latin words of an English text, more than this share are ordinary English ones:
nine in ten of the texts we tried, three in ten of a French one."""
LANGUAGES_TOLD: Final = (*LANGUAGES, OTHER)
"""What the language of texts may be told to be."""
_LATIN: Final = re.compile(r"[a-z]+")
_LETTER: Final = re.compile(r"[^\W\d_\u3400-\u9fff]")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


class Way(StrEnum):
    """By what documents are ranked."""

    WORDS = "words"
    VECTORS = "vectors"
    FUSED = "fused"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a query's relevant documents stand, from 1; how many there are; seconds it took."""

    ranks: tuple[int, ...]
    relevant: int
    seconds: float

    def recall(self, depth: int) -> float:
        """Return the share of the relevant documents among the first so many."""
        return sum(rank <= depth for rank in self.ranks) / self.relevant


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of queries asked in one way; at least one."""

    asked: tuple[Asked, ...]

    def recall(self, depth: int) -> float:
        """Return the mean share of the relevant documents that stand among the first so many.

        As trec_eval and BEIR define it; with one relevant document a query it is the hit rate.
        """
        return float(np.mean([one.recall(depth) for one in self.asked]))

    @property
    def mrr(self) -> float:
        """Return the mean of 1 / rank of the first relevant document, 0 beyond the tenth."""
        return float(np.mean([1 / min(one.ranks) if one.ranks else 0.0 for one in self.asked]))

    def milliseconds(self, percentile: int) -> float:
        """Return how long a query takes, at a percentile."""
        return 1000 * float(np.percentile([one.seconds for one in self.asked], percentile))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The figures of every way that could be gone, and the languages of the queries."""

    documents: int
    languages: Mapping[str, int]
    by: Mapping[Way, Figures]

    @property
    def figures(self) -> Figures:
        """Return those of the search as it answers: fused where it can be, else by words."""
        return self.by[Way.FUSED]


def evaluated(
    ranking: Ranking,
    questions: Questions,
    languages: Languages,
    watching: Progress = nobody_watches,
) -> Evaluation:
    """Return how well a ranking answers questions; vectors are asked where its encoder reads.

    Args:
        ranking: of the documents, in their order.
        questions: with their answers.
        languages: of queries and documents.
        watching: told how many queries were asked.
    """
    ids = list(questions.documents)
    by: dict[Way, list[Asked]] = {}
    for number, (query, text) in enumerate(questions.queries.items(), 1):
        relevant = questions.relevant[query]
        read_in = languages.read_by(ranking.encoder, query)
        for way, places, seconds in _ranked(ranking, text, read_in):
            ranks = tuple(n for n, place in enumerate(places, 1) if ids[place] in relevant)
            by.setdefault(way, []).append(Asked(ranks, len(relevant), seconds))
        watching(number, len(questions.queries))
    return Evaluation(
        documents=len(ids),
        languages=dict(Counter(languages.queries.values())),
        by={way: Figures(tuple(by[way])) for way in Way if way in by},
    )


def _ranked(
    ranking: Ranking, text: str, read_in: Language | None
) -> Iterator[tuple[Way, Sequence[int], float]]:
    """Yield the first places by each way, and the seconds; fused is by words where none reads."""
    began = time.perf_counter()
    words = ranking.by_words(text)
    by_words = _first(words, words > 0)
    took = time.perf_counter() - began
    yield Way.WORDS, by_words, took
    meant = ranking.meant(text) if read_in else None
    if read_in is None or meant is None:
        yield Way.FUSED, by_words, took
        return
    found = time.perf_counter()
    both = fused(words, meant, DENSE_WEIGHT[read_in])
    by_both = _first(both, both > 0)
    ended = time.perf_counter()
    yield Way.VECTORS, top(meant, DEPTH), found - began - took
    yield Way.FUSED, by_both, ended - began


def _first(scores: Vectors, counts: Collection[bool]) -> list[int]:
    """Return the best places among those that count."""
    held = np.asarray(counts)
    return [place for place in top(scores, DEPTH) if held[place]]


@dataclass(frozen=True, slots=True)
class Languages:
    """The language of every query, and the one that most documents are written in."""

    queries: Mapping[str, str]
    documents: str

    def read_by(self, encoder: Encoder | None, query: str) -> Language | None:
        """Return the language of a query, where an encoder reads it and the documents.

        Else vectors would mislead.
        """
        spoken = encoder.languages if encoder else frozenset[Language]()
        read = (one for one in spoken if one == self.queries[query] and self.documents in spoken)
        return next(read, None)

    def worth_encoding(self, spoken: Collection[str]) -> bool:
        """Say whether there is a query that vectors in these languages can help."""
        return self.documents in spoken and any(one in spoken for one in self.queries.values())


def languages_of(questions: Questions, told: str | None = None) -> Languages:
    """Return the language told, else those guessed from the texts.

    A query with Chinese characters is Chinese, and a document that is mostly made of them. Whether
    Latin texts are English is seen from all of them together, for a few words alone do not tell.
    """
    if told is not None:
        return Languages(dict.fromkeys(questions.queries, told), told)
    written = [one.text for one in questions.documents.values()]
    latin = [text for text in questions.queries.values() if not is_chinese(text)]
    latin += [text for text in written if not _mostly_chinese(text)]
    others = "en" if is_english(latin) else OTHER
    chinese = sum(map(_mostly_chinese, written)) > len(written) / 2
    return Languages(
        {q: "zh" if is_chinese(text) else others for q, text in questions.queries.items()},
        "zh" if chinese else others,
    )


def _mostly_chinese(text: str) -> bool:
    """Say whether more of a text is Chinese than Latin; a character says as much as two letters."""
    return 2 * len(_CHINESE.findall(text)) > len(_LETTER.findall(text))


def is_english(texts: Iterable[str]) -> bool:
    """Say whether Latin texts are English, as far as ordinary words tell.

    >>> is_english(["who may open a restaurant here", "apply for the licence"])
    True
    >>> is_english(["wer eine Gaststätte betreiben will", "Antrag auf Erlaubnis"])
    False
    """
    words = [w for text in texts for w in _LATIN.findall(normalised(text)) if len(w) >= SHORTEST]
    ordinary = ordinary_words()
    return not ordinary or sum(word in ordinary for word in words) > ENGLISH_SHARE * len(words)
