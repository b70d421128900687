"""A house served over real HTTP from this process, so that a test can move its clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import make_app
from api.serving import HOW, listen
from api.wiring import House
from tests.running import free_port
from tests.waiting import seconds_until


@contextmanager
def served(house: House) -> Iterator[str]:
    """Serve a house until the end; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    listener = listen("127.0.0.1", port)
    server = uvicorn.Server(uvicorn.Config(make_app(house, address), **HOW))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    seconds_until(lambda: server.started, 20)
    try:
        yield address
    finally:
        house.news.close()
        server.should_exit = True
        thread.join(20)
        listener.close()
