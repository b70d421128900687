"""The last answer of each address, and since when it has been dead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kb.database import open_database
from kb.link_answers import Answer, LinkAnswers, NoAnswer
from tests.support import recorded

PAGE = "https://www.example.cn/notice"
RECORDS = recorded(
    f"- {{id: area/a, title: {{zh: 一, en: A}}, sources: [{{name: 通知, link: {PAGE}}}]}}\n"
    f"- {{id: area/b, title: {{zh: 二, en: B}}, sources: [{{name: 通知, link: {PAGE}}}]}}"
)


def on(day):
    return datetime(2026, 11, day, 9, tzinfo=UTC)


@pytest.fixture
def answers(database_url):
    database = open_database(database_url)
    yield LinkAnswers(database)
    database.close()


def test_a_dead_address_is_told_with_each_record_and_since_when(answers):
    answers.keep([Answer(address=PAGE, asked_at=on(1), status=200)])
    answers.keep([Answer(address=PAGE, asked_at=on(8), status=404)])
    answers.keep([Answer(address=PAGE, asked_at=on(15), problem=NoAnswer.TIMED_OUT)])

    told = answers.dead_links(RECORDS)

    assert [(one.record, one.since) for one in told] == [("area/a", on(8)), ("area/b", on(8))]
    assert told[0].answer == Answer(address=PAGE, asked_at=on(15), problem=NoAnswer.TIMED_OUT)
    assert answers.last_asked() == on(15)


def test_an_address_that_answers_again_is_alive(answers):
    answers.keep([Answer(address=PAGE, asked_at=on(1), status=404)])
    answers.keep([Answer(address=PAGE, asked_at=on(8), status=200)])
    assert answers.dead_links(RECORDS) == ()

    answers.keep([Answer(address=PAGE, asked_at=on(15), status=410)])

    assert answers.dead_links(RECORDS)[0].since == on(15)


def test_an_address_that_no_record_cites_any_more_is_forgotten(answers):
    answers.keep([Answer(address=PAGE, asked_at=on(1), status=404)])

    assert answers.dead_links([]) == ()


def test_before_anything_was_asked_nothing_is_dead(answers):
    assert answers.dead_links(RECORDS) == ()
    assert answers.last_asked() is None


@pytest.mark.parametrize(
    ("status", "dead"), [(200, False), (204, False), (403, False), (401, False), (412, False),
                         (429, False),
                         (404, True), (410, True), (500, True), (503, True), (None, True)]
)  # fmt: skip
def test_a_page_that_is_only_closed_to_us_is_not_dead(status, dead):
    assert Answer(address=PAGE, asked_at=on(1), status=status).is_dead is dead


@pytest.mark.parametrize("why", NoAnswer)
def test_every_reason_is_said_in_both_languages(why):
    said = Answer(address=PAGE, asked_at=on(1), problem=why).said

    assert said.zh
    assert said.en
