"""Both ways to keep and compare vectors pass the same tests: FAISS with files, and pgvector."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kb.database import open_database
from matcher.vector_file import VectorFiles
from matcher.vector_table import VectorTable
from matcher.vectors import TOGETHER, VectorIndex, encoded
from tests.encoding import Letters

DOCUMENTS = ["open a restaurant", "register a baby", "hire two cooks", "open a restaurant"]


@pytest.fixture(params=["in memory", "faiss", "pgvector"])
def indexed(request, tmp_path):
    """Return what makes indexes, of each kind."""
    if request.param == "in memory":
        yield VectorIndex
    elif request.param == "faiss":
        files = VectorFiles(tmp_path / "vectors")
        yield files
        files.settle()
    else:
        with request.getfixturevalue("postgres").fresh() as url:
            database = open_database(url)
            yield VectorTable(database)
            database.close()


def test_the_nearest_meaning_scores_highest_without_a_shared_word(indexed, encoder):
    index = indexed(DOCUMENTS, encoder)

    assert index.scores("a place to eat").argmax() == 0
    assert index.scores("our child was born").argmax() == 1


def test_scores_are_those_of_every_document_in_its_place(indexed, encoder):
    found = indexed(DOCUMENTS, encoder).scores("somewhere for dinner")

    expected = encoder.encode(DOCUMENTS) @ encoder.encode(["somewhere for dinner"])[0]
    assert found.dtype == np.float32
    assert found == pytest.approx(expected, abs=1e-5)
    assert found[0] == found[3], "the same text"


def test_many_threads_are_answered_as_one_is(indexed):
    index = indexed(DOCUMENTS, Letters())
    said = [f"a {word}" for word in ("shop", "child", "cook", "hotel") * 5]

    with ThreadPoolExecutor(8) as users:
        together = list(users.map(index.scores, said))

    for one, text in zip(together, said, strict=True):
        assert one.tolist() == index.scores(text).tolist()


def test_only_texts_that_are_new_are_encoded(indexed):
    encoder = Letters()
    first = indexed(DOCUMENTS, encoder)
    encoder.texts.clear()

    indexed([*DOCUMENTS, "close a shop"], encoder, first.known)

    assert encoder.texts == ["close a shop"]


def test_another_model_never_meets_the_vectors_of_the_first(indexed):
    wide, narrow = Letters(width=26), Letters(width=13)
    indexed(DOCUMENTS, wide)

    index = indexed(DOCUMENTS, narrow)

    assert set(narrow.texts) == set(DOCUMENTS)
    assert index.scores("hire two cooks").argmax() == 2
    assert indexed(DOCUMENTS, wide).scores("hire two cooks").argmax() == 2


def test_texts_of_like_length_are_encoded_together_and_progress_is_told():
    encoder, told = Letters(), []
    texts = [f"{'long ' * (i % 3)}text {i:02}" for i in range(20)]

    found = encoded(texts, encoder, {}, lambda done, of: told.append((done, of)))

    assert set(found) == set(texts)
    assert [len(one) for one in encoder.texts] == sorted(len(one) for one in texts)
    assert told == [(TOGETHER, 20), (2 * TOGETHER, 20), (20, 20)]
