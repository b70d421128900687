"""Search by meaning: which encoder joins, where its vectors are kept, and how far that is.

Whatever keeps the encoder away, search goes on by words; the desk and the log say so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from api.settings import Settings
from kb.database import Database
from kb.errors import CompanionError, Unavailable, WrongInput, write_one_of
from kb.text import LANGUAGES, Language, Text
from matcher.embedding import Encoder, SentenceEncoder
from matcher.encoder_process import EncoderProcess
from matcher.together import Together
from matcher.unfit import there_is_no
from matcher.vector_file import VectorFiles
from matcher.vector_table import NOT_POSTGRESQL, VectorTable
from matcher.vectors import Progress, VectorIndex, Vectorised, nobody_watches

FAISS: Final = "faiss"
PGVECTOR: Final = "pgvector"
_WORTH_SAYING: Final = 100
_log = logging.getLogger(__name__)


class Stage(StrEnum):
    """How far search by meaning is."""

    OFF = "off"
    WAITING = "waiting"
    LOADING = "loading"
    ENCODING = "encoding"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage, the texts encoded of all that had to be, and what went wrong."""

    stage: Stage
    done: int = 0
    of: int = 0
    problem: Text | None = None


class Meaning:
    """The encoder of a house and its vectors."""

    def __init__(self, settings: Settings, database: Database, in_memory: bool = False) -> None:
        """Read the settings.

        Args:
            settings: name the model, its languages, and where vectors are kept.
            database: keeps them where that is asked for.
            in_memory: keep nothing.

        Raises:
            WrongInput: a setting names what there is not.
        """
        self.languages = spoken_by_encoder(settings)
        self.standing = Standing(Stage.WAITING if self.languages else Stage.OFF)
        self._settings = settings
        self._database = database
        self._kept_in = "" if in_memory else _vectors_kept_in(settings, database)
        self._ends: list[Callable[[], None]] = []

    def encoder(self, apart: bool) -> Encoder:
        """Load the encoder; seconds.

        Args:
            apart: in a process of its own, for many who ask at once while pages are served.

        Raises:
            Unavailable: it cannot be loaded.
        """
        if not apart:
            return make_encoder(self._settings)
        process = EncoderProcess(self._settings.encoder, self.languages)
        self._ends.append(process.close)
        return Together(process)

    def indexed(self, watching: Progress = nobody_watches) -> Vectorised:
        """Return what makes indexes, as the settings ask.

        Raises:
            Unavailable: the database has no pgvector.
        """

        def progress(done: int, of: int) -> None:
            self._encoding(done, of)
            watching(done, of)

        if self._kept_in == PGVECTOR:
            return VectorTable(self._database, progress)
        if self._kept_in == FAISS:
            files = VectorFiles(self._settings.state / "vectors", progress)
            self._ends.append(files.settle)
            return files
        return VectorIndex

    @contextmanager
    def joining(self) -> Iterator[None]:
        """Keep account of the stages while the encoder loads and the index is made."""
        self.standing = Standing(Stage.LOADING)
        try:
            yield
        except CompanionError as error:
            self.standing = Standing(Stage.FAILED, problem=error.problems[0].problem)
            raise
        except Exception:
            self.standing = Standing(Stage.FAILED, problem=_UNFORESEEN)
            raise
        self.standing = replace(self.standing, stage=Stage.READY)

    def _encoding(self, done: int, of: int) -> None:
        """Keep account of texts that have to be encoded; of many the log says begin and end."""
        if of >= _WORTH_SAYING and (done == of or self.standing.stage is not Stage.ENCODING):
            _log.warning("Encoded %d of %d texts for the search by meaning.", done, of)
        self.standing = Standing(Stage.ENCODING if done < of else Stage.READY, done, of)

    def close(self) -> None:
        """Let the encoder's process end, and see what was encoded written."""
        for end in self._ends:
            end()


_UNFORESEEN: Final = Text(
    zh="编码器没有装好，原因在日志里。", en="The encoder could not be loaded; the log says why."
)


def make_encoder(settings: Settings) -> Encoder:
    """Return the encoder the settings name, in this process.

    Raises:
        Unavailable: there is no such model here.
    """
    return SentenceEncoder(settings.encoder, spoken_by_encoder(settings))


def spoken_by_encoder(settings: Settings) -> frozenset[Language]:
    """Return the languages the encoder speaks.

    Raises:
        WrongInput: one of them is no language of ours.
    """
    named = [part.strip() for part in settings.encoder_languages.split(",") if part.strip()]
    for one in named:
        if one not in LANGUAGES:
            place = "COMPANION_ENCODER_LANGUAGES"
            raise WrongInput.at(place, there_is_no(one), write_one_of([*LANGUAGES, "en,zh"]))
    return frozenset(one for one in LANGUAGES if one in named)


def _vectors_kept_in(settings: Settings, database: Database) -> str:
    """Return where vectors are kept.

    Raises:
        WrongInput: there is no such place.
        Unavailable: it needs a PostgreSQL.
    """
    if settings.vectors not in (FAISS, PGVECTOR):
        problem = there_is_no(settings.vectors)
        raise WrongInput.at("COMPANION_VECTORS", problem, write_one_of((FAISS, PGVECTOR)))
    if settings.vectors == PGVECTOR and not database.serves_many:
        raise Unavailable(NOT_POSTGRESQL)
    return settings.vectors
