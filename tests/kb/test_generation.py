from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from kb.database import open_database
from kb.errors import BadRecords
from kb.generation import build, renewed, seed
from kb.ledger import Ledger
from kb.record_states import RecordState
from tests.support import NAMES, WORLD, recorded
from tests.waiting import all_at_once

NOTICE = "{id: document/notice, title: {zh: 公告, en: Announcement}}"


def now():
    return datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def ledger(database):
    ledger = Ledger(database, now)
    ledger.seed(recorded(WORLD))
    return ledger


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "world.yaml").write_text(WORLD, encoding="utf-8")
    return folder


def publish(ledger, content):
    name = ledger.propose(recorded(content), "officer")
    for to in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(ledger.submission(name), to, "somebody", "said")


def withdraw(ledger, record_id):
    ledger.move(ledger.published_of([record_id]), RecordState.WITHDRAWN, "somebody", "wrong")


def held(catalogue):
    """Return everything a catalogue holds; catalogues themselves are equal to nothing else."""
    return {each.name: getattr(catalogue, each.name) for each in fields(catalogue)}


def test_where_nothing_changed_the_generation_stays_the_same_object(ledger):
    first = build(ledger, NAMES)

    assert renewed(first, ledger, NAMES) is first


@pytest.mark.parametrize(
    "change",
    [
        lambda ledger: publish(ledger, NOTICE),
        lambda ledger: publish(ledger, "{id: area/new, title: {zh: 新, en: New}}"),
        lambda ledger: withdraw(ledger, "policy/old-grant"),
        lambda ledger: (publish(ledger, NOTICE), withdraw(ledger, "policy/old-grant")),
        lambda ledger: withdraw(ledger, "service/registration"),
    ],
    ids=["edited", "new", "withdrawn", "edited and withdrawn", "withdrawn issuer"],
)
def test_a_renewed_generation_is_the_one_that_would_have_been_built(ledger, change):
    first = build(ledger, NAMES)
    change(ledger)

    second = renewed(first, ledger, NAMES)

    whole = build(ledger, NAMES)
    assert held(second.catalogue) == held(whole.catalogue)
    assert list(second.catalogue.records) == list(whole.catalogue.records)
    assert second.digests == whole.digests
    assert sorted(second.store.dump("nquads").splitlines()) == sorted(
        whole.store.dump("nquads").splitlines()
    )


def test_what_is_served_keeps_what_it_began_with(ledger):
    first = build(ledger, NAMES)

    publish(ledger, NOTICE)
    renewed(first, ledger, NAMES)

    assert first.catalogue.records["document/notice"].title.en == "Notice"


def test_a_draft_changes_nothing_that_is_served(ledger):
    first = build(ledger, NAMES)

    ledger.propose(recorded(NOTICE), "officer")

    assert renewed(first, ledger, NAMES) is first


def test_several_workers_that_start_at_once_seed_once(database_url, folder):
    """One takes the turn, the others find the work done; nobody makes drafts of it."""
    workers = [open_database(database_url) for _ in range(4 if "postgresql" in database_url else 1)]
    ledgers = [Ledger(worker, now) for worker in workers]

    said = all_at_once([lambda one=one: seed([folder], one, NAMES) for one in ledgers])

    assert said == [()] * len(workers)
    assert [len(ledgers[0].history(one.id)) for one in recorded(WORLD)] == [1] * len(
        recorded(WORLD)
    )
    assert ledgers[0].drafts() == ()
    for worker in workers:
        worker.close()


def test_files_that_fail_a_gate_change_nothing(database, folder):
    ledger = Ledger(database, now)
    (folder / "bad.yaml").write_text(
        "{id: policy/x, title: {zh: 甲, en: X}, document: document/none}", encoding="utf-8"
    )

    with pytest.raises(BadRecords, match=r"bad\.yaml"):
        seed([folder], ledger, NAMES)

    assert ledger.published() == ()
