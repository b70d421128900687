"""What one worker tells all others: said inside a transaction, heard once it is committed.

On PostgreSQL words cross by LISTEN/NOTIFY, within milliseconds. SQLite serves one process, so
there the same words are handed over directly. A listener that lost its connection cannot know
what it missed: it comes back and lets everyone look for themselves. LISTEN needs a connection of
its own to the server; a pooler that hands connections round between transactions loses words.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import psycopg
from sqlalchemy import Connection, Engine, text

from kb.errors import Unavailable

Heard = Callable[[str], None]
Told = tuple[tuple[str, str], ...]
"""Pairs of topic and text."""

CHANNEL: Final = "companion"
LOOK_FOR_YOURSELF: Final = ""
"""What is heard after a gap, when nobody knows what was said meanwhile."""
_EVERYONE: Final = ""
"""The topic of a word that every hearer of every topic is meant to hear."""
_STOP_SECONDS: Final = 0.25
_AGAIN_SECONDS: Final = 0.5
"""No oftener than this a lost connection is opened again; the first time at once."""
_ALIVE: Final = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
"""A server that went away without a word is noticed within half a minute."""

_log = logging.getLogger(__name__)


class Signals:
    """Carries words by topic between the workers on one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._crosses = engine.dialect.name == "postgresql"
        self._hearers: dict[str, list[Heard]] = defaultdict(list)
        self._told: list[tuple[str, str]] = []
        self._threads: list[threading.Thread] = []
        self._listening = threading.Event()
        """Set once the first connection listens."""
        self._stop = threading.Event()

    def hear(self, topic: str, heard: Heard) -> None:
        """Call `heard` with every text told on a topic; from any thread, after the commit."""
        self._hearers[topic].append(heard)

    def hear_slowly(self, topic: str, look: Callable[[], None]) -> None:
        """Let `look` see for itself after every word on a topic, or once after several.

        On PostgreSQL it has a thread of its own, so that other words need not wait for it, and
        is called again until it succeeds.
        """
        if not self._crosses:
            self.hear(topic, lambda _: look())
            return
        woken = threading.Event()
        self.hear(topic, lambda _: woken.set())
        self._begin(lambda: self._look_until_stopped(woken, look), f"looking at {topic}")

    def tell(self, connection: Connection, topic: str, said: str) -> None:
        """Tell a text as part of a transaction; at most about 7,900 bytes."""
        if self._crosses:
            word = {"channel": CHANNEL, "word": f"{topic} {said}"}
            connection.execute(text("SELECT pg_notify(:channel, :word)"), word)
        else:
            self._told.append((topic, said))

    def tell_everyone(self, connection: Connection) -> None:
        """Let every hearer look for itself once the transaction is committed."""
        self.tell(connection, _EVERYONE, LOOK_FOR_YOURSELF)

    def taken(self, well: bool) -> Told:
        """Return what the transaction that just ended told; nothing if it did not end well."""
        told, self._told = tuple(self._told), []
        return told if well else ()

    def deliver(self, told: Told) -> None:
        """Hand texts over to those who hear their topic; one who fails keeps nobody waiting."""
        for topic, said in told:
            for heard in self._hearers_of(topic):
                try:
                    heard(said)
                except Exception:
                    _log.exception("What was told of %s could not be followed.", topic)

    def _hearers_of(self, topic: str) -> list[Heard]:
        if topic:
            return list(self._hearers.get(topic, ()))
        return [heard for hearers in tuple(self._hearers.values()) for heard in hearers]

    def listen(self, at_most_seconds: float = 10) -> None:
        """Begin to hear other workers; returns once nothing can be missed any more."""
        if self._crosses and not self._listening.is_set():
            self._begin(self._follow, "listening")
            self._listening.wait(at_most_seconds)

    def close(self) -> None:
        """Stop hearing."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=8 * _STOP_SECONDS)

    def _begin(self, work: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _look_until_stopped(self, woken: threading.Event, look: Callable[[], None]) -> None:
        went_well = True
        while not self._stop.is_set():
            if not woken.wait(_STOP_SECONDS):
                continue
            woken.clear()
            went_well = _succeeds(look, aloud=went_well)
            if not went_well:
                self._stop.wait(_AGAIN_SECONDS)
                woken.set()

    def _follow(self) -> None:
        """Listen until stopped; a lost connection is opened again."""
        while not self._stop.is_set():
            began = time.monotonic()
            with suppress(psycopg.Error):
                self._hear_until_stopped()
            self._stop.wait(began + _AGAIN_SECONDS - time.monotonic())

    def _hear_until_stopped(self) -> None:
        url = self._engine.url.set(drivername="postgresql").update_query_dict(_ALIVE)
        plain = url.render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            if self._listening.is_set():
                self.deliver(((_EVERYONE, LOOK_FOR_YOURSELF),))
            self._listening.set()
            while not self._stop.is_set():
                for word in connection.notifies(timeout=_STOP_SECONDS):
                    topic, _, said = word.payload.partition(" ")
                    self.deliver(((topic, said),))


def _succeeds(look: Callable[[], None], aloud: bool) -> bool:
    """Do it and say whether it went well; that the database is away is said by the pages."""
    try:
        look()
    except Unavailable:
        return False
    except Exception:
        if aloud:
            _log.exception("What changed could not be read; trying again.")
        return False
    return True
