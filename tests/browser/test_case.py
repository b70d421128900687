"""Two companions on one case, a browser each: told at once, and nothing half written is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.test_journey import shot

STEP = "#service-company-registration"
DESK, TABLET = {"width": 1280, "height": 800}, {"width": 1024, "height": 768}
WORDS = {
    "zh": {"note": "客户急，没写完", "told": "公司设立登记：已受理", "second": "刚才别人先改了"},
    "en": {"note": "half wri", "told": "Company registration: accepted", "second": "was quicker"},
}


def send(page: Page, path: str, **fields: str) -> str:
    """Send a form without its page; return where it leads."""
    csrf = page.locator("input[name=csrf]").first.get_attribute("value") or ""
    headers = {"accept": "text/html"}
    form = {"csrf": csrf, "consent": "1", **fields}
    answer = page.request.post(path, form=form, headers=headers, max_redirects=0)
    assert answer.status == 303, answer.text()[:300]
    return answer.headers["location"]


def open_case(page: Page) -> str:
    """Open a case for the convenience store and return its path."""
    page.goto("/")
    intake = send(page, "/start", scene="scene/convenience-store")
    for concept, value in (("entity", "new-company"), ("foreign-investor", "false")):
        send(page, f"{intake}/answer", concept=f"concept/{concept}", value=value)
    return send(page, f"{intake}/case", name="王小明").removesuffix("/code")


def moves(page: Page, case: str, to: str) -> None:
    """Move the first step as somebody who has just looked."""
    page.goto(case)
    seen = page.locator("#case").get_attribute("data-seen") or ""
    send(page, f"{case}/move", step="service/company-registration", to=to, seen=seen)


@pytest.fixture
def two(at_work: Callable[..., Page], language: str) -> tuple[Page, Page, str]:
    """Return a companion and a manager who look at one new case, and its path."""
    mine, other = at_work("companion", language, **DESK), at_work("manager", language, **TABLET)
    case = open_case(mine)
    mine.goto(case)
    other.goto(case)
    return mine, other, case


def test_what_a_colleague_does_is_told_at_once_and_what_is_half_written_stays(
    two: tuple[Page, Page, str], language: str
) -> None:
    mine, other, case = two
    words = WORDS[language]
    mine.locator("#note-inside").fill(words["note"])
    moves(other, case, "submitted")
    expect(mine.locator(f"{STEP} .state.submitted")).to_be_visible()
    mine.locator("#ask-s1 > summary").click()
    mine.locator("#words-s1").fill(words["note"])

    moves(other, case, "accepted")

    expect(mine.locator("#live")).to_contain_text(words["told"])
    expect(mine.locator("#words-s1")).to_have_value(words["note"])
    mine.locator("#ask-s1 button[name=to]").click()
    expect(mine.locator("#refused")).to_contain_text(words["second"])
    expect(mine.locator("#refused")).to_be_focused()
    expect(mine.locator("#typed-words")).to_have_value(words["note"])
    expect(mine.locator("#note-inside")).to_have_value(words["note"])
    shot(mine, f"{language}-case-second")


def test_a_move_of_ones_own_leaves_the_page_and_what_is_written_elsewhere_alone(
    two: tuple[Page, Page, str], language: str
) -> None:
    mine, _, case = two
    mine.locator("#note-applicant").fill(WORDS[language]["note"])

    mine.locator(f"{STEP} button[value=submitted]").click()

    expect(mine.locator(f"{STEP} .state.submitted")).to_be_visible()
    expect(mine.locator("#note-applicant")).to_have_value(WORDS[language]["note"])
    assert mine.url.endswith(case)
    mine.locator("#notes-applicant button").click()
    expect(mine.locator("#notes-applicant .note-list")).to_contain_text(WORDS[language]["note"])
    expect(mine.locator("#note-applicant")).to_have_value("")


def test_the_page_of_a_case_and_the_list_break_no_rule_and_fit_the_tablet(
    two: tuple[Page, Page, str], language: str
) -> None:
    mine, other, case = two
    moves(mine, case, "submitted")
    for page in (mine, other):
        page.goto(case)
        assert violations(page) == []
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto("/cases?of=centre")
        assert violations(page) == []
    shot(mine, f"{language}-cases", full=True)


def test_without_scripts_papers_are_asked_for_all_the_same(
    two: tuple[Page, Page, str], language: str
) -> None:
    mine, _, case = two
    moves(mine, case, "submitted")
    browser = mine.context.browser
    assert browser is not None
    plain = browser.new_context(
        java_script_enabled=False,
        storage_state=mine.context.storage_state(),
        base_url=re.sub(r"/case/.*", "", mine.url),
        locale={"zh": "zh-CN", "en": "en-GB"}[language],
    )
    page = plain.new_page()
    page.goto(case)
    page.locator("#ask-s1 > summary").click()
    page.locator("#words-s1").fill(WORDS[language]["note"])
    page.locator("#ask-s1 button[name=to]").click()

    expect(page.locator(f"{STEP} .state.to-be-supplemented")).to_be_visible()
    expect(page.locator("#notes-applicant")).to_contain_text(WORDS[language]["note"])
    plain.close()
