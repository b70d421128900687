"""Vectors kept in a file from one start to the next: a warm start encodes no document.

One file a model, named by its fingerprint: a line that says what follows, then the digest of every
text and its vector. A file that is cut, changed by a single bit or of another model is never
read; what it held is encoded again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from matcher.embedding import Encoder, Vectors
from matcher.vectors import Known, Progress, VectorIndex, nobody_watches

FORMAT: Final = 1
_DIGEST_BYTES: Final = 32
_LONGEST_HEAD: Final = 1000
_SPARE: Final = 1000
_log = logging.getLogger(__name__)


class VectorFiles:
    """A folder of vectors, one file a model; makes the indexes whose vectors it keeps."""

    def __init__(self, folder: Path, progress: Progress = nobody_watches) -> None:
        self._folder = folder
        self._progress = progress
        self._one_at_a_time = threading.Lock()
        self._writing: list[threading.Thread] = []
        self._asked: set[bytes] = set()

    def __call__(
        self, documents: Sequence[str], encoder: Encoder, known: Known | None = None
    ) -> VectorIndex:
        """Return the index of documents; what is in the file of this model is not encoded.

        What had to be encoded is written behind: whoever publishes does not wait for a disk.
        """
        model = encoder.fingerprint
        kept = known or self.read(model, documents)
        index = VectorIndex(documents, encoder, kept, self._progress)
        if any(document not in kept for document in index.known):
            writing = threading.Thread(target=self.write, args=[model, index.known])
            writing.start()
            self._writing = [*filter(threading.Thread.is_alive, self._writing), writing]
        return index

    def settle(self) -> None:
        """Wait until everything is written."""
        for writing in self._writing:
            writing.join()

    def file(self, model: str) -> Path:
        """Return where the vectors of a model are kept."""
        return self._folder / f"{model[:16]}.vectors"

    def read(self, model: str, texts: Iterable[str]) -> dict[str, Vectors]:
        """Return the vectors of those texts that are kept; none where the file is not sound."""
        held = self._held(model)
        digests = {text: digest(text) for text in texts}
        self._asked.update(digests.values())
        by_text = ((text, held.get(one)) for text, one in digests.items())
        return {text: vector for text, vector in by_text if vector is not None}

    def write(self, model: str, vectors: Known) -> None:
        """Keep the vectors of a model; whole or not at all.

        Others in the file stay; the oldest that nobody asked for since the start go when they are
        more than these and a thousand. A folder that cannot be written costs the next start its
        time, and nothing else.
        """
        try:
            with self._one_at_a_time:
                self._folder.mkdir(parents=True, exist_ok=True)
                now = {digest(text): vector for text, vector in vectors.items()}
                others = [one for one in self._held(model).items() if one[0] not in now]
                asked = [one for one in others if one[0] in self._asked]
                unasked = [one for one in others if one[0] not in self._asked]
                kept = unasked[-len(now) - _SPARE :] + asked
                _replace(self.file(model), _packed(model, {**dict(kept), **now}))
        except OSError as error:
            _log.warning("Vectors cannot be kept in %s: %s", self._folder, error.strerror)

    def _held(self, model: str) -> Mapping[bytes, Vectors]:
        try:
            return _unpacked(self.file(model).read_bytes(), model)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("The file of vectors is not used, they are made again: %s", error)
            return {}


def digest(text: str) -> bytes:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).digest()


def _packed(model: str, vectors: Mapping[bytes, Vectors]) -> bytes:
    matrix = np.stack(list(vectors.values())).astype("<f4")
    body = b"".join(vectors) + matrix.tobytes()
    head = {
        "companion_vectors": FORMAT,
        "model": model,
        "shape": matrix.shape,
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return json.dumps(head).encode() + b"\n" + body


def _unpacked(content: bytes, model: str) -> Mapping[bytes, Vectors]:
    """Return the vectors in a file by the digest of their text, oldest first.

    Raises:
        ValueError, KeyError, TypeError: it is not the whole file of this model.
    """
    end = content.index(b"\n", 0, _LONGEST_HEAD)
    head, body = json.loads(content[:end]), content[end + 1 :]
    if (head["companion_vectors"], head["model"]) != (FORMAT, model):
        raise ValueError("it is of another model")
    if hashlib.sha256(body).hexdigest() != head["sha256"]:
        raise ValueError("it is damaged or cut short")
    count, width = head["shape"]
    if count * (_DIGEST_BYTES + 4 * width) != len(body):
        raise ValueError("its first line does not fit the rest")
    places = range(0, count * _DIGEST_BYTES, _DIGEST_BYTES)
    digests = [body[at : at + _DIGEST_BYTES] for at in places]
    matrix = np.frombuffer(body, dtype="<f4", offset=count * _DIGEST_BYTES)
    return dict(zip(digests, matrix.reshape(count, width).astype(np.float32), strict=True))


def _replace(file: Path, content: bytes) -> None:
    """Put content in a file's place at once; what a crash leaves is the old file or the new."""
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(number, "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Let the new name outlive a power cut; some systems cannot open folders."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
