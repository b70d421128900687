"""The real encoder, which encodes a text once for all processes of a run.

To encode the shipped records takes fifteen seconds, and half a dozen tests search them by meaning.
What the encoder makes of a text is what the product makes of it; `tests/matcher/test_embedding.py`
holds the encoder itself.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.text import Language
from matcher.embedding import SentenceEncoder, Vectors


def shared_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a folder that all processes of this run share."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    return folder


class Remembering(SentenceEncoder):
    """The packaged model, and a file of the vectors it has made."""

    def __init__(
        self, folder: Path, model: str = "", languages: frozenset[Language] = frozenset({"en"})
    ) -> None:
        super().__init__(model, languages)
        self._file = sqlite3.connect(folder / "vectors.sqlite", 60, check_same_thread=False)
        self._file.execute("pragma synchronous = off")
        self._file.execute("create table if not exists made (text primary key, vector)")
        self._held: dict[str, Vectors] = {}
        self._alone = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `n × d`, float32, unit length."""
        with self._alone:
            new = [text for text in dict.fromkeys(texts) if not self._is_known(text)]
            if new:
                self._keep(new, super().encode(new))
            return np.stack([self._held[text] for text in texts])

    def _is_known(self, text: str) -> bool:
        if text not in self._held:
            row = self._file.execute("select vector from made where text = ?", (text,)).fetchone()
            if row is not None:
                self._held[text] = np.frombuffer(row[0], np.float32)
        return text in self._held

    def _keep(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._held.update(zip(texts, vectors, strict=True))
        rows = [(text, vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        with self._file:
            self._file.executemany("insert or ignore into made values (?, ?)", rows)
