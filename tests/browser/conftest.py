"""A real server in a process of its own, and a real browser at desk and phone size."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.not_run import not_run_here
from tests.seeded import seeded_state
from tests.support import ROOT

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TABLET = {"width": 1180, "height": 820}


@dataclass
class Server:
    """A running `companion serve`, and the links it printed."""

    url: str
    process: subprocess.Popen[str]
    links: dict[str, str] = field(default_factory=dict)

    def stop(self) -> None:
        """End the server as a power cut would."""
        self.process.kill()
        self.process.communicate()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(state: Path, port: int) -> Server:
    """Start a server on a state folder and wait until it has greeted."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
        cwd=ROOT,
        env={
            **os.environ,
            "COMPANION_STATE": str(state),
            "COMPANION_ENCODER_LANGUAGES": "",  # pages are looked at; it would keep a core busy
            "PYTHONPATH": str(ROOT),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    server = Server(url=f"http://127.0.0.1:{port}", process=process)
    assert process.stdout is not None
    for line in process.stdout:
        found = re.match(r"\s+(\w+)\s+(http\S+/sign-in/\S+)", line)
        if found:
            server.links[found[1]] = found[2]
        if line.startswith("Stop with"):
            break
    return server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a running server with a fresh database that holds the shipped records."""
    running = serve(seeded_state(tmp_path_factory, "state"), free_port())
    yield running
    running.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Return Playwright for one file; its loop would be in the way of tests with their own."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Return the browser that was found on this machine."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        not_run_here("no Chromium was found", "install the package chromium, or set CHROMIUM")
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def entered() -> dict[str, Any]:
    """Return the cookies of every role that has used its one-time link so far."""
    return {}


@pytest.fixture(scope="module")
def state_of(chromium: Browser, server: Server, entered: dict[str, Any]) -> Callable[[str], Any]:
    """Return a function that gives the cookies of a role, whose one-time link is used once."""

    def state(role: str) -> Any:
        if role not in entered:
            page = chromium.new_page(locale="zh-CN")
            page.goto(server.links[role])
            page.locator("form[action*='/sign-in/'] button").click()
            page.wait_for_url(f"{server.url}/")
            entered[role] = page.context.storage_state()
            page.context.close()
        return entered[role]

    return state


@pytest.fixture(scope="module")
def staff_state(state_of: Callable[[str], Any]) -> Any:
    """Return the cookies of a companion who used the one-time link."""
    return state_of("companion")


@pytest.fixture
def at_work(
    chromium: Browser, server: Server, state_of: Callable[[str], Any]
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as somebody of a role: `at_work("officer", "zh")`."""
    with ExitStack() as stack:

        def opened(role: str, language: str, **size: Any) -> Page:
            context = chromium.new_context(
                viewport=size or TABLET,  # type: ignore[arg-type]
                locale=_locale(language),
                storage_state=state_of(role),
                base_url=server.url,
            )
            stack.callback(context.close)
            return _watched(context)

        yield opened


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Return each of the two languages."""
    return str(request.param)


@pytest.fixture
def tablet(chromium: Browser, server: Server, staff_state: Any, language: str) -> Iterator[Page]:
    """Return a companion's tablet, signed in, in one language."""
    context = chromium.new_context(
        viewport=TABLET, locale=_locale(language), storage_state=staff_state, base_url=server.url
    )
    yield _watched(context)
    context.close()


@pytest.fixture
def phone(
    chromium: Browser, playwright: Playwright, server: Server, language: str
) -> Iterator[Page]:
    """Return an applicant's phone that has never been here."""
    device = dict(playwright.devices["iPhone 13"])
    device.pop("default_browser_type")
    context = chromium.new_context(**device, locale=_locale(language), base_url=server.url)
    yield _watched(context)
    context.close()


def _watched(context: BrowserContext) -> Page:
    """Return a page on which any script error or refused resource fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page raised: {error}"))
    page.on(
        "console",
        lambda said: (
            pytest.fail(f"the console says: {said.text}")
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    return page


def _locale(language: str) -> str:
    return {"zh": "zh-CN", "en": "en-GB"}[language]
