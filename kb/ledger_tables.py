"""The tables of the ledger: versions of records, and their moves; append-only, moves sealed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from kb.database import METADATA, Moment

VERSION = Table(
    "record_version",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(200), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("submission", String(40)),
    Column("at", Moment, nullable=False),
    Column("origin", String(200)),
    Column("based_on", Integer),
    Column("ends", Boolean, nullable=False, default=False),
)
"""`based_on` is the version that stood when this one was written; one that `ends` its record holds
what the record said last."""

MOVE = Table(
    "record_move",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("version", Integer, ForeignKey("record_version.number"), nullable=False),
    Column("to_state", String(30), nullable=False),
    Column("by", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("effective_on", Date),
    Column("seal", String(64), nullable=False),
)
"""`effective_on` is the day from which a move counts; without one that of the move itself."""

PUBLISHED: Final = "published"
"""Told whenever what is published has changed."""
ALONE: Final = "ledger"
"""The turn that workers wait for before they write."""
SEEDER: Final = "data"
"""The author of what was read from folders at the start."""
AS_SEEDED: Final = "as seeded"
"""The reason of the move that published what a first start read: in force since ever."""
