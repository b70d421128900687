"""The page of a 16-step case is small enough for a slow line, in every size of letters."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from flowchart.states import StepState
from tests.phones import THROUGH, Phone, phone_of
from tests.served import served
from tests.support import ROOT
from tests.visiting import Clock, fresh_house

ALL_IN = 40_000
"""Bytes as they go over the line, compressed."""
SCRIPT = 10_000
STATIC = ROOT / "api" / "static"


@pytest.fixture(scope="module")
def phone() -> Phone:
    """Return the phone of somebody with a case of 16 steps, some of which have moved."""
    phone = phone_of(fresh_house(Clock()))
    phone.office(*THROUGH)
    phone.office(StepState.SUBMITTED, StepState.ACCEPTED, step="service/tax-registration")
    return phone


@pytest.fixture(scope="module")
def address(phone: Phone) -> Iterator[str]:
    """Return the address of the page on a real server."""
    with served(phone.visitor.house) as url:
        yield f"{url}{phone.path}"


class Loaded(HTMLParser):
    """Collects what a page makes a browser fetch, and every id on it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.ids += [held["id"] or ""] if "id" in held else []
        address = held.get("src") or (held.get("href") if tag == "link" else None) or ""
        if address and not address.startswith("data:"):
            self.addresses.append(address)


def received(client: httpx.Client, address: str) -> tuple[int, str]:
    """Return how many bytes came over the line, and the text."""
    with client.stream("GET", address, headers={"accept": "text/html,*/*"}) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        raw = b"".join(answer.iter_raw())
    return len(raw), gzip.decompress(raw).decode()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [0, 1, 2])
def test_everything_the_page_loads_is_at_most_40_kb(
    phone: Phone, address: str, lang: str, size: int
) -> None:
    cookies = {"companion_elder": str(min(size, 1)), "companion_largest": str(size // 2)}
    base = address.partition("/c/")[0]
    with httpx.Client(cookies=cookies, base_url=base, timeout=60) as client:
        total, page = received(client, f"{address}?lang={lang}")
        loaded = Loaded(page).addresses
        total += sum(received(client, one)[0] for one in loaded)

    assert len(phone.case.plan.steps) == 16
    assert {one.partition("?")[0] for one in loaded} == {"/static/phone.css", "/static/phone.js"}
    assert total <= ALL_IN


def test_the_script_is_small_and_the_page_needs_none() -> None:
    assert len((STATIC / "phone.js").read_bytes()) <= SCRIPT


@pytest.mark.parametrize("opened", [False, True])
def test_no_two_things_have_one_name_and_every_link_leads_somewhere(
    phone: Phone, opened: bool
) -> None:
    if opened:
        phone.open()
    page = phone.page()
    ids = Loaded(page).ids

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_no_form_and_no_link_leaves_the_house(phone: Phone) -> None:
    page = phone.page()

    assert set(re.findall(r'action="(/[a-z]+)', page)) <= {"/c", "/language", "/elder"}
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_title_says_nothing_of_the_case(phone: Phone, lang: str) -> None:
    title = re.search("<title>(.*?)</title>", phone.page(lang))

    assert title is not None
    assert title[1] == "办事进度 · Progress"
