"""The encoder in a process of its own: while it loads and works, pages have Python to themselves.

Loading holds Python's lock for up to a second at a time, and so does every call between its small
steps; a search in the same process waits for both. Run as a program it reads a JSON list of texts
a line and answers with a line of JSON and the bytes of the vectors. It ends with its input.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, Final

import numpy as np

from kb.errors import Unavailable
from kb.text import LANGUAGES, Language, Text
from matcher.embedding import SentenceEncoder, Vectors

_AGAIN_SECONDS: Final = 30.0
"""No oftener than this an encoder that ended is started again."""
_END_SECONDS: Final = 5.0
_log = logging.getLogger(__name__)


class EncoderProcess:
    """A sentence-transformers model in another process; it ends when this one does."""

    def __init__(self, model: str = "", languages: frozenset[Language] = frozenset({"en"})) -> None:
        """Start it and wait until it has loaded: some five seconds.

        Raises:
            Unavailable: there is no such model here, or it cannot be read.
        """
        self.languages = languages
        self._model = model
        self._one_at_a_time = threading.Lock()
        self._closed = False
        self._program: subprocess.Popen[bytes] | None = None
        self._began = time.monotonic()
        self.fingerprint, self._program = _started(model)

    @property
    def number(self) -> int | None:
        """Return the number of the process, None while there is none."""
        return self._program.pid if self._program else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `n × d`, float32, unit length.

        Raises:
            Unavailable: the process has ended; another one is started behind.
        """
        with self._one_at_a_time:
            if self._program is None:
                raise Unavailable(_ENDED)
            try:
                return _asked(self._program, texts)
            except (OSError, EOFError, ValueError):
                self._start_again_behind(self._program)
                raise Unavailable(_ENDED) from None

    def close(self) -> None:
        """End the process."""
        self._closed = True
        program, self._program = self._program, None
        if program is not None:
            _end(program)

    def _start_again_behind(self, ended: subprocess.Popen[bytes]) -> None:
        self._program = None
        if not self._closed:
            _log.warning("The encoder has ended; search goes on by words until it is back.")
            work = threading.Thread(target=self._start_again, args=[ended], daemon=True)
            work.start()

    def _start_again(self, ended: subprocess.Popen[bytes]) -> None:
        _end(ended)
        time.sleep(max(0.0, self._began + _AGAIN_SECONDS - time.monotonic()))
        self._began = time.monotonic()
        try:
            fingerprint, program = _started(self._model)
        except Unavailable as error:
            _log.warning("The encoder does not come back: %s", error)
            return
        if self._closed or fingerprint != self.fingerprint:
            _end(program)  # its vectors would not go with those that are indexed
            return
        self._program = program


_ENDED: Final = Text(
    zh="编码器没有应答；现在只按文字查找。",
    en="The encoder does not answer; search goes by words alone.",
)


def _started(model: str) -> tuple[str, subprocess.Popen[bytes]]:
    """Return the fingerprint of a model and the process that serves it."""
    program = subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, model],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)},
    )
    try:
        return str(_answer(program)["fingerprint"]), program
    except (OSError, EOFError, ValueError):
        _end(program)
        raise Unavailable(_ENDED) from None
    except Unavailable:
        _end(program)
        raise


def _asked(program: subprocess.Popen[bytes], texts: Sequence[str]) -> Vectors:
    to, back = _pipes(program)
    to.write(json.dumps(list(texts)).encode() + b"\n")
    to.flush()
    shape = _answer(program)["shape"]
    size = int(np.prod(shape)) * 4
    content = back.read(size)
    if len(content) != size:
        raise EOFError
    return np.frombuffer(content, dtype="<f4").reshape(shape).astype(np.float32)


def _answer(program: subprocess.Popen[bytes]) -> Mapping[str, Any]:
    """Return the next line of an answer.

    Raises:
        Unavailable: it says what is wrong.
        EOFError: the process has ended.
    """
    line = _pipes(program)[1].readline()
    if not line.endswith(b"\n"):
        raise EOFError
    answer: Mapping[str, Any] = json.loads(line)
    if "problem" in answer:
        raise Unavailable(Text(**{one: answer["problem"][one] for one in LANGUAGES}))
    return answer


def _pipes(program: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if program.stdin is None or program.stdout is None:
        raise EOFError
    return program.stdin, program.stdout


def _end(program: subprocess.Popen[bytes]) -> None:
    """End a process by ending its input; one that does not end is killed."""
    for pipe in _pipes(program):
        with suppress(OSError):
            pipe.close()
    try:
        program.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def serve(model: str, asked: IO[bytes], answers: IO[bytes]) -> None:
    """Load a model, say so, then answer until there is nothing more to read."""
    try:
        encoder = SentenceEncoder(model)
    except Unavailable as error:
        problem = {one: error.told(one) for one in LANGUAGES}
        _say(answers, {"problem": problem})
        return
    encoder.encode(["warm"])
    _say(answers, {"fingerprint": encoder.fingerprint})
    for line in asked:
        found = encoder.encode(json.loads(line))
        _say(answers, {"shape": found.shape}, np.ascontiguousarray(found, dtype="<f4").tobytes())


def _say(answers: IO[bytes], shape: Mapping[str, Any], content: bytes = b"") -> None:
    answers.write(json.dumps(shape).encode() + b"\n" + content)
    answers.flush()


def main() -> None:
    """Serve this process's input; what libraries print goes to the terminal, not among answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends us
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(BrokenPipeError):
        serve(sys.argv[1], sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
