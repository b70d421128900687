"""Houses as older versions left them: made by their own migrations and filled in plain SQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from flowchart.case_store import kept
from kb.database import Database
from kb.migrating import migrate
from kb.restoring import _empty
from kb.writing import to_json
from tests.planning import STORE, plan_of

PLAN = plan_of(STORE)
REGISTRATION, SEAL = "service/company-registration", "service/company-seal-filing"
NOTE, NAME, TOKEN_HASH = "请打下午的电话", "王小明", "ab" * 32
BEGUN = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATE = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""One in the morning of the next day in Shanghai."""

MOVES = (
    (REGISTRATION, "can-start", "submitted", None, "companion-1", BEGUN),
    (REGISTRATION, "submitted", "accepted", None, "key-1", BEGUN + timedelta(hours=1)),
    (REGISTRATION, "accepted", "granted", None, "companion-1", BEGUN + timedelta(hours=2)),
    (REGISTRATION, "granted", "issued", None, "companion-1", LATE),
    (SEAL, "can-start", "submitted", None, "companion-2", LATE + timedelta(hours=1)),
    (SEAL, "submitted", "can-start", 5, "companion-2", LATE + timedelta(hours=2)),
    (SEAL, "can-start", "collecting", None, "companion-2", LATE + timedelta(hours=3)),
)
"""Step, from, to, what it takes back, by whom, when: as the old log kept them."""
HAS_CENTRES = ("0002", "0003", "0004")


def make_old(database: Database, revision: str) -> None:
    """Put in the place of everything a house of a revision before 0005, with two cases."""
    with database.write(alone="migration") as connection:
        _empty(connection)
        migrate(connection, revision)
        _cases(connection, revision)
        if revision in HAS_CENTRES:
            key = {"id": "key-1", "hash": "cd" * 32, "name": "program", "scopes": "cases"}
            _insert(connection, "api_key", **key, centre="organisation/x", created_at=_at(BEGUN))


def _cases(connection: Connection, revision: str) -> None:
    plan = to_json(kept(PLAN))
    for number, case_id in enumerate(("case-a", "case-b"), 1):
        row = {"id": case_id, "number": f"261123-00{number}", "generation": PLAN.generation}
        row |= {"opened_on": "2026-11-23", "plan": plan, "created_at": _at(BEGUN)}
        _insert(connection, "case_file", **row)
    _insert(connection, "case_person", case_id="case-a", name=NAME, note=NOTE, facts="{}")
    _insert(connection, "case_person", case_id="case-b", name=None, note=None, facts=None)
    names = ("step", "from_state", "to_state", "undoes", "by", "at")
    for number, move in enumerate(MOVES, 1):
        said = {**dict(zip(names, move, strict=True)), "at": _at(move[-1])}
        _insert(connection, "case_event", case_id="case-a", sequence=number, **said)
    _insert(
        connection,
        "tracking_token",
        hash=TOKEN_HASH,
        case_id="case-a",
        pin_hash="$argon2id$x",
        failures=2,
        created_at=_at(BEGUN),
        expires_at=_at(BEGUN + timedelta(days=400)),
    )


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _insert(connection: Connection, table: str, **row: Any) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
