"""Codes as phones meet them: on the companion's screen and on the sheet in somebody's bag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from flowchart.qr import QUIET_ZONE
from flowchart.tracking import link
from tests.damaged import damaged, found, surroundings
from tests.support import ROOT
from tests.visiting import Clock, Visitor, fresh_house, signed_in

STATIC = ROOT / "api" / "static"
HOST_OF_17 = "https://hp.service.gov.cn"
MODULES = 33
"""In a row of a code of version 4; the quiet zone is four on each side."""
DOTS = 200
POINTS_AN_INCH = 72
"""An inch, of the printed page as a camera sees it at arm's length."""
MEASURE = """() => {
  const svg = document.querySelector('.scan svg'), box = svg.getBoundingClientRect();
  return {mm: box.width / 96 * 25.4, modules: svg.viewBox.baseVal.width,
          said: svg.getAttribute('role') + ' ' + svg.getAttribute('aria-label')};
}"""


@pytest.fixture(scope="module")
def companion() -> Iterator[Visitor]:
    """Return a companion of a house in memory whose codes are the same in every run."""
    chance = Random(7)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "flowchart.tracking.new_token", lambda: "".join(chance.choices(letters, k=26))
        )
        house = fresh_house(Clock())
        house.settings = house.settings.model_copy(update={"base_url": HOST_OF_17})
        yield signed_in(house)


@dataclass(frozen=True)
class Shown:
    """A code of a case: the page on the screen, the sheet, and what it must say."""

    page: str
    sheet: str
    text: str


def shown(companion: Visitor) -> Shown:
    """Return a new case's code page and sheet."""
    path = companion.begin()
    case = companion.send(f"{path}/case").removesuffix("/code")
    text = link(HOST_OF_17, companion.token(case))
    return Shown(companion.get(f"{case}/code"), companion.get(f"{case}/sheet"), text)


@cache
def _style(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def opened(browser: Browser, html: str, *styles: str, **size: object) -> Page:
    """Return a browser's page with what a page of ours shows, its style inside."""
    plain = re.sub(r"<script.*?</script>|<link [^>]*>", "", html, flags=re.DOTALL)
    page = browser.new_page(**size)  # type: ignore[arg-type]
    page.set_content(plain + "".join(f"<style>{_style(one)}</style>" for one in styles))
    return page


def on_screen(browser: Browser, code: Shown) -> Image.Image:
    """Return a screenshot of the code page on a phone."""
    size = {"viewport": {"width": 390, "height": 844}}
    page = opened(browser, code.page, "companion.css", "code.css", **size)
    picture = page.locator(".code-qr").screenshot()
    page.close()
    return Image.open(BytesIO(picture))


def printed(browser: Browser, code: Shown) -> Image.Image:
    """Return the printed sheet as a camera sees it."""
    page = opened(browser, code.sheet, "sheet.css")
    paper = page.pdf(prefer_css_page_size=True)
    page.close()
    with pypdfium2.PdfDocument(paper) as sheets:
        seen: Image.Image = sheets[0].render(scale=DOTS / POINTS_AN_INCH).to_pil()
    return seen


def read(picture: Image.Image, text: str, seeds: range) -> list[int]:
    """Return the seeds of the damages under which a code was not read any more."""
    code = found(picture)
    assert code is not None
    assert code.text == text
    seen, place = surroundings(picture, code)
    damages = ((seed, damaged(seen, place, MODULES, seed)) for seed in seeds)
    return [seed for seed, one in damages if (said := found(one)) is None or said.text != text]


def unread(browser: Browser, companion: Visitor, codes: int, each: int) -> list[str]:
    """Return which of so many damaged codes were not read, on the screen and on paper."""
    lost: list[str] = []
    for n in range(codes):
        code, seeds = shown(companion), range(n * each, (n + 1) * each)
        lost += [f"screen {one}" for one in read(on_screen(browser, code), code.text, seeds)]
        lost += [f"paper {one}" for one in read(printed(browser, code), code.text, seeds)]
    return lost


def test_stained_turned_and_blurred_codes_are_read(chromium: Browser, companion: Visitor) -> None:
    """Ten on the screen, ten on paper; each stained over a tenth of it."""
    assert unread(chromium, companion, codes=2, each=5) == []


@pytest.mark.prove
def test_two_hundred_stained_turned_and_blurred_codes_are_read(
    chromium: Browser, companion: Visitor
) -> None:
    assert unread(chromium, companion, codes=10, each=10) == []


def test_a_printed_code_is_30_mm_wide_with_its_quiet_zone_and_its_modules_are_large_enough(
    chromium: Browser, companion: Visitor
) -> None:
    page = opened(chromium, shown(companion).sheet, "sheet.css")
    page.emulate_media(media="print")

    measured = page.evaluate(MEASURE)
    page.close()

    assert measured["modules"] == MODULES + 2 * QUIET_ZONE
    assert measured["mm"] == pytest.approx(30, abs=0.1)
    assert measured["mm"] / measured["modules"] >= 0.7
    assert re.fullmatch(r"img QR \d{6}-\d{3}", measured["said"]), "it can be read aloud"
