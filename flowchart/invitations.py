"""Experts at the round table: a link lets one read a case and comment on it, and then expires.

A link is for a department, not for a person; only its hash is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select, update

from flowchart.case_events import By, Invited, Uninvited, What
from flowchart.case_log import add_event, hold, tell_of_case
from flowchart.case_store import OFFICE_TIME
from flowchart.case_tables import INVITATION
from kb.database import Database
from kb.errors import NotFound, WrongInput
from kb.ids import OrganisationId
from kb.text import Text

LONGEST: Final = timedelta(days=31)
_NO_INVITATION: Final = Text(
    zh="这个邀请不能用了，或者从来没有过。请联系邀请您的人。",
    en="This invitation is over, or never was. Ask whoever invited you.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A seat at the round table of one case, for a department, until a moment."""

    id: str
    case_id: str
    department: OrganisationId
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvitation:
    """An invitation just made; its secret is shown once and kept nowhere."""

    invitation: Invitation
    secret: str = field(repr=False)


class Invitations:
    """Makes, finds and ends invitations."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def invite(
        self, case_id: str, department: OrganisationId, until: date, by: By
    ) -> NewInvitation:
        """Invite an expert of a department until the end of a day.

        Raises:
            NotFound: there is no such case.
            WrongInput: the day is past, or further away than a month.
        """
        today = self._now().astimezone(OFFICE_TIME).date()
        if not today <= until <= today + LONGEST:
            raise WrongInput.at("until", *_no_such_day(until, today))
        secret = secrets.token_urlsafe(24)
        ends = datetime.combine(until + timedelta(days=1), time(), OFFICE_TIME)
        made = Invitation(
            id=secrets.token_hex(4), case_id=case_id, department=department, expires_at=ends
        )
        row = {
            "id": made.id,
            "case_id": case_id,
            "department": department,
            "hash": _hashed(secret),
            "expires_at": ends,
        }
        with self._database.write() as connection:
            self._log(
                connection,
                case_id,
                Invited(invitation=made.id, department=department, until=until),
                by,
            )
            connection.execute(INVITATION.insert().values(**row))
        return NewInvitation(invitation=made, secret=secret)

    def find(self, secret: str) -> Invitation:
        """Return the invitation behind a link that is still good.

        Raises:
            NotFound: it has expired, was ended, or never was.
        """
        query = select(INVITATION).where(
            INVITATION.c.hash == _hashed(secret),
            INVITATION.c.ended_at.is_(None),
            INVITATION.c.expires_at > self._now(),
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(_NO_INVITATION)
        return _invitation(row)

    def good(self, case_id: str) -> tuple[Invitation, ...]:
        """Return the invitations of a case that are still good, those that end first."""
        query = select(INVITATION).where(
            INVITATION.c.case_id == case_id,
            INVITATION.c.ended_at.is_(None),
            INVITATION.c.expires_at > self._now(),
        )
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(INVITATION.c.expires_at)).all()
        return tuple(_invitation(row) for row in rows)

    def end(self, case_id: str, invitation: str, by: By) -> None:
        """End an invitation before its time; effective on the next request.

        Raises:
            NotFound: the case has no such invitation, or it is over.
        """
        mine = (
            INVITATION.c.case_id == case_id,
            INVITATION.c.id == invitation,
            INVITATION.c.ended_at.is_(None),
            INVITATION.c.expires_at > self._now(),
        )
        with self._database.write() as connection:
            self._log(connection, case_id, Uninvited(invitation=invitation), by)
            ended = connection.execute(update(INVITATION).where(*mine).values(ended_at=self._now()))
            if not ended.rowcount:
                raise NotFound(_NO_INVITATION)

    def _log(self, connection: Any, case_id: str, what: What, by: By) -> None:
        add_event(connection, hold(connection, case_id), what, by, self._now())
        tell_of_case(self._database, connection, case_id)  # whoever listens looks for itself


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _invitation(row: Any) -> Invitation:
    return Invitation(
        id=row.id,
        case_id=row.case_id,
        department=OrganisationId(row.department),
        expires_at=row.expires_at,
    )


def _no_such_day(day: date, today: date) -> tuple[Text, Text]:
    last = today + LONGEST
    return (
        Text(zh=f"{day} 不行。", en=f"{day} cannot be."),
        Text(zh=f"请写 {today} 到 {last} 之间的一天。", en=f"Write a day from {today} to {last}."),
    )
