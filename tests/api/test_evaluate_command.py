"""`companion evaluate search`: the figures of the search on anybody's questions."""

from __future__ import annotations

import json

import pytest

from tests.console import error_of, shapes
from tests.known_answers import own_questions, write_beir

CORPUS = [
    {"_id": "a", "title": "开饭店", "text": "办理食品经营许可。"},
    {"_id": "b", "title": "上户口", "text": "给新生儿办理出生登记。"},
]
QUERIES = [{"_id": "1", "text": "饭店许可"}, {"_id": "2", "text": "出生登记"}]
QRELS = ["query-id\tcorpus-id\tscore", "1\ta\t1", "2\ta\t1", "2\tb\t1"]
NAMES = ["recall@1", "recall@5", "recall@10", "mrr@10"]


@pytest.fixture
def files(tmp_path):
    """Return what writes three files and returns their paths."""

    def write(corpus=CORPUS, queries=QUERIES, qrels=QRELS):
        texts = {
            "corpus.jsonl": map(json.dumps, corpus),
            "queries.jsonl": map(json.dumps, queries),
            "qrels.tsv": qrels,
        }
        for name, lines in texts.items():
            (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        return [str(tmp_path / name) for name in texts]

    return write


def test_the_figures_are_those_of_the_contract(little, files):
    (said,) = shapes(little("evaluate", "search", *files(), "--json"))

    assert (said["documents"], said["queries"], said["languages"]) == (2, 2, {"zh": 2})
    assert [said[name] for name in NAMES] == [0.75, 0.75, 0.75, 1.0]
    assert said["by"].keys() == {"words", "fused"}
    assert said["latency_ms"].keys() == {"p50", "p95"}


@pytest.mark.parametrize(
    ("lang", "head"), [("zh", "2 份文档，2 个问题（中文）"), ("en", "2 documents")]
)
def test_a_person_reads_one_figure_a_line(little, files, lang, head):
    said = little("evaluate", "search", *files(), "--lang", lang)

    assert said.exit_code == 0
    lines = said.output.splitlines()
    assert lines[0].startswith(head)
    assert [line.split()[0] for line in lines[1:5]] == NAMES


def test_the_encoder_joins_where_it_reads_the_texts_and_its_vectors_are_kept(
    console, files, encoder, monkeypatch
):
    monkeypatch.setattr("api.evaluate_command.make_encoder", lambda _: encoder)
    english = files(
        [{"_id": "a", "text": "open a restaurant"}, {"_id": "b", "text": "register a birth"}],
        [{"_id": "1", "text": "a place to eat"}],
        ["1\ta\t1"],
    )

    (said,) = shapes(console("evaluate", "search", *english, "--json"))

    assert said["by"].keys() == {"words", "vectors", "fused"}
    assert (said["by"]["words"]["recall@1"], said["recall@1"]) == (0, 1)
    assert list((console.state / "vectors" / "evaluated").iterdir())


def test_a_language_that_is_told_is_believed(little, files):
    (said,) = shapes(little("evaluate", "search", *files(), "--texts", "other", "--json"))

    assert said["languages"] == {"other": 2}


def test_our_own_utterances_are_measured_like_anybody_s(little, catalogue, tmp_path):
    paths = write_beir(own_questions(catalogue, "zh", "development"), tmp_path)

    (said,) = shapes(little("evaluate", "search", *paths, "--json"))

    assert said["queries"] > 100
    assert said["recall@10"] > 0.8


def test_a_bad_line_is_named_by_file_and_line(little, files):
    paths = files(qrels=[*QRELS, "1\tnothing\t1"])

    said = error_of(little("evaluate", "search", *paths, "--json"))

    assert said["place"] == f"{paths[2]}:5"
    assert '"nothing" is not in' in said["problem"]


def test_a_file_that_is_not_there_is_named_in_the_language_of_the_reader(little, files):
    corpus, queries, _ = files()

    said = little("evaluate", "search", corpus, queries, "none.tsv", "--lang", "zh")

    assert said.exit_code == 2
    assert "none.tsv：读不出来。" in said.stderr
