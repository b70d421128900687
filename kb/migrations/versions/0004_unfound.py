"""Searches that found no one answer are counted by day, without what was typed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make room for the counts."""
    op.create_table(
        "search_unfound",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("language", sa.String(2), primary_key=True),
        sa.Column("outcome", sa.String(10), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
