"""A house with something in every corner, and backups of it that were meddled with."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from flowchart.case_store import CaseStore, Person
from flowchart.intake import IntakeStore
from flowchart.invitations import Invitations
from flowchart.private import Channel, PrivateRows
from flowchart.tracking import Tracking
from kb.backup import tables_of
from kb.database import Database
from kb.ledger import Ledger
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY, WORLD, recorded

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NAME = "王小明 “老王” \n'; DROP TABLE case_file; --"
FIRST_STEP = plan_of(NEWBORN).steps[0].service


def fill(database: Database) -> None:
    """Put something in every corner of a database."""
    clock = Clock()
    ledger = Ledger(database, clock)
    ledger.seed(recorded(WORLD))
    ledger.propose(recorded("{id: document/notice, title: {zh: 公告, en: Notice}}"), "officer")
    cases = CaseStore(database, clock)
    case = cases.open(plan_of(NEWBORN), Person(name=NAME, note="请打电话"), TODAY, CENTRE)
    cases.move(case.id, FIRST_STEP, "submitted", BY_STAFF, case.sequence)
    PrivateRows(database, clock).set_contact(case.id, Channel.PHONE, "13800000000")
    Invitations(database, clock).invite(case.id, CENTRE, TODAY, BY_STAFF)
    Tracking(database, clock).issue(case.id, BY_STAFF)
    Tracking(database, clock).count_opening()
    IntakeStore(database, clock).begin((NEWBORN,), "desk-1")


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table that a backup holds."""
    with database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in tables_of(connection)
        }


def rewritten(path: Path, change: Callable[[list[bytes]], Iterable[bytes]]) -> None:
    """Write a backup again with other lines and a sum that fits them."""
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)[:-1]
    content = b"".join(change(lines))
    seal = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode() + b"\n"
    path.write_bytes(gzip.compress(content + seal))
