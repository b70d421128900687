from __future__ import annotations

import io
import json
import os
import signal

import numpy as np
import pytest

from kb.errors import Unavailable
from matcher import encoder_process
from matcher.encoder_process import EncoderProcess, serve
from tests.waiting import seconds_until


@pytest.fixture(scope="module")
def process():
    """Return one that every test here shares: its load takes seconds."""
    started = EncoderProcess()
    yield started
    started.close()


def test_it_answers_as_the_encoder_in_this_process_does(process, encoder):
    texts = ["a shop", "ein Laden – 一家店 \n two lines", ""]

    found = process.encode(texts)

    assert process.fingerprint == encoder.fingerprint
    assert found.dtype == np.float32
    assert found == pytest.approx(encoder.encode(texts), abs=1e-5)


@pytest.mark.prove
def test_one_that_was_killed_is_said_to_be_away_and_comes_back(process, monkeypatch):
    monkeypatch.setattr(encoder_process, "_AGAIN_SECONDS", 0.0)
    before = process.encode(["a shop"])
    os.kill(process.number, signal.SIGKILL)

    with pytest.raises(Unavailable, match="by words alone"):
        process.encode(["a shop"])
    seconds_until(lambda: process.number is not None, 60)

    assert process.encode(["a shop"]).tolist() == before.tolist()


@pytest.mark.prove
def test_a_model_that_is_not_here_is_told_in_plain_words(tmp_path):
    with pytest.raises(Unavailable, match=r"COMPANION_ENCODER.*cannot be opened"):
        EncoderProcess(str(tmp_path / "nowhere"))


def test_as_a_program_it_says_what_is_wrong_and_ends():
    answers = io.BytesIO()

    serve("/no/such/model", io.BytesIO(b'["never read"]\n'), answers)

    problem = json.loads(answers.getvalue())["problem"]
    assert "COMPANION_ENCODER" in problem["zh"]
    assert "COMPANION_ENCODER" in problem["en"]


def test_one_that_is_closed_has_ended_and_answers_no_more(process):
    number = process.number
    process.close()

    with pytest.raises(Unavailable, match="does not answer"):
        process.encode(["a shop"])
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
