"""The rights of a person at the desk: seen, corrected, taken back, copied, erased."""

from __future__ import annotations

import json

import pytest

from api.accounts import Role
from api.wiring import House
from flowchart.case_kinds import Audience, Purpose
from flowchart.case_told import agreed
from flowchart.private import Channel
from kb.ids import OrganisationId
from tests.planning import BY_STAFF
from tests.visiting import PAGE, Visitor, signed_in

BUND = OrganisationId("organisation/the-bund-community-affairs-centre")


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of a case with a name, a note, a sensitive fact and a contact."""
    path = companion.begin("scene/disability")
    companion.send(f"{path}/answer", concept="concept/disability-certificate", value="true")
    sent = {"name": "王小明", "note": "下周带证件", "contact": "wang@example.cn"}
    return companion.send(f"{path}/case", **sent).removesuffix("/code")


def id_of(case: str) -> str:
    return case.rpartition("/")[2]


# ---- why ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ("单独同意（个人信息保护法第二十九条）", "履行法定职责", "发送通知")),
        ("en", ("separate consent (Personal Information Protection Law, Article 29)", "a public")),
    ],
)
def test_the_page_says_on_what_each_use_rests(companion: Visitor, case: str, lang, said) -> None:
    page = companion.get(f"{case}/personal", lang)

    for one in said:
        assert one in page


def test_consent_to_notices_is_taken_back_and_the_address_goes_with_it(
    companion: Visitor, house: House, case: str
) -> None:
    companion.send(f"{case}/consent", purpose="notices")

    assert Purpose.NOTICES not in agreed(house.cases.get(id_of(case)))
    assert house.private.contacts(id_of(case)) == {}
    assert "wang@example.cn" not in companion.get(f"{case}/personal")


def test_consent_to_sensitive_facts_is_taken_back_and_the_facts_go_with_it(
    companion: Visitor, house: House, case: str
) -> None:
    companion.send(f"{case}/consent", purpose="sensitive")

    assert "disability" not in (house.private.person(id_of(case)).facts or "")
    assert companion.get(case)


@pytest.mark.parametrize("purpose", ["service", "minor"])
def test_a_duty_and_what_was_never_given_cannot_be_taken_back(
    companion: Visitor, house: House, case: str, purpose: str
) -> None:
    before = house.cases.get(id_of(case)).sequence

    companion.send(f"{case}/consent", expect=409, purpose=purpose)

    assert house.cases.get(id_of(case)).sequence == before


# ---- correcting ---------------------------------------------------------------------------------


def test_name_and_contacts_are_put_right(companion: Visitor, house: House, case: str) -> None:
    sent = {"name": "王晓明", "email": "", "phone": "13800000000", "post": "九江路 128 号"}

    companion.send(f"{case}/personal", **sent)

    assert house.private.person(id_of(case)).name == "王晓明"
    assert house.private.contacts(id_of(case)) == {
        Channel.PHONE: "13800000000",
        Channel.POST: "九江路 128 号",
    }


def test_a_contact_given_later_is_consent_to_notices(companion: Visitor, house: House) -> None:
    case = companion.open_case()
    assert Purpose.NOTICES not in agreed(house.cases.get(id_of(case)))

    companion.send(f"{case}/personal", name="王小明", phone="13800000000")

    assert Purpose.NOTICES in agreed(house.cases.get(id_of(case)))
    companion.send(f"{case}/personal", name="王小明", phone="13800000001")
    kinds = [event.kind for event in house.cases.get(id_of(case)).events]
    assert kinds.count("agreed") == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", "13800000000"), ("email", "王"), ("phone", "wang@example.cn"), ("phone", "1")],
)
def test_a_contact_in_the_wrong_field_is_said_there_and_nothing_is_lost(
    companion: Visitor, house: House, case: str, field: str, typed: str
) -> None:
    page = companion.send(f"{case}/personal", expect=422, **{"name": "张三", field: typed})

    assert f'id="{field}-problem"' in page
    assert f'value="{typed}"' in page
    assert 'value="张三"' in page
    assert house.private.person(id_of(case)).name == "王小明"


def test_a_correction_stands_in_the_log_without_what_was_corrected(
    companion: Visitor, house: House, case: str
) -> None:
    kept = {"name": "王小明", "email": "wang@example.cn", "phone": "", "post": ""}
    companion.send(f"{case}/personal", **kept)
    assert house.cases.get(id_of(case)).events[-1].kind != "corrected"

    companion.send(f"{case}/personal", **{**kept, "name": "王晓明"})

    last = house.cases.get(id_of(case)).events[-1]
    assert (last.kind, "王晓明" in str(last)) == ("corrected", False)


def test_a_copy_read_again_is_put_on_the_log_once(
    companion: Visitor, house: House, case: str
) -> None:
    companion.send(f"{case}/copy", form="page")

    for lang in ("zh", "en", "zh"):
        companion.get(f"{case}/copy", lang)

    kinds = [event.kind for event in house.cases.get(id_of(case)).events]
    assert kinds.count("exported") == 1


# ---- a copy -------------------------------------------------------------------------------------


def test_a_copy_holds_everything_and_the_log_says_it_was_given(
    companion: Visitor, house: House, case: str
) -> None:
    house.cases.note(id_of(case), BY_STAFF, "复印件在柜子里", Audience.INSIDE)

    page = companion.get(companion.send(f"{case}/copy", form="page"))
    assert "using sensitive facts" in companion.get(f"{case}/copy", "en")
    held = json.loads(companion.send(f"{case}/copy", expect=200, form="json"))

    for said in ("王小明", "下周带证件", "复印件在柜子里", "wang@example.cn", "有残疾人证"):
        assert said in page
    assert held["name"] == "王小明"
    assert held["contacts"] == {"email": "wang@example.cn"}
    assert "concept/disability-certificate" in str(held["facts"])
    kinds = [event.kind for event in house.cases.get(id_of(case)).events]
    assert kinds.count("exported") == 2


def test_the_file_is_named_after_the_number_alone(companion: Visitor, case: str) -> None:
    data = {"csrf": companion.csrf, "form": "json"}

    answer = companion.client.post(f"{case}/copy", data=data)

    assert answer.headers["content-disposition"] == 'attachment; filename="261123-001.json"'
    assert answer.headers["cache-control"] == "no-store"


def test_looking_at_the_page_puts_nothing_on_the_log(
    companion: Visitor, house: House, case: str
) -> None:
    before = house.cases.get(id_of(case)).sequence

    companion.get(f"{case}/personal")

    assert house.cases.get(id_of(case)).sequence == before


# ---- erasing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "261123-002", "yes"])
def test_nothing_is_erased_before_the_number_of_the_case_was_typed(
    companion: Visitor, house: House, case: str, typed: str
) -> None:
    page = companion.send(f"{case}/erase", expect=422, number=typed)

    assert 'id="number-problem"' in page
    assert house.private.person(id_of(case)).name == "王小明"


def test_an_erased_case_is_gone_from_pages_lists_phones_and_conversations(
    companion: Visitor, house: House, case: str
) -> None:
    token = companion.token(case)

    page = companion.get(companion.send(f"{case}/erase", number=" 261123-001 "))

    assert "已经删除" in page
    assert house.private.person(id_of(case)).name is None
    assert companion.client.get(case, headers=PAGE).status_code == 404
    assert companion.client.get(f"/c/{token}", headers=PAGE).status_code == 410
    assert companion.client.get(f"{case}/code", headers=PAGE).status_code == 404
    assert case not in companion.get("/cases")
    for told in (page, companion.get("/cases?find=261123-001")):
        assert "2026年11月23日" in told
        assert "王小明" not in told
    assert "链接" not in companion.client.get(case, headers=PAGE).text
    assert house.cases.broken_at(id_of(case)) is None


def test_a_conversation_about_another_plan_goes_with_the_case(
    companion: Visitor, house: House, case: str
) -> None:
    path = companion.send(f"{case}/answers")
    other = companion.begin()
    assert companion.get(path)

    companion.send(f"{case}/erase", number="261123-001")

    assert companion.client.get(path, headers=PAGE).status_code == 404
    assert companion.get(other)


# ---- who ----------------------------------------------------------------------------------------


def test_the_manager_of_the_centre_may_and_other_centres_and_auditors_may_not(
    house: House, case: str
) -> None:
    signed_in(house, Role.MANAGER).get(f"{case}/personal")
    auditor, other = signed_in(house, Role.AUDITOR), signed_in(house, centre=BUND)

    for form in ("copy", "erase", "personal", "consent"):
        sent = {"number": "261123-001", "purpose": "notices"}
        auditor.send(f"{case}/{form}", expect=403, **sent)
        other.send(f"{case}/{form}", expect=404, **sent)

    assert 'id="personal"' not in auditor.get(case)
    assert house.private.person(id_of(case)).name == "王小明"


def test_the_case_page_leads_there(companion: Visitor, case: str) -> None:
    assert f'href="{case}/personal"' in companion.get(case)
