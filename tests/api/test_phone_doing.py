"""What applicants do on their phone, and what they are told where it cannot be done."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from api.wiring import House
from flowchart.case import Told
from flowchart.case_events import Ticked
from flowchart.case_kinds import Actor, Basis, Delivery, Purpose
from flowchart.case_told import agreed, deliveries, ticks
from flowchart.private import Channel
from flowchart.states import StepState
from kb.ids import EvidenceId
from tests.phones import REGISTRATION, THROUGH, Phone, phone_of
from tests.planning import BY_STAFF
from tests.visiting import Clock

LEASE = EvidenceId("evidence/lease-contract")
ADDRESS = "王小明 13800000000 南京东路 1 号"


GATEWAY = "https://gateway.example.cn"


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop; the centre can send notices."""
    sends = house.settings.model_copy(
        update={"smtp_url": "smtp://127.0.0.1", "webhook_url": GATEWAY}
    )
    return phone_of(replace(house, settings=sends))


def state(phone: Phone) -> StepState:
    """Return the state of the registration."""
    return phone.case.states()[REGISTRATION]


# ---- papers -----------------------------------------------------------------------------------


def test_a_paper_is_ticked_and_unticked_without_a_pin(phone: Phone) -> None:
    where = phone.press("tick", have=LEASE)
    ticked = ticks(phone.case)[LEASE]
    page = phone.page()
    phone.press("tick", lack=LEASE)

    assert where == f"{phone.path}#bring"
    assert ticked.applicant is not None
    assert ticked.staff is None
    assert f'name="lack" value="{LEASE}" aria-pressed="true"' in page
    assert ticks(phone.case)[LEASE].applicant is None


def test_a_tick_that_stands_already_is_not_written_twice(phone: Phone) -> None:
    phone.press("tick", have=LEASE)
    before = phone.case.sequence

    phone.press("tick", have=LEASE)

    assert phone.case.sequence == before


def test_what_the_desk_has_seen_stands_beside_what_the_applicant_has(
    phone: Phone, house: House
) -> None:
    house.cases.append(phone.case_id, BY_STAFF, lambda *_: Ticked(evidence=LEASE, there=True))

    assert "窗口已经看过" in phone.page()
    assert "checked at the desk" in phone.page("en")


@pytest.mark.parametrize("paper", ["evidence/unheard-of", "", "<script>", "x" * 200])
def test_a_paper_that_is_not_on_the_list_is_told_on_the_page(phone: Phone, paper: str) -> None:
    before = phone.case.sequence

    page = phone.press("tick", expect=404, have=paper)

    assert "清单里没有这样材料" in page
    assert phone.case.sequence == before


# ---- what the applicant says of a step ----------------------------------------------------------


def test_the_applicant_says_that_papers_are_being_got_together(phone: Phone) -> None:
    phone.press("say", step=REGISTRATION, to="collecting", seen=phone.case.sequence)

    assert state(phone) is StepState.COLLECTING
    assert phone.case.events[-1].by.actor is Actor.APPLICANT
    assert re.fullmatch("[0-9a-f]{8}", phone.case.events[-1].by.id)


def test_the_applicant_says_that_the_result_has_come(phone: Phone) -> None:
    phone.office(*THROUGH[:-1])

    phone.press("say", step=REGISTRATION, to="issued", seen=phone.case.sequence)

    assert state(phone) is StepState.ISSUED


def test_no_other_move_is_the_applicants(phone: Phone) -> None:
    before = phone.case.sequence

    for to in set(StepState) - {StepState.COLLECTING, StepState.SUBMITTED}:
        phone.press("say", expect=409, step=REGISTRATION, to=to, seen=before)

    assert phone.case.sequence == before


@pytest.mark.parametrize("to", [StepState.SUBMITTED, StepState.ACCEPTED])
def test_a_move_that_is_the_offices_says_so(phone: Phone, to: StepState) -> None:
    if to is StepState.ACCEPTED:
        phone.office(StepState.SUBMITTED)
    seen = phone.case.sequence

    page = phone.press("say", expect=403, step=REGISTRATION, to=to, seen=seen)

    assert "这一步由工作人员来改" in page


@pytest.mark.parametrize(("lang", "said"), [("zh", "公司设立登记：已提交"), ("en", "handed in")])
def test_who_is_too_late_is_told_on_the_page_what_happened(
    phone: Phone, lang: str, said: str
) -> None:
    seen = phone.case.sequence
    phone.office(StepState.SUBMITTED)
    phone.visitor.client.headers["accept-language"] = lang

    page = phone.press("say", expect=409, step=REGISTRATION, to="collecting", seen=seen)

    trouble = page.partition('id="trouble"')[2].partition("</section>")[0]
    assert said in trouble
    assert state(phone) is StepState.SUBMITTED


# ---- behind the PIN -----------------------------------------------------------------------------


@pytest.mark.parametrize("doing", ["delivery", "notices"])
def test_what_is_personal_is_changed_behind_the_pin_alone(
    phone: Phone, house: House, doing: str
) -> None:
    fields = {"address": ADDRESS, "phone": "13800000000", "agree": "yes"}

    page = phone.press(doing, expect=403, **fields)

    assert "请先输密码" in page
    assert house.private.contacts(phone.case_id) == {}


