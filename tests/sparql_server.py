"""A SPARQL 1.1 server for tests: the native one of PyPI's `oxigraph`, one for the whole run.

It keeps everything in memory and ends with the run, however that ends: it runs for as long as the
pipe from this process is open.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from kb.remote_store import RemoteStore
from tests.not_run import not_run_here
from tests.running import free_port
from tests.waiting import seconds_until

PROGRAM = Path(sys.executable).parent / "oxigraph"
_UNTIL_CLOSED = '"$@" & server=$!; read -r _; kill $server; wait $server'


@contextmanager
def running_sparql() -> Iterator[str]:
    """Give the address where questions go; the graph is empty."""
    if not PROGRAM.exists():
        not_run_here("no SPARQL server", remedy="install oxigraph beside the other test tools")
    place = f"127.0.0.1:{free_port()}"
    keeper = subprocess.Popen(
        ["sh", "-c", _UNTIL_CLOSED, "sh", str(PROGRAM), "serve", "--bind", place],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        seconds_until(lambda: _answers(f"http://{place}/"))
        yield f"http://{place}/query"
    finally:
        keeper.communicate(timeout=10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1).is_success
    except httpx.TransportError:
        return False


def emptied(url: str) -> str:
    """Return the address of a server after everything in it is gone."""
    store = RemoteStore(url)
    store.update("DROP ALL")
    store.close()
    return url
