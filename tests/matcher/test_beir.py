"""Files in the BEIR layout are read as others write them; what is wrong is named by its line."""

from __future__ import annotations

import pytest

from kb.errors import WrongInput
from matcher.beir import File, read_beir

CORPUS = """
{"_id": "rent", "title": "Rent relief", "text": "Half of the rent of a shop is paid back."}
{"_id": "meal", "title": "", "text": "A licence to sell food."}
{"_id": 3, "text": "为新生儿办理户口登记。", "metadata": {"url": "x"}}
"""
QUERIES = """
{"_id": "q1", "text": "who pays my rent"}
{"_id": "q2", "text": "孩子上户口"}
{"_id": "q3", "text": "nobody judged this"}
"""
QRELS = "query-id\tcorpus-id\tscore\nq1\trent\t1\nq1\tmeal\t0\nq2\t3\t2\n"


def read(corpus=CORPUS, queries=QUERIES, qrels=QRELS):
    return read_beir(
        File("corpus.jsonl", corpus), File("queries.jsonl", queries), File("qrels.tsv", qrels)
    )


def refused(**files):
    with pytest.raises(WrongInput) as caught:
        read(**files)
    return caught.value.problems[0]


def test_documents_queries_and_the_answers_that_count_are_read():
    found = read()

    assert list(found.documents) == ["rent", "meal", "3"]
    assert found.documents["rent"].text.startswith("Rent relief\nHalf of the rent")
    assert found.documents["rent"].names == "Rent relief"
    assert found.queries == {"q1": "who pays my rent", "q2": "孩子上户口"}
    assert found.relevant == {"q1": {"rent"}, "q2": {"3"}}


@pytest.mark.parametrize(
    "qrels",
    [
        QRELS,
        QRELS.partition("\n")[2],
        QRELS.replace("\n", "\r\n"),
        "q1 0 rent 1\nq1 0 meal 0\nq2 0 3 2\n",
        "q1\tQ0\trent\t1.0\nq2\tQ0\t3\t1\n",
        "\nq1  rent  1\n\nq2  3  1",
    ],
    ids=["head", "no head", "Windows", "trec", "trec with tabs", "spaces"],
)
def test_judgements_are_read_in_every_form_they_come_in(qrels):
    assert read(qrels=qrels).relevant == read().relevant


def test_a_sign_that_ends_lines_elsewhere_may_stand_in_a_text():
    corpus = '{"_id": "rent", "text": "one\u2028two"}\n{"_id": "3", "text": "three"}'

    found = read(corpus=corpus, qrels="q1\trent\t1")

    assert found.documents["rent"].text == "one\u2028two"


@pytest.mark.parametrize(
    ("files", "place", "problem"),
    [
        ({"corpus": ""}, "corpus.jsonl", "holds nothing"),
        ({"queries": "\n\n"}, "queries.jsonl", "holds nothing"),
        ({"qrels": ""}, "qrels.tsv", "holds nothing"),
        ({"corpus": CORPUS + "{"}, "corpus.jsonl:5", "is not a JSON object"),
        ({"corpus": CORPUS + "[1]"}, "corpus.jsonl:5", "is not a JSON object"),
        ({"corpus": CORPUS + "[" * 100_000}, "corpus.jsonl:5", "is not a JSON object"),
        ({"corpus": CORPUS + '{"text": "x"}'}, "corpus.jsonl:5", "has no _id"),
        ({"corpus": CORPUS + '{"_id": true, "text": "x"}'}, "corpus.jsonl:5", "has no _id"),
        ({"corpus": CORPUS + '{"_id": "rent"}'}, "corpus.jsonl:5", "already stands at corpus"),
        ({"corpus": CORPUS + '{"_id": "x", "text": 5}'}, "corpus.jsonl:5: text", "holds no words"),
        ({"queries": QUERIES + '{"_id": "x"}'}, "queries.jsonl:5: text", "holds no words"),
        ({"qrels": QRELS + "q1\trent"}, "qrels.tsv:5", "neither three columns nor four"),
        ({"qrels": QRELS + "q1\trent\tyes"}, "qrels.tsv:5", '"yes" is no number'),
        ({"qrels": "q1\trent\tyes"}, "qrels.tsv:1", '"yes" is no number'),
        ({"qrels": QRELS + "q1\trent\tnan"}, "qrels.tsv:5", '"nan" is no number'),
        ({"qrels": QRELS + "q9\trent\t1"}, "qrels.tsv:5", '"q9" is not in queries.jsonl'),
        ({"qrels": QRELS + "q1\t9\t1"}, "qrels.tsv:5", '"9" is not in corpus.jsonl'),
        ({"qrels": "q1\trent\t0"}, "qrels.tsv", "of no document"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line_with_a_remedy_in_both_languages(
    files, place, problem
):
    found = refused(**files)

    assert found.place == place
    assert problem in found.problem.en
    assert found.remedy.zh
    assert found.remedy.en.endswith(".")
