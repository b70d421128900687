"""How well and how fast the search answers: our own utterances, outside questions, applicants.

What is fused stands beside words alone, in one run. Of our own utterances the half for reporting
counts: nothing was chosen on it. Those sentences are ours, not overheard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import product
from typing import Final

from bench import example
from kb.catalogue import Catalogue
from kb.text import LANGUAGES, Language
from matcher.embedding import SentenceEncoder
from matcher.evaluation import Evaluation, Figures, Languages, Way, evaluated, languages_of
from matcher.ranking import Ranking
from matcher.search import Outcome, Searcher
from matcher.verbalised import Conditions
from tests.known_answers import (
    GROUPS,
    OR_SHARC,
    answered,
    answers,
    applicants,
    or_sharc,
    own_questions,
    own_rows,
    recalled,
)

SCENES_FIRST: Final = 0.95
OUTSIDE_ACCEPTED: Final = 0.10
INSIDE_KEPT: Final = 0.95
SHARC: Final = {"R@1": 0.697, "R@10": 0.950, "MRR@10": 0.79}
_NAMES: Final[dict[Language, str]] = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Quality:
    """Named figures from 0 to 1, each with the least (or, of a bad thing, the most) we accept."""

    figures: dict[str, float]
    least: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    note: str = ""

    def __str__(self) -> str:
        return (
            "; ".join(
                f"{name} {value:.3f}{self._budget(name, value)}"
                for name, value in self.figures.items()
            )
            + self.note
        )

    def _budget(self, name: str, value: float) -> str:
        if name in self.least:
            return f" (budget: ≥ {self.least[name]:.3f}, {_kept(value >= self.least[name])})"
        if name in self.most:
            return f" (budget: ≤ {self.most[name]:.3f}, {_kept(value <= self.most[name])})"
        return ""


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "NOT KEPT"


@cache
def _encoder() -> SentenceEncoder:
    return SentenceEncoder()


@cache
def _catalogue() -> Catalogue:
    return example.house().catalogue


@cache
def _searcher() -> Searcher:
    return Searcher(_catalogue(), _encoder())


@cache
def _conditions() -> Conditions:
    return Conditions(_catalogue(), _encoder())


def lines() -> Iterator[tuple[str, Callable[[], Quality]]]:
    """Yield the name of everything that is measured, and what measures it."""
    for language in LANGUAGES:
        whole = f"our own utterances, {_NAMES[language]}, for reporting"
        yield whole, partial(_asked, language)
        yield f"{whole}: ranking alone", partial(_ranked, language)
    if (OR_SHARC / "qrels.tsv").exists():
        yield "or_sharc_dev", _or_sharc
    for group, language in product(GROUPS, LANGUAGES):
        name = f"recall@5 of what applicants ({group}) are eligible for, said in {_NAMES[language]}"
        yield name, partial(_applicants, group, language)


def _asked(language: Language) -> Quality:
    """Return what the search as a whole came to: names, spelling, scores, and asking back."""
    found = answered(_searcher(), own_rows(language, "reporting"))
    scenes = [one for one in found if "scene" in one.row]
    inside = [one for one in found if answers(one.row) or "ask" in one.row]
    outside = [one for one in found if one.row["kind"] == "outside"]
    back = [one for one in found if "ask" in one.row]
    return Quality(
        {
            "scene R@1": _share(one.is_right for one in scenes),
            "any R@1": _share(one.is_right for one in found if answers(one.row)),
            "inside kept": _share(one.outcome is not Outcome.OUTSIDE for one in inside),
            "outside accepted": _share(one.outcome is not Outcome.OUTSIDE for one in outside),
            "ambiguous asked back": _share(one.outcome is Outcome.ASK for one in back),
        },
        {"scene R@1": SCENES_FIRST, "inside kept": INSIDE_KEPT},
        {"outside accepted": OUTSIDE_ACCEPTED},
        f"; {len(found)} sentences, ours",
    )


def _share(held: Iterable[bool]) -> float:
    every = list(held)
    return sum(every) / len(every)


def _ranked(language: Language) -> Quality:
    """Return the figures of plain words and meaning over what names a record."""
    asked = own_questions(_catalogue(), language, "reporting", _encoder().languages)
    ranking = Ranking(list(asked.documents.values()), _encoder())
    return _by(evaluated(ranking, asked, Languages(dict.fromkeys(asked.queries, language), "en")))


def _or_sharc() -> Quality:
    asked = or_sharc()
    ranking = Ranking(list(asked.documents.values()), _encoder())
    return _by(evaluated(ranking, asked, languages_of(asked)), SHARC)


def _by(found: Evaluation, least: dict[str, float] | None = None) -> Quality:
    words = found.by[Way.WORDS]
    beside = "  ".join(f"{name} {value:.3f}" for name, value in _figures(words).items())
    note = f"; p95 {found.figures.milliseconds(95):.0f} ms; words alone {beside}"
    return Quality(_figures(found.figures), least or {}, note=note)


def _figures(of: Figures) -> dict[str, float]:
    return {**{f"R@{depth}": of.recall(depth) for depth in (1, 5, 10)}, "MRR@10": of.mrr}


def _applicants(group: str, language: Language) -> Quality:
    """Return recall@5 on the half that nothing was chosen on; words alone are the least."""
    people = applicants(_catalogue(), group)[1::2]
    found = recalled(_catalogue(), people, {language}, _conditions())
    figures = {"fused": found.both, "BM25 alone": found.words, "vectors alone": found.meaning}
    return Quality(figures, {"fused": found.words}, note=f"; {len(people)} applicants")
