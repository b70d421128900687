"""Addresses an applicant writes on the phone: what cannot be used is refused, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from flowchart.case import DONE, Case
from flowchart.case_kinds import Delivery
from flowchart.case_told import deliveries
from flowchart.private import Channel
from kb.errors import WrongInput
from kb.text import Text

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{4,18}")
_NO_ADDRESS: Final = (
    Text(zh="还没有写地址。", en="There is no address yet."),
    Text(zh="要快递，请写收件人、电话和地址。", en="For express, write name, phone and address."),
)
_STILL_EXPRESS: Final = (
    Text(
        zh="有结果要快递，地址不能空着；原来的地址还留着。",
        en="A result comes by express, so the address was kept.",
    ),
    Text(
        zh="请写地址；或者先把那一步改成自己来取。",
        en="Write an address, or choose to collect that result first.",
    ),
)
_NO_CONSENT: Final = (
    Text(zh="还没有同意。", en="You have not agreed yet."),
    Text(zh="请先勾选“我同意”，再保存。", en="Tick “I agree” first, then save."),
)
_NO_CONTACT: Final = (
    Text(zh="没有写发到哪里。", en="It does not say where to send."),
    Text(zh="请写手机号或邮箱。", en="Write a mobile number or an e-mail address."),
)


def check_address(case: Case, how: str, written: str) -> None:
    """Let an address be missing where nothing is to go there.

    Args:
        case: the case.
        how: what was chosen for a step, `express` or `collection`; empty for the address alone.
        written: the address.

    Raises:
        WrongInput: express needs one, for this step or for another whose result is to be sent.
    """
    if written:
        return
    if how == Delivery.EXPRESS:
        raise WrongInput.at("address", *_NO_ADDRESS)
    if not how and sent_by_express(case):
        raise WrongInput.at("address", *_STILL_EXPRESS)


def sent_by_express(case: Case, but: str = "") -> bool:
    """Say whether a result is still to be sent by express; that of one step may be left out."""
    held = case.states()
    return any(
        one.how is Delivery.EXPRESS and one.dispatched_at is None and held.get(step) not in DONE
        for step, one in deliveries(case).items()
        if step != but
    )


def check_contacts(given: Mapping[Channel, str], consent: bool) -> None:
    """Let contacts through that can be written to, with consent.

    Raises:
        WrongInput: one cannot be read, none was given, or consent was not.
    """
    phone, email = given[Channel.PHONE], given[Channel.EMAIL]
    if not phone and not email:
        raise WrongInput.at("phone", *_NO_CONTACT)
    if phone and not _PHONE.fullmatch(phone):
        problem = Text(zh="手机号看不懂。", en="The number cannot be read.")
        remedy = Text(zh="请只写数字，例如 13800000000。", en="Write digits, such as 13800000000.")
        raise WrongInput.at("phone", problem, remedy)
    if email and not _EMAIL.fullmatch(email):
        problem = Text(zh="邮箱看不懂。", en="The e-mail address cannot be read.")
        remedy = Text(zh="请写成 name@example.cn 这样。", en="Write it like name@example.cn.")
        raise WrongInput.at("email", problem, remedy)
    if not consent:
        raise WrongInput.at("agree", *_NO_CONSENT)
