"""Who receives notices in tests: a real mail server and a real gateway on this machine."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

HERE = "127.0.0.1"


@dataclass
class Mailbox:
    """A mail server: what it took, what it answers, and how to hold it in the middle.

    `answers` are given one after another to DATA, then it takes everything; `refuses` is what it
    says to a recipient. While `hold` is set, DATA gets no answer.
    """

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refuses: str = ""
    came: threading.Event = field(default_factory=threading.Event)
    hold: threading.Event = field(default_factory=threading.Event)
    _controller: Any = None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _: Any) -> str:
        """Take a recipient, or say no."""
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a message."""
        message: Any = message_from_bytes(envelope.content, policy=SMTP)
        self.taken.append(message)
        self.to += envelope.rcpt_tos
        self.came.set()
        while self.hold.is_set():
            await asyncio.sleep(0.01)
        return self.answers.pop(0) if self.answers else "250 OK"

    @property
    def url(self) -> str:
        """Return what COMPANION_SMTP_URL says of it."""
        return f"smtp://{HERE}:{self.port}"

    def open(self) -> None:
        """Begin to listen: at first on any port, later on the same one."""
        self._controller = Controller(self, hostname=HERE, port=self.port or _free_port())
        self._controller.start()
        self.port = self._controller.port

    def close(self) -> None:
        """Listen no longer."""
        self._controller.stop(no_assert=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Give a mail server that listens."""
    held = Mailbox()
    held.open()
    try:
        yield held
    finally:
        held.hold.clear()
        held.close()


@dataclass
class Post:
    """One request a gateway got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """Return what it says."""
        return json.loads(self.body)


@dataclass
class Gate:
    """A gateway: what it got, and what it answers."""

    port: int = 0
    got: list[Post] = field(default_factory=list)
    status: int = 204
    location: str = ""

    def url(self, host: str = HERE) -> str:
        """Return what COMPANION_WEBHOOK_URL says of it."""
        return f"http://{host}:{self.port}/notices"


@contextmanager
def gate() -> Iterator[Gate]:
    """Give a gateway that listens."""
    held = Gate()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {key.lower(): value for key, value in self.headers.items()}
            held.got.append(Post(self.path, headers, body))
            self.send_response(held.status)
            if held.location:
                self.send_header("location", held.location)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    held.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
