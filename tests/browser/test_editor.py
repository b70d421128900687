"""The editor with a real browser: what is typed is checked and shown beside it at once."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_journey import shot

ROW = "r.criteria.items.0"


def test_a_policy_is_written_with_its_reader_beside_it(at_work: Callable[..., Page]) -> None:
    page = at_work("officer", "zh", width=1280, height=900)
    page.goto("/desk/edit?kind=policy")
    page.fill("[name='r.title.zh']", "小店清扫补贴")
    page.fill("[name='r.title.en']", "Sweeping grant for small shops")
    expect(page.locator("#said .preview.in-zh")).to_contain_text("小店清扫补贴")

    page.locator("button[value='add-fact:r.criteria']").click()
    fact = page.locator(f"[name='{ROW}.fact']")
    expect(fact).to_be_focused()
    fact.fill("用工人数")
    fact.press("Tab")
    comparison = page.locator(f"[name='{ROW}.op']")
    expect(comparison).to_be_focused()
    comparison.select_option("at_most")
    limit = page.locator(f"[name='{ROW}.limit.figure']")
    expect(limit).to_be_focused()
    limit.fill("三百")
    limit.press("Tab")
    expect(page.locator(f"[data-wrong='{ROW}.limit.figure']")).to_contain_text("三百")
    limit.fill("300")
    expect(page.locator("#said .told.fine")).to_be_visible()
    expect(page.locator("#said .preview.in-zh")).to_contain_text("300")
    shot(page, "editor", full=True)

    page.locator("button[value='keep']").click()
    page.wait_for_url(re.compile(r"/desk/[0-9a-f]{16}$"))


def test_a_changed_field_loses_its_mark_where_one_types(at_work: Callable[..., Page]) -> None:
    page = at_work("officer", "en", width=390, height=844)
    page.goto("/desk/edit?record=policy/childcare-subsidy")
    mark = page.locator("[name='standing.channel.how']")
    expect(mark).to_have_value("seen")

    page.fill("[name='r.channel.en']", "Somewhere else")

    expect(mark).to_have_value("")
    expect(page.locator("[data-key=channel] .taken-back")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "editor-phone")


def test_what_was_typed_is_offered_again_until_it_was_kept(at_work: Callable[..., Page]) -> None:
    """A keep that is not answered loses nothing; only the page of the draft empties the drawer."""
    page = at_work("officer", "en", width=1280, height=900)
    page.goto("/desk/edit?record=policy/childcare-subsidy")
    page.fill("[name='r.title.en']", "Childcare subsidy, typed for an hour")
    page.route("**/desk/edit", lambda route: route.fulfill(status=503, body="away"))

    page.locator("button[value='keep']").click()
    page.unroute("**/desk/edit")
    page.goto("/desk/edit?record=policy/childcare-subsidy")
    page.locator("p.notice button.second").click()

    expect(page.locator("[name='r.title.en']")).to_have_value(re.compile("typed for an hour"))
    page.locator("button[value='keep']").click()
    page.wait_for_url(re.compile(r"/desk/[0-9a-f]{16}$"))
    page.goto("/desk/edit?record=policy/childcare-subsidy")
    expect(page.locator("#said .told")).to_be_visible()
    expect(page.locator("[name='r.title.en']")).not_to_have_value(re.compile("typed"))
    assert page.locator("p.notice button.second").count() == 0
