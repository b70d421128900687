"""A plan changes in place: the page stays where it is, and the reader where they were."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

BOOKS = {"zh": "出版物零售许可", "en": "Licence to sell books and papers"}


def begun(page: Page) -> None:
    """Begin a convenience store and answer what opens it."""
    page.goto("/")
    page.locator("button[name=scene][value='scene/convenience-store']").click()
    page.wait_for_url("**/intake/*")
    page.locator("label:has(input[name=value][value=cigarettes])").click()
    page.locator("#question .actions button:not([name=action])").click()
    page.locator("#question button[name=value][value=new-company]").click()
    expect(page.locator("#question input[name=concept]")).to_have_value("concept/floor-area")


def test_a_mode_is_chosen_in_place_and_taken_back(tablet: Page, language: str) -> None:
    begun(tablet)
    tablet.locator("#what-if > summary").click()
    choose = tablet.locator("#what-if button[value=one-form]")
    choose.scroll_into_view_if_needed()
    before = tablet.locator("#what-if").bounding_box()

    choose.click()

    expect(tablet.locator(".mode.chosen button")).to_have_count(0)
    expect(tablet.locator("#changed")).to_be_visible()
    after = tablet.locator("#what-if").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 60
    assert tablet.evaluate("document.activeElement.closest('#what-if') !== null")
    tablet.locator("#changed form button").click()
    expect(tablet.locator("#what-if button[value=one-form]")).to_be_attached()


def test_a_question_about_the_plan_is_answered_where_it_stands(tablet: Page, language: str) -> None:
    begun(tablet)

    tablet.locator("#q").fill(
        {"zh": "出版物零售许可", "en": "Licence to sell books and papers"}[language]
    )
    tablet.locator("#q").press("Enter")

    expect(tablet.locator("#why-not .why-one")).to_have_count(1)
    expect(tablet.locator("#why-not .why-one h3 a")).to_be_in_viewport()


def test_a_box_of_the_picture_leads_to_a_folded_step(tablet: Page) -> None:
    tablet.goto("/")
    tablet.locator("button[name=scene][value='scene/convenience-store']").click()
    tablet.wait_for_url("**/intake/*")

    tablet.evaluate("location.hash = '#step-9'")

    expect(tablet.locator("#step-9 h3")).to_be_visible()


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_with_everything_opened_no_page_is_wider_than_its_screen(
    at_work: Callable[..., Page], language: str, width: int
) -> None:
    page = at_work("companion", language, width=width, height=900)
    begun(page)

    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """[...document.querySelectorAll('main a, main button, main summary, main input')]
           .filter(one => one.offsetParent && !one.closest('svg') && one.type !== 'checkbox')
           .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
           .filter(([box]) => box.height > 0 && box.height < 23.5).map(([box, what]) => what)"""
    )
    assert not small


@pytest.mark.parametrize("width", [820, 1024, 1280, 1600])
def test_the_words_of_the_picture_are_never_drawn_too_small_to_read(
    at_work: Callable[..., Page], language: str, width: int
) -> None:
    page = at_work("companion", language, width=width, height=900)
    begun(page)

    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('.picture svg')]
           .filter(one => one.getBoundingClientRect().width)
           .flatMap(one => [...one.querySelectorAll('text')].map(text =>
              parseFloat(getComputedStyle(text).fontSize)
              * one.getBoundingClientRect().width / one.viewBox.baseVal.width)))"""
    )

    assert smallest >= (9.8 if width == 1280 else 11.9), "a desk shows the wide layout"


def test_the_button_that_was_pressed_says_at_once_that_it_was_heard(
    tablet: Page, language: str
) -> None:
    begun(tablet)
    held: list[Route] = []
    tablet.route("**/opening", lambda one: held.append(one))  # noqa: PLW0108
    tablet.locator("#opening > summary").click()
    tablet.locator("#day").fill("2028-03-01")

    tablet.locator("#opening .button").first.click()

    expect(tablet.locator("#opening .button").first).to_have_attribute(
        "data-busy", {"zh": "正在…", "en": "working…"}[language]
    )
    held[0].continue_()
    expect(tablet.locator("button[data-busy]")).to_have_count(0)
