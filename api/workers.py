"""Several processes behind one port: each opens a house of its own on the PostgreSQL they share.

The first process migrates, seeds, prints the links and watches over the others: one that ends or
no longer answers is started again. Cases and generations cross between them by the database.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import click
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.accounts import Accounts, Role
from api.app import make_app
from api.auth import Staff
from api.carrying import carriers
from api.preparing import folders_of, prepare
from api.serving import HOW, address_of, greet, keep_for_good, listen, until_stopped
from api.settings import Settings
from api.wiring import open_house, utc_now
from kb.database import open_database
from kb.errors import Problem, Unavailable, WrongInput
from kb.ids import OrganisationId
from kb.ledger import Ledger
from kb.text import Text
from kb.vocab import Names

_ANSWER_SECONDS: Final = 30
"""A worker that is silent for longer hangs; importing everything takes a few seconds."""
_STOP_SECONDS: Final = 10
_AGAIN_SECONDS: Final = 2


def run(host: str, port: int, workers: int) -> None:
    """Serve with several processes until stopped.

    Raises:
        WrongInput: the database serves one process only.
    """
    began = time.monotonic()
    with listen(host, port) as listener:
        links, problems = _begin(Settings(), workers)
        address = address_of(host, port)
        config = uvicorn.Config(
            partial(worker_app, address, problems),
            factory=True,
            workers=workers,
            timeout_worker_healthcheck=_ANSWER_SECONDS,
            **HOW,
        )
        supervisor = Supervisor(
            config, listener, lambda: greet(address, links, problems, time.monotonic() - began)
        )
        supervisor.run()
    if not supervisor.ready:
        sys.exit(1)


def _begin(settings: Settings, workers: int) -> tuple[dict[Role, str], tuple[Problem, ...]]:
    """Do once what all would do: read the settings, migrate, seed, make the first links."""
    carriers(settings, utc_now)
    database = open_database(settings.resolved_database_url())
    try:
        if not database.serves_many:
            raise WrongInput.at(
                "--workers",
                Text(
                    zh=f"写了 {workers}，但 SQLite 只能由一个进程使用。",
                    en=f"is {workers}, but SQLite serves one process only.",
                ),
                Text(
                    zh="请改用 PostgreSQL（COMPANION_DATABASE_URL="
                    "postgresql://user:password@host/name），或者去掉 --workers。",
                    en="Name a PostgreSQL, COMPANION_DATABASE_URL=postgresql://user:password"
                    "@host/name, or leave --workers out.",
                ),
            )
        names = Names(settings.iri_base)
        ledger = Ledger(database, utc_now)
        problems = prepare(ledger, folders_of(settings), names, state=settings.state)
        staff = Staff(database, utc_now, Accounts(database, utc_now))
        return staff.first_links(OrganisationId(settings.centre)), problems
    finally:
        database.close()


class Supervisor(Multiprocess):
    """Starts the workers, says when all of them serve, starts again what ends, stops them all."""

    def __init__(
        self, config: uvicorn.Config, listener: socket.socket, greet: Callable[[], None]
    ) -> None:
        super().__init__(config, [listener])
        self._greet = greet
        self.ready = False
        """Whether all of them have served."""

    def init_processes(self) -> None:
        """Start the workers and greet once all of them serve; one that cannot start ends it all."""
        super().init_processes()
        waited_for = list(self.processes)
        while waited_for and not self.should_exit.is_set():
            self.handle_signals()
            if not all(worker.process.is_alive() for worker in self.processes):
                click.echo("A worker could not start; what it said stands above.", err=True)
                self.should_exit.set()
            waited_for = [worker for worker in waited_for if not worker.is_ready(timeout=0.2)]
            time.sleep(0.05)
        if not waited_for:
            self.ready = True
            self._greet()

    def join_all(self) -> None:
        """Wait for the workers to end; one that does not is ended."""
        for worker in self.processes:
            worker.process.join(_STOP_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def worker_app(address: str, problems: tuple[Problem, ...]) -> FastAPI:
    """Return what one worker serves; called in the worker's own process.

    Where the database is away just now the worker ends after a moment, and is started again.
    """
    threading.Thread(target=_end_with_the_first, name="first process", daemon=True).start()
    try:
        house = open_house(Settings(), prepared=problems)
        house.follow()
    except Unavailable as error:
        click.echo(str(error), err=True)
        time.sleep(_AGAIN_SECONDS)
        sys.exit(1)
    house.warm_behind()
    keep_for_good()
    return make_app(house, address, _until_the_end)


@asynccontextmanager
async def _until_the_end(app: FastAPI) -> AsyncIterator[None]:
    """Serve until stopped; then end as any program does.

    uvicorn would raise the signal once more, and the process would be gone before it had cleared
    up behind itself.
    """
    async with until_stopped(app):
        yield
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def _end_with_the_first() -> None:
    """Stop this worker when the process that watches over it is gone, however it went."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)
