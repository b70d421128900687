"""How well a field is known, as the editor keeps it when something changes."""

from __future__ import annotations

import pytest

from api.wiring import House
from tests.editing import opened, published, records_of, titled
from tests.visiting import Visitor


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


SEEN = """
id: policy/seen-grant
title: {zh: 读到的补贴, en: Seen grant}
valid: {from: 2027-01-01}
channel: {zh: 网上, en: online}
sources: [{name: 通知}]
seen: [valid, channel]
"""


def test_a_changed_field_is_no_longer_read_in_the_source(house: House, officer: Visitor) -> None:
    published(house, SEEN)
    form = opened(officer, "record=policy/seen-grant").type(r__valid__from="2027-02-01")

    asked = form.press("keep")
    assert asked.status == 422
    assert "先取消" in asked.said
    kept = asked.press("keep")

    (record,) = records_of(house, kept.leads).values()
    assert record.seen == {"channel"}


def test_an_officer_who_read_the_change_says_so(house: House, officer: Visitor) -> None:
    published(house, SEEN)
    form = opened(officer, "record=policy/seen-grant").type(r__valid__from="2027-02-01")

    asked = form.press("check").type(standing__valid__how="seen")
    kept = asked.press("keep")

    (record,) = records_of(house, kept.leads).values()
    assert record.seen == {"valid", "channel"}


def test_all_that_is_filled_in_was_read_in_the_source(house: House, officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy")).press("add:r.sources")
    form.put("r.sources.0.name", "沪〔2027〕3号").type(standing__channel__how="confirm")
    form.type(r__channel__zh="网上", r__channel__en="online", r__audience="enterprise")

    kept = form.press("read-all").press("keep")

    (record,) = records_of(house, kept.leads).values()
    assert record.seen == {"title", "audience"}
    assert record.confirm == {"channel", "criteria"}, "conditions that are not written are open"
