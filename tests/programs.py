"""Programs that call `/v1` with a key, over any house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from api.keys import Scope
from api.settings import Settings
from api.wiring import House, open_house
from kb.text import Language
from matcher.embedding import Vectors
from matcher.search import Searcher
from tests.clients import Client
from tests.console import SHOP
from tests.support import WORLD
from tests.visiting import Clock

UNLIMITED = "1000000/second"


class Letters:
    """An encoder that is there at once: a text is how often it has each letter."""

    languages: frozenset[Language] = frozenset({"en"})

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        signs = "abcdefghijklmnopqrstuvwxyz"
        counts = np.array([[1 + text.count(sign) for sign in signs] for text in texts])
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def with_letters(house: House) -> House:
    """Return a house whose encoder has joined, so that ranking is answered too."""
    searcher = Searcher(house.catalogue, Letters())
    return replace(house, serving=replace(house.serving, searcher=searcher))


@dataclass
class Program:
    """A program with a key; every answer is checked for its status and given back."""

    house: House
    scopes: Iterable[Scope] = tuple(Scope)
    centre: str = ""
    days: int | None = None
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.house)
        self.renew()

    def renew(self) -> None:
        """Take a fresh key."""
        centre = self.centre or self.house.centre
        made = self.house.keys.issue("test program", self.scopes, centre, self.days)
        self.key, self.secret = made.key, made.secret

    @property
    def headers(self) -> dict[str, str]:
        """Return what every request carries."""
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, expect: int = 200, **query: Any) -> Any:
        """Return an answer."""
        answer = self.client.get(f"/v1/{path}", params=query or None, headers=self.headers)
        assert answer.status_code == expect, answer.text[:300]
        return answer

    def post(self, path: str, expect: int = 200, body: Any = None, **keys: Any) -> Any:
        """Return the answer to a body: bytes as they are, or keys as JSON."""
        sent = {"content": body} if body is not None else {"json": keys}
        headers = {"content-type": "application/json", **self.headers}
        answer = self.client.post(f"/v1/{path}", headers=headers, **sent)
        assert answer.status_code == expect, answer.text[:300]
        return answer


def little_house(folder: Path, rate: str = UNLIMITED, now: Clock | None = None) -> House:
    """Return a house in memory over the little world and one scene."""
    records = folder / "records"
    records.mkdir(exist_ok=True)
    (records / "world.yaml").write_text(WORLD + SHOP, encoding="utf-8")
    return open_house(Settings(rate=rate), (str(records),), now or Clock())
