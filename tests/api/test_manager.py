"""The people page: who sees whom, links shown once, changes that count at once, and their undo."""

from __future__ import annotations

import re

import pytest

from api.accounts import Account, Role
from api.settings import Settings
from api.wiring import House
from kb.ids import OrganisationId
from tests.visiting import PAGE, Visitor, signed_in, visitor

BUND = OrganisationId("organisation/the-bund-community-affairs-centre")
YUYUAN = OrganisationId("organisation/yuyuan-community-affairs-centre")


@pytest.fixture
def manager(house: House) -> Visitor:
    """Return a manager of the district centre."""
    return signed_in(house, Role.MANAGER)


@pytest.fixture
def of_the_bund(house: House) -> Visitor:
    """Return a manager of a sub-district centre."""
    return signed_in(house, Role.MANAGER, BUND)


def link_on(page: str) -> str:
    found = re.search(r'value="(https://hp\.example\.cn/sign-in/[^"]+)"', page)
    assert found is not None, page[:300]
    return found[1]


def of(visitor: Visitor) -> Account:
    """Return the account a visitor is signed in with."""
    session = visitor.house.staff.session(visitor.client.cookies["companion_session"])
    assert session is not None
    return visitor.house.accounts.get(session.account)


# ---- adding ---------------------------------------------------------------------------------


def test_somebody_added_gets_an_invitation_that_is_shown_once(
    manager: Visitor, house: House
) -> None:
    page = manager.send("/people", expect=200, name="王小明", role="officer")
    link = link_on(page)

    account = house.accounts.named("王小明")
    secret = link.rpartition("/")[2]
    assert (account.role, account.centre) == (Role.OFFICER, house.centre)
    assert house.staff.invitation(secret).account == account
    for path in ("/people", f"/people/{account.id}", "/account", "/"):
        assert secret not in manager.get(path)


def test_a_link_stands_in_no_address_but_its_own(manager: Visitor, house: House) -> None:
    """Addresses stand in histories and logs."""
    them = signed_in(house)

    answer = manager.client.post(
        f"/people/{of(them).id}/link", data={"csrf": manager.csrf}, headers=PAGE
    )

    secret = link_on(answer.text).rpartition("/")[2]
    assert answer.status_code == 200
    assert not answer.history
    assert secret not in str(answer.url) + str(dict(answer.headers))
    assert answer.text.count(secret) == 1
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("base", "warned"), [("", True), ("https://hp.example.cn", False)])
def test_a_link_that_opens_on_this_machine_only_says_so(
    house: House, base: str, warned: bool
) -> None:
    house.settings = Settings(base_url=base)

    page = signed_in(house, Role.MANAGER).send("/people", 200, name="王小明", role="officer")

    assert ("COMPANION_BASE_URL" in page) is warned


def test_a_second_link_ends_the_first(manager: Visitor, house: House) -> None:
    first = link_on(manager.send("/people", expect=200, name="王小明", role="companion"))
    account = house.accounts.named("王小明")

    second = link_on(manager.send(f"/people/{account.id}/link", expect=200))

    guest = visitor(house)
    assert guest.client.get(first.removeprefix("https://hp.example.cn")).status_code == 404
    assert guest.client.get(second.removeprefix("https://hp.example.cn")).status_code == 200


@pytest.mark.parametrize(("name", "status"), [("王小明", 409), ("  ", 422), ("李\u200b华", 422)])
def test_a_name_that_will_not_do_is_said_beside_its_field_and_kept(
    manager: Visitor, house: House, name: str, status: int
) -> None:
    house.accounts.add("王小明", Role.OFFICER, house.centre)

    page = manager.send("/people", expect=status, name=name, role="officer")

    assert 'role="alert"' in page
    assert f'value="{name}"' in page
    assert "/sign-in/" not in page
    assert 'name="back" value="/people"' in page


def test_who_is_alone_is_told_what_to_do(manager: Visitor, house: House) -> None:
    assert "还只有您一个人" in manager.get("/people")

    house.accounts.add("王小明", Role.OFFICER, house.centre)

    assert "还只有您一个人" not in manager.get("/people")


# ---- whose people ---------------------------------------------------------------------------


def test_a_manager_sees_the_own_centre_and_one_of_the_district_sees_all(
    manager: Visitor, of_the_bund: Visitor, house: House
) -> None:
    for name, centre in (("甲", house.centre), ("乙", BUND), ("丙", YUYUAN)):
        house.accounts.add(name, Role.COMPANION, centre)

    seen = [
        [name for name in "甲乙丙" if f">{name}" in visitor.get("/people")]
        for visitor in (manager, of_the_bund)
    ]

    assert seen == [["甲", "乙", "丙"], ["乙"]]


