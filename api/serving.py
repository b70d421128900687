"""Runs the server: address and one-time links on the terminal, one line for what goes wrong."""

from __future__ import annotations

import errno
import socket
import sys
import time
from collections.abc import Sequence

import click
import uvicorn

from api.app import make_app
from api.news import News
from api.settings import Settings
from api.wiring import House, open_house

_ANYWHERE = ("0.0.0.0", "::")
_NOWHERE = "192.0.2.1"
"""An address kept for documentation: naming it as a peer shows our own, and sends nothing."""


def run(host: str, port: int, data: Sequence[str] = ()) -> None:
    """Serve until stopped; named folders are served from memory, the database left alone."""
    began = time.monotonic()
    listener = listen(host, port)
    settings = Settings()
    house = open_house(settings, data, keep_published=True)
    address = f"http://{_shown_host(host)}:{port}"
    house.follow()
    _greet(house, address, time.monotonic() - began)
    house.warm_behind()
    config = uvicorn.Config(
        make_app(house, address),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    try:
        Server(config, house.news).run(sockets=[listener])
    finally:
        house.close()


class Server(uvicorn.Server):
    """A server that ends its event streams before it waits for open connections to close."""

    def __init__(self, config: uvicorn.Config, news: News) -> None:
        super().__init__(config)
        self._news = news

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: streams first; phones come back by themselves."""
        self._news.close()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or end with one line that says what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
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


def _greet(house: House, address: str, seconds: float) -> None:
    """Print address and links; links go to the terminal only and to no log."""
    click.echo(f"Companion is ready after {seconds:.1f} s: {address}")
    for problem in house.problems:
        click.echo(f"Not loaded, the published records stay in force: {problem}", err=True)
    links = house.staff.first_links(house.centre)
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
