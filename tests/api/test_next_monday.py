"""A threshold changes from next Monday: who sees what on which day, and what the base says later.

Monday 23 November: an officer asks for it and an approver publishes it. Sunday 29: nothing has
changed. Monday 30: plans and open cases follow by themselves. Wednesday 2 December: it is taken
back. A year later the base says what it said on any of those days.
"""

from __future__ import annotations

import pytest

from api.accounts import Role
from api.wiring import House
from kb.errors import Conflict
from kb.record_states import RecordState
from tests.programs import Program
from tests.visiting import Clock, Visitor, signed_in

AREA = """\
id: parameter/fire-area
title: {zh: 消防面积, en: Fire area}
value: 300
dated: [{from: 2027-01-01, value: 200}, {from: 2026-06-01, value: %d}]
"""
"""Until now 250 people and more need the licence; the shop of this story has 240."""
FACTS = {"concept/employees": 240}
CHANGED = {"zh": "规则变了", "en": "The rules have changed"}
DAYS = {
    "published": "2026-11-23",
    "the day before": "2026-11-29",
    "Monday": "2026-11-30",
    "Tuesday": "2026-12-01",
    "taken back": "2026-12-02",
    "a year later": "2027-11-30",
}


class Weeks:
    """A house whose clock moves from day to day, and the people of the story."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.house, self.clock = house, clock
        self.program = Program(house)
        self.case = ""

    def on(self, name: str) -> None:
        """Let it be nine in the morning of a day; sessions of the day before have ended."""
        year, month, day = map(int, DAYS[name].split("-"))
        self.clock.now = self.clock.now.replace(year=year, month=month, day=day)

    def by(self, role: Role) -> Visitor:
        """Return somebody who has just signed in."""
        return signed_in(self.house, role)

    def asks_for(self, figure: int, effective_on: str = "") -> str:
        """Load another figure and send it for approval; returns where it stands."""
        officer = self.by(Role.OFFICER)
        path = officer.send("/desk/load", text=AREA % figure)
        officer.send(f"{path}/send", effective_on=effective_on)
        return path

    def opens_a_case(self) -> None:
        """Open a case for the shop."""
        companion = self.by(Role.COMPANION)
        intake = companion.begin("scene/shop")
        companion.send(f"{intake}/answer", concept="concept/employees", value="240")
        self.case = companion.send(f"{intake}/case", name="王小明").removesuffix("/code")

    def case_is_told(self) -> bool:
        """Say whether the page of the case says that the rules have changed."""
        companion = self.by(Role.COMPANION)
        pages = {lang: companion.get(self.case, lang) for lang in CHANGED}
        (told,) = {CHANGED[lang] in page for lang, page in pages.items()}
        return told

    def steps(self, on: str | None = None) -> set[str]:
        """Return the steps of the shop's plan, by the rules of today or of a day."""
        made = self.program.post("plan", scenes=["scene/shop"], facts=FACTS, on=on).json()
        return {step["service"] for step in made["steps"] if step["standing"] == "certain"}


@pytest.fixture
def weeks(small_house: House, clock: Clock) -> Weeks:
    story = Weeks(small_house, clock)
    story.opens_a_case()
    return story


@pytest.fixture
def published(weeks: Weeks) -> Weeks:
    """Return the story after the approver published a lower threshold from next Monday."""
    path = weeks.asks_for(230, DAYS["Monday"])
    weeks.by(Role.APPROVER).send(f"{path}/publish")
    return weeks


WITHOUT, WITH = {"service/registration"}, {"service/registration", "service/licence"}


def test_until_the_day_before_nothing_changes(published: Weeks) -> None:
    for day in ("published", "the day before"):
        published.on(day)
        published.program.renew()

        assert published.steps() == WITHOUT
        assert not published.case_is_told()


def test_on_its_day_plans_and_open_cases_follow_by_themselves(published: Weeks) -> None:
    published.on("Monday")
    published.program.renew()

    assert published.steps() == WITH
    assert published.case_is_told()


def test_the_day_before_one_can_ask_for_a_plan_of_monday(published: Weeks) -> None:
    published.on("the day before")
    published.program.renew()

    assert published.steps(on=DAYS["Monday"]) == WITH
    assert published.steps(on=DAYS["the day before"]) == WITHOUT


def test_a_year_later_the_base_says_what_it_said_on_any_of_those_days(published: Weeks) -> None:
    first = published.house.ledger.history("parameter/fire-area")[0]
    published.on("taken back")
    back = published.house.desk.roll_back(first.number, "officer")
    published.house.desk.send(back.name, "officer")
    published.house.desk.publish(back.name, "approver")
    published.program.renew()
    assert published.steps() == WITHOUT
    assert not published.case_is_told()

    published.on("a year later")
    published.program.renew()

    by_day = {
        name: published.steps(on=day) == WITH for name, day in DAYS.items() if "year" not in name
    }
    assert by_day == {
        "published": False,
        "the day before": False,
        "Monday": True,
        "Tuesday": True,
        "taken back": False,
    }


def test_the_history_says_who_did_what_and_from_when(published: Weeks) -> None:
    published.on("Monday")

    seeded, newer = published.house.ledger.history("parameter/fire-area")

    assert (seeded.standing, newer.standing) == (RecordState.SUPERSEDED, RecordState.PUBLISHED)
    assert str(seeded.until) == str(newer.effective_on) == DAYS["Monday"]
    moves = published.house.ledger.moves(newer.number)
    assert [move.to for move in moves][-2:] == [RecordState.APPROVED, RecordState.PUBLISHED]
    assert moves[0].by != moves[-1].by
    assert published.house.ledger.broken_at() is None


def test_what_is_still_ahead_can_be_called_back_and_never_comes(published: Weeks) -> None:
    newer = published.house.ledger.history("parameter/fire-area")[-1]
    published.on("the day before")
    published.house.desk.call_back(newer.submission, "approver", "the notice was withdrawn")

    published.on("Monday")
    published.program.renew()

    assert published.steps() == WITHOUT
    with pytest.raises(Conflict, match="in force already"):
        published.house.desk.call_back(newer.submission, "approver", "once more")


def test_programs_read_a_record_as_of_a_day(published: Weeks) -> None:
    published.on("Tuesday")
    published.program.renew()

    figures = {
        day: published.program.get("records/parameter/fire-area", **asked).json()["record"]["dated"]
        for day, asked in (("today", {}), ("before", {"on": DAYS["the day before"]}))
    }

    assert [{one["value"] for one in held} for held in figures.values()] == [{200, 230}, {200, 250}]
    then = published.program.get("records", on=DAYS["the day before"], kind="parameter").json()
    now = published.program.get("records", kind="parameter").json()
    assert then["generation"] != now["generation"]
