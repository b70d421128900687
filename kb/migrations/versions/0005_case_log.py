"""A log of everything that happens to a case, sealed; plans, notes and contacts erasable apart."""

import json
import secrets
from datetime import UTC, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from kb.chain import seal
from kb.database import Moment

revision = "0005"
down_revision = "0004"

HERE = timedelta(hours=8)
LONG_AGO = "1970-01-01 00:00:00"


def upgrade() -> None:
    """Make room, and carry over what there is; every old move keeps its number and its moment."""
    _personal()
    _short()
    _log()
    _codes()
    _sending()


def _case_id(primary_key: bool = False, index: bool | None = None) -> sa.Column[str]:
    case = sa.ForeignKey("case_file.id")
    return sa.Column(
        "case_id", sa.String(40), case, nullable=False, primary_key=primary_key, index=index
    )


def _personal() -> None:
    op.create_table(
        "case_plan",
        _case_id(primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.execute(
        "INSERT INTO case_plan (case_id, version, made_at, content) "
        "SELECT id, 1, created_at, plan FROM case_file"
    )
    op.create_table(
        "case_note",
        sa.Column("id", sa.String(40), primary_key=True),
        _case_id(index=True),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "case_contact",
        _case_id(primary_key=True),
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "case_looking",
        _case_id(primary_key=True),
        sa.Column("centre", sa.String(200), primary_key=True, index=True),
    )


def _short() -> None:
    """Let lists be read without plans."""
    for column in (
        sa.Column("scenes", sa.Text, nullable=False, server_default="[]"),
        sa.Column("companion", sa.String(100)),
        sa.Column("handed_to", sa.String(100)),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("total", sa.Integer, nullable=False, server_default="0"),
        sa.Column("moved_at", Moment, nullable=False, server_default=LONG_AGO),
        sa.Column("grade", sa.String(20)),
        sa.Column("to_follow_up", sa.Integer, nullable=False, server_default="0"),
        sa.Column("supplement_by", sa.Date),
        sa.Column("promised_by", sa.Date),
        sa.Column("restart_by", sa.Date),
        sa.Column("to_collect", sa.Integer, nullable=False, server_default="0"),
        sa.Column("erased_at", Moment),
    ):
        op.add_column("case_file", column)
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, plan FROM case_file")).all():
        held = json.loads(row.plan)
        steps = {s["service"] for s in held["steps"] if not s.get("wrapper")}
        now = _states(connection, row.id)
        told = {"id": row.id, "scenes": json.dumps(held["scenes"]), "total": len(steps)}
        told["done"] = sum(now.get(step) == "issued" for step in steps)
        told["granted"] = sum(state == "granted" for state in now.values())
        connection.execute(
            sa.text(
                "UPDATE case_file SET scenes=:scenes, total=:total, done=:done, "
                "to_collect=:granted WHERE id=:id"
            ),
            told,
        )
    op.execute(
        "UPDATE case_file SET moved_at = coalesce((SELECT max(at) FROM case_event "
        "WHERE case_id = case_file.id), created_at), sequence = coalesce((SELECT max(sequence) "
        "FROM case_event WHERE case_id = case_file.id), 0)"
    )


def _states(connection: sa.Connection, case_id: str) -> dict[str, str]:
    moved = connection.execute(
        sa.text("SELECT step, to_state FROM case_event WHERE case_id=:id ORDER BY sequence"),
        {"id": case_id},
    )
    return {row.step: row.to_state for row in moved}


def _log() -> None:
    """Replace the log of moves by one of everything; old moves go into it one by one."""
    connection = op.get_bind()
    old = _old_events(connection)
    for action in ("UPDATE", "DELETE"):
        _let_go(action)
    op.drop_table("case_event")
    op.create_table(
        "case_event",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        _case_id(),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("actor", sa.String(20), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.UniqueConstraint("case_id", "sequence"),
    )
    keys = set(connection.execute(sa.text("SELECT id FROM api_key")).scalars())
    for case_id, before, events in old:
        _carry_over(connection, case_id, before, events, keys)
    for action in ("UPDATE", "DELETE"):
        _refuse(action)
    op.drop_column("case_file", "plan")


def _old_events(connection: sa.Connection) -> list[tuple[str, str, list[sa.Row[Any]]]]:
    """Return every case with the seal its log begins with, and its old moves."""
    cases = sa.text("SELECT id, number, opened_on, generation FROM case_file").columns(
        opened_on=sa.Date
    )
    events = sa.text("SELECT * FROM case_event WHERE case_id=:id ORDER BY sequence").columns(
        at=Moment
    )
    found = []
    for row in connection.execute(cases).all():
        first = seal("", [row.id, row.number, row.opened_on.isoformat(), row.generation])
        found.append((row.id, first, list(connection.execute(events, {"id": row.id}).all())))
    return found


def _carry_over(
    connection: sa.Connection,
    case_id: str,
    before: str,
    events: list[sa.Row[Any]],
    keys: set[str],
) -> None:
    insert = sa.text(
        'INSERT INTO case_event (case_id, sequence, kind, content, actor, "by", at, seal) '
        "VALUES (:case_id, :sequence, :kind, :content, :actor, :by, :at, :seal)"
    ).bindparams(sa.bindparam("at", type_=Moment))
    for row in events:
        kind, content = _said(row)
        actor = "program" if row.by in keys else "staff"
        moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        before = seal(before, [case_id, row.sequence, kind, content, actor, row.by, moment])
        values = {"case_id": case_id, "sequence": row.sequence, "kind": kind, "content": content}
        connection.execute(
            insert, {**values, "actor": actor, "by": row.by, "at": row.at, "seal": before}
        )


def _said(row: sa.Row[Any]) -> tuple[str, str]:
    if row.undoes is not None:
        return "undone", json.dumps({"event": row.undoes})
    day = {"date": (row.at + HERE).date().isoformat()}
    move = {"from_state": row.from_state, "to_state": row.to_state, "on": day, "step": row.step}
    return "move", json.dumps(move, sort_keys=True)


def _let_go(action: str) -> None:
    where = "" if op.get_bind().dialect.name == "sqlite" else " ON case_event"
    op.execute(f"DROP TRIGGER case_event_no_{action.lower()}{where}")


def _refuse(action: str) -> None:
    name = f"case_event_no_{action.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON case_event "
            "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON case_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _codes() -> None:
    """Give codes a mark to name them by, invitations a place, and notes one of their own."""
    connection = op.get_bind()
    mark = sa.Column("mark", sa.String(12), nullable=False, server_default="")
    op.add_column("tracking_token", mark)
    holder = sa.Column("holder", sa.String(20), nullable=False, server_default="applicant")
    op.add_column("tracking_token", holder)
    for row in connection.execute(sa.text("SELECT hash FROM tracking_token")).all():
        connection.execute(
            sa.text("UPDATE tracking_token SET mark=:mark WHERE hash=:hash"),
            {"mark": secrets.token_hex(4), "hash": row.hash},
        )
    op.create_table(
        "case_invitation",
        sa.Column("id", sa.String(40), primary_key=True),
        _case_id(index=True),
        sa.Column("department", sa.String(200), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
    )
    person = sa.text(
        "SELECT case_id, note, created_at FROM case_person JOIN case_file "
        "ON case_file.id = case_id WHERE note IS NOT NULL"
    ).columns(created_at=Moment)
    note = sa.text(
        "INSERT INTO case_note (id, case_id, audience, text, at) "
        "VALUES (:id, :case_id, 'applicant', :text, :at)"
    ).bindparams(sa.bindparam("at", type_=Moment))
    for row in connection.execute(person).all():
        told = {"case_id": row.case_id, "text": row.note, "at": row.created_at}
        connection.execute(note, {"id": secrets.token_hex(8), **told})
    op.drop_column("case_person", "note")


def _sending() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(40), primary_key=True),
        _case_id(index=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("once", sa.String(200), nullable=False, unique=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("next_at", Moment),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", Moment),
        sa.Column("given_up_at", Moment),
        sa.Column("problem", sa.String(200)),
    )
    op.create_index("outbox_next", "outbox", ["next_at"])
