"""What one worker tells all others: said inside a transaction, heard once it is committed.

On PostgreSQL words cross by LISTEN/NOTIFY, within milliseconds. SQLite serves one process, so
there the same words are handed over directly. A listener that lost its connection cannot know
what it missed: it comes back and lets everyone look for themselves.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Final

import psycopg
from sqlalchemy import Connection, Engine, text

Heard = Callable[[str], None]
Told = tuple[tuple[str, str], ...]
"""Pairs of topic and text."""

CHANNEL: Final = "companion"
LOOK_FOR_YOURSELF: Final = ""
"""What is heard after a gap, when nobody knows what was said meanwhile."""
_STOP_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 0.5


class Signals:
    """Carries words by topic between the workers on one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._crosses = engine.dialect.name == "postgresql"
        self._hearers: dict[str, list[Heard]] = defaultdict(list)
        self._told: list[tuple[str, str]] = []
        self._listener: threading.Thread | None = None
        self._listening = threading.Event()
        self._stop = threading.Event()

    def hear(self, topic: str, heard: Heard) -> None:
        """Call `heard` with every text told on a topic; from any thread, after the commit."""
        self._hearers[topic].append(heard)

    def tell(self, connection: Connection, topic: str, said: str) -> None:
        """Tell a text as part of a transaction; at most about 7,900 bytes."""
        if self._crosses:
            word = {"channel": CHANNEL, "word": f"{topic} {said}"}
            connection.execute(text("SELECT pg_notify(:channel, :word)"), word)
        else:
            self._told.append((topic, said))

    def taken(self, well: bool) -> Told:
        """Return what the transaction that just ended told; nothing if it did not end well."""
        told, self._told = tuple(self._told), []
        return told if well else ()

    def deliver(self, told: Told) -> None:
        """Hand texts over to those who hear their topic."""
        for topic, said in told:
            for heard in self._hearers.get(topic, ()):
                heard(said)

    def listen(self, at_most_seconds: float = 10) -> None:
        """Begin to hear other workers; returns once nothing can be missed any more."""
        if self._crosses and self._listener is None:
            self._listener = threading.Thread(target=self._follow, name="signals", daemon=True)
            self._listener.start()
            self._listening.wait(at_most_seconds)

    def close(self) -> None:
        """Stop hearing."""
        self._stop.set()
        if self._listener is not None:
            self._listener.join(timeout=2 * _STOP_SECONDS)

    def _follow(self) -> None:
        """Listen until stopped; a lost connection is opened again."""
        again = False
        while not self._stop.is_set():
            try:
                self._hear_until_stopped(again)
            except psycopg.OperationalError:
                again = True
                self._stop.wait(_AGAIN_SECONDS)

    def _hear_until_stopped(self, again: bool) -> None:
        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._listening.set()
            if again:
                self.deliver(tuple((topic, LOOK_FOR_YOURSELF) for topic in self._hearers))
            while not self._stop.is_set():
                for word in connection.notifies(timeout=_STOP_SECONDS, stop_after=1):
                    topic, _, said = word.payload.partition(" ")
                    self.deliver(((topic, said),))
