from __future__ import annotations

from matcher.vectors import VectorIndex


def test_the_nearest_meaning_scores_highest_without_a_shared_word(encoder):
    index = VectorIndex(["open a restaurant", "register a baby"], encoder)

    assert index.scores("a place to eat").argmax() == 0
    assert index.scores("our child was born").argmax() == 1
