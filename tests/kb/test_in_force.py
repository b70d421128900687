from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kb.in_force import Remembered
from kb.ledger import Ledger
from kb.record_states import RecordState
from kb.text import Text
from tests.support import WORLD, recorded

AREA = recorded("{id: area/cn, title: {zh: 中国, en: China}}")[0]
TODAY = date(2026, 11, 23)


@pytest.fixture
def ledger(database):
    ledger = Ledger(database, lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    ledger.seed(recorded(WORLD))
    return ledger


def publish(ledger, title, day=None):
    name = ledger.propose([replace(AREA, title=Text(zh=title, en=title))], "officer")
    for to in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(ledger.submission(name), to, "somebody", "said", day)


def test_what_is_remembered_is_what_a_fresh_look_finds(ledger, database):
    """Looked at after every change, and by somebody who looks for the first time."""
    remembered = Remembered()
    for title, day in (("one", None), ("two", date(2026, 12, 1)), ("three", date(2026, 11, 1))):
        publish(ledger, title, day)
        with database.read() as connection:
            grown, whole = remembered.look(connection), Remembered().look(connection)

        assert (grown.head, grown.courses, grown.digests) == (
            whole.head,
            whole.courses,
            whole.digests,
        )


def test_where_nothing_moved_nothing_is_read_again(ledger, database):
    remembered = Remembered()
    with database.read() as connection:
        first = remembered.look(connection)

        assert remembered.look(connection) is first


def test_versions_of_records_that_moved_are_read_again(ledger):
    before = {one.record.id: one for one in ledger.published()}

    publish(ledger, "newer")

    after = {one.record.id: one for one in ledger.published()}
    assert after["area/cn"].record.title.zh == "newer"
    assert all(after[one] is before[one] for one in before if one != "area/cn")
    publish(ledger, "newest", date(2026, 12, 1))
    assert ledger.published_of(["area/cn"])[0].number == after["area/cn"].number


def test_a_backup_that_came_back_is_read_whole(ledger, database):
    """Then what was seen last is no part of what is there."""
    remembered = Remembered()
    publish(ledger, "lost")
    with database.read() as connection:
        lost = remembered.look(connection)
    with database.write() as connection:
        connection.exec_driver_sql(
            "DROP TRIGGER record_move_no_delete"
            + (" ON record_move" if database.serves_many else "")
        )
        connection.exec_driver_sql(f"DELETE FROM record_move WHERE number > {lost.head.number - 4}")

    with database.read() as connection:
        found = remembered.look(connection)

    assert found.numbers(TODAY)["area/cn"] != lost.numbers(TODAY)["area/cn"]
