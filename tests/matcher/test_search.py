from __future__ import annotations

import pytest

from kb.catalogue import Catalogue
from kb.yaml_text import read_yaml
from matcher.applicant import NOTHING, read_facts
from matcher.embedding import SentenceEncoder
from matcher.match import Matcher
from matcher.search import Outcome, Searcher, verbalised
from tests.support import ROOT, TODAY, catalogue_of

FILES = sorted((ROOT / "tests" / "journeys").glob("utterances*.yaml"))
UTTERANCES = [row for file in FILES for row in read_yaml(file.read_bytes(), file.name).value]


@pytest.fixture(scope="module")
def words(catalogue: Catalogue) -> Searcher:
    return Searcher(catalogue)


@pytest.fixture(scope="module")
def with_vectors(catalogue: Catalogue, encoder: SentenceEncoder) -> Searcher:
    return Searcher(catalogue, encoder)


@pytest.mark.parametrize("row", UTTERANCES, ids=lambda row: row["say"])
def test_what_people_say_finds_what_they_mean(words, row):
    found = words.search(row["say"])

    if "scene" in row:
        assert (found.outcome, found.results[0].id) == (Outcome.FOUND, row["scene"])
    else:
        assert found.outcome is (Outcome.ASK if "ask" in row else Outcome.OUTSIDE)


@pytest.mark.parametrize("row", [r for r in UTTERANCES if "scene" in r], ids=lambda r: r["say"])
def test_the_vectors_take_no_right_answer_away(with_vectors, row):
    assert with_vectors.search(row["say"]).results[0].id == row["scene"]


def test_asking_back_names_the_likely_ones_and_never_nothing(words):
    found = words.search("开店")

    assert found.results
    assert all(hit.kind == "scene" for hit in found.results)


def test_every_title_finds_its_own_record(words, catalogue):
    for scene in catalogue.scenes.values():
        for language in ("zh", "en"):
            assert words.search(scene.title.get(language)).results[0].id == scene.id


def test_only_the_kinds_that_were_asked_for_are_found(words):
    found = words.search("烟草专卖零售许可", kinds=("service",))

    assert {hit.kind for hit in found.results} == {"service"}
    assert found.results[0].id == "service/tobacco-retail-licence"


def test_facts_are_said_in_english_words_and_a_no_is_left_out(catalogue):
    facts = read_facts({"area": 80, "foreign": False}, catalogue)

    assert verbalised(facts, catalogue) == "Floor area: 80 m²"


def test_scores_rank_policies_and_never_decide(with_vectors, catalogue):
    facts = read_facts({"entity": "new_company", "staff": 4}, catalogue)
    scores = with_vectors.policy_scores(facts, catalogue)
    matcher = Matcher(catalogue)

    plain = {m.policy: m.verdict for m in matcher.matches(facts, TODAY)}
    ranked = {m.policy: m.verdict for m in matcher.matches(facts, TODAY, scores)}

    assert scores.keys() == catalogue.policies.keys()
    assert ranked == plain


def test_nothing_known_or_no_encoder_ranks_nothing(words, with_vectors, catalogue):
    facts = read_facts({"staff": 4}, catalogue)

    assert with_vectors.policy_scores(NOTHING, catalogue) == {}
    assert words.policy_scores(facts, catalogue) == {}


def test_an_empty_catalogue_finds_nothing_and_does_not_fail():
    found = Searcher(catalogue_of(())).search("便利店")

    assert (found.outcome, found.results) == (Outcome.OUTSIDE, ())
