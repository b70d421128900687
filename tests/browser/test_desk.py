"""A policy on its way: an officer mends and sends it, an approver publishes it, a plan has it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_journey import shot

GRANT = """\
id: policy/small-shop-cleaning
title: {zh: 小店清洗补贴, en: Cleaning grant for small shops}
audience: enterprise
criteria: {fact: concept/entity, in: [new-company, new-individual]}
benefit: {kind: fixed, text: {zh: 一次性 500 元, en: "500 yuan, once"}}
valid: {from: 2026-01-01, to: 2040-12-31}
"""


def test_what_an_officer_loads_and_an_approver_publishes_is_in_the_next_plan(
    at_work: Callable[..., Page],
) -> None:
    officer = at_work("officer", "zh")
    officer.goto("/desk/load")
    officer.get_by_text("其他格式（YAML").click()
    officer.get_by_label("或者贴在这里").fill(GRANT.replace("2026-01-01", "2026-13-01"))
    officer.locator("form.stack button").click()
    expect(officer.get_by_role("alert")).to_contain_text("第 6 行")
    shot(officer, "desk-problems", full=True)
    typed = officer.locator("textarea[name=text]")
    typed.fill(typed.input_value().replace("2026-13-01", "2026-01-01"))
    officer.locator("form.stack button").click()
    officer.wait_for_url(re.compile(r"/desk/[0-9a-f]{16}$"))
    shot(officer, "desk-draft", full=True)
    officer.locator("form[action$='/send'] button").click()
    expect(officer.locator("form[action$='/publish']")).to_have_count(0)

    approver = at_work("approver", "en", width=390, height=844)
    approver.goto("/desk")
    approver.get_by_role("link", name=re.compile("Cleaning grant")).click()
    expect(approver.locator("table.changes")).to_contain_text("500 yuan, once")
    assert approver.evaluate("document.documentElement.scrollWidth") <= 390
    shot(approver, "desk-review-phone", full=True)
    approver.locator("form[action$='/publish'] button").click()
    expect(approver.locator("main").get_by_role("status")).to_contain_text("Published")

    companion = at_work("companion", "zh")
    companion.goto("/")
    companion.fill("input[name=text]", "我想开一家便利店")
    companion.locator("form.ask button").click()
    companion.locator("#question a, #question button[value=skip]").first.wait_for()
    companion.goto(f"{companion.url}?ask=entity")
    companion.locator("button[name=value][value=new-company]").click()
    expect(companion.locator("main")).to_contain_text("小店清洗补贴")
    shot(companion, "desk-companion", full=True)
