"""The picture on an applicant's phone stays in its card, and its letters are large."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support import ROOT
from tests.visiting import Clock, Visitor, fresh_house, signed_in, visitor

CSS = (ROOT / "api" / "static" / "phone.css").read_text(encoding="utf-8")
MEASURE = """() => {
  const picture = document.querySelector(".picture svg"), box = picture.getBoundingClientRect();
  const scale = box.width / picture.viewBox.baseVal.width;
  const sizes = [...picture.querySelectorAll("text")].map(
    text => parseFloat(getComputedStyle(text).fontSize));
  const held = document.querySelector(".picture").getBoundingClientRect();
  const card = document.querySelector("#steps").getBoundingClientRect();
  const small = parseFloat(getComputedStyle(document.querySelector(".small")).fontSize);
  return {page: document.documentElement.scrollWidth, small,
          left: held.left - card.left, right: card.right - held.right,
          letters: Math.min(...sizes) * scale};
}"""


@pytest.fixture(scope="module")
def link() -> tuple[Visitor, str]:
    """Return an applicant of a house in memory, and the address of a case."""
    companion = signed_in(fresh_house(Clock()))
    case = companion.open_case()
    return visitor(companion.house), f"/c/{companion.token(case)}"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [0, 1, 2])
def test_the_picture_stays_in_its_card_at_360_pixels(
    chromium: Browser, link: tuple[Visitor, str], lang: str, size: int
) -> None:
    applicant, path = link
    applicant.send("/elder", on=size)
    found = measured(chromium, applicant.get(path, lang))

    assert found["page"] <= 360
    assert found["left"] > 0
    assert found["right"] > 0
    assert found["letters"] >= found["small"] - 0.01


def measured(chromium: Browser, html: str) -> Any:
    """Return where the picture of a page stands at 360 pixels, and its smallest letters."""
    plain = re.sub(r"<script.*?</script>|<link [^>]*>", "", html)
    context = chromium.new_context(viewport={"width": 360, "height": 740}, is_mobile=True)
    page = context.new_page()
    page.set_content(plain.replace("<details", "<details open") + f"<style>{CSS}</style>")
    found = page.evaluate(MEASURE)
    context.close()
    return found
