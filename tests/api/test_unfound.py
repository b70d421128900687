"""Searches that found no one answer are counted by day; what was typed is nowhere."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from api.accounts import Role
from api.unfound import KEPT_DAYS, SHOWN_DAYS, UNFOUND, Day, Unfound
from api.wiring import House
from matcher.search import Outcome
from tests.visiting import Visitor, signed_in


class Calendar:
    """A clock that stands at noon in Shanghai on a day, and can be moved on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def calendar():
    return Calendar()


@pytest.fixture
def unfound(database, calendar):
    return Unfound(database, calendar)


def test_each_day_language_and_outcome_is_counted_apart(unfound, calendar):
    for language, outcome in [
        ("zh", Outcome.ASK),
        ("zh", Outcome.ASK),
        ("en", Outcome.ASK),
        ("en", Outcome.OUTSIDE),
    ]:
        unfound.count(language, outcome)
    calendar.at += timedelta(days=1)
    unfound.count("zh", Outcome.OUTSIDE)

    assert unfound.days() == (
        Day(day=date(2026, 11, 24), asked={}, outside={"zh": 1}),
        Day(day=date(2026, 11, 23), asked={"zh": 2, "en": 1}, outside={"en": 1}),
    )


def test_a_search_that_found_its_answer_is_not_counted(unfound):
    unfound.count("zh", Outcome.FOUND)

    assert unfound.days() == ()


def test_the_day_is_the_one_in_shanghai(unfound, calendar):
    calendar.at = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    unfound.count("zh", Outcome.ASK)

    assert unfound.days()[0].day == date(2026, 11, 24)


def test_two_weeks_are_shown_and_a_quarter_is_kept(unfound, calendar, database):
    unfound.count("zh", Outcome.ASK)
    calendar.at += timedelta(days=SHOWN_DAYS)
    assert unfound.days() == ()

    calendar.at += timedelta(days=KEPT_DAYS)
    unfound.count("en", Outcome.ASK)
    with database.read() as connection:
        assert connection.execute(text(f"select count(*) from {UNFOUND.name}")).scalar() == 1


def counted(house):
    """What has been counted so far: other tests search in this house too."""
    found = Counter()
    for day in house.unfound.days():
        found.update({f"{language} asked": n for language, n in day.asked.items()})
        found.update({f"{language} outside": n for language, n in day.outside.items()})
    return found


def test_what_is_not_found_at_the_desk_is_counted_and_shown_without_its_words(
    companion: Visitor, house: House
) -> None:
    before = counted(house)
    companion.send("/start", text="今天天气怎么样")
    companion.send("/start", text="办个证")
    companion.send("/start", text="open a restaurant")

    page = signed_in(house, Role.OFFICER).get("/desk", "zh")
    assert counted(house) - before == Counter({"zh asked": 1, "zh outside": 1})
    assert "没找到的搜索" in page
    assert "天气" not in page
