"""What is not in force is told by its title; what is to change is told beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.accounts import Role
from api.out_of_force import Fate, ahead, back_since, out_of_force, title_known
from api.wiring import House
from kb.errors import NotFound
from kb.text import Text
from tests.api.test_new_plan import GRANT, LONGER, Shop, open_shop, said
from tests.at_policy_desk import ID, PolicyDesk
from tests.visiting import PAGE, Clock, Visitor, signed_in


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def desk(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the policy desk with one policy in force."""
    made = PolicyDesk(officer, approver)
    made.published()
    return made


def suspend(desk: PolicyDesk) -> None:
    desk.officer.send(f"/record/{ID}/suspend", reason="the money is spent")


def test_a_suspended_record_keeps_its_name_and_the_reason_stays_inside(
    desk: PolicyDesk, guest: Visitor, house: House
) -> None:
    suspend(desk)

    pages = {
        who: reader.client.get(f"/record/{ID}", headers={**PAGE, "accept-language": "en"})
        for who, reader in (("guest", guest), ("companion", signed_in(house)))
    }

    for answer in pages.values():
        assert answer.status_code == 404
        assert "Rent support for small shops" in said(answer.text)
        assert "Suspended since Mon 23 Nov 2026" in said(answer.text)
    assert "the money is spent" not in pages["guest"].text
    assert "the money is spent" in pages["companion"].text


def test_an_ended_record_says_since_when(desk: PolicyDesk, guest: Visitor) -> None:
    desk.publish(desk.officer.send(f"/record/{ID}/end", reason="repealed"))

    page = said(guest.client.get(f"/record/{ID}", headers=PAGE).text)

    assert "小店房租补贴 已停用" in page
    assert "repealed" not in page


def test_what_never_was_in_force_has_no_page(desk: PolicyDesk, guest: Visitor) -> None:
    desk.draft(GRANT.replace("shop-rent", "secret").replace("小店房租补贴", "秘密"))

    answer = guest.client.get("/record/policy/secret", headers=PAGE)

    assert answer.status_code == 404
    assert "秘密" not in answer.text


def test_a_suspended_record_can_be_mended(desk: PolicyDesk) -> None:
    suspend(desk)

    assert "小店房租补贴" in desk.officer.get(f"/desk/edit?record={ID}")
    assert f"/desk/edit?record={ID}" in desk.officer.get(f"/record/{ID}/history")


def test_the_page_of_a_record_leads_officers_and_approvers_to_what_they_may_do(
    desk: PolicyDesk, house: House
) -> None:
    for one in (desk.officer, desk.approver):
        assert f'href="/record/{ID}/history#acts"' in one.get(f"/record/{ID}")
        assert 'id="acts"' in one.get(f"/record/{ID}/history")
    assert "#acts" not in signed_in(house, Role.AUDITOR).get(f"/record/{ID}")


def test_the_ledger_tells_what_became_of_a_record(desk: PolicyDesk, house: House) -> None:
    assert out_of_force(house, ID) is None
    suspend(desk)
    now = house.for_request()

    gone = out_of_force(now, ID)

    assert gone is not None
    assert (gone.fate, gone.since, gone.reason) == (
        Fate.SUSPENDED,
        now.today(),
        "the money is spent",
    )
    assert title_known(now, ID).zh == "小店房租补贴"
    assert title_known(now, "policy/none") == Text(zh="policy/none", en="policy/none")
    assert back_since(now, ID) is None
    desk.approver.send(f"/record/{ID}/resume", reason="checked")
    assert back_since(now, ID) == now.today()
    with pytest.raises(NotFound):
        now.catalogue.get("policy/none")


@pytest.mark.parametrize(
    ("became", "how"),
    [("suspend", "暂停中"), ("end", "已停用")],
)
def test_a_visit_tells_what_became_of_a_policy_it_showed(
    desk: PolicyDesk, house: House, became: str, how: str
) -> None:
    companion = signed_in(house)
    path = companion.begin("scene/shop")
    page = f"{path}/policy/shop-rent"
    assert how not in said(companion.get(path))
    assert "小店房租补贴" in companion.get(page)

    if became == "suspend":
        suspend(desk)
    else:
        desk.publish(desk.officer.send(f"/record/{ID}/end", reason="repealed"))

    assert f"小店房租补贴 {how} 从" in said(companion.get(path))
    asked = said(companion.get(f"{path}?q=房租补贴"))
    assert asked.count(f"小店房租补贴 {how} 从") == 2
    assert "没找到叫这个名字的手续" not in asked
    gone = companion.client.get(page, headers=PAGE)
    assert gone.status_code == 404
    assert f"小店房租补贴 {how}" in said(gone.text)
    assert f'href="{path}"' in gone.text
    assert "这次接待已经结束" not in gone.text


def test_a_policy_whose_last_day_is_past_is_told_as_ended(
    desk: PolicyDesk, house: House, clock: Clock
) -> None:
    companion = signed_in(house)
    path = companion.begin("scene/shop")
    desk.published(GRANT.replace("to: 2027-12-31", "to: 2026-11-20"))

    asked = said(companion.get(f"{path}?q=房租补贴"))

    assert asked.count("小店房租补贴 已停用 从 2026年11月21日") == 1


def test_a_policy_that_never_was_is_none_in_a_visit_either(house: House) -> None:
    companion = signed_in(house)
    page = f"{companion.begin('scene/shop')}/policy/none"

    answer = companion.client.get(page, headers=PAGE)

    assert answer.status_code == 404
    assert "没有这项政策" in answer.text


# ---- what is to change ----------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    """Return a shop whose case has just been opened."""
    opened = open_shop(tmp_path, clock)
    yield opened
    opened.house.close()


def publish_ahead(shop: Shop) -> None:
    clock_day = shop.house.today().replace(day=30)
    name = shop.house.desk.load(LONGER.encode(), "rule.yaml", "officer").name
    shop.house.desk.send(name, "officer", clock_day)
    shop.house.desk.publish(name, "approver")
    shop.house.renew()


def test_what_is_published_and_still_ahead_is_told_at_its_step(shop: Shop) -> None:
    publish_ahead(shop)
    intake = shop.companion.begin("scene/shop")

    plan, case = (said(shop.companion.get(path, "en")) for path in (intake, shop.path))
    phone = said(shop.applicant().get(shop.phone, "en"))

    for page in (plan, case, phone):
        assert "It changes on Mon 30 Nov 2026" in page
    assert list(ahead(shop.house, ["service/permit", "service/sign"])) == ["service/permit"]
    assert 'href="/record/service/permit">It changes' in shop.companion.get(shop.path, "en")
