"""Suggestions while somebody types: by keyboard, by finger, and the field without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

OPTION = "#suggestions [role=option]"


@pytest.fixture
def field(at_work: Callable[..., Page]) -> Any:
    """Return the field on the first page of a companion."""
    page = at_work("companion", "zh")
    page.goto("/")
    return page.locator("#text")


def test_the_keyboard_moves_over_suggestions_and_begins_the_scene(field: Any) -> None:
    page = field.page
    field.press_sequentially("bianli")
    expect(page.locator(OPTION).first).to_contain_text("开便利店")
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("ArrowDown")

    expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    expect(page.locator(OPTION).first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    page.wait_for_url("**/intake/*")
    expect(page.locator("main")).to_contain_text("开便利店")


def test_escape_closes_the_list_and_what_was_typed_stays(field: Any) -> None:
    field.press_sequentially("奶茶")
    expect(field.page.locator(OPTION).first).to_be_visible()

    field.press("Escape")

    expect(field.page.locator("#suggestions")).to_be_hidden()
    expect(field).to_have_value("奶茶")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_a_service_that_is_pressed_is_shown(field: Any) -> None:
    field.press_sequentially("烟草专")

    field.page.locator(OPTION).first.click()

    field.page.wait_for_url("**/record/service/tobacco-retail-licence")


def test_what_is_typed_is_in_no_address(field: Any) -> None:
    addresses: list[str] = []
    field.page.on("request", lambda request: addresses.append(request.url))

    field.press_sequentially("奶茶")
    expect(field.page.locator(OPTION).first).to_be_visible()

    assert any(one.endswith("/suggest") for one in addresses)
    assert not any("%E5%A5%B6" in one or "奶" in one for one in addresses)
