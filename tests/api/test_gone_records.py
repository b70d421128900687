"""A service that is withdrawn stays readable in the plans that name it, and nowhere else."""

from __future__ import annotations

import pytest

from api.accounts import Role
from api.wiring import House
from tests.visiting import PAGE, Visitor, signed_in

PERMIT = """\
- {id: service/permit, title: {zh: 招牌许可, en: Sign permit}}
- id: scene/sign
  title: {zh: 挂招牌, en: Put up a sign}
  kind: business
  services: [{service: service/permit}]
"""
WITHOUT = """\
- id: scene/sign
  title: {zh: 挂招牌, en: Put up a sign}
  kind: business
  services: [{service: service/registration}]
"""


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


def published(officer: Visitor, approver: Visitor, content: str) -> None:
    path = officer.send("/desk/load", text=content)
    officer.send(f"{path}/send")
    approver.send(f"{path}/publish")


@pytest.fixture
def case(house: House, officer: Visitor, approver: Visitor) -> tuple[Visitor, str, str]:
    """Return a companion, a case whose only step was withdrawn since, and its code."""
    published(officer, approver, PERMIT)
    companion = signed_in(house)
    path = companion.send(f"{companion.begin('scene/sign')}/case").removesuffix("/code")
    token = companion.token(path)
    published(officer, approver, WITHOUT)
    ending = officer.send("/record/service/permit/end", reason="不再办理")
    officer.send(f"{ending}/send")
    approver.send(f"{ending}/publish")
    assert "service/permit" not in house.catalogue.services
    return companion, path, token


def test_every_page_of_an_open_case_goes_on_and_says_it(case):
    companion, path, token = case

    for page in (path, f"{path}/sheet", f"{path}/personal", f"/c/{token}", "/cases"):
        answer = companion.client.get(page, headers={**PAGE, "accept-language": "en"})
        assert answer.status_code == 200, page
    assert "Sign permit (no longer offered)" in companion.get(path, "en")
    assert "招牌许可（已不再办理）" in companion.get(f"/c/{token}")
    assert companion.client.get(f"{path}/plan.pdf").status_code == 200


def test_it_is_found_nowhere_else(case, house: House):
    companion, _, _ = case

    assert "招牌许可" not in companion.get("/records")
    assert companion.client.get("/record/service/permit", headers=PAGE).status_code == 404
    officer = signed_in(house, Role.OFFICER)
    assert "第 " in officer.get("/record/service/permit/history")
