"""A policy that is suspended is told as that, and told again once it is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.test_new_plan import GRANT, LONGER, SHORTER, Shop, open_shop, said
from tests.visiting import Clock

ID = "policy/shop-rent"
NAME = "小店房租补贴"
SUSPENDED = "这项政策正在核对，暂停了，先别当它有；恢复了会写在这里。"


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    """Return a shop whose plan has a grant that can be claimed."""
    opened = open_shop(tmp_path, clock)
    opened.publish(GRANT)
    opened.settle("accept")
    yield opened
    opened.house.close()


def suspend(shop: Shop) -> None:
    shop.house.desk.suspend(ID, "officer", "the money is spent")
    shop.house.renew()


def resume(shop: Shop) -> None:
    shop.house.desk.resume(ID, "approver", "checked")
    shop.house.renew()


def pages(shop: Shop) -> tuple[str, str]:
    """Return what the case and the phone behind the PIN say."""
    return said(shop.companion.get(shop.path)), said(shop.applicant().get(shop.phone))


def test_a_suspended_policy_is_said_to_be_suspended(shop: Shop) -> None:
    suspend(shop)

    for page in pages(shop):
        assert SUSPENDED in page
        assert "政策有变化" in page
        for wrong in ("规则变了", "不符合", "已不再办理", "the money is spent"):
            assert wrong not in page.partition("政策有变化")[2].partition("现在")[0]


def test_what_only_policies_changed_is_taken_note_of_and_not_kept_away(shop: Shop) -> None:
    suspend(shop)

    for page in pages(shop):
        assert "知道了" in page
        assert "保留原来的方案" not in page


def test_once_it_is_back_that_is_told(shop: Shop) -> None:
    suspend(shop)
    shop.settle("accept")
    resume(shop)

    for page in pages(shop):
        assert "核对好了，恢复了，现在又可以申请。" in page


def test_it_is_told_too_where_nobody_had_taken_note(shop: Shop) -> None:
    suspend(shop)
    resume(shop)

    for page in pages(shop):
        assert f"{NAME} ：从 2026年11月23日 周一 起恢复了。" in page, page


def test_an_ended_policy_is_said_to_have_ended(shop: Shop) -> None:
    name = shop.house.desk.end(ID, "officer", "repealed").name
    shop.house.desk.send(name, "officer")
    shop.house.desk.publish(name, "approver")
    shop.house.renew()

    for page in pages(shop):
        assert "这项政策已停用，不能再申请。" in page


@pytest.mark.parametrize(
    ("do", "told"), [("accept", "已换成新方案。"), ("keep", "已保留原来的方案。")]
)
def test_what_was_done_about_new_rules_is_said(shop: Shop, do: str, told: str) -> None:
    shop.publish(SHORTER)

    shop.settle(do)

    for page in pages(shop):
        assert told in page


def test_the_day_on_top_says_that_it_will_be_another(shop: Shop) -> None:
    shop.publish(LONGER)

    for page in pages(shop):
        assert "规则变了，换成新方案以后是" in page
