"""Real processes of the product on one PostgreSQL, and a third hand in the same database.

with started(url, records, workers=2) as server:
    server.wait_until_ready()
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from api.accounts import Accounts, Role
from api.auth import COOKIE, Purpose, Session, Staff
from flowchart.case import Case
from flowchart.case_store import CaseStore, Person
from flowchart.planner import Planner
from flowchart.tracking import Tracking
from kb.database import Database, open_database
from kb.desk import Desk
from kb.ids import SceneId
from kb.ledger import Ledger
from matcher.applicant import NOTHING
from tests.console import SHOP
from tests.planning import BY_STAFF, CENTRE
from tests.support import NAMES, ROOT, TODAY, WORLD, world_with
from tests.waiting import seconds_until


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A running `companion serve`, and what it has said so far."""

    process: subprocess.Popen[str]
    url: str
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Keep what it says until it has no more to say."""
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.said.append(line)

    @property
    def links(self) -> list[str]:
        """Return the one-time links it printed."""
        return re.findall(r"http\S+/sign-in/\S+", "".join(self.said))

    def wait_until_ready(self, at_most: float = 90) -> None:
        """Wait until it has greeted."""
        seconds_until(lambda: self._greeted() or self.process.poll() is not None, at_most)
        assert self._greeted(), "".join(self.said)

    def _greeted(self) -> bool:
        return any(line.startswith("Stop with") for line in self.said)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Return what it answers over a connection of its own: any worker may take it."""
        return httpx.get(self.url + path, headers=headers, timeout=10)


@contextmanager
def started(
    database_url: str, records: Path, workers: int = 1, more: Sequence[str] = ()
) -> Iterator[Running]:
    """Start a server and stop it at the end; it has not yet greeted when this returns."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "api.cli", "serve", "--port", str(port)),
            *("--workers", str(workers), *more),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COMPANION_DATABASE_URL": database_url,
            "COMPANION_DATA": str(records),
            "COMPANION_STATE": str(records.parent / "state"),
            "COMPANION_ENCODER_LANGUAGES": "",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Running(process, f"http://127.0.0.1:{port}")
    listener = threading.Thread(target=server.listen)
    listener.start()
    try:
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
            listener.join()


def little_records(folder: Path) -> Path:
    """Return a folder with the little world and its one scene: a start takes no time to read."""
    folder.mkdir(exist_ok=True)
    (folder / "world.yaml").write_text(WORLD + SHOP, encoding="utf-8")
    return folder


@dataclass
class ThirdHand:
    """Works in the same database as the servers, from the process of the test."""

    database: Database
    session: Session
    cookie: str

    def open_case(self) -> tuple[Case, str]:
        """Open a case and return it with the token of its code."""
        plan = Planner(world_with(SHOP)).plan([SceneId("scene/shop")], NOTHING, TODAY)
        cases = CaseStore(self.database, _now)
        case = cases.open(plan, Person(name="王小明"), TODAY, CENTRE)
        token = Tracking(self.database, _now).issue(case.id, BY_STAFF).token
        return cases.get(case.id), token

    def see(self, server: Running, path: str) -> str:
        """Return a page as the signed-in companion sees it at a server."""
        answer = server.get(path, cookie=f"{COOKIE}={self.cookie}", accept="text/html")
        assert answer.status_code == 200, answer.text[:500]
        return answer.text

    def send(self, server: Running, path: str, **fields: object) -> None:
        """Send a form to a server."""
        answer = httpx.post(
            server.url + path,
            data={"csrf": self.session.csrf, **fields},
            headers={"cookie": f"{COOKIE}={self.cookie}", "accept": "text/html"},
            timeout=10,
        )
        assert answer.status_code == 303, answer.text[:500]

    def move(self, server: Running, case: Case, to: str, seen: int) -> None:
        """Move the first step of a case by sending the form to a server."""
        step = case.plan.steps[0].service
        self.send(server, f"/case/{case.id}/move", step=step, to=to, seen=str(seen))

    def publish(self, content: str) -> None:
        """Load a file, send it and publish it, as two people would."""
        desk = Desk(Ledger(self.database, _now), NAMES)
        name = desk.load(content.encode(), "file.yaml", "officer").name
        desk.send(name, "officer")
        desk.publish(name, "approver")


@contextmanager
def third_hand(database_url: str) -> Iterator[ThirdHand]:
    """Open the database and sign a companion in."""
    database = open_database(database_url)
    try:
        accounts = Accounts(database, _now)
        staff = Staff(database, _now, accounts)
        account = accounts.add("third hand", Role.COMPANION, CENTRE)
        cookie = staff.enter(staff.link(account.id, Purpose.ENTER))
        session = staff.session(cookie)
        assert session is not None
        yield ThirdHand(database, session, cookie)
    finally:
        database.close()


def _now() -> datetime:
    return datetime.now(UTC)
