"""The ledger, intakes, cases, codes and staff sessions."""

import sqlalchemy as sa
from alembic import op

from kb.database import Moment

revision = "0001"
down_revision = None

APPEND_ONLY = ("record_version", "record_move", "case_event")


def upgrade() -> None:
    """Make the first tables; the append-only ones refuse change and deletion by themselves."""
    _ledger()
    _cases()
    _tokens()
    _staff()
    for table in APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            REFUSALS[op.get_bind().dialect.name](table, action)


def _refuse_in_sqlite(table: str, action: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _refuse_in_postgresql(table: str, action: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


REFUSALS = {"sqlite": _refuse_in_sqlite, "postgresql": _refuse_in_postgresql}


def _ledger() -> None:
    op.create_table(
        "record_version",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("record_id", sa.String(200), nullable=False, index=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "record_move",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("record_version.number"), nullable=False),
        sa.Column("to_state", sa.String(30), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("generation", sa.String(64), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_table(
        "case_event",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(40), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("from_state", sa.String(30), nullable=False),
        sa.Column("to_state", sa.String(30), nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("case_id", "sequence"),
    )
    op.create_table(
        "case_person",
        sa.Column("case_id", sa.String(40), sa.ForeignKey("case_file.id"), primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("facts", sa.Text),
    )


def _tokens() -> None:
    op.create_table(
        "tracking_token",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column(
            "case_id", sa.String(40), sa.ForeignKey("case_file.id"), nullable=False, index=True
        ),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment),
    )
    op.create_table(
        "opening_count",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("openings", sa.Integer, nullable=False),
    )


def _staff() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment),
    )
    op.create_table(
        "staff_session",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
    )
