"""Clients of houses that share the one application of this process.

An application works out its routes when it is first asked: a fifth of a second that a thousand
tests need not wait for each. How one is made for a house is tested by `tests/api/test_app.py`.
"""

from __future__ import annotations

from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import make_app
from api.wiring import House

ADDRESS = "https://testserver"
_SHARED: list[FastAPI] = []


class Client(TestClient):
    """A browser or a program that asks for the pages of one house."""

    def __init__(self, house: House, **how: Any) -> None:
        if not _SHARED:
            _SHARED.append(make_app(house))
        self.house = house
        super().__init__(_SHARED[0], base_url=ADDRESS, **how)

    def send(self, request: httpx2.Request, **how: Any) -> httpx2.Response:
        """Ask the application, which serves this house until another client asks."""
        _SHARED[0].state.house = self.house
        return super().send(request, **how)
