"""Notices on their way out of the house: made together with the event, sent until they arrive.

A row is written in the transaction of what it tells, so an acknowledged event always has its
notices. Who sends one leases it first: of several workers no two send it at a time, and one that
dies gives it back by the clock. So a notice is sent at least once, under a number that stays.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, select, update

from flowchart.case import Case
from flowchart.case_events import Agreed, CaseEvent, Move
from flowchart.case_kinds import Purpose
from flowchart.case_tables import CASE, CONTACT, OUTBOX
from flowchart.case_told import agreed
from flowchart.notices import Topic, asks_to_rate, topic_of
from flowchart.parcels import LASTING, Failure, Parcel, Standing, standing_of
from flowchart.private import Channel
from flowchart.reminders import Reminder
from kb.database import Database, add_once
from kb.errors import NotFound
from kb.text import Text
from kb.writing import from_json, to_json

NEWS_TO_SEND: Final = "outbox"
"""Told to whoever sends whenever there is something new to send."""

TRY_AGAIN: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 12 * 60, 24 * 60)
)
"""How long after each failure it is tried again; after the last one it is given up."""

LEASE: Final = timedelta(minutes=10)
"""So long one worker may take to send what it claimed, before another one may."""

SENT_BY: Final = (Channel.EMAIL, Channel.PHONE)


_NO_SUCH: Final = Text(
    zh="没有这条可以重发的通知。", en="There is no such notice that could be sent again."
)


class Outbox:
    """Puts notices in, hands them to who sends, and keeps how that went.

    Rows are made only for channels that can send; where none can, news is shown in the app alone.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        channels: Iterable[Channel] = (),
    ) -> None:
        self._database = database
        self.now = now
        self.channels = frozenset(channels)

    # ---- putting in ------------------------------------------------------------------------

    def tell(self, connection: Connection, case: Case, event: CaseEvent) -> None:
        """Put the notices of an event in, as part of the transaction that makes it.

        Args:
            connection: of that transaction.
            case: as it is after the event.
            event: what happened.
        """
        if isinstance(event.what, Agreed) and event.what.purpose is Purpose.NOTICES:
            if not event.what.given:
                self._stop(connection, case.id)
            return
        if not self.channels:
            return
        topic = topic_of(event, case.events)
        if topic is not None:
            told: dict[str, Any] = {"event": event.sequence}
            if topic is Topic.SUPPLEMENT and isinstance(event.what, Move):
                told["day"] = event.what.until
            self.put(connection, case, topic, told, f"event:{event.sequence}")
        if isinstance(event.what, Move) and asks_to_rate(case) is not None:
            self.put(connection, case, Topic.RATE, {}, "rate")

    def reached(self) -> tuple[str, ...]:
        """Return the ids of the cases whose applicant can be reached in one of our ways."""
        ways = self.channels & set(SENT_BY)
        query = select(CONTACT.c.case_id).where(CONTACT.c.channel.in_(ways)).distinct()
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(CONTACT.c.case_id)))

    def remind(self, case: Case, reminders: Sequence[Reminder]) -> int:
        """Put reminders of a case in that are not in yet; return how many were."""
        if not self._wanted(case) or not reminders:
            return 0
        with self._database.write() as connection:
            return sum(self._remind(connection, case, one) for one in reminders)

    def _remind(self, connection: Connection, case: Case, reminder: Reminder) -> int:
        told = {} if reminder.day.personal else {"day": reminder.day.on}
        return self.put(connection, case, Topic.REMINDER, told, f"reminder:{reminder.key}")

    def announce(self, case: Case, topic: Topic, once: str) -> int:
        """Put news in that no event tells of; return how many notices were new.

        Args:
            case: whose.
            topic: what kind of news.
            once: names it within the case.
        """
        if not self._wanted(case):
            return 0
        with self._database.write() as connection:
            return self.put(connection, case, topic, {}, once)

    def put(
        self,
        connection: Connection,
        case: Case,
        topic: Topic,
        told: Mapping[str, Any],
        once: str,
    ) -> int:
        """Put a notice in for each channel that can send and reaches them; return how many.

        Args:
            connection: of the transaction it belongs to.
            case: whose.
            topic: what kind of news.
            told: ids and days only.
            once: names it within the case; put in again, nothing happens.
        """
        if not self._wanted(case):
            return 0
        reached = select(CONTACT.c.channel).where(CONTACT.c.case_id == case.id)
        held = {Channel(one) for one in connection.scalars(reached)}
        made = 0
        for channel in sorted(held & self.channels & set(SENT_BY)):
            made += add_once(connection, OUTBOX, self._row(case.id, channel, topic, told, once))
        if made:
            self._database.signals.tell(connection, NEWS_TO_SEND, "")
        return made

    def _wanted(self, case: Case) -> bool:
        return bool(self.channels) and Purpose.NOTICES in agreed(case)

    def _row(
        self, case_id: str, channel: Channel, topic: Topic, told: Mapping[str, Any], once: str
    ) -> dict[str, Any]:
        named = hashlib.sha256(f"{case_id} {channel} {once}".encode()).hexdigest()
        return {
            "id": secrets.token_hex(16),
            "case_id": case_id,
            "channel": channel,
            "topic": topic,
            "told": to_json(dict(told)),
            "once": named,
            "made_at": self.now(),
            "next_at": self.now(),
            "tries": 0,
        }

    def _stop(self, connection: Connection, case_id: str) -> None:
        mine = (OUTBOX.c.case_id == case_id, OUTBOX.c.next_at.is_not(None))
        connection.execute(update(OUTBOX).where(*mine).values(**self._ended(Failure.NOT_WANTED)))

    # ---- sending ---------------------------------------------------------------------------

    def claim(self, at_most: int = 10) -> tuple[Parcel, ...]:
        """Lease what is due, the longest waiting first; nobody else gets it meanwhile.

        What nobody can send any more, for want of an address or a channel, is given up.
        """
        with self._database.write() as connection:
            while rows := connection.execute(self._due().limit(at_most)).all():
                leased = [self._leased(connection, row) for row in rows]
                if found := tuple(parcel for parcel in leased if parcel is not None):
                    return found
        return ()

    def _due(self) -> Select[Any]:
        reached = and_(CONTACT.c.case_id == OUTBOX.c.case_id, CONTACT.c.channel == OUTBOX.c.channel)
        query = select(OUTBOX, CASE.c.number, CONTACT.c.address)
        query = query.join(CASE, CASE.c.id == OUTBOX.c.case_id).outerjoin(CONTACT, reached)
        query = query.where(OUTBOX.c.next_at <= self.now())
        query = query.order_by(OUTBOX.c.next_at, OUTBOX.c.made_at, OUTBOX.c.id)
        return query.with_for_update(skip_locked=True, of=OUTBOX)

    def _leased(self, connection: Connection, row: Any) -> Parcel | None:
        mine, channel = update(OUTBOX).where(OUTBOX.c.id == row.id), Channel(row.channel)
        gone = self._cannot(row, channel)
        if gone is not None:
            connection.execute(mine.values(**self._ended(gone)))
            return None
        until = self.now() + LEASE
        connection.execute(mine.values(next_at=until, tries=row.tries + 1))
        day = from_json(row.told).get("day")
        return Parcel(
            id=row.id,
            case_id=row.case_id,
            number=row.number,
            channel=channel,
            topic=Topic(row.topic),
            to=row.address,
            made_at=row.made_at,
            tries=row.tries + 1,
            day=day,
        )

    def _cannot(self, row: Any, channel: Channel) -> Failure | None:
        if row.address is None:
            return Failure.NO_CONTACT
        if channel not in self.channels:
            return Failure.NO_CHANNEL
        return Failure.CUT_OFF if row.tries > len(TRY_AGAIN) else None

    def sent(self, parcel_id: str) -> None:
        """Note that a notice has left."""
        done = {"next_at": None, "sent_at": self.now(), "problem": None}
        self._change(parcel_id, done)

    def failed(self, parcel_id: str, failure: Failure) -> None:
        """Note why a notice did not leave; it is tried again later, or given up."""
        with self._database.write() as connection:
            query = select(OUTBOX.c.tries).where(OUTBOX.c.id == parcel_id)
            tries = connection.scalar(query)
            if tries is None:
                return  # erased meanwhile
            change = self._ended(failure)
            if failure not in LASTING and tries <= len(TRY_AGAIN):
                wait = TRY_AGAIN[max(tries, 1) - 1]
                change = {"next_at": self.now() + wait, "problem": failure}
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == parcel_id).values(**change))

    def _ended(self, failure: Failure) -> dict[str, Any]:
        return {"next_at": None, "given_up_at": self.now(), "problem": failure}

    def _change(self, parcel_id: str, values: Mapping[str, Any]) -> None:
        with self._database.write() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == parcel_id).values(**values))

    def next_at(self) -> datetime | None:
        """Return when something is due next; None where nothing waits."""
        query = select(OUTBOX.c.next_at).where(OUTBOX.c.next_at.is_not(None))
        with self._database.read() as connection:
            found: datetime | None = connection.scalar(query.order_by(OUTBOX.c.next_at).limit(1))
        return found

    # ---- the desk --------------------------------------------------------------------------

    def standing(self, case_id: str) -> tuple[Standing, ...]:
        """Return how far the notices of a case are, the newest first."""
        query = select(OUTBOX).where(OUTBOX.c.case_id == case_id)
        query = query.order_by(OUTBOX.c.made_at.desc(), OUTBOX.c.id)
        with self._database.read() as connection:
            return tuple(standing_of(row) for row in connection.execute(query))

    def retry(self, case_id: str, parcel_id: str) -> None:
        """Let a notice that was given up be sent again from the beginning.

        Raises:
            NotFound: this case has no such notice.
        """
        again = {"next_at": self.now(), "tries": 0, "given_up_at": None, "problem": None}
        mine = (OUTBOX.c.id == parcel_id, OUTBOX.c.case_id == case_id)
        with self._database.write() as connection:
            given_up = update(OUTBOX).where(*mine, OUTBOX.c.given_up_at.is_not(None))
            if not connection.execute(given_up.values(**again)).rowcount:
                raise NotFound(_NO_SUCH)
            self._database.signals.tell(connection, NEWS_TO_SEND, "")
