"""A submission: from which day it counts, who else changes it, and what takes it back."""

from __future__ import annotations

import re

import pytest

from api.accounts import Role
from api.desk_replacing import keep_instead
from api.wiring import House
from kb.record_states import RecordState
from tests.at_policy_desk import GRANT, ID, PolicyDesk, plain
from tests.support import recorded
from tests.visiting import Clock, Visitor, signed_in

OTHER = "{id: document/other, title: {zh: 其他, en: Other}}"
NEWER = GRANT.replace("at_most: 300", "at_most: 500")


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def desk(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the policy desk."""
    return PolicyDesk(officer, approver)


def limit(house: House) -> object:
    """Return the limit that is in force; the first request of a day looks what is due."""
    if house.is_due:
        house.renew()
    return house.for_request().catalogue.get(ID).criteria.at_most


def test_a_day_ahead_is_said_to_both_and_comes_into_force_by_itself(
    desk: PolicyDesk, house: House, clock: Clock
) -> None:
    desk.published()

    path = desk.sent(NEWER, effective_on="2026-11-30")

    page = plain(desk.approver.get(path, "en"))
    assert "It counts from Mon 30 Nov 2026." in page
    assert "Until then “Rent support for small shops” is served as it stands now" in page
    desk.approver.send(f"{path}/publish")
    assert "It comes into force by itself on Mon 30 Nov 2026" in plain(desk.officer.get(path, "en"))
    assert limit(house) == 300
    clock.move(days=7)
    assert limit(house) == 500


def test_reaching_back_has_to_be_meant(desk: PolicyDesk) -> None:
    path = desk.draft()

    page = desk.officer.send(f"{path}/send", expect=422, effective_on="2026-11-01")

    assert "已经过去" in page
    assert 'value="2026-11-01"' in page
    assert 'name="back"' in page
    desk.officer.send(f"{path}/send", effective_on="2026-11-01", back="true")
    said = plain(desk.approver.get(path, "en"))
    assert "This reaches back: it counts from Sun 1 Nov 2026." in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "不是日期"),
        ("2026-13-01", "不是日期"),
        ("3026-01-01", "太远"),
        ("0001-01-01", "太远"),
    ],
)
def test_what_is_no_day_comes_back_to_be_mended(desk: PolicyDesk, typed: str, said: str) -> None:
    path = desk.draft()

    page = desk.officer.send(f"{path}/send", expect=422, effective_on=typed)

    assert said in page
    assert f'value="{typed}"' in page


def test_what_changed_inside_a_line_is_marked_in_words_too(desk: PolicyDesk) -> None:
    desk.published()

    page = desk.approver.get(desk.sent(NEWER), "en")

    assert re.search(r'<del><span class="hidden">taken out: </span>300<', page)
    assert re.search(r'<ins><span class="hidden">put in: </span>500<', page)


def test_whoever_mends_what_changes_later_is_told_of_the_version_ahead(desk: PolicyDesk) -> None:
    desk.published()
    ahead = desk.published(NEWER, effective_on="2026-11-30")

    path = desk.sent(GRANT.replace("Rent support", "Support"))

    for who in (desk.officer, desk.approver):
        page = who.get(path, "en")
        told = "From Mon 30 Nov 2026 another version of “Rent support for small shops” takes"
        assert told in plain(page)
        assert f'href="{ahead}"' in page
    history = plain(desk.approver.get(f"/record/{ID}/history", "en"))
    assert "comes into force by itself on Mon 30 Nov 2026" in history
    desk.approver.send(f"{path}/publish")


def test_several_records_go_back_together_or_not_at_all(desk: PolicyDesk) -> None:
    """Another change of one of them would be undone unseen."""
    both = f"- {GRANT.strip().replace(chr(10), chr(10) + '  ')}\n- {OTHER}"
    desk.published(both)
    first = desk.published(both.replace("300", "400").replace("其他", "别的"))
    assert "/undo" in desk.officer.get(first)

    desk.published(f"- {OTHER.replace('其他', '另外')}")

    assert "/undo" not in desk.officer.get(first)


def test_a_figure_that_its_own_sentence_contradicts_is_told_at_once(desk: PolicyDesk) -> None:
    path = desk.draft(GRANT.replace("amount: 5000", "amount: 50000"))

    page = plain(desk.officer.get(path, "en"))

    assert "50,000 is entered, the sentence says 5,000." in page
    assert "填的是" not in desk.officer.get(desk.draft(NEWER))


def test_what_is_mended_keeps_the_day_it_was_meant_for(desk: PolicyDesk, house: House) -> None:
    path = desk.sent(effective_on="2026-11-30")
    desk.approver.send(f"{path}/return", reason="Article 4 says 60 m².")
    older = path.rpartition("/")[2]

    made = keep_instead(house, recorded(NEWER), desk.officer.account, older)

    assert 'value="2026-11-30"' in desk.officer.get(f"/desk/{made.name}")


def test_who_opens_a_form_of_what_changes_later_is_told_so(desk: PolicyDesk) -> None:
    desk.published()
    desk.published(NEWER, effective_on="2026-11-30")

    page = plain(desk.officer.get(f"/desk/edit?record={ID}", "en"))

    assert "From Mon 30 Nov 2026 another version of this record takes the place" in page


def test_what_changed_in_the_other_language_alone_is_marked_too(desk: PolicyDesk) -> None:
    """An approver who reads Chinese would else see a row that says the same on both sides."""
    desk.published()

    path = desk.draft(GRANT.replace("Rent support for small shops", "Rent support for shops"))

    page = desk.officer.get(path)
    assert re.search(r"<del>.{0,60}small", page), "what is gone"
    assert "小店房租补贴" in page


def test_words_changed_in_one_language_tell_what_the_other_still_says(desk: PolicyDesk) -> None:
    desk.published()

    path = desk.draft(GRANT.replace("Rent support for small shops", "Rent support for shops"))

    page = plain(desk.officer.get(path, "en"))
    assert "Changed in one language only" in page
    assert "The Chinese still says 小店房租补贴" in page
    assert "只改了一种语言" not in desk.officer.get(desk.draft(NEWER))


def test_rivals_are_named_to_each_other(desk: PolicyDesk) -> None:
    desk.published()
    one, two = desk.draft(NEWER), desk.draft(NEWER.replace("500", "600"))

    assert f'href="{two}"' in desk.officer.get(one)
    assert f'href="{one}"' in desk.officer.get(two)


def test_who_was_overtaken_sees_what_the_other_changed(desk: PolicyDesk) -> None:
    desk.published()
    path = desk.draft(NEWER)
    desk.published(GRANT.replace("5,000", "6,000"))

    page = desk.officer.get(path, "en")

    assert "Somebody published the same record since this was written." in page
    assert "6,000" in page.partition("desk.next")[0]


def test_an_officer_takes_back_what_waits_to_mend_it_or_for_good(
    desk: PolicyDesk, house: House
) -> None:
    path = desk.sent()
    name = path.rpartition("/")[2]

    desk.officer.send(f"{path}/take-back", expect=422)
    desk.officer.send(f"{path}/take-back", reason="a slip")
    assert house.desk.get(name).state is RecordState.DRAFT
    desk.officer.send(f"{path}/send")
    desk.officer.send(f"{path}/withdraw", reason="not needed")

    assert house.desk.get(name).state is RecordState.WITHDRAWN


def test_what_is_still_ahead_is_called_back(desk: PolicyDesk, house: House, clock: Clock) -> None:
    desk.published()
    path = desk.published(NEWER, effective_on="2026-11-30")

    desk.approver.send(f"{path}/call-back", reason="the notice was withdrawn")

    desk.approver.send(f"{path}/call-back", expect=409, reason="again")
    clock.move(days=10)
    assert limit(house) == 300


def test_a_publication_is_undone_by_a_draft_of_what_was_there_before(
    desk: PolicyDesk, house: House
) -> None:
    desk.published()
    path = desk.published(NEWER)

    back = desk.officer.send(f"{path}/undo")

    assert limit(house) == 500
    desk.publish(back)
    assert limit(house) == 300


def test_a_record_that_nearly_stands_already_is_named(desk: PolicyDesk) -> None:
    desk.published()

    page = desk.officer.get(desk.draft(GRANT.replace(ID, "policy/shop-rent-again")), "en")

    assert "is nearly the same as these" in page
    assert page.index("nearly the same") < page.index('name="effective_on"'), "before it is sent"
    assert f'href="/record/{ID}"' in page


def test_what_could_not_be_published_is_not_sent(desk: PolicyDesk, house: House) -> None:
    desk.published("{id: policy/first, title: {zh: 第一步补贴, en: First grant}}")
    path = desk.officer.send("/record/policy/first/end", reason="it is over")
    second = "{id: policy/second, title: {zh: 第二步补贴, en: Second}, requires: [policy/first]}"
    desk.published(second)

    page = plain(desk.officer.send(f"{path}/send", expect=422))

    assert "现在还不能送审" in page
    assert house.desk.get(path.rpartition("/")[2]).state is RecordState.DRAFT


def test_what_its_own_people_take_back_is_not_told_as_given_back(desk: PolicyDesk) -> None:
    path = desk.sent()
    desk.officer.send(f"{path}/take-back", reason="a slip")

    page = plain(desk.officer.get(path, "en"))

    assert "took it back" in page
    assert "gave it back" not in page
    inbox = desk.officer.get("/desk", "en")
    assert 'id="given_back" class' not in inbox
    assert "took back to mend" in inbox


def test_what_a_colleague_sent_is_taken_back_only_on_purpose(
    desk: PolicyDesk, house: House
) -> None:
    path = desk.sent()
    colleague = signed_in(house, Role.OFFICER)
    assert 'name="sure"' in colleague.get(path)
    assert 'name="sure"' not in desk.officer.get(path)

    colleague.send(f"{path}/take-back", expect=422, reason="to mend it")
    colleague.send(f"{path}/take-back", reason="to mend it", sure="true")

    assert "took it back" in desk.officer.get(path, "en")
