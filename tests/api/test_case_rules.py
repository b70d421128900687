"""The list of cases says where rules that changed are to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.test_new_plan import LONGER, RETITLED, Shop, open_shop, said
from tests.visiting import Clock

LOOK = "规则变了，请看一看"


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    """Return a shop whose case has just been opened."""
    opened = open_shop(tmp_path, clock)
    yield opened
    opened.house.close()


def test_a_case_whose_plan_would_change_is_marked_until_that_is_settled(shop: Shop) -> None:
    assert LOOK not in said(shop.companion.get("/cases"))
    shop.publish(LONGER)
    assert LOOK in said(shop.companion.get("/cases"))

    shop.settle("accept")

    assert LOOK not in said(shop.companion.get("/cases"))


def test_such_a_case_is_to_be_dealt_with_today(shop: Shop) -> None:
    assert "今天没有要处理的。" in said(shop.companion.get("/cases?due=1"))
    shop.publish(LONGER)

    due = shop.companion.get("/cases?due=1")
    assert shop.path in due
    assert LOOK in said(due)
    assert "您有 1 件今天要处理" in said(shop.companion.get("/cases"))

    shop.settle("accept")

    assert "今天没有要处理的。" in said(shop.companion.get("/cases?due=1"))


def test_rules_that_nobody_would_notice_mark_nothing(shop: Shop) -> None:
    shop.publish(RETITLED)

    assert LOOK not in said(shop.companion.get("/cases"))


def test_of_many_cases_a_few_more_are_worked_out_each_time(shop: Shop) -> None:
    for _ in range(2):
        intake = shop.companion.begin("scene/shop")
        for concept, value in (("concept/employees", "0"), ("concept/credit", "true")):
            shop.companion.send(f"{intake}/answer", concept=concept, value=value)
        shop.companion.send(f"{intake}/case")
    shop.publish(LONGER)

    marked = [said(shop.companion.get("/cases")).count(LOOK) for _ in range(2)]

    assert marked == [2, 3]
