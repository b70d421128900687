"""The codes of a case at the desk: several, each revoked alone, PINs handed over apart."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image

from api.accounts import Role
from api.wiring import House
from flowchart.case_events import CodeIssued, CodeRevoked, PinReset
from flowchart.tracking import Holder, TokenStanding
from tests.visiting import PAGE, Clock, Visitor, signed_in


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of an open case."""
    return companion.open_case()


def id_of(case: str) -> str:
    return case.rpartition("/")[2]


def mark_of(house: House, case: str, holder: Holder = Holder.APPLICANT) -> str:
    """Return the mark of the newest code of a case that somebody holds."""
    return next(one.mark for one in house.tracking.codes(id_of(case)) if one.holder is holder)


def status(visitor: Visitor, token: str) -> int:
    return visitor.client.get(f"/c/{token}", headers=PAGE).status_code


def opens(visitor: Visitor, token: str, pin: str) -> bool:
    """Say whether a PIN is the right one."""
    try:
        visitor.house.tracking.check_pin(token, pin)
    except Exception:
        return False
    return True


# ---- several codes ------------------------------------------------------------------------------


def test_one_more_code_leaves_the_first_good_and_the_agent_has_one_of_their_own(
    companion: Visitor, case: str, house: House, clock: Clock
) -> None:
    first = companion.token(case)
    clock.move(minutes=1)

    companion.send(f"{case}/code", holder="agent")

    second = companion.token(case)
    assert second != first
    assert (status(companion, first), status(companion, second)) == (200, 200)
    assert [one.holder for one in house.tracking.codes(id_of(case))] == ["agent", "applicant"]
    assert "This code is for the agent" in companion.get(f"{case}/code", "en")


def test_a_new_code_instead_of_all_makes_every_earlier_one_worthless(
    companion: Visitor, case: str
) -> None:
    first = companion.token(case)
    companion.send(f"{case}/code", holder="agent")
    second = companion.token(case)

    companion.send(f"{case}/code", instead="1")

    assert [status(companion, one) for one in (first, second)] == [410, 410]
    assert status(companion, companion.token(case)) == 200


def test_one_code_is_revoked_and_the_other_goes_on(
    companion: Visitor, case: str, house: House
) -> None:
    first = companion.token(case)
    companion.send(f"{case}/code", holder="agent")
    second = companion.token(case)

    companion.send(f"{case}/codes/{mark_of(house, case)}/revoke")

    assert (status(companion, first), status(companion, second)) == (410, 200)
    assert companion.token(case) == second
    companion.send(f"{case}/codes/{mark_of(house, case, Holder.AGENT)}/revoke")
    assert house.handover.get(house.staff.session(cookie(companion)), id_of(case)) is None


def cookie(visitor: Visitor) -> str:
    return visitor.client.cookies["companion_session"]


def test_every_code_is_revoked_at_once(companion: Visitor, case: str, house: House) -> None:
    tokens = [companion.token(case)]
    companion.send(f"{case}/code", holder="agent")
    tokens.append(companion.token(case))

    companion.send(f"{case}/revoke")

    assert [status(companion, one) for one in tokens] == [410, 410]
    assert {one.standing for one in house.tracking.codes(id_of(case))} == {TokenStanding.REVOKED}


def test_a_code_of_another_case_is_not_touched(companion: Visitor, case: str, house: House) -> None:
    other = companion.open_case()
    token = companion.token(other)

    companion.send(f"{case}/codes/{mark_of(house, other)}/revoke", expect=404)
    companion.send(f"{case}/codes/{mark_of(house, other)}/pin", expect=404)

    assert status(companion, token) == 200
    assert len([e for e in house.cases.get(id_of(case)).events if e.kind == "code-revoked"]) == 0


# ---- PINs ---------------------------------------------------------------------------------------


def test_a_new_pin_is_shown_alone_and_once_and_the_old_one_opens_nothing(
    companion: Visitor, case: str, house: House, clock: Clock
) -> None:
    old, mark = companion.code(case), mark_of(house, case)
    companion.send("/next")

    companion.send(f"{case}/codes/{mark}/pin")

    page = companion.get(f"{case}/code")
    shown = re.search(r'code-number">(\d{3}) (\d{3})<', page)
    assert shown
    assert old.token not in page
    assert "<svg" not in page
    assert not opens(companion, old.token, old.pin)
    assert opens(companion, old.token, shown[1] + shown[2])
    assert shown[0] not in signed_in(house).get(f"{case}/code")
    clock.move(minutes=16)
    assert shown[0] not in companion.get(f"{case}/code")


def test_a_new_pin_of_a_code_that_still_shows_replaces_the_old_one_beside_it(
    companion: Visitor, case: str, house: House
) -> None:
    old = companion.code(case)

    companion.send(f"{case}/codes/{mark_of(house, case)}/pin")

    new = companion.code(case)
    assert new.token == old.token
    assert opens(companion, new.token, new.pin)


def test_a_locked_code_says_so_and_a_new_pin_opens_it_again(
    companion: Visitor, case: str, house: House
) -> None:
    code = companion.code(case)
    wrong = "000000" if code.pin != "000000" else "111111"
    for _ in range(5):
        assert not opens(companion, code.token, wrong)
    assert "PIN locked" in companion.get(case, "en")

    companion.send(f"{case}/codes/{mark_of(house, case)}/pin")

    assert "PIN locked" not in companion.get(case, "en")
    assert opens(companion, code.token, companion.code(case).pin)


# ---- what shows ---------------------------------------------------------------------------------


def test_the_list_names_codes_by_their_mark_and_gives_none_away(
    companion: Visitor, case: str, house: House
) -> None:
    code, mark = companion.code(case), mark_of(house, case)

    page = companion.get(case)

    assert mark in page
    assert code.token not in page
    assert code.pin not in page


def test_codes_that_are_over_stay_in_the_list_with_what_ended_them(
    companion: Visitor, case: str, clock: Clock
) -> None:
    companion.send(f"{case}/revoke")
    assert "已停用" in companion.get(case)
    companion.send(f"{case}/code")

    clock.move(days=401)

    later = signed_in(companion.house)
    assert "expired" in later.get(case, "en")
    assert "There is no good code now" in later.get(case, "en")


def test_the_image_says_the_link_of_the_code_that_shows(companion: Visitor, case: str) -> None:
    companion.send(f"{case}/code", holder="agent")

    image = companion.client.get(f"{case}/code.png")

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(image.content)))
    assert found[0].text == f"HTTPS://HP.EXAMPLE.CN/C/{companion.token(case)}"
    assert image.headers["cache-control"] == "no-store"


def test_every_change_of_a_code_stands_in_the_log_by_its_mark(
    companion: Visitor, case: str, house: House
) -> None:
    mark = mark_of(house, case)

    companion.send(f"{case}/codes/{mark}/pin")
    companion.send(f"{case}/codes/{mark}/revoke")

    said = [event.what for event in house.cases.get(id_of(case)).events]
    assert [one for one in said if isinstance(one, CodeIssued | PinReset | CodeRevoked)] == [
        CodeIssued(code=mark),
        PinReset(code=mark),
        CodeRevoked(code=mark),
    ]


def test_an_auditor_sees_no_codes(house: House, case: str) -> None:
    auditor = signed_in(house, Role.AUDITOR)

    assert 'id="codes"' not in auditor.get(case)
    auditor.send(f"{case}/codes/{mark_of(house, case)}/revoke", expect=403)
