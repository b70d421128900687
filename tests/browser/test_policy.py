"""The page of one policy as people use it: asked right there, on a phone, by keyboard, on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support import ROOT
from tests.visiting import Clock, Visitor, fresh_house, signed_in

GRANT = "start-up-rent-subsidy"
CSS = (ROOT / "api" / "static" / "companion.css").read_text(encoding="utf-8")


def begin(page: Page) -> str:
    """Begin a conversation and return its path."""
    page.goto("/")
    page.locator("button[name=scene][value='scene/convenience-store']").first.click()
    page.wait_for_url("**/intake/*")
    return page.url


def open_policy(page: Page, slug: str = GRANT) -> None:
    """Follow the list to a policy; what is folded is opened first."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.locator(f".benefits a[href$='/policy/{slug}']").first.click()
    page.wait_for_url(f"**/policy/{slug}")


def test_a_question_is_answered_on_the_page_and_the_verdict_moves(
    tablet: Page, language: str
) -> None:
    begin(tablet)
    open_policy(tablet)
    before = tablet.locator(".verdict-line").inner_text()

    tablet.locator("a.chip[href*='ask=local-employees']").first.click()
    tablet.locator("#value").fill("0")
    tablet.keyboard.press("Enter")
    expect(tablet.locator(".verdict-line.not-eligible")).to_be_visible()

    assert tablet.locator(".verdict-line").inner_text() != before
    expect(tablet.locator("#change")).to_be_visible()
    tablet.locator(".back-line a").click()
    tablet.wait_for_url(re.compile(r"/intake/\w+$"))


def test_a_list_of_people_is_filled_in_by_keyboard_alone(tablet: Page, language: str) -> None:
    begin(tablet)
    open_policy(tablet, "job-expansion-grant")

    tablet.locator("a.chip[href*='ask=hires']").first.focus()
    tablet.keyboard.press("Enter")
    tablet.locator("#n").fill("2")
    tablet.keyboard.press("Enter")
    expect(tablet.locator(".member")).to_have_count(2)
    tablet.locator("[id='m.0.hire-insured-months']").fill("7")
    tablet.keyboard.press("Enter")

    expect(tablet.locator(".member")).to_have_count(0)
    tablet.locator("a.chip[href*='ask=hires']").first.click()
    expect(tablet.locator(".member")).to_have_count(2)
    expect(tablet.locator("[id='m.0.hire-insured-months']")).to_have_value("7")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_fits_a_phone_and_works_without_a_script(
    chromium: Any, staff_state: Any, server: Any, language: str, scripts: bool
) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740},
        storage_state=staff_state,
        locale={"zh": "zh-CN", "en": "en-GB"}[language],
        base_url=server.url,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    path = begin(page)
    page.goto(f"{path}/policy/{GRANT}?ask=local-employees")
    page.locator("#value").fill("2")
    page.locator("#question .actions button").first.click()
    page.wait_for_url(f"**/policy/{GRANT}")

    box = page.locator("main").bounding_box() or {"width": 9999}
    assert box["width"] <= 360
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_paper_the_page_is_black_on_white_and_asks_nothing(chromium: Any, lang: str) -> None:
    companion: Visitor = signed_in(fresh_house(Clock()))
    path = companion.begin()
    companion.send(f"{path}/answer", concept="concept/local-employees", value="0")
    html = companion.get(f"{path}/policy/{GRANT}?ask=lease-months", lang)
    page = chromium.new_page()
    plain = re.sub(r"<script.*?</script>|<link [^>]*>", "", html)
    page.set_content(f"{plain}<style>{CSS}</style>")

    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)

    assert not page.locator("#question").is_visible()
    assert not page.locator(".top").is_visible()
    assert page.locator(".verdict-line").is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 2
    page.close()
