"""The printed sheet is one A4 page, however much stands on it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.support import ROOT
from tests.visiting import Clock, Visitor, fresh_house, signed_in

CSS = (ROOT / "api" / "static" / "sheet.css").read_text(encoding="utf-8")
EVERYTHING = {
    "scene/supermarket": ("concept/goods", None),
    "scene/ktv": ("concept/floor", "-2"),
}


@pytest.fixture(scope="module")
def companion() -> Visitor:
    """Return a companion of a house in memory."""
    return signed_in(fresh_house(Clock()))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scene", EVERYTHING)
def test_the_fullest_sheet_is_one_page(
    chromium: Browser, companion: Visitor, scene: str, lang: str
) -> None:
    concept, said = EVERYTHING[scene]
    codes = [entry.code for entry in companion.house.catalogue.concepts[concept].codes]
    path = companion.begin(scene)
    companion.send(f"{path}/answer", concept=concept, value=said or codes)
    sheet = companion.get(companion.send(f"{path}/case").removesuffix("/code") + "/sheet", lang)

    plain = re.sub(r"<script.*?</script>|<link [^>]*>", "", sheet)
    page = chromium.new_page()
    page.set_content(f"{plain}<style>{CSS}</style>")
    printed = page.pdf(prefer_css_page_size=True)
    page.close()

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
