"""The tables of cases. What is personal lies in rows of its own, which can be deleted alone."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from kb.database import METADATA, Moment


def _of_case(primary_key: bool = False, index: bool | None = None) -> Column[str]:
    case = ForeignKey("case_file.id")
    return Column("case_id", String(40), case, nullable=False, primary_key=primary_key, index=index)


CASE = Table(
    "case_file",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("generation", String(64), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("centre", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("scenes", Text, nullable=False),
    Column("companion", String(100)),
    Column("handed_to", String(100)),
    Column("sequence", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("grade", String(20)),
    Column("to_follow_up", Integer, nullable=False),
    Column("supplement_by", Date),
    Column("promised_by", Date),
    Column("restart_by", Date),
    Column("to_collect", Integer, nullable=False, server_default="0"),
    Column("erased_at", Moment),
)
"""What lists show; everything from `scenes` on is told again by the log and the plan."""

PLAN = Table(
    "case_plan",
    METADATA,
    _of_case(primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("content", Text, nullable=False),
)
"""The plans of a case, one row each time it got a new one. Erasable: dates tell of facts."""

EVENT = Table(
    "case_event",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    _of_case(),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("content", Text, nullable=False),
    Column("actor", String(20), nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("seal", String(64), nullable=False),
    UniqueConstraint("case_id", "sequence"),
)
"""The log: append-only by trigger, ids and codes only."""

PERSON = Table(
    "case_person",
    METADATA,
    _of_case(primary_key=True),
    Column("name", Text),
    Column("facts", Text),
)
NOTE = Table(
    "case_note",
    METADATA,
    Column("id", String(40), primary_key=True),
    _of_case(index=True),
    Column("audience", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
CONTACT = Table(
    "case_contact",
    METADATA,
    _of_case(primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Where notices and results go: an e-mail address, a phone number, a postal address."""

LOOKING = Table(
    "case_looking",
    METADATA,
    _of_case(primary_key=True),
    Column("centre", String(200), primary_key=True, index=True),
)

TOKEN = Table(
    "tracking_token",
    METADATA,
    Column("hash", String(64), primary_key=True),
    _of_case(index=True),
    Column("mark", String(12), nullable=False),
    Column("holder", String(20), nullable=False),
    Column("pin_hash", String(200), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
"""Codes that show a case; `mark` names one in logs and on pages without giving it away."""

INVITATION = Table(
    "case_invitation",
    METADATA,
    Column("id", String(40), primary_key=True),
    _of_case(index=True),
    Column("department", String(200), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", String(40), primary_key=True),
    _of_case(index=True),
    Column("channel", String(20), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("told", Text, nullable=False),
    Column("once", String(200), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("next_at", Moment, index=True),
    Column("tries", Integer, nullable=False),
    Column("sent_at", Moment),
    Column("given_up_at", Moment),
    Column("problem", String(200)),
)
"""Notices to be sent: ids and dates only; where to stands with the contacts of the case.

`once` keeps one and the same notice from being made twice; `next_at` is empty once it was sent
or given up.
"""

RECORD_FLAG = Table(
    "record_flag",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("record_id", String(200), nullable=False, index=True),
    Column("place", String(20), nullable=False),
    Column("case_id", String(40), ForeignKey("case_file.id"), index=True),
    Column("context", Text, nullable=False),
    Column("words", Text),
    Column("by", String(100)),
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("settled_by", String(100)),
    Column("answer", Text),
)
"""What seemed wrong to a companion or an applicant; of a case, or of a conversation without one."""

PERSONAL = (PLAN, PERSON, NOTE, CONTACT, LOOKING, INVITATION, OUTBOX, RECORD_FLAG)
"""What erasure deletes; codes stop to show anything, the log and what lists count stay."""
