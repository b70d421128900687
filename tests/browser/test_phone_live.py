"""The applicant's page in a real browser: open to everybody, and new without losing a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from flowchart.case import Told
from flowchart.case_told import ticks
from flowchart.states import StepState
from kb.ids import EvidenceId
from tests.browser.axe import violations
from tests.phones import THROUGH, Phone, phone_of
from tests.served import served
from tests.support import TODAY
from tests.visiting import Clock, fresh_house

LEASE = EvidenceId("evidence/lease-contract")


@pytest.fixture(scope="module")
def house() -> Any:
    """Return a house whose clock stands, and which can send notices."""
    held = fresh_house(Clock())
    sends = {"smtp_url": "smtp://127.0.0.1", "webhook_url": "http://127.0.0.1"}
    return replace(held, settings=held.settings.model_copy(update=sends))


@pytest.fixture(scope="module")
def url(house: Any) -> Iterator[str]:
    """Return the address it is served at."""
    with served(house) as address:
        yield address


@pytest.fixture
def phone(house: Any) -> Phone:
    """Return the phone of somebody who is asked for a paper."""
    phone = phone_of(house)
    told = Told(missing=frozenset({LEASE}), until=TODAY + timedelta(days=7), words="要原件")
    phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, told=told)
    return phone


@pytest.fixture
def opened(chromium: Browser, url: str) -> Iterator[Any]:
    """Return a function that opens the page of a phone."""
    contexts = []

    def open_page(phone: Phone, lang: str = "zh", size: int = 0, **how: Any) -> Page:
        locale = {"zh": "zh-CN", "en": "en-GB"}[lang]
        view = {"width": 390, "height": 844}
        context = chromium.new_context(viewport=view, locale=locale, is_mobile=True, **how)
        contexts.append(context)
        letters = {"companion_elder": str(min(size, 1)), "companion_largest": str(size // 2)}
        context.add_cookies([{"name": n, "value": v, "url": url} for n, v in letters.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"the page raised: {error}"))
        page.goto(f"{url}{phone.path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def give_pin(page: Page, phone: Phone) -> None:
    """Type the PIN."""
    page.fill("#pin", phone.code.pin)
    page.locator("#private button").click()
    expect(page.locator("#private")).to_contain_text("王小明")


# ---- for everybody ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [0, 2])
def test_no_rule_of_wcag_is_broken_before_or_behind_the_pin(
    phone: Phone, opened: Any, lang: str, size: int
) -> None:
    page = opened(phone, lang, size)

    before = violations(page)
    give_pin(page, phone)

    assert before == []
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_rule_is_broken_at_the_end_or_where_a_code_shows_nothing(
    house: Any, opened: Any, lang: str
) -> None:
    done = phone_of(house)
    done.finish()
    page = opened(done, lang, 2)
    at_the_end = violations(page)
    page.goto(page.url.replace(done.code.token, "A" * 26))

    assert at_the_end == []
    assert violations(page) == []


def test_in_the_largest_letters_everything_to_press_is_60_pixels(phone: Phone, opened: Any) -> None:
    page = opened(phone, "zh", 2)
    violations(page)  # unfolds everything

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a.button, summary, nav a, input")]
        .filter(one => one.type !== "hidden" && one.type !== "checkbox" && one.offsetHeight < 59.5)
        .map(one => one.outerHTML.slice(0, 80) + one.offsetHeight)"""
    )
    letters = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("main p, main li, main button")]
        .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
    )

    assert small == []
    assert letters >= 18


# ---- without a script ---------------------------------------------------------------------------


def test_everything_can_be_done_without_a_script(phone: Phone, opened: Any) -> None:
    page = opened(phone, java_script_enabled=False)
    page.locator(f"#now button[value='{LEASE}']").click()
    expect(page.locator(f"#now button[value='{LEASE}']")).to_have_attribute("name", "lack")
    give_pin(page, phone)
    page.fill("#address", "南京东路 1 号")
    page.locator("#private button[value='']").click()
    expect(page.locator("#address")).to_have_value("南京东路 1 号")
    page.locator("form[action$='/hide'] button").click()

    expect(page.locator("#private")).not_to_contain_text("王小明")
    assert ticks(phone.case)[LEASE].applicant is not None


# ---- with one -----------------------------------------------------------------------------------


def test_a_tick_is_sent_without_leaving_the_page(phone: Phone, opened: Any) -> None:
    page = opened(phone)
    page.evaluate("window.stayed = true")
    page.locator("#used, #filled, #issued").first.evaluate("one => { one.open = true; }")

    page.locator(f"#now button[value='{LEASE}']").click()

    expect(page.locator(f"#now button[value='{LEASE}']")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.stayed")
    assert ticks(phone.case)[LEASE].applicant is not None
    assert page.evaluate("document.activeElement.value") == LEASE


def test_news_come_by_themselves_and_nothing_typed_or_unfolded_is_lost(
    phone: Phone, opened: Any
) -> None:
    page = opened(phone)
    page.fill("#pin", "123")
    page.locator("#picture").evaluate("one => { one.open = true; }")

    phone.office(StepState.SUBMITTED)

    expect(page.locator("#where")).to_contain_text("您现在不用做什么")
    expect(page.locator("#live")).to_contain_text("公司设立登记：已提交")
    assert page.input_value("#pin") == "123"
    assert page.locator("#picture").evaluate("one => one.open")
    assert page.evaluate("document.activeElement.id") == "pin"


def test_a_phone_that_slept_catches_up_at_once_when_it_is_looked_at(
    phone: Phone, opened: Any
) -> None:
    page = opened(phone)
    page.context.route("**/events*", lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    phone.office(StepState.SUBMITTED)
    phone.office(*THROUGH[1:])

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("#where")).to_contain_text("15 步完成 1 步")


def test_where_events_do_not_pass_it_asks_every_half_minute(
    chromium: Browser, url: str, phone: Phone
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.clock.install()
    page.add_init_script("delete window.EventSource")
    asked: list[int] = []
    page.on(
        "response",
        lambda answer: asked.append(answer.status) if "if-changed" in answer.url else None,
    )
    page.goto(f"{url}{phone.path}")

    with page.expect_response(lambda answer: "if-changed" in answer.url):
        page.clock.run_for(30_000)
    phone.office(StepState.SUBMITTED)
    with page.expect_response(lambda answer: "if-changed" in answer.url):
        page.clock.run_for(30_000)

    expect(page.locator("#where")).to_contain_text("您现在不用做什么")
    assert asked == [304, 200]
    context.close()


def test_a_code_that_is_switched_off_says_so_on_the_open_page(phone: Phone, opened: Any) -> None:
    page = opened(phone)
    house = phone.visitor.house

    house.tracking.revoke_all(phone.case_id, phone.case.events[0].by)

    expect(page.locator("h1")).to_have_text("这个码不能用了")
