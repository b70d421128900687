from __future__ import annotations

import numpy as np
import pytest

from kb.errors import Unavailable
from kb.text import Text
from matcher.ranking import DENSE_WEIGHT, Document, Ranking, top

DOCUMENTS = [
    Document("open a restaurant 开饭店"),
    Document("register a newborn 新生儿", passages=("our child was born", "papers for a baby")),
    Document("open a bookshop 开书店", names="bookshop"),
]


@pytest.fixture(scope="module")
def ranking(encoder):
    return Ranking(DOCUMENTS, encoder)


def test_words_rank_documents_in_any_language():
    ranking = Ranking(DOCUMENTS)

    assert ranking.best("新生儿", 1) == [1]
    assert ranking.best("bookshop", 2)[0] == 2
    assert not ranking.has_vectors


def test_the_nearest_passage_of_a_document_counts(ranking):
    assert ranking.best("a baby has come", 1) == [1]
    assert ranking.meant("our child was born")[1] == pytest.approx(1.0, abs=1e-3)


def test_meaning_finds_what_shares_no_word_and_is_not_asked_in_a_language_it_does_not_speak(
    ranking,
):
    assert ranking.best("a place to eat", 1) == [0]
    assert ranking.scores("吃").tolist() == ranking.by_words("吃").tolist()


def test_names_count_twice():
    twice = Ranking([Document("shop"), Document("shop", names="shop")]).by_words("shop")

    assert twice[1] > twice[0] > 0


class Away:
    """An encoder that answers for documents and is then gone."""

    languages = frozenset({"en"})
    fingerprint = "away"

    def __init__(self) -> None:
        self.is_away = False

    def encode(self, texts):
        if self.is_away:
            raise Unavailable(Text(zh="不在。", en="away."))
        return np.ones((len(texts), 4), dtype=np.float32) / 2


def test_while_an_encoder_is_away_words_alone_count():
    encoder = Away()
    ranking = Ranking(DOCUMENTS, encoder)
    encoder.is_away = True

    assert ranking.meant("bookshop") is None
    assert ranking.scores("bookshop").tolist() == ranking.by_words("bookshop").tolist()


def test_what_stayed_the_same_is_not_encoded_again():
    encoder = Away()
    before = Ranking(DOCUMENTS, encoder)
    encoder.is_away = True

    after = Ranking(DOCUMENTS[:2], earlier=before)

    assert after.has_vectors
    assert after.encoder is encoder


def test_something_new_while_the_encoder_is_away_is_found_by_words():
    encoder = Away()
    before = Ranking(DOCUMENTS, encoder)
    encoder.is_away = True

    after = Ranking([*DOCUMENTS, Document("a cinema")], earlier=before)

    assert not after.has_vectors
    assert after.best("cinema", 1) == [3]


def test_of_nothing_nothing_is_best():
    assert Ranking([]).best("anything", 5) == []


def test_the_best_are_those_a_whole_sort_would_give():
    scores = np.random.default_rng(20261123).integers(0, 9, 200).astype(np.float32)

    for count in (1, 5, 40, 199, 200, 500):
        assert top(scores, count) == np.argsort(-scores, kind="stable")[:count].tolist()


def test_every_language_of_ours_has_a_weight():
    assert DENSE_WEIGHT.keys() == {"zh", "en"}
