"""Figures are those of trec_eval; vectors are asked where their encoder reads, and do no harm."""

from __future__ import annotations

import pytest

from kb.text import LANGUAGES
from matcher.beir import Questions
from matcher.evaluation import (
    OTHER,
    Asked,
    Figures,
    Languages,
    Way,
    evaluated,
    languages_of,
)
from matcher.ranking import Document, Ranking
from tests.known_answers import HALVES, own_questions

MOST_LOST = 0.005
"""By so much the vectors may lower the share found first, on any set."""


def questions(documents, queries, relevant):
    """Return questions from plain texts; a query's answers are told by their numbers."""
    return Questions(
        documents={f"{n}": Document(text) for n, text in enumerate(documents)},
        queries={f"q{n}": text for n, text in enumerate(queries)},
        relevant={f"q{n}": frozenset(map(str, held)) for n, held in enumerate(relevant)},
    )


LITTLE = questions(
    ["open a restaurant", "register a newborn baby", "open a bookshop", "close a company"],
    ["restaurant", "my baby was born", "a place to eat"],
    [[0], [1], [0]],
)


def figures_of(ranks, relevant=1):
    return Figures((Asked(ranks, relevant, 0.0),))


@pytest.mark.parametrize(
    ("ranks", "relevant", "recalls", "mrr"),
    [
        ((1,), 1, (1, 1, 1), 1),
        ((2,), 1, (0, 1, 1), 1 / 2),
        ((6,), 1, (0, 0, 1), 1 / 6),
        ((), 1, (0, 0, 0), 0),
        ((1, 3), 4, (1 / 4, 1 / 2, 1 / 2), 1),
        ((5, 10), 2, (0, 1 / 2, 1), 1 / 5),
    ],
)
def test_recall_is_the_share_of_relevant_documents_and_mrr_the_first_one_s_place(
    ranks, relevant, recalls, mrr
):
    found = figures_of(ranks, relevant)

    assert tuple(found.recall(depth) for depth in (1, 5, 10)) == pytest.approx(recalls)
    assert found.mrr == pytest.approx(mrr)


def test_figures_are_means_over_the_queries():
    found = Figures((Asked((1,), 1, 0.001), Asked((), 1, 0.003)))

    assert (found.recall(1), found.mrr) == (0.5, 0.5)
    assert found.milliseconds(50) == pytest.approx(2)


def test_a_document_that_shares_no_word_is_not_found_by_words():
    ranking = Ranking(list(LITTLE.documents.values()))

    found = evaluated(ranking, LITTLE, languages_of(LITTLE))

    assert [one.ranks for one in found.figures.asked] == [(1,), (1,), ()]
    assert found.by.keys() == {Way.WORDS, Way.FUSED}
    assert found.languages == {"en": 3}


def test_with_an_encoder_both_are_fused_as_the_search_does_it(encoder):
    ranking = Ranking(list(LITTLE.documents.values()), encoder)
    told = []

    found = evaluated(ranking, LITTLE, languages_of(LITTLE), lambda *done: told.append(done))

    assert found.by.keys() == set(Way)
    assert found.figures.recall(1) == 1
    assert told == [(1, 3), (2, 3), (3, 3)]
    for (key, text), asked in zip(LITTLE.queries.items(), found.figures.asked, strict=True):
        best = [f"{place}" for place in ranking.best(text, 10)]
        assert asked.ranks == (best.index(min(LITTLE.relevant[key])) + 1,)


CHINESE = ["开饭店", "给新生儿上户口", "注销公司"]
GERMAN = ["Wer eine Gaststätte betreiben will, braucht eine Erlaubnis der Behörde"]


@pytest.mark.parametrize(
    ("documents", "query", "languages"),
    [
        (["open a restaurant"], "a place to eat", ("en", "en")),
        (CHINESE, "上户口", ("zh", "zh")),
        (CHINESE, "register my newborn baby", ("en", "zh")),
        (["open a restaurant"], "开饭店", ("zh", "en")),
        (["开饭店 Open a restaurant, a snack bar or a canteen"], "restaurant", ("en", "en")),
        (GERMAN, "Erlaubnis für Gaststätten", (OTHER, OTHER)),
    ],
)
def test_languages_are_guessed_from_the_texts(documents, query, languages):
    found = languages_of(questions(documents, [query], [[0]]))

    assert (found.queries["q0"], found.documents) == languages


def test_a_language_that_is_told_goes_before_what_the_text_looks_like():
    assert languages_of(LITTLE, "zh") == Languages(dict.fromkeys(LITTLE.queries, "zh"), "zh")


@pytest.mark.parametrize(
    ("query", "documents", "spoken", "read"),
    [
        ("en", "en", {"en"}, "en"),
        ("zh", "zh", {"en"}, None),
        ("en", "zh", {"en"}, None),
        ("en", "zh", {"en", "zh"}, "en"),
        ("zh", "en", {"en", "zh"}, "zh"),
        (OTHER, OTHER, {"en", "zh"}, None),
    ],
)
def test_vectors_are_asked_only_where_the_encoder_reads_query_and_documents(
    query, documents, spoken, read
):
    class Reader:
        languages = frozenset(spoken)

    languages = Languages({"q": query}, documents)

    assert languages.read_by(Reader(), "q") == read
    assert languages.worth_encoding(spoken) == (read is not None)
    assert languages.read_by(None, "q") is None


@pytest.mark.prove
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vectors_lower_what_is_found_first_on_no_half_of_our_own_utterances(
    catalogue, encoder, language, half
):
    asked = own_questions(catalogue, language, half, encoder.languages)
    ranking = Ranking(list(asked.documents.values()), encoder)

    found = evaluated(ranking, asked, Languages(dict.fromkeys(asked.queries, language), "en"))

    assert found.figures.recall(1) >= found.by[Way.WORDS].recall(1) - MOST_LOST
