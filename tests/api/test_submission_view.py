"""The page of a submission that names what is gone, still ahead, or never was there."""

from __future__ import annotations

import pytest

from api.wiring import House
from tests.at_policy_desk import GRANT, PolicyDesk, plain
from tests.support import recorded
from tests.visiting import Visitor

SHOPS = "{id: concept/shops, title: {zh: 店数, en: Shops}, type: number}"
BY_SHOPS = GRANT.replace("concept/employees", "concept/shops")
NEVER = "never kept: "


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def desk(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the policy desk."""
    return PolicyDesk(officer, approver)


def told(desk: PolicyDesk, name: str) -> list[str]:
    """Return the words of the pages of a submission, its examples and the record it changes."""
    paths = (f"/desk/{name}", f"/desk/{name}/examples", "/record/policy/shop-rent/history")
    return [plain(desk.officer.get(path, "en")) for path in paths]


def draft(desk: PolicyDesk, house: House, content: str) -> str:
    """Keep a draft whatever the gates say; returns its name."""
    return house.desk.keep(recorded(content), desk.officer.account).name


def test_a_fact_that_ended_is_still_named_and_its_rules_are_tried(
    desk: PolicyDesk, house: House
) -> None:
    desk.published(SHOPS)
    name = draft(desk, house, BY_SHOPS)
    desk.publish(desk.officer.send("/record/concept/shops/end", reason="not needed"))

    page, examples, _ = told(desk, name)

    assert "shops at most 300" in page
    assert "shops at most 300" in examples
    assert NEVER not in page + examples


def test_a_fact_that_is_still_ahead_is_named(desk: PolicyDesk, house: House) -> None:
    desk.published(SHOPS, effective_on="2026-12-01")

    page, examples, _ = told(desk, draft(desk, house, BY_SHOPS))

    assert "shops at most 300" in page
    assert NEVER not in page + examples


def test_a_fact_that_never_was_there_goes_by_its_id_and_nothing_is_tried(
    desk: PolicyDesk, house: House
) -> None:
    name = draft(desk, house, BY_SHOPS)

    page, examples, history = told(desk, name)

    assert f"{NEVER}concept/shops" in page
    assert f"{NEVER}concept/shops" in examples
    assert "Kept with the rule" not in page + examples
    assert "concept/shops at most 300" in page
    assert "Rent support" in history
    refused = desk.officer.send(f"/desk/{name}/send", expect=422)
    assert "没有 concept/shops" in plain(refused)


@pytest.mark.parametrize(
    "says",
    [
        "criteria: {fact: concept/no, in: [a, b]}",
        "criteria: {fact: concept/no, on_or_after: 2026-01-01}",
        "criteria: {fact: concept/employees, at_most: {parameter: parameter/no}}",
        "criteria: {fact: concept/employees, at_most: {times: 2, of: concept/no}}",
        "criteria: {fact: concept/no, within: area/no}",
        "criteria: {any: [{holds: evidence/no}, {granted: policy/no}]}",
        "criteria: {count: concept/no, where: {fact: concept/no, is: true}, at_least: 1}",
        "benefit: {kind: percentage, text: {zh: 一成, en: a tenth}, rate: 10, of: concept/no}",
        "requires: [policy/no]",
        "document: document/no, organisation: organisation/no, materials: [evidence/no]",
    ],
)
def test_whatever_a_draft_names_amiss_its_pages_are_shown(
    desk: PolicyDesk, house: House, says: str
) -> None:
    held = f"{{id: policy/shop-rent, title: {{zh: 补贴, en: Grant}}, {says}}}"

    page, _, history = told(desk, draft(desk, house, held))

    assert "/no" in page
    assert "Grant" in history
