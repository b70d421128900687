"""The main job as people do it: words → questions → plan → case → code → phone → progress."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

WORDS = {
    "zh": "我想在小区门口开个便利店，卖烟酒零食",
    "en": "I want to open a corner shop selling cigarettes, liquor and snacks",
}


class Counted:
    """A companion at the tablet whose taps and typed fields are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def tap(self, selector: str) -> None:
        """Press something."""
        self.page.locator(selector).first.click()
        self.interactions += 1

    def write(self, selector: str, text: str) -> None:
        """Fill a field in."""
        self.page.locator(selector).first.fill(text)
        self.interactions += 1


def shot(page: Page, name: str, full: bool = False) -> bytes:
    """Return a screenshot; kept, and whole if asked for, where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    image = page.screenshot(full_page=full and bool(folder))
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(image)
    return image


def answer_opening_questions(companion: Counted) -> int:
    """Answer what is asked until the usual case can be confirmed; return how many questions."""
    page, asked = companion.page, 0
    for concept, act in (
        ("concept/goods", _choose_goods),
        ("concept/entity", lambda c: c.tap("button[name=value][value=new-company]")),
        ("concept/floor-area", _type_area),
    ):
        expect(page.locator(f"#question input[name=concept][value='{concept}']")).to_have_count(1)
        act(companion)
        asked += 1
    return asked


def _choose_goods(companion: Counted) -> None:
    """Tick what is sold; what the first words named is ticked already."""
    for code in ("prepackaged", "liquor", "cigarettes"):
        if not companion.page.locator(f"input[name=value][value={code}]").is_checked():
            companion.tap(f"label:has(input[name=value][value={code}])")
    companion.tap("#question .actions button:not([name=action])")


def _type_area(companion: Counted) -> None:
    companion.write("#question input[name=value]", "80")
    companion.tap("#question .actions button:not([name=action])")


def open_case(page: Page, language: str) -> tuple[str, int]:
    """Go from words to the code; return the link in the code and the interactions it took."""
    companion = Counted(page)
    page.goto("/")
    companion.write("input[name=text], textarea[name=text]", WORDS[language])
    companion.tap("form[action='/start'] button:not([name=scene])")
    page.wait_for_url("**/intake/*")
    assert answer_opening_questions(companion) <= 3
    shot(page, f"{language}-provisional")
    expect(page.locator(".picture svg [stroke-dasharray]").first).to_be_attached()
    companion.tap("form[action$='/usual'] button")
    expect(page.locator("form[action$='/usual']")).to_have_count(0)
    shot(page, f"{language}-settled", full=True)
    companion.tap("form[action$='/case'] button")
    page.wait_for_url("**/code")
    image = shot(page, f"{language}-code")
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(image)))
    assert len(found) == 1
    return found[0].text, companion.interactions


def test_words_become_a_plan_a_code_and_progress_on_a_phone(
    tablet: Page, phone: Page, language: str, record_property: Any
) -> None:
    link, interactions = open_case(tablet, language)
    record_property("interactions", interactions)
    assert interactions <= 12

    phone.goto(link)
    shot(phone, f"{language}-phone", full=True)
    before = phone.locator("main").inner_text()
    assert "PIN" not in phone.title()

    tablet.goto(tablet.url.removesuffix("/code"))
    tablet.locator("form[action$='/move'] button[value=submitted]").first.click()
    changed = "before => document.querySelector('main').innerText !== before"
    phone.wait_for_function(changed, arg=before)
    word = {"zh": "已提交", "en": "handed in"}[language]
    expect(phone.locator("main")).to_contain_text(word, ignore_case=True)
    shot(phone, f"{language}-phone-moved", full=True)


def test_confirmed_usual_facts_are_stored_as_confirmed_and_nothing_is_assumed(
    tablet: Page, language: str
) -> None:
    companion = Counted(tablet)
    tablet.goto("/")
    companion.write("input[name=text], textarea[name=text]", WORDS[language])
    companion.tap("form[action='/start'] button:not([name=scene])")
    tablet.wait_for_url("**/intake/*")
    assert tablet.locator(".answers").count() == 0

    answer_opening_questions(companion)
    tablet.wait_for_load_state("networkidle")  # the last answer may still be on its way
    offered = tablet.locator("form[action$='/usual'] li").count()
    companion.tap("form[action$='/usual'] button")

    expect(tablet.locator("form[action$='/usual']")).to_have_count(0)
    word = {"zh": "确认", "en": "confirmed"}[language]
    confirmed = tablet.locator(".answers li", has_text=word)
    expect(confirmed).to_have_count(offered)
    assert offered > 5


def test_the_phone_works_without_javascript(
    chromium: Any, tablet: Page, language: str, server: Any
) -> None:
    link, _ = open_case(tablet, language)
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()

    page.goto(link)

    assert page.locator("main ol li").count() >= 10
    box = page.locator("main").bounding_box() or {"width": 9999}
    assert box["width"] <= 390
    context.close()


@pytest.mark.parametrize(
    "path", ["/", "/cases", "/records", "/record/service/food-business-licence"]
)
def test_no_page_is_wider_than_a_phone(
    chromium: Any, staff_state: Any, server: Any, language: str, path: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        storage_state=staff_state,
        locale={"zh": "zh-CN", "en": "en-GB"}[language],
    )
    page = context.new_page()

    page.goto(f"{server.url}{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


SAID = {
    "zh": "我想在商场里开个40平米的奶茶店，雇三个人",
    "en": "I want to open a milk tea shop of 40 m² in a mall with three employees",
}


def test_what_was_understood_is_confirmed_in_one_press_and_not_asked_again(
    tablet: Page, language: str
) -> None:
    companion = Counted(tablet)
    tablet.goto("/")
    companion.write("input[name=text]", SAID[language])
    companion.tap("form[action='/start'] button:not([name=scene])")
    tablet.wait_for_url("**/intake/*")

    heard = tablet.locator(".heard")
    expect(heard.locator("input:checked")).to_have_count(3)
    assert tablet.locator(".answers").count() == 0
    shot(tablet, f"{language}-heard")
    heard.locator("input[type=checkbox]").last.press("Space")
    companion.tap(".heard .actions button:not([name=action])")

    expect(heard).to_have_count(0)
    expect(tablet.locator(".answers li")).to_have_count(2)
    expect(tablet.locator("#question input[name=concept]")).to_have_value("concept/entity")
    assert "/intake/" in tablet.url
    assert "40" not in urlsplit(tablet.url).query
