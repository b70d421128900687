"""An officer and an approver at the policy desk of a little world, and what they send in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.visiting import Visitor

GRANT = """\
id: policy/shop-rent
title: {zh: 小店房租补贴, en: Rent support for small shops}
criteria: {fact: concept/employees, at_most: 300}
benefit: {kind: fixed, text: {zh: 一次性 5000 元, en: "5,000 yuan, once"}, amount: 5000}
valid: {from: 2026-01-01, to: 2027-12-31}
windows: [{opens: 2026-12-01, closes: 2026-12-31}, {opens: 2027-03-01, closes: 2027-03-31}]
checked_on: 2026-11-20
"""
ID = "policy/shop-rent"


@dataclass
class PolicyDesk:
    """Two people: one sends in, the other publishes."""

    officer: Visitor
    approver: Visitor

    def draft(self, content: str = GRANT) -> str:
        """Keep a draft; returns where it stands."""
        return self.officer.send("/desk/load", text=content)

    def sent(self, content: str = GRANT, **form: object) -> str:
        """Send a draft for approval; returns where it stands."""
        path = self.draft(content)
        self.officer.send(f"{path}/send", **form)
        return path

    def published(self, content: str = GRANT, **form: object) -> str:
        """Publish a file; returns where it stands."""
        path = self.sent(content, **form)
        self.approver.send(f"{path}/publish")
        return path

    def publish(self, path: str, **form: object) -> None:
        """Send a draft and publish it."""
        self.officer.send(f"{path}/send", **form)
        self.approver.send(f"{path}/publish")


def plain(page: str) -> str:
    """Return the words of a page with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
