"""Questions with known answers: what people say, and applicants whose facts are said in words.

questions = own_questions(catalogue, "zh", "development")
write_beir(questions, folder)                # corpus.jsonl, queries.jsonl, qrels.tsv
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from kb.catalogue import Catalogue
from kb.ids import PolicyId
from kb.text import Language
from kb.yaml_text import read_yaml
from matcher.applicant import NOTHING, Facts, read_facts
from matcher.beir import File, Questions, read_beir
from matcher.embedding import Vectors
from matcher.match import Eligibility, Matcher
from matcher.ranking import Ranking, top
from matcher.search import KINDS, Outcome, Searcher, document_of
from matcher.verbalised import Conditions, ranked, verbalised
from tests.matching import said
from tests.support import ROOT, TODAY

JOURNEYS: Final = ROOT / "tests" / "journeys"
OR_SHARC: Final = ROOT.parent / "shared" / "oracles" / "or_sharc_dev"
HALVES: Final = ("development", "reporting")
GROUPS: Final = ("tables", "two in one", "at random")
Row = dict[str, Any]


def own_rows(language: Language, half: str) -> list[Row]:
    """Return our own utterances; of the half for reporting print figures and never a row."""
    file = JOURNEYS / "own-utterances" / f"{language}-{half}.yaml"
    return list(read_yaml(file.read_bytes(), file.name).value)


def answers(row: Row) -> frozenset[str]:
    """Return the records any of which is a right answer."""
    named = (row.get(kind, ()) for kind in KINDS)
    return frozenset(i for one in named for i in ([one] if isinstance(one, str) else one))


def own_questions(
    catalogue: Catalogue, language: Language, half: str, spoken: AbstractSet[Language] = frozenset()
) -> Questions:
    """Return our own utterances that name a record, over all records."""
    rows = {f"{n}": row for n, row in enumerate(own_rows(language, half)) if answers(row)}
    records = [record for kind in KINDS.values() for record in catalogue.of_kind(kind)]
    return Questions(
        documents={record.id: document_of(record, spoken) for record in records},
        queries={n: row["say"] for n, row in rows.items()},
        relevant={n: answers(row) for n, row in rows.items()},
    )


def or_sharc() -> Questions:
    """Return the questions of or_sharc_dev."""
    names = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
    return read_beir(*(File(name, (OR_SHARC / name).read_text("utf-8")) for name in names))


def write_beir(questions: Questions, folder: Path) -> tuple[str, str, str]:
    """Write questions in the BEIR layout; return the paths of corpus, queries and qrels."""
    documents = [
        {"_id": key, "title": one.names, "text": one.text}
        for key, one in questions.documents.items()
    ]
    queries = [{"_id": key, "text": text} for key, text in questions.queries.items()]
    judged = [f"{q}\t{d}\t1" for q, found in questions.relevant.items() for d in sorted(found)]
    corpus = _write(folder / "corpus.jsonl", map(json.dumps, documents))
    asked = _write(folder / "queries.jsonl", map(json.dumps, queries))
    qrels = _write(folder / "qrels.tsv", ["query-id\tcorpus-id\tscore", *judged])
    return corpus, asked, qrels


def _write(file: Path, lines: Any) -> str:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


@dataclass(frozen=True, slots=True)
class Answered:
    """A row, what the search came to, and the place of the first right answer; 0 is none."""

    row: Row
    outcome: Outcome
    place: int

    @property
    def is_right(self) -> bool:
        """Say whether the first answer is a right one."""
        return self.place == 1


def answered(searcher: Searcher, rows: Sequence[Row]) -> list[Answered]:
    """Return what the search answers to each row, over scenes, services and policies."""
    found = []
    for row in rows:
        got = searcher.search(row["say"], tuple(KINDS))
        right = answers(row)
        places = (n for n, hit in enumerate(got.results, 1) if hit.id in right)
        found.append(Answered(row, got.outcome, next(places, 0)))
    return found


# ---- applicants ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Applicant:
    """Facts, and the policies they are in fact eligible for; at least one."""

    facts: Facts
    eligible: frozenset[PolicyId]


@cache
def applicants(catalogue: Catalogue, group: str) -> tuple[Applicant, ...]:
    """Return those of our tables, two of them in one, or people with facts at random."""
    chance = random.Random(20261123)
    tables = [read_facts(facts, catalogue) for facts in _told()]
    people = {
        "tables": lambda: tables,
        "two in one": lambda: [_merged(*chance.sample(tables, 2)) for _ in range(500)],
        "at random": lambda: list(_at_random(chance, 200)),
    }
    return tuple(_eligible(Matcher(catalogue), people[group]()))


def _merged(one: Facts, other: Facts) -> Facts:
    return replace(one, known={**one.known, **other.known})


def _told() -> Iterator[dict[str, Any]]:
    for file in sorted(JOURNEYS.glob("policies-*.yaml")):
        yield from (row["facts"] for row in yaml.safe_load(file.read_text("utf-8")))


def _at_random(chance: random.Random, count: int) -> Iterator[Facts]:
    """Yield people who said anything or nothing to every question of the policies."""
    for _ in range(count):
        share, facts = chance.choice((0.1, 0.5, 0.9, 1.0)), NOTHING
        for concept, values in said().items():
            if values and chance.random() < share:
                facts = facts.with_fact(concept, chance.choice(values))
        yield facts


def _eligible(matcher: Matcher, people: Sequence[Facts]) -> Iterator[Applicant]:
    for facts in people:
        verdicts = matcher.judged(facts, TODAY).verdicts
        held = frozenset(p for p, found in verdicts.items() if found is Eligibility.ELIGIBLE)
        if held:
            yield Applicant(facts, held)


@dataclass(frozen=True, slots=True)
class Recalled:
    """Recall@5 of eligible policies: by words alone, by meaning alone, by both."""

    words: float
    meaning: float
    both: float


def recalled(
    catalogue: Catalogue,
    people: Sequence[Applicant],
    languages: AbstractSet[Language],
    conditions: Conditions,
) -> Recalled:
    """Return recall@5 of applicants whose facts are said in some languages for the words."""
    ranking = Ranking([document_of(one) for one in catalogue.policies.values()])
    ids = list(catalogue.policies)
    found = []
    for one in people:
        words = ranking.by_words(verbalised(one.facts, catalogue, languages))
        near = conditions.near(one.facts)
        near = np.zeros_like(words) if near is None else near
        every = (words, near, ranked(words, near))
        found.append([_recall(scores, ids, one.eligible) for scores in every])
    return Recalled(*np.mean(found, axis=0).tolist())


def _recall(scores: Vectors, ids: Sequence[PolicyId], eligible: AbstractSet[PolicyId]) -> float:
    return len(eligible.intersection(ids[i] for i in top(scores, 5))) / len(eligible)