def test_a_manager_adds_to_the_own_centre_only(
    manager: Visitor, of_the_bund: Visitor, house: House
) -> None:
    of_the_bund.send("/people", expect=200, name="乙", role="companion")
    of_the_bund.send("/people", expect=422, name="丙", role="companion", centre=YUYUAN)
    of_the_bund.send("/people", expect=422, name="丁", role="companion", centre=house.centre)
    manager.send("/people", expect=200, name="戊", role="companion", centre=BUND)

    made = {one.name: one.centre for one in house.accounts.all() if one.name in "乙丙丁戊"}
    assert made == {"乙": BUND, "戊": BUND}


def test_nobody_is_moved_to_a_centre_the_manager_does_not_manage(
    of_the_bund: Visitor, house: House
) -> None:
    them = house.accounts.add("乙", Role.COMPANION, BUND)

    of_the_bund.send(f"/people/{them.id}", expect=422, role="companion", centre=YUYUAN)

    assert house.accounts.get(them.id) == them


def test_a_centre_nobody_knows_is_refused(manager: Visitor, house: House) -> None:
    manager.send("/people", expect=422, name="乙", role="companion", centre="organisation/none")

    assert [one.name for one in house.accounts.all()] == [of(manager).name]


# ---- changing -------------------------------------------------------------------------------


def test_a_changed_role_counts_from_the_next_request_and_can_be_taken_back(
    manager: Visitor, house: House
) -> None:
    them = signed_in(house, Role.AUDITOR)
    assert them.client.get("/cases", headers=PAGE).status_code == 200

    done = manager.send(f"/people/{of(them).id}", role="officer", centre=BUND)
    assert them.client.get("/cases", headers=PAGE).status_code == 403
    page = manager.get(done)
    undo = dict(re.findall(r'type="hidden" name="(role|centre)" value="([^"]+)"', page))
    manager.send(f"/people/{of(them).id}", **undo)

    assert undo == {"role": "auditor", "centre": house.centre}
    assert them.client.get("/cases", headers=PAGE).status_code == 200


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    manager: Visitor, house: House
) -> None:
    them = signed_in(house)
    path = f"/people/{of(them).id}"

    done = manager.send(f"{path}/disable")
    assert them.client.get("/cases", headers=PAGE).status_code == 403
    page = manager.get(done)
    assert f'action="{path}/enable"' in page
    assert f'action="{path}/link"' not in page
    manager.send(f"{path}/enable")

    assert f'action="{path}/disable"' in manager.get(path)
    assert them.client.get("/cases", headers=PAGE).status_code == 403


def test_signing_somebody_out_ends_their_sessions_and_not_the_managers(
    manager: Visitor, house: House
) -> None:
    them = signed_in(house)

    manager.send(f"/people/{of(them).id}/sign-out")
    manager.send(f"/people/{of(manager).id}/sign-out")

    assert them.client.get("/cases", headers=PAGE).status_code == 403
    assert manager.client.get("/people", headers=PAGE).status_code == 200


@pytest.mark.parametrize(
    ("form", "sent"),
    [("", {"role": "companion"}), ("", {"role": "manager", "centre": BUND}), ("/disable", {})],
)
def test_nobody_closes_or_changes_the_own_account(
    manager: Visitor, house: House, form: str, sent: dict[str, str]
) -> None:
    house.accounts.add("another", Role.MANAGER, house.centre)
    mine = of(manager)

    manager.send(f"/people/{mine.id}{form}", expect=403, **sent)

    assert of(manager) == mine
    page = manager.get(f"/people/{mine.id}")
    assert f'action="/people/{mine.id}' not in page
    assert 'href="/account"' in page


def test_what_a_page_says_was_done_is_never_taken_from_its_address_alone(
    manager: Visitor, house: House
) -> None:
    them = house.accounts.add("乙", Role.COMPANION, house.centre)

    page = manager.get(f"/people/{them.id}?done=<b>&was=king&was_at=organisation/none")

    assert 'class="notice"' not in page
    assert "king" not in page.partition("<main")[2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_are_there_in_both_languages(manager: Visitor, house: House, lang: str) -> None:
    them = house.accounts.add("乙", Role.AUDITOR, house.centre)
    centre = house.catalogue.records[house.centre].title.get(lang)
    role = {"zh": "审计员", "en": "auditor"}[lang]
    nav = {"zh": ">人员</a>", "en": ">People</a>"}[lang]

    pages = [manager.get(path, lang) for path in ("/people", f"/people/{them.id}")]

    assert all(centre in page and role in page and nav in page for page in pages)


def test_only_managers_are_shown_the_way_to_the_page(house: House) -> None:
    shown = {role: 'href="/people"' in signed_in(house, role).get("/records") for role in Role}

    assert shown == {role: role is Role.MANAGER for role in Role}
