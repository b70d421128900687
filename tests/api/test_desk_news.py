"""Two companions on one case: each hears what the other did, as long as they may look."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from api.accounts import Role
from api.auth import COOKIE
from api.desk_news import newest_of
from api.streams import GONE
from api.wiring import House
from tests.desk_cases import BUND, AtDesk, colleague_of, on_desk
from tests.visiting import Visitor, signed_in


@pytest.fixture
def desk(companion: Visitor) -> AtDesk:
    """Return a new case."""
    return on_desk(companion)


def asked_by(who: Visitor) -> Request:
    """Return the request of an open page."""
    cookie = f"{COOKIE}={who.client.cookies[COOKIE]}".encode()
    return Request(
        {"type": "http", "headers": [(b"cookie", cookie)], "state": {"house": who.house}}
    )


def test_a_page_hears_at_once_of_what_it_missed(desk: AtDesk) -> None:
    before = desk.seen
    desk.send("note", words="客户急")

    assert newest_of(asked_by(desk.who), desk.case.id) == before + 1


def test_a_colleague_hears_of_a_case_and_a_third_centre_does_not(
    desk: AtDesk, house: House
) -> None:
    colleague, third = signed_in(house), colleague_of(house)

    assert newest_of(asked_by(colleague), desk.case.id) == desk.seen
    assert newest_of(asked_by(third), desk.case.id) == GONE
    desk.send("share", centre=BUND, looks="true")
    assert newest_of(asked_by(third), desk.case.id) == desk.seen


def test_who_signs_out_hears_no_more(desk: AtDesk, house: House) -> None:
    colleague = signed_in(house)
    asked = asked_by(colleague)
    colleague.send("/sign-out")

    assert newest_of(asked, desk.case.id) == GONE


def test_an_auditor_follows_a_case_too(desk: AtDesk, house: House) -> None:
    auditor = signed_in(house, Role.AUDITOR)

    assert newest_of(asked_by(auditor), desk.case.id) == desk.seen


def test_the_page_says_what_it_has_seen_and_where_it_listens(desk: AtDesk) -> None:
    page = desk.page()

    assert f'data-case="{desk.path}" data-seen="{desk.seen}"' in page
    assert "case.js" in page
