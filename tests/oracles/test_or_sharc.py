"""705 questions in English about 651 rules of other governments: words and meaning together."""

from __future__ import annotations

import json

import numpy as np
import pytest

from matcher.embedding import SentenceEncoder
from matcher.ranking import Document, Ranking, top
from tests.not_run import outside
from tests.support import ROOT

FOLDER = ROOT.parent / "shared" / "oracles" / "or_sharc_dev"

pytestmark = outside(FOLDER)


def lines(name: str):
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


class Remembering:
    """An encoder that is asked once, for everything together, and remembers."""

    def __init__(self, encoder: SentenceEncoder, texts: list[str]) -> None:
        self.languages = encoder.languages
        self.fingerprint = encoder.fingerprint
        texts = sorted(set(texts), key=len)
        self._known = dict(zip(texts, encoder.encode(texts), strict=True))

    def encode(self, texts):
        return np.stack([self._known[text] for text in texts])


@pytest.fixture(scope="module")
def figures(encoder):
    """Return (R@1, R@10, MRR@10) by words alone and with the vectors."""
    documents = [f"{one['title']} {one['text']}".strip() for one in lines("corpus.jsonl")]
    ids = [one["_id"] for one in lines("corpus.jsonl")]
    queries = {one["_id"]: one["text"] for one in lines("queries.jsonl")}
    rows = (FOLDER / "qrels.tsv").read_text("utf-8").splitlines()[1:]
    right = {row.split("\t")[0]: row.split("\t")[1] for row in rows}
    remembering = Remembering(encoder, [*documents, *queries.values()])
    ranking = Ranking([Document(text) for text in documents], remembering)

    def measured(scores):
        ranks = []
        for query, text in queries.items():
            found = [ids[place] for place in top(scores(text), 10)]
            ranks.append(found.index(right[query]) + 1 if right[query] in found else 0)
        held = np.array(ranks)
        return (
            float((held == 1).mean()),
            float((held > 0).mean()),
            float(np.divide(1, held, where=held > 0, out=np.zeros(len(held))).mean()),
        )

    return {"words": measured(ranking.by_words), "both": measured(ranking.scores)}


def test_words_and_meaning_together_find_the_rule(figures):
    print("R@1, R@10, MRR@10:", {way: [f"{one:.3f}" for one in f] for way, f in figures.items()})

    first, among_ten, mean_reciprocal = figures["both"]

    assert first >= 0.697
    assert among_ten >= 0.950
    assert mean_reciprocal >= 0.79


def test_meaning_takes_nothing_away(figures):
    for words, both in zip(figures["words"], figures["both"], strict=True):
        assert both >= words - 0.005
