"""A register on the desk as an officer uses it: brought, changed by keyboard, judged, read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_journey import shot

SHEET = """\
企业,经营主体,登记在哪里,用工人数,上一年营业收入（万元）,营业执照登记日期,同意使用数据
a1,existing,huangpu,12,30,2025-03-01,是
a2,existing,huangpu,很多,500,2020-03-01,否
"""


def bring(page: Page, file: Path) -> None:
    """Bring a register to the desk, as far as the page that checks it."""
    file.write_text(SHEET, encoding="utf-8")
    page.goto("/desk")
    page.locator("a[href='/desk/registers']").click()
    page.set_input_files("#file", file)
    page.locator("form[action='/desk/registers'] button").click()
    page.wait_for_url(re.compile(r"/desk/registers/[0-9a-f]{16}$"))


def test_a_register_is_brought_checked_and_judged_while_the_page_looks_on(
    at_work: Callable[..., Page], language: str, tmp_path: Path
) -> None:
    page = at_work("officer", language, width=1280, height=900)
    bring(page, tmp_path / "名册.csv")

    first = page.locator("#column-1 select")
    expect(first).to_have_value("")
    first.focus()
    first.select_option("id")
    page.keyboard.press("Tab")
    page.wait_for_url("**#column-1")
    expect(page.locator("#column-1 select")).to_have_value("id")
    expect(page.locator("#column-1 select")).to_be_focused()
    expect(page.locator("#column-5 input")).to_have_value("10000")
    shot(page, f"register-check-{language}", full=True)

    page.locator("button[formaction$='/start']").click()
    expect(page.locator("table.summary").first).to_be_visible(timeout=90_000)
    assert "名册" not in page.title()
    assert "名册" not in page.url
    with page.expect_download() as taken:
        page.locator("a[href$='/people/result.csv']").click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    shot(page, f"register-result-{language}", full=True)

    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.on("dialog", lambda one: one.accept())
    page.locator("form[action$='/delete'] button").click()
    page.wait_for_url("**/desk/registers")
    expect(page.locator("main .records")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
