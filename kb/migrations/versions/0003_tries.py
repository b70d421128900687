"""Tries at signing in are counted by name, whether or not somebody has that name."""

import sqlalchemy as sa
from alembic import op

from kb.database import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Count apart from the accounts, so that a name nobody has waits like any other."""
    op.create_table(
        "sign_in_try",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("last_at", Moment, nullable=False),
    )
    op.drop_column("account", "failures")
    op.drop_column("account", "last_failure_at")
