"""“This seems wrong”: pointed out beside a plan, a case or on a phone, answered at the desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.accounts import Role
from api.flags import Flags
from api.wiring import House
from flowchart.case_tables import RECORD_FLAG
from tests.at_policy_desk import plain
from tests.visiting import PAGE, Visitor, signed_in, visitor

STEP = "service/registration"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def case(house: House) -> tuple[Visitor, str, str]:
    """Return a companion, a case of theirs and its code."""
    companion = signed_in(house)
    path = companion.send(f"{companion.begin('scene/shop')}/case").removesuffix("/code")
    return companion, path, companion.token(path)


def waiting(house: House) -> list[tuple[str, str, str]]:
    found = Flags(house.database, house.now).waiting()
    return [(one.record_id, one.place, one.words) for one in found]


def test_a_companion_points_at_a_step_of_a_conversation(house: House) -> None:
    companion = signed_in(house)
    path = companion.begin("scene/shop")

    back = companion.send(f"{path}/flag", record=STEP, words="  it takes longer  ")

    assert "谢谢" in companion.get(back)
    assert waiting(house) == [(STEP, "plan", "it takes longer")]


def test_an_applicant_points_at_it_and_reads_the_answer(house: House, case) -> None:
    _, _, token = case
    phone = visitor(house)

    phone.send(f"/c/{token}/flag", record=STEP, words="窗口说不要这个")
    sent = phone.get(f"/c/{token}")
    assert "谢谢" in sent
    assert "等答复" in sent

    officer = signed_in(house, Role.OFFICER)
    page = plain(officer.get("/desk/flags", "en"))
    assert "窗口说不要这个" in page
    assert "on an applicant" in page
    assert "step: " in page
    (flag,) = Flags(house.database, house.now).waiting()
    officer.send(f"/desk/flags/{flag.id}/settle", answer="改好了")

    page = phone.get(f"/c/{token}")
    assert (
        f'<a href="#flag-{flag.id}">' in page.partition('id="news"')[2].partition("</section>")[0]
    )
    assert f'<li id="flag-{flag.id}">' in page
    answered = plain(page)
    assert "您提的问题" in answered
    assert "改好了" in answered
    assert "提的问题有答复了" in answered
    assert "谢谢" not in answered
    assert "等答复" not in answered


@pytest.mark.parametrize(("place", "told"), [("case", True), ("phone", False)])
def test_the_list_of_cases_tells_of_an_answer_and_leads_to_it(
    house: House, case, place: str, told: bool
) -> None:
    companion, path, token = case
    writer, page = (companion, path) if place == "case" else (visitor(house), f"/c/{token}")
    writer.send(f"{page}/flag", record=STEP)
    (flag,) = Flags(house.database, house.now).waiting()
    assert "提的问题有答复了" not in companion.get("/cases")

    signed_in(house, Role.OFFICER).send(f"/desk/flags/{flag.id}/settle", answer="改好了")

    assert (f'href="{path}#flag-{flag.id}"' in companion.get("/cases")) is told
    assert (f'href="#flag-{flag.id}"' in companion.get(path)) is told
    assert f'<li id="flag-{flag.id}">' in companion.get(path)


def test_the_words_on_a_phone_stand_behind_the_pin(house: House, case) -> None:
    companion, path, token = case
    phone = visitor(house)
    phone.send(f"/c/{token}/flag", record=STEP, words="窗口说不要这个")

    closed = phone.get(f"/c/{token}")
    phone.send(f"/c/{token}/pin", pin=companion.code(path).pin)

    assert "窗口说不要这个" not in closed
    assert "您写的话，输密码后看" in closed
    assert "您写的：窗口说不要这个" in phone.get(f"/c/{token}")
    assert "窗口说不要这个" not in companion.get(path)


def test_a_page_that_looks_again_hears_of_the_answer(house: House, case) -> None:
    _, _, token = case
    phone = visitor(house)
    phone.send(f"/c/{token}/flag", record=STEP)
    tag = phone.client.get(f"/c/{token}", headers=PAGE).headers["etag"]
    again = {**PAGE, "if-none-match": tag}

    before = phone.client.get(f"/c/{token}?if-changed=1", headers=again).status_code
    flags = Flags(house.database, house.now)
    flags.settle(flags.waiting()[0].id, "somebody", "right")

    assert before == 304
    assert phone.client.get(f"/c/{token}?if-changed=1", headers=again).status_code == 200


def test_a_case_opened_from_a_conversation_takes_along_what_was_pointed_out(house: House) -> None:
    companion = signed_in(house)
    path = companion.begin("scene/shop")
    companion.send(f"{path}/flag", record=STEP, words="it takes longer")
    other = companion.begin("scene/shop")
    companion.send(f"{other}/flag", record=STEP, words="of another")

    case = companion.send(f"{path}/case").removesuffix("/code")

    (mine,) = Flags(house.database, house.now).of_case(case.rpartition("/")[2])
    assert mine.words == "it takes longer"
    assert "it takes longer" in companion.get(case)
    flags = Flags(house.database, house.now)
    flags.settle(mine.id, "somebody", "right\nlook at article 4")
    page = plain(companion.get(case, "en"))
    assert "What was pointed out is answered" in page.partition("Steps")[0]
    assert "Looked up; it is right. look at article 4" in page


def test_an_open_plan_shows_what_was_pointed_out_and_the_answer(house: House) -> None:
    companion = signed_in(house)
    path = companion.begin("scene/shop")
    companion.send(f"{path}/flag", record=STEP, words="it takes longer")
    flags = Flags(house.database, house.now)

    assert "等答复" in companion.get(path)
    flags.settle(flags.waiting()[0].id, "somebody", "corrected")

    page = companion.get(path)
    assert "已改正" in page
    assert "it takes longer" in page
    assert "等答复" not in page


def test_a_number_of_somebody_is_refused_and_what_was_typed_stays(house: House, case) -> None:
    companion, path, token = case
    plan = companion.begin("scene/shop")
    typed = {"record": STEP, "words": "打 13812345678"}

    pages = (
        visitor(house).send(f"/c/{token}/flag", expect=422, **typed),
        companion.send(f"{plan}/flag", expect=422, **typed),
        companion.send(f"{path}/flag", expect=422, **typed),
    )

    for page in pages:
        assert "请去掉号码" in page
        if page is not pages[-1]:
            beside = page.partition('name="words"')[2].partition("</form>")[0]
            assert "里面好像有电话号码或身份证号。" in beside
        assert ">打 13812345678</textarea>" in page
        assert f'value="{STEP}" selected' in page
    assert waiting(house) == []


def test_a_link_beside_a_step_opens_the_form_with_it_chosen(house: House, case) -> None:
    companion, path, token = case
    plan = companion.begin("scene/shop")

    for reader, page in ((visitor(house), f"/c/{token}"), (companion, plan), (companion, path)):
        assert f'href="{page}?about={STEP}#flag"' in reader.get(page)
        chosen = reader.get(f"{page}?about={STEP}")
        assert '<details id="flag-form" open>' in chosen
        assert f'value="{STEP}" selected>1. ' in chosen


def test_what_is_hard_to_say_is_pointed_out_about_the_matter(house: House, case) -> None:
    _, _, token = case
    phone = visitor(house)

    assert '<option value="scene/shop">' in phone.get(f"/c/{token}")
    phone.send(f"/c/{token}/flag", record="scene/shop", words="不知道怎么说")

    assert waiting(house) == [("scene/shop", "phone", "不知道怎么说")]


def test_the_desk_sees_no_case_and_nobody(house: House, case) -> None:
    companion, path, _ = case
    companion.send(f"{path}/flag", record="policy/old-grant")
    number = house.cases.get(path.rpartition("/")[2]).number

    page = signed_in(house, Role.OFFICER).get("/desk/flags", "en")

    assert number not in page
    assert path not in page
    assert "the plan said" in page


@pytest.mark.parametrize("record", ["", "service/nonsense", "scene/newborn", "<b>"])
def test_only_what_the_plan_shows_can_be_pointed_at(house: House, case, record: str) -> None:
    companion, path, token = case

    companion.send(f"{path}/flag", expect=404, record=record)
    visitor(house).send(f"/c/{token}/flag", expect=404, record=record)

    assert waiting(house) == []


def test_the_same_thing_is_pointed_out_once_and_not_without_end(house: House, case) -> None:
    _, _, token = case
    phone = visitor(house)

    phone.send(f"/c/{token}/flag", record=STEP, words="one")
    phone.send(f"/c/{token}/flag", record=STEP, words="two")

    assert waiting(house) == [(STEP, "phone", "two")]
    answer = phone.client.post(f"/c/{token}/flag", data={"record": STEP, "words": "x" * 301})
    assert answer.status_code == 422


def test_erasing_a_case_takes_what_was_pointed_out_along(house: House, case) -> None:
    companion, path, token = case
    visitor(house).send(f"/c/{token}/flag", record=STEP, words="my words")
    held = house.private.held(path.rpartition("/")[2])
    assert held["pointed_out"][0]["words"] == "my words"

    number = house.cases.get(path.rpartition("/")[2]).number
    companion.send(f"{path}/erase", number=number)

    with house.database.read() as connection:
        assert connection.execute(select(RECORD_FLAG)).all() == []


def test_the_form_of_another_session_is_not_taken(house: House, case) -> None:
    companion, path, _ = case
    other = signed_in(house)

    data = {"csrf": other.csrf, "record": STEP}
    answer = companion.client.post(f"{path}/flag", data=data, headers=PAGE)

    assert answer.status_code == 403
