"""What an approver reads before approving: people, scenes and open cases."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pytest

from api.accounts import Role
from api.impact import KIND
from api.impact_work import worked_out
from api.language import words
from api.wiring import House
from tests.support import recorded
from tests.visiting import Clock, Visitor, signed_in

GRANT = """\
id: policy/grant
title: {zh: 小店补贴, en: Shop grant}
criteria: {fact: concept/employees, at_most: %d}
"""
AREA = "{id: parameter/fire-area, title: {zh: 消防面积, en: Fire area}, value: %d}"


@dataclass
class Desk:
    """A house with an officer and an approver."""

    house: House
    officer: Visitor
    approver: Visitor

    def sends(self, text: str, effective_on: str = "") -> str:
        """Send something in; returns its name."""
        path = self.officer.send("/desk/load", text=text)
        self.officer.send(f"{path}/send", effective_on=effective_on)
        return path.rpartition("/")[2]

    def publishes(self, text: str, effective_on: str = "") -> None:
        """Publish something."""
        self.approver.send(f"/desk/{self.sends(text, effective_on)}/publish")

    def works_out(self, name: str) -> dict:
        """Work out what a submission would do and keep it as the page does."""
        held = self.house.desk.get(name)
        self.house.jobs.do(KIND, name, "x", lambda tell: worked_out(self.house, held, tell))
        return self.house.jobs.newest(KIND, name).result

    def page(self, name: str, lang: str = "en") -> str:
        """Return the words of the page."""
        return self._words(f"/desk/{name}/impact", lang)

    def submission(self, name: str) -> str:
        """Return the words of the page of the submission itself."""
        return self._words(f"/desk/{name}", "en")

    def _words(self, path: str, lang: str) -> str:
        page = html.unescape(self.approver.get(path, lang))
        return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


@pytest.fixture
def desk(small_house: House) -> Desk:
    officer, approver = (signed_in(small_house, role) for role in (Role.OFFICER, Role.APPROVER))
    return Desk(small_house, officer, approver)


def open_case(house: House, employees: int) -> None:
    """Open a case of a shop with so many employees."""
    companion = signed_in(house)
    intake = companion.begin("scene/shop")
    companion.send(f"{intake}/answer", concept="concept/employees", value=str(employees))
    companion.send(f"{intake}/case", name="王小明")


def test_before_it_is_worked_out_the_page_says_how(desk: Desk) -> None:
    name = desk.sends(GRANT % 30)

    assert "Not worked out yet" in desk.page(name)
    assert "还没有算过" in desk.page(name, "zh")


def test_who_gains_is_told_with_examples_and_why(desk: Desk) -> None:
    desk.publishes(GRANT % 30)
    name = desk.sends(GRANT % 40)

    found = desk.works_out(name)

    (grant,) = [one for one in found["policies"] if one["id"] == "policy/grant"]
    assert set(grant["counts"]) == {"gains"}
    page = desk.page(name)
    assert "become eligible" in page
    assert "at most 30 employees" in page
    assert "at most 40 employees" in page
    assert "none of them real" in page


def test_open_cases_are_counted_and_none_of_them_is_named(desk: Desk) -> None:
    """At 300 m² the shop of 260 people needs no licence; at 250 it does."""
    desk.publishes(AREA % 300)
    for employees in (260, 260, 10):
        open_case(desk.house, employees)
    name = desk.sends(AREA % 250)

    found = desk.works_out(name)

    assert found["cases"] == {
        "open": 3,
        "looked_at": 3,
        "changed": 2,
        "must": 2,
        "may_keep": 0,
        "cannot_tell": 0,
        "kinds": found["cases"]["kinds"],
    }
    assert found["cases"]["kinds"]["added"] == 2
    assert [one["id"] for one in found["scenes"]] == []
    page = desk.page(name)
    assert "3 cases are open; the plan of 2 changes" in page
    assert "王小明" not in page
    for number in desk.house.cases.numbers():
        assert number not in page


def test_a_version_from_a_day_ahead_is_tried_as_of_that_day(desk: Desk) -> None:
    desk.publishes(GRANT % 30)
    name = desk.sends(GRANT % 40, "2026-11-30")

    found = desk.works_out(name)

    assert found["day"] == "2026-11-30"
    assert "30 Nov 2026" in desk.page(name)


def test_a_new_policy_is_tried_on_the_day_it_begins(desk: Desk) -> None:
    """Today nobody could get it, which would read as if nobody ever did."""
    begins = "valid: {from: 2027-01-01}\n"
    paper = "{id: document/new, title: {zh: 通知, en: Notice}}"
    policy = (GRANT % 40 + begins).replace("policy/grant", "policy/later").strip()
    text = f"- {paper}\n- " + policy.replace("\n", "\n  ")

    found = desk.works_out(desk.sends(text))

    assert found["day"] == "2027-01-01"
    (one,) = found["policies"]
    assert one["counts"]["gains"] > 0


def test_a_record_that_ends_is_lost_by_those_who_had_it(desk: Desk) -> None:
    desk.publishes(GRANT % 30)
    ends = desk.house.desk.end("policy/grant", desk.officer.account, "repealed")

    found = desk.works_out(ends.name)

    (grant,) = found["policies"]
    assert grant["gone"]
    assert set(grant["counts"]) <= {"loses", "ruled-out"}
    assert grant["counts"]["loses"] > 0


def test_what_was_worked_out_before_something_else_was_published_is_said_to_be_old(
    desk: Desk,
) -> None:
    name = desk.sends(GRANT % 30)
    desk.works_out(name)
    assert "Work it out again" in desk.page(name)

    desk.publishes(AREA % 260)

    assert "before something else was published" in desk.page(name)


@pytest.mark.parametrize(
    "what", ["published for an earlier day", "another day now", "the day is over"]
)
def test_what_was_worked_out_for_other_rules_or_another_day_is_said_to_be_old(
    desk: Desk, clock: Clock, what: str
) -> None:
    desk.publishes(GRANT % 30)
    name = desk.sends(GRANT % 40, "2026-11-30")
    desk.works_out(name)
    assert "before something else was published" not in desk.page(name)

    if what == "published for an earlier day":
        desk.publishes(GRANT % 50, "2026-11-26")
    elif what == "another day now":
        desk.officer.send(f"/desk/{name}/take-back", reason="x")
        desk.officer.send(f"/desk/{name}/send", effective_on="2026-12-15")
    else:
        clock.move(days=8)
        desk.approver = signed_in(desk.house, Role.APPROVER)

    assert "for another day, or before something else was published" in desk.page(name)
    clock.move(minutes=1)
    desk.works_out(name)
    assert "before something else was published" not in desk.page(name)


def test_the_approver_is_told_that_it_was_not_worked_out_for_this_day(desk: Desk) -> None:
    desk.publishes(GRANT % 30)
    name = desk.sends(GRANT % 40)
    hint = words("en")["desk.impact_not_yet"]
    assert hint in desk.submission(name)
    desk.works_out(name)
    assert hint not in desk.submission(name)

    desk.publishes(AREA % 260)

    assert hint in desk.submission(name)


SHOPS = "{id: concept/shops, title: {zh: 店数, en: Shops}, type: number}"


@pytest.mark.parametrize("fate", ["never kept", "still ahead", "ended"])
def test_why_it_cannot_be_worked_out_is_said_with_what_is_missing(desk: Desk, fate: str) -> None:
    if fate != "never kept":
        desk.publishes(SHOPS, "2026-12-01" if fate == "still ahead" else "")
    if fate == "ended":
        held = desk.house.desk.end("concept/shops", desk.officer.account, "not needed")
        desk.officer.send(f"/desk/{held.name}/send")
        desk.approver.send(f"/desk/{held.name}/publish")
    grant = recorded((GRANT % 30).replace("employees", "shops"))
    name = desk.house.desk.keep(grant, desk.officer.account).name

    assert desk.works_out(name) is None

    said = "names records that are not in force on Mon 23 Nov 2026: concept/shops. Mend the draft"
    assert said in desk.page(name)
    assert "这些记录没有生效：concept/shops" in desk.page(name, "zh")


def test_the_button_begins_it_and_the_page_comes_back(desk: Desk) -> None:
    name = desk.sends(GRANT % 30)

    assert desk.approver.send(f"/desk/{name}/impact") == f"/desk/{name}/impact"

    assert desk.house.jobs.newest(KIND, name) is not None


def test_an_auditor_reads_and_does_not_begin(desk: Desk) -> None:
    auditor = signed_in(desk.house, Role.AUDITOR)
    name = desk.sends(GRANT % 30)

    assert "An officer or an approver" in auditor.get(f"/desk/{name}/impact", "en")
    auditor.send(f"/desk/{name}/impact", expect=403)
