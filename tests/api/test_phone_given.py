"""Addresses that cannot be used are refused, and what was kept stays."""

from __future__ import annotations

import pytest

from api.phone_given import check_contacts, sent_by_express
from api.wiring import House
from flowchart.case_events import Dispatched
from flowchart.case_kinds import Delivery
from flowchart.case_told import deliveries
from flowchart.private import Channel
from flowchart.states import StepState
from kb.errors import WrongInput
from tests.phones import REGISTRATION, Phone, phone_of
from tests.planning import BY_STAFF

ADDRESS = "王小明 13800000000 南京东路 1 号"


@pytest.fixture
def phone(house: House) -> Phone:
    """Return an open phone whose first result comes by express."""
    phone = phone_of(house)
    phone.open()
    phone.press("delivery", choice=f"express {REGISTRATION}", address=ADDRESS)
    phone.office(StepState.SUBMITTED)
    return phone


@pytest.mark.parametrize("choice", ["", f"express {REGISTRATION}"])
def test_an_address_that_express_needs_cannot_be_emptied(
    phone: Phone, house: House, choice: str
) -> None:
    page = phone.press("delivery", expect=422, choice=choice, address=" ")

    assert ADDRESS in page
    assert house.private.contacts(phone.case_id) == {Channel.POST: ADDRESS}


def test_who_collects_after_all_may_empty_the_address(phone: Phone, house: House) -> None:
    phone.press("delivery", choice=f"collection {REGISTRATION}", address="")

    assert deliveries(phone.case)[REGISTRATION].how is Delivery.COLLECTION
    assert not sent_by_express(phone.case)
    assert house.private.contacts(phone.case_id) == {}
    assert "地址存好了" not in phone.page()


def test_express_is_no_choice_any_more_once_the_address_is_gone(phone: Phone, house: House) -> None:
    pressed = f'value="express {REGISTRATION}" aria-pressed="true"'
    before = phone.page()
    house.private.set_contact(phone.case_id, Channel.POST, "")

    assert "地址存好了" in before
    assert pressed in before
    assert pressed not in phone.page()


def test_contacts_need_consent() -> None:
    with pytest.raises(WrongInput):
        check_contacts({Channel.PHONE: "13800000000", Channel.EMAIL: ""}, False)


# ---- what was chosen is kept --------------------------------------------------------------------


def now_of(page: str) -> str:
    """Return what the page says to do now."""
    return page.partition('<section id="now"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("lang", "said", "headline", "window"),
    [
        ("zh", "会寄到您写的地址，不用来取", "结果会寄给您，不用来取", "窗口"),
        ("en", "sent to the address you wrote", "The result is sent to you", "window"),
    ],
)
def test_who_chose_express_is_not_sent_anywhere_for_the_result(
    phone: Phone, lang: str, said: str, headline: str, window: str
) -> None:
    phone.office(StepState.ACCEPTED, StepState.GRANTED)

    page = phone.page(lang)

    assert said in now_of(page)
    assert window not in now_of(page)
    assert headline in page.partition('class="lead"')[2].partition("</p>")[0]


def test_who_collects_is_told_where(phone: Phone) -> None:
    phone.press("delivery", choice=f"collection {REGISTRATION}", address="")
    phone.office(StepState.ACCEPTED, StepState.GRANTED)

    page = phone.page()

    assert "您选了自己来取。" in now_of(page)
    assert "现在有 1 步轮到您" in page
    assert "不用来取" not in page


@pytest.mark.parametrize(
    ("sent", "said"), [(True, "寄出，寄到您写的地址"), (False, "办好了，寄到")]
)
def test_the_choice_is_kept_after_the_end(
    phone: Phone, house: House, sent: bool, said: str
) -> None:
    phone.office(StepState.ACCEPTED, StepState.GRANTED)
    if sent:
        house.cases.append(phone.case_id, BY_STAFF, lambda *_: Dispatched(step=REGISTRATION))
        assert "2026年11月23日 周一已寄出。" in now_of(phone.page())
    phone.office(StepState.ISSUED)
    phone.finish()

    page = phone.page()

    chosen = page.partition('id="delivery"')[2].partition('id="notices"')[0]
    assert said in now_of(page)
    assert "快递送达" in chosen
    assert ADDRESS in chosen
    assert "材料交上去以后" not in chosen
