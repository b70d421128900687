"""Runs the server: address and one-time links on the terminal, one line for what goes wrong."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Any, Final

import click
import uvicorn
from fastapi import FastAPI

from api.access_log import LOGGING
from api.accounts import Role
from api.app import make_app
from api.carrying import carriers
from api.outbox_runner import running
from api.settings import Settings
from api.wiring import House, open_house
from kb.errors import Problem

_ANYWHERE = ("0.0.0.0", "::")
_NOWHERE = "192.0.2.1"
"""An address kept for documentation: naming it as a peer shows our own, and sends nothing."""

HOW: Final[dict[str, Any]] = {
    "access_log": False,
    "log_config": LOGGING,
    "log_level": "warning",
    "server_header": False,
    "timeout_graceful_shutdown": 2,
}
"""What every server of ours is told, whether it is alone or one of several."""


def run(host: str, port: int, data: Sequence[str] = ()) -> None:
    """Serve until stopped; named folders are served from memory, the database left alone."""
    began = time.monotonic()
    listener = listen(host, port)
    house = open_house(Settings(), data, keep_published=True)
    address = address_of(host, port)
    carriers(house.settings, house.now)  # a wrong setting is told before anybody comes
    house.follow()
    links = house.staff.first_links(house.centre)
    greet(address, links, house.problems, time.monotonic() - began)
    house.warm_behind()
    keep_for_good()
    config = uvicorn.Config(make_app(house, address, until_stopped), **HOW)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def keep_for_good() -> None:
    """Leave what a start has made out of every later search for garbage.

    It stays as long as the process; walking through ten thousand records takes longer than a
    search.
    """
    gc.freeze()


@asynccontextmanager
async def until_stopped(app: FastAPI) -> AsyncIterator[None]:
    """Send notices while it serves; end the event streams as soon as the server is told to stop.

    A server waits for open connections before it stops; phones come back by themselves. At last
    the house is closed.
    """
    house: House = app.state.house
    served_by = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:
        house.news.close()
        then = served_by[signal.Signals(number)]
        if callable(then):
            then(number, frame)

    for number in served_by:
        signal.signal(number, stop)
    with running(house):
        yield
    house.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or end with one line that says what to do.

    The protocol is named, or asyncio would not turn Nagle's algorithm off: on a connection that
    is kept open every answer would wait 40 ms for an acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        why = (
            "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        )
        sys.exit(f"Port {port} on {host} {why}. Choose another one: make run PORT={port + 1}")
    return listener


def address_of(host: str, port: int) -> str:
    """Return the address to open where no base URL is set."""
    return f"http://{_shown_host(host)}:{port}"


def _shown_host(host: str) -> str:
    """Return the host phones near by can use: our address in the local network."""
    if host not in _ANYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_NOWHERE, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def greet(
    address: str, links: dict[Role, str], problems: Iterable[Problem], seconds: float
) -> None:
    """Print address and links; links go to the terminal only and to no log."""
    click.echo(f"Companion is ready after {seconds:.1f} s: {address}")
    for problem in problems:
        click.echo(f"Not loaded, the published records stay in force: {problem}", err=True)
    if links:
        click.echo("Sign in once with a link (each works one time, for twelve hours):")
    for role, secret in links.items():
        click.echo(f"  {role:<10} {address}/sign-in/{secret}")
    if not links:
        click.echo(
            f"Sign in: {address}/sign-in (a new link for somebody: companion users link NAME)"
        )
    click.echo("Stop with Ctrl+C.")
    sys.stdout.flush()