def test_express_goes_to_an_address_that_stands_apart_from_the_log(
    phone: Phone, house: House
) -> None:
    phone.open()
    phone.press("delivery", choice=f"express {REGISTRATION}", address=ADDRESS)

    assert deliveries(phone.case)[REGISTRATION].how is Delivery.EXPRESS
    assert house.private.contacts(phone.case_id) == {Channel.POST: ADDRESS}
    assert ADDRESS in phone.page()
    assert "南京东路" not in repr(phone.case.events)


def test_express_without_an_address_says_what_is_missing(phone: Phone) -> None:
    phone.open()

    page = phone.press("delivery", expect=422, choice=f"express {REGISTRATION}")

    assert "要快递，请写收件人、电话和地址" in page
    assert REGISTRATION not in deliveries(phone.case)


def test_how_it_comes_can_be_chosen_anew(phone: Phone) -> None:
    phone.open()
    phone.press("delivery", choice=f"express {REGISTRATION}", address=ADDRESS)
    phone.press("delivery", choice=f"collection {REGISTRATION}")

    assert deliveries(phone.case)[REGISTRATION].how is Delivery.COLLECTION


@pytest.mark.parametrize("choice", ["express service/none", "pigeon " + REGISTRATION, "x"])
def test_a_choice_that_is_not_there_is_refused(phone: Phone, choice: str) -> None:
    phone.open()
    before = phone.case.sequence

    phone.press("delivery", expect=404, choice=choice, address=ADDRESS)

    assert phone.case.sequence == before


def test_notices_are_sent_with_consent_and_to_where_it_says(phone: Phone, house: House) -> None:
    phone.open()
    phone.press("notices", phone="13800000000", email="wang@example.cn", agree="yes")

    assert agreed(phone.case)[Purpose.NOTICES].basis is Basis.CONSENT
    assert house.private.contacts(phone.case_id) == {
        Channel.PHONE: "13800000000",
        Channel.EMAIL: "wang@example.cn",
    }
    assert "13800000000" in phone.page()


def test_a_centre_that_sends_nothing_asks_for_no_contact(house: House) -> None:
    phone = phone_of(house)
    phone.open()

    page = phone.page()
    phone.press("notices", expect=422, phone="13800000000", agree="yes")

    assert "中心还没有开通发通知" in page
    assert 'name="phone"' not in page
    assert house.private.contacts(phone.case_id) == {}


def test_taking_consent_back_deletes_what_was_written_for_it(phone: Phone, house: House) -> None:
    phone.open()
    phone.press("notices", phone="13800000000", agree="yes")
    phone.press("notices", stop="yes", phone="13800000000")

    assert Purpose.NOTICES not in agreed(phone.case)
    assert house.private.contacts(phone.case_id) == {}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请写手机号或邮箱"),
        ({"phone": "13800000000"}, "请先勾选“我同意”"),
        ({"phone": "call me", "agree": "yes"}, "请只写数字"),
        ({"email": "wang", "agree": "yes"}, "name@example.cn"),
        ({"email": "a@b.cn\nBcc: c@d.cn", "agree": "yes"}, "name@example.cn"),
    ],
)
def test_contacts_that_cannot_be_used_say_what_to_write(
    phone: Phone, house: House, fields: dict[str, str], said: str
) -> None:
    phone.open()

    page = phone.press("notices", expect=422, **fields)

    assert said in page
    assert f'value="{fields.get("phone", "")}"' in page, "what was typed stands there again"
    assert house.private.contacts(phone.case_id) == {}


# ---- whoever holds no good code -----------------------------------------------------------------

FORMS = ["pin", "hide", "tick", "say", "delivery", "notices", "rate", "policy"]


@pytest.mark.parametrize("doing", FORMS)
def test_a_revoked_code_does_nothing(phone: Phone, house: House, doing: str) -> None:
    phone.open()
    house.tracking.revoke_all(phone.case_id, BY_STAFF)
    before = phone.case.sequence

    fields = {"have": LEASE, "pin": phone.code.pin, "name": "x", "address": ADDRESS}
    page = phone.press(doing, expect=303 if doing == "hide" else 403, **fields)

    assert "王小明" not in page
    assert phone.case.sequence == before


@pytest.mark.parametrize("doing", FORMS)
def test_a_form_opened_as_a_page_leads_back_and_changes_nothing(phone: Phone, doing: str) -> None:
    before = phone.case

    answer = phone.answer(doing)

    assert (answer.status_code, answer.headers["location"]) == (303, phone.path)
    assert phone.case == before


def test_a_stopped_step_cannot_be_said_to_be_done(phone: Phone, clock: Clock) -> None:
    told = Told(until=clock.now.date(), missing=frozenset({LEASE}))
    phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, told=told)

    phone.press("say", expect=409, step=REGISTRATION, to="issued", seen=phone.case.sequence)

    assert state(phone) is StepState.TO_BE_SUPPLEMENTED
