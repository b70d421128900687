"""Addresses that cannot be used are refused, and what was kept stays."""

from __future__ import annotations

import pytest

from api.phone_given import check_contacts, sent_by_express
from api.wiring import House
from flowchart.case_kinds import Delivery
from flowchart.case_told import deliveries
from flowchart.private import Channel
from flowchart.states import StepState
from kb.errors import WrongInput
from tests.phones import REGISTRATION, Phone, phone_of

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
