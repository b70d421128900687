"""Which route was asked for, how it was answered and how long it took; never by whom, for what.

A line names the template of a route (`/c/{token}`), so that no token, search or address of a
visitor is ever written down. Off unless the setting names a file, or `-` for the terminal. What
the server itself says of an error is written without the words of the error: they may quote what
somebody typed.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.days import SHANGHAI
from kb.errors import Unavailable
from kb.text import Text

TERMINAL: Final = "-"
UNKNOWN: Final = "-"
STATIC: Final = "/static"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Write = Callable[[str], None]


class AccessLog:
    """Writes one line for each request once it is answered.

    Plain ASGI; an event stream is written down when it ends.
    """

    def __init__(self, app: ASGIApp, write: Write, now: Callable[[], datetime]) -> None:
        self._app = app
        self._write = write
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and say so."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000)
            self._write(line(self._now(), scope, status, milliseconds))


def line(at: datetime, scope: Scope, status: int, milliseconds: int) -> str:
    """Return time, method, route template, status and milliseconds, parted by blanks.

    An address without a route, and a method nobody has heard of, are written as `-`.
    """
    moment = at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    method = scope["method"] if scope["method"] in _METHODS else UNKNOWN
    return f"{moment} {method} {_template(scope)} {status} {milliseconds}"


def _template(scope: Scope) -> str:
    template = getattr(scope.get("route"), "path", None)
    if template is not None:
        return str(template)
    return STATIC if scope.get("root_path") == STATIC else UNKNOWN


def writer(named: str) -> Write | None:
    """Return what writes a line to where the setting says; None where it names nothing.

    A file is added to, a line at a time, so that several workers may share it; moved away, it is
    begun anew.

    Raises:
        Unavailable: the file cannot be written.
    """
    if not named:
        return None
    if named == TERMINAL:
        return lambda said: print(said, file=sys.stdout, flush=True)
    file = Path(named)
    try:
        _add(file, "")
    except OSError as error:
        raise Unavailable(
            Text(
                zh=f"写不进访问日志 {named}。请另写一个：COMPANION_ACCESS_LOG=file",
                en=f"The access log {named} cannot be written ({error.strerror}). "
                "Name another one: COMPANION_ACCESS_LOG=file",
            )
        ) from None
    return lambda said: _add(file, f"{said}\n")


def _add(file: Path, said: str) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(opened, said.encode())
    finally:
        os.close(opened)


# ---- what the server says of errors -------------------------------------------------------------


class WithoutWords(logging.Formatter):
    """Writes an error as its kind and the places it came through, never what it says."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return kind and places of an error, and of those it came from."""
        return "\n".join(places(ei[1])) if ei[1] is not None else ""


def places(error: BaseException) -> list[str]:
    """Return a line for every place an error came through, the errors behind it first.

    >>> places(ValueError("王小明"))
    ['ValueError']
    """
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    told = places(behind) if behind is not None else []
    frames = traceback.extract_tb(error.__traceback__)
    told += [f"  {Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    return [*told, type(error).__name__]


LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": WithoutWords, "fmt": "%(levelname)s: %(message)s"}},
    "handlers": {
        "terminal": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {
        "uvicorn": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
        "uvicorn.access": {"handlers": [], "propagate": False},
        "asyncio": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
    },
}
"""How the server writes down what it has to say."""
