from __future__ import annotations

import numpy as np
import pytest

from matcher.index import WordIndex, fused

DOCUMENTS = ["open a restaurant 开饭店", "register a newborn 新生儿", "open a bookshop 开书店"]


def test_the_document_that_shares_the_rarest_words_scores_highest():
    assert WordIndex(DOCUMENTS).scores("新生儿").argmax() == 1
    assert WordIndex(DOCUMENTS).scores("bookshop").argmax() == 2


def test_words_that_no_document_knows_score_nothing():
    assert WordIndex(DOCUMENTS).scores("weather").tolist() == [0.0, 0.0, 0.0]


def test_coverage_is_whole_for_known_words_and_small_for_chit_chat():
    index = WordIndex(DOCUMENTS)

    assert index.coverage("newborn", 1) == pytest.approx(1.0)
    assert index.coverage("newborn weather tomorrow morning", 1) < 0.5
    assert index.coverage("", 1) == 0.0


def test_fusing_is_a_weighted_sum_of_both_lists_on_one_scale():
    words = np.array([10.0, 0.0, 5.0], dtype=np.float32)
    vectors = np.array([0.0, 0.2, 0.1], dtype=np.float32)

    assert fused(words, vectors, 0.5).tolist() == pytest.approx([0.5, 0.5, 0.5])
    assert fused(words, vectors, 0.0).tolist() == pytest.approx([1.0, 0.0, 0.5])
