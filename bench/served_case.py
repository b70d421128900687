"""A server of its own with one case of sixteen steps, a code to it, and a companion signed in."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from api.accounts import Role
from api.auth import COOKIE, Purpose
from api.settings import CHECKOUT, Settings
from api.wiring import open_house
from bench import example
from flowchart.case_events import By
from flowchart.case_kinds import Actor
from flowchart.case_store import Person
from flowchart.states import StepState
from kb.ids import SceneId, ServiceId

STORE: Final = SceneId("scene/convenience-store")
_PATIENCE_SECONDS: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server; `token` and `pin` open the case, `cookie` and `csrf` move it."""

    url: str
    process: int
    case: str
    token: str
    pin: str
    step: ServiceId
    cookie: str
    csrf: str

    def move(self, to: StepState, seen: int) -> None:
        """Move the first step at the desk, as a companion's form does."""
        said = {"csrf": self.csrf, "step": self.step, "to": str(to), "seen": str(seen)}
        request = urllib.request.Request(
            f"{self.url}/case/{self.case}/move",
            data=urlencode(said).encode(),
            headers={"cookie": f"{COOKIE}={self.cookie}", "accept": "application/json"},
        )
        opener = urllib.request.build_opener(_Stay)
        try:
            opener.open(request, timeout=30).close()
        except urllib.error.HTTPError as answer:
            if answer.code != 303:
                raise
            answer.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not go and look after a form was taken."""

    def redirect_request(self, *_: object) -> None:
        return None


@contextmanager
def served(state: Path) -> Iterator[Served]:
    """Open a case in an empty state folder, serve it, and stop the server at the end."""
    port = _free_port()
    made = _prepared(state, f"http://127.0.0.1:{port}")
    environment = {
        **{name: value for name, value in os.environ.items() if name[:10] != "COMPANION_"},
        "COMPANION_STATE": str(state),
        "COMPANION_ENCODER_LANGUAGES": "",
        "PYTHONPATH": str(CHECKOUT),
    }
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    with (state / "server.log").open("w") as said:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
    try:
        _wait(f"{made['url']}/health", process)
        yield Served(process=process.pid, **made)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


def _prepared(state: Path, url: str) -> dict[str, str]:
    """Open the case, issue its code and sign a companion in; return what is needed of them."""
    house = open_house(Settings(state=state, encoder_languages=""))
    try:
        account = house.accounts.add("bench", Role.COMPANION, house.centre)
        cookie = house.staff.enter(house.staff.link(account.id, Purpose.ENTER))
        session = house.staff.session(cookie)
        assert session is not None
        plan = house.plan([STORE], example.facts(house), house.applying_on(), rank=False)
        by = By(actor=Actor.STAFF, id=account.id)
        case = house.cases.open(plan, Person(), house.today(), house.centre, by)
        code = house.tracking.issue(case.id, by)
        held = case.states()
        return {
            "url": url,
            "case": case.id,
            "token": code.token,
            "pin": code.pin,
            "step": next(s for s in held if held[s] is StepState.CAN_START),
            "cookie": cookie,
            "csrf": session.csrf,
        }
    finally:
        house.close()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the server did not start"
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.1)
    raise AssertionError("the server did not start in time")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
