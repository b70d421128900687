from __future__ import annotations

import numpy as np
import pytest

from kb.errors import Unavailable
from matcher import embedding
from matcher.embedding import SentenceEncoder


def test_vectors_have_unit_length_and_come_in_order(encoder):
    found = encoder.encode(["a shop", "a baby"])
    again = encoder.encode(["a baby"])

    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)
    assert found[1] == pytest.approx(again[0], abs=1e-5)


def test_a_model_file_that_is_not_the_known_one_is_refused(monkeypatch):
    monkeypatch.setattr(embedding, "DEFAULT_WEIGHTS_SHA256", "0" * 64)

    with pytest.raises(Unavailable, match="make clean"):
        SentenceEncoder()
