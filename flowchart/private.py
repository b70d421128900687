"""What is personal about a case: name, facts, notes, contacts. Read, given as a copy, and erased.

Rows of their own hold it, so that the log can stay when they go. A file that was deleted from is
overwritten and emptied of its write-ahead log, so that not even the disk holds it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from flowchart.case_events import Agreed, By, CaseEvent, Corrected, Erased, Exported
from flowchart.case_kinds import Audience
from flowchart.case_log import add_event, hold, tell_of_case
from flowchart.case_reading import read_case
from flowchart.case_store import Person
from flowchart.case_tables import (
    CASE,
    CONTACT,
    NOTE,
    PERSON,
    PERSONAL,
    RECORD_FLAG,
    TOKEN,
)
from flowchart.case_told import Ticks, of_kind, ticks
from kb.database import Database, add_or_change
from kb.writing import from_json, to_json


class Channel(StrEnum):
    """How somebody is reached: notices go by e-mail or phone, results by post."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words somebody wrote; the event that names the number says who, and about what."""

    id: str
    audience: Audience
    text: str
    at: datetime


EVERYBODY: Final = frozenset(Audience)
LATER: Final = "later"
"""Beside the first answers of a case stand those of its later plans, by the plan's number."""


class PrivateRows:
    """Reads, writes, copies and erases what is personal."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def person(self, case_id: str) -> Person:
        """Return name and facts; empty once they were erased."""
        with self._database.read() as connection:
            row = connection.execute(select(PERSON).where(PERSON.c.case_id == case_id)).first()
        return Person(name=row.name, facts=row.facts) if row else Person()

    def set_person(
        self, case_id: str, *, name: str | None = None, facts: str | None = None
    ) -> None:
        """Write a name, or facts; what is left out stays."""
        said = {"name": name, "facts": facts}
        given = {key: value for key, value in said.items() if value is not None}
        if given:
            with self._database.write() as connection:
                mine = PERSON.c.case_id == case_id
                connection.execute(update(PERSON).where(mine).values(**given))

    def facts(self, case_id: str, version: int = 1) -> dict[str, Any] | None:
        """Return as plain values what was said for one of the plans of a case; None once erased.

        A plan that follows from new rules alone was made of what was said for the one before.
        """
        kept = self.person(case_id).facts
        if kept is None:
            return None
        held = from_json(kept)
        later = {int(one): said for one, said in held.pop(LATER, {}).items()}
        said = max((one for one in later if one <= version), default=None)
        found: dict[str, Any] = held if said is None else later[said]
        return found

    def set_facts(self, case_id: str, version: int, facts: Mapping[str, Any]) -> None:
        """Write what was said for a later plan; what was said before stays and can come back."""
        kept = self.person(case_id).facts
        held = from_json(kept) if kept is not None else {"facts": {}, "standings": {}}
        said = {**held.get(LATER, {}), str(version): facts}
        self.set_person(case_id, facts=to_json({**held, LATER: said}))

    def notes(self, case_id: str, audiences: Collection[Audience] = EVERYBODY) -> dict[str, Note]:
        """Return the notes for some readers by their number, oldest first."""
        query = select(NOTE).where(NOTE.c.case_id == case_id, NOTE.c.audience.in_(audiences))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(NOTE.c.at, NOTE.c.id)).all()
        return {
            row.id: Note(id=row.id, audience=Audience(row.audience), text=row.text, at=row.at)
            for row in rows
        }

    def contacts(self, case_id: str) -> dict[Channel, str]:
        """Return where notices and results go."""
        query = select(CONTACT).where(CONTACT.c.case_id == case_id)
        with self._database.read() as connection:
            return {Channel(r.channel): r.address for r in connection.execute(query)}

    def set_contact(self, case_id: str, channel: Channel, address: str) -> None:
        """Write an address; an empty one takes it away.

        Raises:
            NotFound: there is no such case, or it was erased.
        """
        mine = (CONTACT.c.case_id == case_id, CONTACT.c.channel == channel)
        with self._database.write() as connection:
            hold(connection, case_id)
            if not address:
                connection.execute(delete(CONTACT).where(*mine))
                return
            kept = {"address": address, "at": self._now()}
            row = {"case_id": case_id, "channel": channel, **kept}
            add_or_change(connection, CONTACT, row, kept)

    # ---- the rights of a person ----------------------------------------------------------------

    def copy(self, case_id: str, by: By) -> dict[str, Any]:
        """Return everything held about a person as plain values, and log that it was given.

        个人信息保护法第四十五条: a copy on request.

        Raises:
            NotFound: there is no such case, or it was erased.
        """
        with self._database.write() as connection:
            row = hold(connection, case_id)
            held = self._held(connection, case_id)
            event = add_event(connection, row, Exported(), by, self._now())
            tell_of_case(self._database, connection, case_id, event.sequence)
        return held

    def held(self, case_id: str) -> dict[str, Any]:
        """Return everything held about a person as plain values, as `copy` does; nobody is told.

        Raises:
            NotFound: there is no such case, or it was erased.
        """
        with self._database.read() as connection:
            return self._held(connection, case_id)

    def _held(self, connection: Connection, case_id: str) -> dict[str, Any]:
        case = read_case(connection, case_id)
        mine = select(TOKEN).where(TOKEN.c.case_id == case_id).order_by(TOKEN.c.created_at)
        flagged = select(RECORD_FLAG).where(RECORD_FLAG.c.case_id == case_id)
        flags = connection.execute(flagged.order_by(RECORD_FLAG.c.at)).all()
        person, states = self.person(case_id), case.states()
        return {
            "number": case.number,
            "opened_on": case.opened_on.isoformat(),
            "centre": case.centre,
            "scenes": list(case.plan.scenes),
            "name": person.name,
            "facts": from_json(person.facts) if person.facts else {},
            "contacts": {str(channel): a for channel, a in self.contacts(case_id).items()},
            "steps": [
                {"step": one.service, "state": states[one.service]} for one in case.plan.steps
            ],
            "ticks": [_tick_shape(paper, ticked) for paper, ticked in ticks(case).items()],
            "codes": [_code_shape(row) for row in connection.execute(mine)],
            "consents": [_consent_shape(event, what) for event, what in of_kind(case, Agreed)],
            "notes": [_note_shape(note) for note in self.notes(case_id).values()],
            "pointed_out": [_flag_shape(row) for row in flags],
            "events": [_event_shape(event) for event in case.events],
        }

    def correct(self, case_id: str, by: By) -> None:
        """Put on the log that a name or a contact was put right; neither stands there.

        Raises:
            NotFound: there is no such case, or it was erased.
        """
        with self._database.write() as connection:
            event = add_event(connection, hold(connection, case_id), Corrected(), by, self._now())
            tell_of_case(self._database, connection, case_id, event.sequence)

    def forget_note(self, case_id: str, number: str) -> None:
        """Delete the words of one note; the log says that there was one."""
        with self._database.write() as connection:
            mine = (NOTE.c.case_id == case_id, NOTE.c.id == number)
            connection.execute(delete(NOTE).where(*mine))
        self._database.forget_deleted([NOTE.name])

    def erase(self, case_id: str, by: By, *, forget: bool = True) -> None:
        """Erase everything personal about a case and log that it was; the log alone is left.

        个人信息保护法第四十七条. Codes show nothing from the next request on.

        Args:
            case_id: which.
            by: who.
            forget: let the disk forget it too; who erases many does that once, at the end.

        Raises:
            NotFound: there is no such case, or it was erased.
        """
        with self._database.write() as connection:
            add_event(connection, hold(connection, case_id), Erased(), by, self._now())
            for table in PERSONAL:
                connection.execute(delete(table).where(table.c.case_id == case_id))
            mine = (TOKEN.c.case_id == case_id, TOKEN.c.revoked_at.is_(None))
            connection.execute(update(TOKEN).where(*mine).values(revoked_at=self._now()))
            gone = {"erased_at": self._now(), "scenes": "[]", "companion": None, "to_follow_up": 0}
            gone |= {"moved_at": self._now(), "grade": None, "handed_to": None, "to_collect": 0}
            gone |= dict.fromkeys(("supplement_by", "promised_by", "restart_by"))
            connection.execute(update(CASE).where(CASE.c.id == case_id).values(**gone))
            tell_of_case(self._database, connection, case_id)  # every stream looks, and ends
        if forget:
            self._database.forget_deleted([table.name for table in PERSONAL])


def _note_shape(note: Note) -> dict[str, str]:
    return {"text": note.text, "for": str(note.audience), "at": note.at.isoformat()}


def _flag_shape(row: Any) -> dict[str, Any]:
    return {
        "about": row.record_id,
        "words": row.words,
        "at": row.at.isoformat(),
        "answer": row.answer,
    }


_COLLEAGUES: Final = frozenset({"companion", "to_companion"})
"""Accounts of staff, which are nobody's copy."""


def _event_shape(event: CaseEvent) -> dict[str, Any]:
    said = from_json(to_json(event.what))
    return {
        "sequence": event.sequence,
        "kind": event.kind,
        "by": str(event.by.actor),
        "at": event.at.isoformat(),
        "what": {key: one for key, one in said.items() if key not in _COLLEAGUES},
    }


def _tick_shape(paper: str, ticked: Ticks) -> dict[str, Any]:
    said = {"applicant": ticked.applicant, "staff": ticked.staff}
    return {"paper": paper, **{who: at.isoformat() if at else None for who, at in said.items()}}


def _code_shape(row: Any) -> dict[str, Any]:
    return {
        "mark": row.mark,
        "for": row.holder,
        "since": row.created_at.isoformat(),
        "until": row.expires_at.isoformat(),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }


def _consent_shape(event: CaseEvent, what: Agreed) -> dict[str, Any]:
    said = {"purpose": str(what.purpose), "basis": str(what.basis), "given": what.given}
    return {**said, "at": event.at.isoformat()}
