from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from kb.database import open_database
from kb.ledger import Ledger
from kb.ledger_tables import PUBLISHED
from kb.ledger_writing import digest, written
from kb.reading import record_from
from kb.record_states import RecordState
from kb.text import Text
from kb.writing import from_json
from tests.strategies import records
from tests.support import WORLD, recorded, shipped_records
from tests.waiting import seconds_until

AREA = recorded("{id: area/cn, title: {zh: 中国, en: China}}")[0]
EDITED = replace(AREA, title=Text(zh="中华人民共和国", en="China"))


@pytest.fixture
def ledger(database):
    return Ledger(database, lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))


def read_back(record):
    return record_from(from_json(written(record)), record.id)


def test_every_shipped_record_is_the_same_after_it_was_written_as_json():
    for record_id, record in shipped_records().items():
        assert read_back(record) == record, record_id


@given(records())
def test_any_record_is_the_same_after_it_was_written_as_json(record):
    back = read_back(record)

    assert back == record
    assert digest(back) == digest(record)


def test_what_is_written_is_one_line_in_a_fixed_order():
    line = written(EDITED)

    assert line == '{"id": "area/cn", "title": {"en": "China", "zh": "中华人民共和国"}}'


def test_seeding_publishes_every_record_as_it_is(ledger):
    shipped = shipped_records()

    drafts = ledger.seed(shipped.values())

    assert drafts == ()
    assert {v.record.id: v.record for v in ledger.published()} == shipped


def test_seeding_twice_adds_nothing(ledger):
    ledger.seed(recorded(WORLD))
    before = ledger.published()

    drafts = ledger.seed(recorded(WORLD))

    assert drafts == ()
    assert ledger.published() == before
    assert ledger.drafts() == ()


def test_an_edited_file_becomes_a_draft_and_does_not_overwrite(ledger):
    ledger.seed([AREA])

    drafts = ledger.seed([EDITED])

    assert drafts == ("area/cn",)
    assert [v.record for v in ledger.published()] == [AREA]
    assert [(v.record, v.state) for v in ledger.drafts()] == [(EDITED, RecordState.DRAFT)]
    assert [v.state for v in ledger.history("area/cn")] == [
        RecordState.PUBLISHED,
        RecordState.DRAFT,
    ]


def test_what_an_update_brings_new_is_no_part_of_the_drafts_it_makes(ledger):
    """Whoever sends an edited file in must not count as nobody, for half of it was published."""
    ledger.seed([AREA])

    ledger.seed([EDITED, *recorded("{id: area/new, title: {zh: 新, en: New}}")])

    (draft,) = ledger.drafts()
    assert [one.record.id for one in ledger.submission(draft.submission)] == ["area/cn"]


def test_what_moves_together_is_told_once(ledger, database):
    """A thousand records of one file would else be a thousand new generations."""
    records = recorded("".join(f"- {{id: area/n-{n}, title: {{zh: 一, en: One}}}}\n" for n in "ab"))
    drafts = ledger.submission(ledger.propose(records, "officer"))
    told = []
    database.signals.hear(PUBLISHED, told.append)
    database.signals.listen()

    for state in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(drafts, state, "officer", "together")
        drafts = ledger.submission(drafts[0].submission)

    seconds_until(lambda: told)
    assert told == ["officer"]


def test_the_same_edit_is_a_draft_only_once(ledger):
    for files in ([AREA], [EDITED], [EDITED], [AREA]):
        ledger.seed(files)

    assert len(ledger.history("area/cn")) == 2


def test_unknown_names_only_what_the_ledger_has_never_held(ledger):
    ledger.seed([AREA])

    assert ledger.unknown([AREA, EDITED]) == (EDITED,)


def test_a_version_remembers_who_wrote_it_and_when(ledger):
    ledger.seed([AREA])

    (version,) = ledger.history("area/cn")

    assert (version.author, version.at) == ("data", datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert version.digest == digest(AREA)


def test_the_ledger_outlives_its_process(database_url):
    database = open_database(database_url)
    Ledger(database, lambda: datetime.now(UTC)).seed([AREA])
    database.close()

    again = open_database(database_url)

    assert [v.record for v in Ledger(again, lambda: datetime.now(UTC)).published()] == [AREA]
    again.close()


@pytest.mark.parametrize("table", ["record_version", "record_move"])
@pytest.mark.parametrize("change", ["UPDATE {} SET number = number + 100", "DELETE FROM {}"])
def test_what_stands_in_the_ledger_can_be_neither_changed_nor_deleted(
    ledger, database, table, change
):
    ledger.seed([AREA])

    with (
        pytest.raises(DatabaseError, match=f"{table} is append-only"),
        database.write() as connection,
    ):
        connection.execute(text(change.format(table)))

    assert [v.record for v in ledger.published()] == [AREA]
