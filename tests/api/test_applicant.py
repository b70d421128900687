"""The applicant's page behind a code: who sees it, what it says, how it stays new."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from api.wiring import House
from flowchart.case import Told
from flowchart.states import StepState
from kb.ids import SceneId
from tests.phones import THROUGH, Phone, phone_of
from tests.visiting import PAGE, Clock, Visitor

WRONG = [429 if n >= 10 else 404 for n in range(15)]


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop."""
    return phone_of(house)


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of an open case."""
    return companion.open_case()


def dump(house: House) -> list[object]:
    with house.database.read() as connection:
        tables = ("case_file", "case_event", "case_person", "tracking_token", "case_note")
        return [connection.execute(text(f"select * from {one}")).fetchall() for one in tables]


# ---- who sees it ------------------------------------------------------------------------------


@pytest.mark.parametrize("spelt", [str.upper, str.lower])
def test_either_case_of_a_link_shows_the_case(phone: Phone, spelt) -> None:
    answer = phone.visitor.client.get(spelt(phone.path), headers=PAGE)

    assert answer.status_code == 200


@pytest.mark.parametrize("below", ["", "calendar.ics", "pin", "tick", "rate", "policy"])
def test_looking_changes_nothing_however_often(phone: Phone, house: House, below: str) -> None:
    before = dump(house)

    for _ in range(3):
        phone.answer(below)

    assert dump(house) == before


def test_the_page_says_nothing_personal_and_is_kept_by_nobody(phone: Phone) -> None:
    answer = phone.answer()

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert "王小明" not in answer.text
    assert "下周带房产证" not in answer.text


def test_a_matter_that_is_nobodys_business_has_its_title_behind_the_pin(house: House) -> None:
    phone = phone_of(house, SceneId("scene/disability"))
    title = "<h1>残疾人服务</h1>"

    closed = phone.page()
    phone.open()

    assert title not in closed
    assert "<h1>您要办的事</h1>" in closed
    assert "输密码后看" in closed
    assert title in phone.page()
    assert "残疾" not in closed.partition("</title>")[0]


def test_a_warning_that_hangs_on_a_sensitive_answer_stands_behind_the_pin(house: House) -> None:
    phone = phone_of(house, SceneId("scene/disability"), **{"disability-certificate": True})

    closed = phone.page()
    phone.open()

    assert "已经有残疾人证、还没过期的" not in closed
    assert "已经有残疾人证、还没过期的" in phone.page()


# ---- codes that show nothing --------------------------------------------------------------------


def test_a_revoked_code_stops_working_with_the_next_request(
    guest: Visitor, companion: Visitor, case: str
) -> None:
    token = companion.token(case)

    companion.send(f"{case}/revoke")

    answer = guest.client.get(f"/c/{token}", headers=PAGE)
    assert answer.status_code == 410
    assert "多半是窗口给您换了新的" in answer.text
    assert "12345" in answer.text


def test_an_expired_code_says_what_to_do_next(phone: Phone, clock: Clock) -> None:
    clock.move(days=401)

    assert phone.answer().status_code == 410
    assert "过期" in phone.answer().text


def test_an_erased_case_says_so_and_not_that_it_goes_on(phone: Phone, house: House) -> None:
    house.private.erase(phone.case_id, by=phone.case.events[0].by)

    answer = phone.answer()

    assert answer.status_code == 410
    assert "已经删除" in answer.text
    assert "照常在办" not in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("token", ["A" * 26, "short", "%F0%9F%98%80", "A" * 300])
def test_missing_and_malformed_codes_are_answered_alike(guest: Visitor, token, lang) -> None:
    headers = {**PAGE, "accept-language": lang}
    missing = guest.client.get(f"/c/{'B' * 26}", headers=headers)
    other = guest.client.get(f"/c/{token}", headers=headers)

    assert missing.status_code == other.status_code == 404
    assert missing.text == other.text
    assert "12345" in other.text


def test_a_guesser_is_made_to_wait_and_never_learns_which_codes_exist(phone: Phone) -> None:
    client = phone.visitor.client
    said = [client.get(f"/c/{n:026d}", headers=PAGE).status_code for n in range(15)]

    good, bad = phone.answer(), client.get(f"/c/{'C' * 26}", headers=PAGE)

    assert said == WRONG
    assert good.status_code == bad.status_code == 429
    assert good.text.replace(phone.code.token, "") == bad.text.replace("C" * 26, "")
    assert 1 <= int(good.headers["retry-after"]) <= 60
    assert f"请等 {good.headers['retry-after']} 秒" in good.text


@pytest.mark.parametrize("below", ["events", "calendar.ics", "policy/x"])
def test_wrong_codes_are_counted_wherever_they_are_tried(phone: Phone, below: str) -> None:
    client = phone.visitor.client
    for n in range(10):
        client.get(f"/c/{n:026d}/{below}", headers=PAGE)

    assert phone.answer().status_code == 429


def test_the_page_of_a_code_that_shows_nothing_keeps_language_and_letters(phone: Phone) -> None:
    phone.visitor.send("/elder", on=2)
    client = phone.visitor.client

    page = client.get(f"/c/{'A' * 26}", headers={**PAGE, "accept-language": "en"}).text

    assert '<html lang="en" class="elder largest">' in page
    assert 'name="back" value="/c"' in page
    assert client.get("/c", headers=PAGE).status_code == 404


def test_the_link_is_built_from_the_setting_and_never_from_the_host_header(
    companion: Visitor, case: str
) -> None:
    answer = companion.client.get(f"{case}/code", headers={**PAGE, "host": "evil.example"})

    assert f"HTTPS://HP.EXAMPLE.CN/C/{companion.token(case)}" in answer.text
    assert "evil.example" not in answer.text.lower()


# ---- staying new --------------------------------------------------------------------------------


def test_the_page_shows_the_move_and_says_when_nothing_changed(phone: Phone) -> None:
    look = f"{phone.path}?if-changed=1"
    headers = {**PAGE, "if-none-match": phone.answer().headers["etag"]}
    same = phone.visitor.client.get(look, headers=headers)

    phone.office(StepState.SUBMITTED)
    moved = phone.visitor.client.get(look, headers=headers)

    assert same.status_code == 304
    assert not same.content
    assert moved.status_code == 200
    assert "已提交" in moved.text


def test_what_a_day_or_a_pin_changes_is_no_longer_the_same_page(phone: Phone, clock: Clock) -> None:
    closed = phone.answer().headers["etag"]
    phone.open()
    opened = phone.answer().headers["etag"]
    clock.move(days=1)

    assert len({closed, opened, phone.answer().headers["etag"]}) == 3


def test_it_says_when_it_is_from_with_the_day(phone: Phone) -> None:
    assert "更新于 2026年11月23日 周一 09:00" in phone.page()


# ---- dates --------------------------------------------------------------------------------------


def test_the_calendar_file_holds_the_days_and_nothing_of_the_person(phone: Phone) -> None:
    answer = phone.answer("calendar.ics")

    assert answer.headers["content-type"].startswith("text/calendar")
    assert phone.case.number in answer.headers["content-disposition"]
    assert "BEGIN:VEVENT" in answer.text
    assert phone.code.token not in answer.text
    assert "王小明" not in answer.text


@pytest.mark.parametrize(
    ("states", "told", "lang", "said"),
    [
        ((), None, "zh", "预计办完 <b>"),
        ((), None, "en", "Expected to be finished <b>"),
        ((StepState.SUBMITTED, StepState.REFUSED), None, "zh", "“公司设立登记”没有批准"),
        (THROUGH[:2], None, "zh", "部门最晚 2026年11月2"),
        (THROUGH[:2], None, "en", "The office has until 2"),
    ],
)
def test_where_it_stands_is_said_on_top(phone: Phone, states, told: Told, lang, said) -> None:
    if states:
        phone.office(*states, told=told)

    top = phone.page(lang).partition('id="bring"')[0]

    assert said in top


# ---- letters and picture ------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "letters"), [(0, "18"), (1, "18"), (2, "18")])
def test_the_picture_is_drawn_for_the_letters_that_were_chosen(phone: Phone, size, letters) -> None:
    phone.visitor.send("/elder", on=size)

    picture = phone.page().partition('class="picture"')[2]

    assert f'font-size="{letters}"' in picture or f"font-size:{letters}px" in picture


def test_a_state_has_the_same_words_in_the_list_and_in_the_picture(phone: Phone) -> None:
    listed, picture = phone.page().split('class="picture"')

    for words in ("可以办了", "还没轮到"):
        assert words in listed
        assert words in picture
