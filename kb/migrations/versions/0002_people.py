"""Accounts with roles at a centre, keys for programs, submissions, and the centre of a case."""

import sqlalchemy as sa
from alembic import op

from kb.database import Moment

revision = "0002"
down_revision = "0001"

FIRST_CENTRE = "organisation/huangpu-government-service-centre"
"""Where cases belong that were opened before there were several centres."""


def upgrade() -> None:
    """Make the tables of people; sessions begin anew, for nobody had a name before."""
    op.drop_table("sign_in_link")
    op.drop_table("staff_session")
    _accounts()
    _keys()
    op.add_column("record_version", sa.Column("submission", sa.String(40)))
    op.add_column(
        "case_file",
        sa.Column("centre", sa.String(200), nullable=False, server_default=FIRST_CENTRE),
    )
    op.create_index("case_file_centre", "case_file", ["centre", "created_at"])


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("centre", sa.String(200), nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_failure_at", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("disabled_at", Moment),
    )
    op.create_table(
        "account_link",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(40), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment),
    )
    op.create_table(
        "account_session",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column(
            "account", sa.String(40), sa.ForeignKey("account.id"), nullable=False, index=True
        ),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("began_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
    )
    op.create_table(
        "shown_code",
        sa.Column("session", sa.String(64), primary_key=True),
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("sealed", sa.String(400), nullable=False),
        sa.Column("until", Moment, nullable=False),
    )


def _keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("centre", sa.String(200), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment),
        sa.Column("revoked_at", Moment),
    )
