"""Examples at the desk: a wrong one is refused, and a page shows and proposes them."""

from __future__ import annotations

import html
import re

import pytest

from api import example_views
from api.example_views import rule_views
from api.wiring import House
from tests.support import recorded, world_with
from tests.visiting import Visitor

GRANT = """\
id: policy/shop-rent
title: {zh: 小店房租补贴, en: Rent support for small shops}
criteria: {fact: concept/employees, at_most: 300}
examples:
  - {gives: passes, facts: {concept/employees: 300}}
"""
WRONG = GRANT.replace("gives: passes", "gives: fails")
SIZE = """\
id: concept/size
title: {zh: 规模, en: Size}
type: code
codes: [{code: big, title: {zh: 大, en: big}}, {code: small, title: {zh: 小, en: small}}]
derive:
  first: [{when: {fact: concept/employees, at_least: 200}, is: big}]
  otherwise: small
"""
LIST = f"- {GRANT.replace(chr(10), chr(10) + '  ').rstrip()}\n"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


def test_a_wrong_example_is_refused_at_the_desk_with_its_line_and_what_to_write(
    officer: Visitor,
) -> None:
    page = html.unescape(officer.send("/desk/load", expect=422, text=WRONG))

    assert "第 5 行" in page
    assert "examples.0" in page
    assert "写的是“不符合”，算出来是“符合”（用工人数不超过 300 人，这里是 300 人）。" in page
    assert "gives: passes" in page


def test_an_example_that_no_longer_holds_keeps_a_draft_from_being_published(
    house: House, officer: Visitor, approver: Visitor
) -> None:
    """Between draft and publication somebody else changed how a fact is worked out."""
    grant = (
        "id: policy/big\ntitle: {zh: 大企业, en: Big}\ncriteria: {fact: concept/size, is: big}\n"
        "examples: [{gives: passes, facts: {concept/employees: 100}}]\n"
    )
    waiting = officer.send("/desk/load", text=grant)
    officer.send(f"{waiting}/send")
    other = officer.send("/desk/load", text=SIZE)
    officer.send(f"{other}/send")
    approver.send(f"{other}/publish")

    page = html.unescape(approver.send(f"{waiting}/publish", expect=422))

    assert "policy/big.examples.0" in page
    assert "写的是“符合”" in page


def test_the_page_of_a_draft_leads_to_its_examples(officer: Visitor) -> None:
    path = officer.send("/desk/load", text=GRANT)

    assert f'href="{path}/examples"' in officer.get(path)


def test_a_draft_without_rules_leads_nowhere(officer: Visitor) -> None:
    path = officer.send("/desk/load", text="{id: area/new, title: {zh: 新区, en: New}}")

    assert f'href="{path}/examples"' not in officer.get(path)


def test_the_page_shows_kept_and_proposed_examples_in_both_languages(officer: Visitor) -> None:
    path = officer.send("/desk/load", text=GRANT)

    zh, en = (html.unescape(officer.get(f"{path}/examples", lang)) for lang in ("zh", "en"))

    assert "已有的例子：1 个" in zh
    assert "建议加上：2 个" in zh
    assert "at most 300 employees" in en
    assert "Kept with the rule: 1" in en
    assert "Proposed: 2" in en


def test_what_is_proposed_can_be_pasted_and_then_nothing_more_is(officer: Visitor) -> None:
    path = officer.send("/desk/load", text=GRANT)
    page = html.unescape(officer.get(f"{path}/examples", "en"))
    (block,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)

    head = GRANT.partition("examples:")[0]
    again = officer.send("/desk/load", text=head + block)

    assert "No further examples are proposed." in officer.get(f"{again}/examples", "en")


def test_the_public_page_of_a_record_does_not_list_its_examples(
    officer: Visitor, approver: Visitor
) -> None:
    path = officer.send("/desk/load", text=GRANT)
    officer.send(f"{path}/send")
    assert "Examples" in approver.get(path, "en"), "what the approver looks at"
    approver.send(f"{path}/publish")

    assert "Examples" not in officer.get("/record/policy/shop-rent", "en")


def test_for_a_long_rule_the_console_is_named(monkeypatch) -> None:
    monkeypatch.setattr(example_views, "MOST_SLIPS", 3)

    (view,) = rule_views(recorded(LIST), world_with(LIST))

    assert view.is_large
    assert (view.new, view.yaml) == ((), "")
    assert len(view.kept) == 1
