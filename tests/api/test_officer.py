"""The policy desk: what an officer loads, an approver publishes and a companion finds at once."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from api.accounts import Role
from api.wiring import House
from kb.generation import seed
from kb.record_states import RecordState
from tests.everything import EVERYTHING
from tests.visiting import PAGE, Clock, Visitor, fresh_house, signed_in

GRANT = """\
id: policy/shop-rent
title: {zh: 小店房租补贴, en: Rent support for small shops}
criteria: {fact: concept/employees, at_most: 300}
benefit: {kind: fixed, text: {zh: 一次性 5000 元, en: "5,000 yuan, once"}, amount: 5000}
valid: {from: 2026-01-01, to: 2027-12-31}
"""
BAD = GRANT.replace("at_most: 300", "at_most: three").replace("2026-01-01", "2026-13-01")
NOTICE = "{id: document/notice, title: {zh: 通知, en: Notice}, number: 沪〔2026〕2号}"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


def plan_of(companion: Visitor) -> str:
    """Return the page of a plan for a new shop of four people."""
    intake = companion.send("/start", scene="scene/shop")
    companion.send(f"{intake}/answer", concept="concept/employees", value="4")
    return companion.get(intake)


def sent_in(officer: Visitor, content: str) -> str:
    """Load a file and send it for approval; returns where it stands."""
    path = officer.send("/desk/load", text=content)
    officer.send(f"{path}/send")
    return path


def actions(page: str) -> set[str]:
    """Return what may be done with the submission on a page."""
    return set(re.findall(r'action="/desk/[0-9a-f]+/([\w-]+)"', page))


def row(page: str, field: str) -> list[str]:
    """Return what a table of changes says about a field: was and becomes, or becomes alone."""
    (found,) = re.findall(rf'<th scope="row">{field}</th>(.*?)</tr>', page, re.DOTALL)
    cells = re.findall(r"<td>(.*?)</td>", found, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


# ---- the whole way ------------------------------------------------------------------------------


def test_a_policy_of_this_morning_is_in_the_next_plan(
    house: House, officer: Visitor, approver: Visitor
) -> None:
    companion = signed_in(house)
    assert "小店房租补贴" not in plan_of(companion)

    page = html.unescape(officer.send("/desk/load", expect=422, text=BAD))
    assert "第 3 行" in page
    assert "第 5 行" in page
    assert "criteria.at_most" in page
    assert BAD in page, "what was typed comes back to be mended"

    path = officer.send("/desk/load", text=GRANT)
    assert actions(officer.get(path)) == {"send", "withdraw"}
    officer.send(f"{path}/send")
    assert actions(officer.get(path)) == {"take-back", "withdraw"}
    officer.send(f"{path}/publish", expect=403)
    assert "小店房租补贴" not in plan_of(companion)

    assert path in approver.get("/desk")
    page = approver.get(path, "en")
    assert actions(page) == {"publish", "return"}
    assert row(page, "Valid") == ["from 1 January 2026 until 31 December 2027"]
    approver.send(f"{path}/publish")

    assert "小店房租补贴" in plan_of(companion)
    assert actions(approver.get(path)) == set()
    assert path not in approver.get("/desk")


def test_every_form_there_is_goes_over_the_desk(officer: Visitor, approver: Visitor) -> None:
    path = sent_in(officer, EVERYTHING)

    zh, en = (approver.get(path, lang) for lang in ("zh", "en"))
    approver.send(f"{path}/publish")

    assert "先到先得" in row(zh, "名额")[0]
    assert "number of places: 200" in row(en, "Places")[0]
    assert "decided by expert review" in row(en, "Conditions")[0]
    assert "the points of all that is so" in en
    assert "Grant with everything" in approver.get("/record/policy/everything", "en")


def test_a_newer_version_is_shown_beside_the_one_it_replaces(
    house: House, officer: Visitor, approver: Visitor
) -> None:
    approver.send(f"{sent_in(officer, GRANT)}/publish")

    path = sent_in(officer, GRANT.replace("at_most: 300", "at_most: 3"))

    page = approver.get(path, "en")
    was, becomes = row(page, "Conditions")
    assert "300" in was
    assert "300" not in becomes
    assert "Benefit" not in page, "what stays the same is not in the table"
    approver.send(f"{path}/publish")
    companion = signed_in(house)
    assert "小店房租补贴" in plan_of(companion)
    assert house.catalogue.get("policy/shop-rent").criteria.at_most == 3
    history = [version.standing for version in house.ledger.history("policy/shop-rent")]
    assert history == [RecordState.SUPERSEDED, RecordState.PUBLISHED]


def test_what_is_given_back_comes_with_a_reason_and_can_be_sent_again(
    officer: Visitor, approver: Visitor
) -> None:
    path = sent_in(officer, GRANT)

    approver.send(f"{path}/return", expect=422, reason=" ")
    approver.send(f"{path}/return", reason="Article 4 says 200 <people>.")

    page = officer.get(path, "en")
    assert "Article 4 says 200 &lt;people&gt;." in page
    assert actions(page) == {"send", "withdraw"}
    officer.send(f"{path}/send")
    approver.send(f"{path}/publish")


def test_a_draft_that_is_dropped_is_over(officer: Visitor) -> None:
    path = officer.send("/desk/load", text=GRANT)

    officer.send(f"{path}/withdraw", reason="It was a mistake.")

    page = officer.get(path, "en")
    assert actions(page) == set()
    assert "It was a mistake." in page
    assert path not in officer.get("/desk")


def test_an_officer_who_becomes_approver_does_not_approve_their_own(
    house: House, officer: Visitor
) -> None:
    path = sent_in(officer, GRANT)
    (me,) = [one for one in house.accounts.all() if one.role is Role.OFFICER]
    house.accounts.change(me.id, Role.APPROVER, house.centre)

    page = officer.client.get(path, headers=PAGE)

    if page.status_code == 200:
        assert actions(page.text) == set()
    answer = officer.client.post(f"{path}/publish", data={"csrf": officer.csrf}, headers=PAGE)
    assert answer.status_code == 403
    assert "policy/shop-rent" not in house.catalogue.records


def test_what_no_longer_fits_is_said_and_stays_where_it_was(
    house: House, officer: Visitor, approver: Visitor
) -> None:
    """Each waits for the other: either is sound alone, both together are a cycle."""
    service = "{{id: service/{}, title: {{zh: 事, en: Step}}, requires: [[service/{}]]}}"
    approver.send(f"{sent_in(officer, service.format('one', 'registration'))}/publish")
    turned = sent_in(officer, service.format("one", "licence"))
    back = sent_in(officer, service.format("licence", "one"))
    approver.send(f"{turned}/publish")

    page = approver.send(f"{back}/publish", expect=422)

    assert 'role="alert"' in page
    assert "service/one" in page
    assert actions(approver.get(back)) == {"publish", "return"}


def test_a_file_edited_beside_the_product_waits_at_the_desk_too(
    house: House, officer: Visitor, approver: Visitor, tmp_path: Path
) -> None:
    world = (tmp_path / "records" / "world.yaml").read_text(encoding="utf-8")
    edited = world.replace("title: {zh: 旧补贴,", "title: {zh: 更旧的补贴,")
    (tmp_path / "records" / "world.yaml").write_text(edited, encoding="utf-8")
    assert seed([tmp_path / "records"], house.ledger, house.names) == ("policy/old-grant",)

    page = officer.get("/desk", "en")
    (path,) = re.findall(r'href="(/desk/[0-9a-f]+)"', page)
    assert "data files" in page
    officer.send(f"{path}/send")
    approver.send(f"{path}/publish")

    assert house.catalogue.get("policy/old-grant").title.zh == "更旧的补贴"


# ---- loading ------------------------------------------------------------------------------------


def test_the_example_on_the_page_passes_both_gates_of_the_shipped_base() -> None:
    house = fresh_house(Clock())
    page = html.unescape(signed_in(house, Role.OFFICER).get("/desk/load"))
    example = page.partition('<pre class="code" lang="zh-CN">')[2].partition("</pre>")[0]

    (made,) = house.desk.check(example.encode(), "example.yaml").records

    assert made.record.id in example
    assert made.record.criteria is not None
    house.close()


def upload(officer: Visitor, content: bytes, name: str = "新政策.yaml") -> str:
    """Send a file as a browser does; returns where it leads, or the page."""
    answer = officer.client.post(
        "/desk/load",
        data={"csrf": officer.csrf, "text": "id: what was typed before"},
        files={"file": (name, content)},
        headers=PAGE,
        follow_redirects=False,
    )
    return answer.headers.get("location", html.unescape(answer.text))


def test_a_chosen_file_counts_and_not_what_was_typed_before(officer: Visitor) -> None:
    path = upload(officer, GRANT.encode())

    assert "小店房租补贴" in officer.get(path)


def test_a_file_in_an_old_encoding_is_told_how_to_be_saved(officer: Visitor) -> None:
    page = upload(officer, GRANT.encode("gb18030"))

    assert "UTF-8" in page


def test_records_of_one_file_are_sent_and_published_together(
    house: House, officer: Visitor, approver: Visitor
) -> None:
    both = (
        f"- {NOTICE}\n- {{id: policy/new, title: {{zh: 新, en: New}}, document: document/notice}}"
    )

    path = sent_in(officer, both)
    assert "Notice" in approver.get(path, "en")
    assert "New" in approver.get(path, "en")
    approver.send(f"{path}/publish")

    assert house.catalogue.get("document/notice").number == "沪〔2026〕2号"
    assert "policy/new" in house.catalogue.records


def test_what_is_published_already_is_not_loaded_again(officer: Visitor, approver: Visitor) -> None:
    approver.send(f"{sent_in(officer, GRANT)}/publish")

    page = officer.send("/desk/load", expect=422, text=GRANT)

    assert "一字不差" in page


# ---- who sees what ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MANAGER])
def test_others_look_and_do_nothing(house: House, officer: Visitor, role: Role) -> None:
    path = sent_in(officer, GRANT)
    other = signed_in(house, role)

    assert path in other.get("/desk")
    assert actions(other.get(path)) == set()
    assert 'href="/desk/load"' not in other.get("/desk")


def test_companions_and_guests_do_not_come_in(house: House, guest: Visitor) -> None:
    for who in (guest, signed_in(house)):
        for path in ("/desk", "/desk/load"):
            assert who.client.get(path, headers=PAGE, follow_redirects=False).status_code == 403


def test_what_depends_on_a_changed_record_is_named(officer: Visitor) -> None:
    path = officer.send("/desk/load", text=NOTICE)

    page = officer.get(path, "en")

    assert "What uses it" in page
    assert 'href="/record/policy/old-grant"' in page


# ---- changing what is there ---------------------------------------------------------------------


def typed_text(page: str) -> str:
    """Return what stands in the box of the page that takes a file."""
    (found,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return html.unescape(found)


def test_a_published_record_is_changed_from_its_whole_text(officer, approver):
    approver.send(f"{sent_in(officer, GRANT)}/publish")
    assert "/desk/edit?record=policy/shop-rent" in officer.get("/record/policy/shop-rent")

    text = typed_text(officer.get("/desk/load?record=policy/shop-rent"))
    path = officer.send("/desk/load", text=text.replace("5000}", "6000}"))

    page = officer.get(path, lang="en")
    assert "6,000" in page
    assert "fields away" not in page


def test_a_file_that_leaves_fields_out_says_what_goes(officer, approver):
    approver.send(f"{sent_in(officer, GRANT)}/publish")
    short = "id: policy/shop-rent\ntitle: {zh: 小店房租补贴, en: Rent support for small shops}\n"

    page = officer.get(officer.send("/desk/load", text=short), lang="en")

    assert "this takes 2 fields away:</strong> Conditions, Benefit" in page


def test_a_draft_given_back_is_mended_and_the_old_one_goes(officer, approver, house):
    path = sent_in(officer, GRANT)
    approver.send(f"{path}/return", reason="金额不对")
    old = path.rpartition("/")[2]
    assert "金额不对" in officer.get(path)

    text = typed_text(officer.get(f"/desk/load?draft={old}"))
    new = officer.send("/desk/load", text=text.replace("5000}", "6000}"), replaces=old)

    assert house.desk.get(old).state is RecordState.WITHDRAWN
    assert [one.name for one in house.desk.waiting()] == [new.rpartition("/")[2]]
