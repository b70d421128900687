"""Effective days and seals in the ledger; flags, answers of cited addresses, long work."""

import hashlib
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

from kb.chain import seal
from kb.database import Moment

revision = "0006"
down_revision = "0005"

APPEND_ONLY = ("record_version", "record_move")


def upgrade() -> None:
    """Make room, and seal every move there is upon the one before."""
    _let_go()
    op.add_column("record_version", sa.Column("origin", sa.String(200)))
    op.add_column("record_version", sa.Column("based_on", sa.Integer))
    ends = sa.Column("ends", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("record_version", ends)
    op.add_column("record_move", sa.Column("effective_on", sa.Date))
    sealed = sa.Column("seal", sa.String(64), nullable=False, server_default="")
    op.add_column("record_move", sealed)
    op.create_index("record_move_version", "record_move", ["version"])
    _seal()
    for table in APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            _refuse(table, action)
    _flags()
    _links()
    _jobs()


def _let_go() -> None:
    for table in APPEND_ONLY:
        where = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{action}{where}")


def _refuse(table: str, action: str) -> None:
    name = f"{table}_no_{action.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _seal() -> None:
    connection = op.get_bind()
    query = sa.text(
        "SELECT m.number, m.to_state, m.by, m.reason, m.at, m.version, v.record_id, v.digest, "
        "v.author, v.submission FROM record_move m JOIN record_version v ON v.number = m.version "
        "ORDER BY m.number"
    ).columns(at=Moment)
    change = sa.text("UPDATE record_move SET seal = :seal WHERE number = :number")
    before = ""
    for row in connection.execute(query).all():
        before = seal(before, _said(row))
        connection.execute(change, {"seal": before, "number": row.number})


def _said(row: Any) -> list[Any]:
    return [
        [row.version, row.record_id, row.digest, row.author],
        [row.submission, None, None, False],
        row.to_state,
        row.by,
        hashlib.sha256(row.reason.encode()).hexdigest(),
        None,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]


def _flags() -> None:
    op.create_table(
        "record_flag",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("record_id", sa.String(200), nullable=False, index=True),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("case_id", sa.String(40), sa.ForeignKey("case_file.id"), index=True),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("by", sa.String(100)),
        sa.Column("at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.Column("settled_by", sa.String(100)),
        sa.Column("answer", sa.Text),
    )


def _links() -> None:
    op.create_table(
        "link_answer",
        sa.Column("address", sa.String(500), primary_key=True),
        sa.Column("status", sa.Integer),
        sa.Column("problem", sa.String(200)),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("since", Moment),
    )


def _jobs() -> None:
    op.create_table(
        "desk_job",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("of", sa.Integer, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("problem", sa.Text),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("beat_at", Moment, nullable=False),
    )
    op.create_index("desk_job_subject", "desk_job", ["kind", "subject"])
