from __future__ import annotations

import json
import logging

import numpy as np
import pytest

from matcher.vector_file import FORMAT, VectorFiles
from tests.encoding import Letters

DOCUMENTS = ["open a restaurant", "register a baby", "hire two cooks"]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "vectors"


def kept(folder, documents=DOCUMENTS):
    """Index documents with a fresh encoder; return that encoder and the file."""
    encoder, files = Letters(), VectorFiles(folder)
    files(documents, encoder)
    files.settle()
    return encoder, files.file(encoder.fingerprint)


def test_a_second_start_encodes_nothing_and_finds_the_same(folder):
    first, _ = kept(folder)
    second = Letters()

    index = VectorFiles(folder)(DOCUMENTS, second)

    assert sorted(first.texts) == sorted(DOCUMENTS)
    assert second.texts == []
    assert index.scores("two cooks").argmax() == 2
    assert np.stack(list(index.known.values())) == pytest.approx(first.encode(DOCUMENTS))


def test_a_flipped_bit_anywhere_is_noticed_and_made_good(folder, caplog):
    _, file = kept(folder)
    sound = file.read_bytes()

    for at in (*range(0, len(sound), max(1, len(sound) // 150)), len(sound) - 1):
        file.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        again = VectorFiles(folder).read(Letters().fingerprint, DOCUMENTS)
        assert again == {}, f"byte {at}"

    assert "not used" in caplog.text
    kept(folder)
    assert file.read_bytes() == sound


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_file_that_was_cut_is_noticed_and_made_again(folder, share):
    _, file = kept(folder)
    sound = file.read_bytes()
    file.write_bytes(sound[: int(len(sound) * share)])

    encoder, _ = kept(folder)

    assert sorted(encoder.texts) == sorted(DOCUMENTS)
    assert file.read_bytes() == sound


@pytest.mark.parametrize(
    "change",
    [
        {"model": "1" * 64},
        {"companion_vectors": FORMAT + 1},
        {"shape": [3, 27]},
        {"shape": "3 × 26"},
        {"sha256": None},
    ],
)
def test_a_file_of_something_else_is_never_read(folder, change):
    encoder, file = kept(folder)
    head, _, body = file.read_bytes().partition(b"\n")
    file.write_bytes(json.dumps({**json.loads(head), **change}).encode() + b"\n" + body)

    assert VectorFiles(folder).read(encoder.fingerprint, DOCUMENTS) == {}


def test_what_is_new_joins_the_file_and_what_others_keep_in_it_stays(folder):
    kept(folder)
    first, _ = kept(folder, ["close a shop"])
    second, _ = kept(folder, [*DOCUMENTS, "close a shop"])

    assert (first.texts, second.texts) == (["close a shop"], [])


def test_the_oldest_go_when_they_are_more_than_those_in_use_and_some(folder, monkeypatch):
    monkeypatch.setattr("matcher.vector_file._SPARE", 1)
    kept(folder, ["a", "b", "c", "d"])

    encoder, _ = kept(folder, ["e"])

    held = VectorFiles(folder).read(encoder.fingerprint, "abcde")
    assert set(held) == {"c", "d", "e"}


def test_what_is_left_of_a_write_that_was_broken_off_is_no_file_of_vectors(folder, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matcher.vector_file.os.fsync", full)
    encoder, file = kept(folder)

    assert not file.exists()
    assert list(folder.iterdir()) == []
    assert VectorFiles(folder).read(encoder.fingerprint, DOCUMENTS) == {}


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(tmp_path, caplog):
    (tmp_path / "taken").write_text("a file")
    files = VectorFiles(tmp_path / "taken" / "vectors")

    with caplog.at_level(logging.WARNING):
        index = files(DOCUMENTS, Letters())
        files.settle()

    assert index.scores("two cooks").argmax() == 2
    assert "cannot be kept" in caplog.text
