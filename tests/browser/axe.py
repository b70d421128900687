"""What axe-core finds on a page: WCAG 2.2, levels A and AA, in words a person can act on."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """async tags => (await axe.run(document, {runOnly: {type: "tag", values: tags}})).violations
  .map(one => [one.id, one.help, one.nodes.map(node => node.target.join(" ")).slice(0, 5)])"""


@cache
def _axe() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[Any]:
    """Return what breaks a rule: its name, its words, and where; everything folded is unfolded."""
    page.evaluate(
        "document.querySelectorAll('details').forEach(one => { one.setAttribute('open', ''); })"
    )
    page.evaluate(_axe())
    found: list[Any] = page.evaluate(_RUN, list(TAGS))
    return found
