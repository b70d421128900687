"""The officer's desk: files in, drafts, a second pair of eyes, publication.

What one person sends in, another publishes. Records of one file belong together: they are
checked, sent and published together or not at all. What is published stays until something else
is: ending a record, taking a part out of it and going back are drafts like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from kb import clauses, refusals
from kb.desk_gates import DeskGates, Examine, take_as_sound
from kb.errors import BadRecords, Conflict, NotAllowed, NotFound, Problem, WrongInput
from kb.file_read import FileRead
from kb.ledger import Ledger
from kb.ledger_rows import RecordVersion
from kb.loading import read_any
from kb.model import AnyRecord
from kb.partly_bad import PartlyBad
from kb.record_states import OVER, WAITING, RecordState
from kb.submissions import Submission
from kb.vocab import Names
from kb.whole import whole_on

FORM: Final = "form"
"""The origin of what was written in the editor."""


class Desk:
    """Takes files in and moves what they hold towards publication.

    `examine` is told by `DeskGates`.
    """

    def __init__(self, ledger: Ledger, names: Names, examine: Examine = take_as_sound) -> None:
        self._ledger = ledger
        self._names = names
        self._gates = DeskGates(ledger, names, examine)

    # ---- in -------------------------------------------------------------------------------------

    def check(self, content: bytes, file: str) -> FileRead:
        """Return the new or changed records of a file that passes both gates, and what it left out.

        Raises:
            BadRecords: every problem of the file, with its line or cell; an example that does not
                hold is one.
            WrongInput: it is no file of records, or says nothing that is not published or waiting
                already.
        """
        now = whole_on(self._ledger, self._ledger.today())
        try:
            read = read_any(content, file, self._names, now)
        except PartlyBad as bad:
            raise bad.with_more(now, self._gates.changed_of) from None
        changed = self._gates.changed_of(read.records)
        if not changed:
            raise WrongInput.at(file, *refusals.NOTHING_NEW)
        return FileRead(changed, read.left_out)

    def check_records(self, records: Sequence[AnyRecord]) -> None:
        """Let records through both gates as they were written in a form.

        Raises:
            BadRecords: every problem, with its place.
        """
        self._gates.check_records(records)

    def load(self, content: bytes, file: str, author: str) -> Submission:
        """Keep the records of a file as drafts.

        Raises:
            BadRecords: every problem of the file, with its line; then nothing is kept.
            WrongInput: there is nothing new in it.
        """
        read = self.check(content, file)
        return self.keep([one.record for one in read.records], author, file)

    def keep(
        self,
        records: Sequence[AnyRecord],
        author: str,
        origin: str = FORM,
        reason: str = "loaded",
        based_on: Mapping[str, int] | None = None,
        effective_on: date | None = None,
    ) -> Submission:
        """Keep records as drafts that belong together, whether they pass the gates yet or not.

        `based_on` says by record id which version it was written from, where not from the one of
        today; `effective_on` from which day it is meant to count.
        """
        name = self._ledger.propose(records, author, origin, False, reason, based_on, effective_on)
        return self.get(name)

    # ---- what changes something that is published -----------------------------------------------

    def roll_back(self, number: int, author: str) -> Submission:
        """Draft going back to an earlier version: a new one that says what that one said.

        Raises:
            NotFound: there is no such version.
            WrongInput: it ended its record and says nothing.
        """
        earlier = self._ledger.version(number)
        if earlier.ends:
            raise WrongInput.at(f"{earlier.record.id} {number}", *refusals.ENDED_BEFORE)
        return self.keep([earlier.record], author, f"version {number}", f"back to {number}")

    def end(self, record_id: str, author: str, reason: str) -> Submission:
        """Draft the end of a record: from its effective day on nothing of it is in force.

        Raises:
            NotFound: nothing of it is in force or suspended.
            WrongInput: there is no reason.
        """
        said = _said(reason)
        held = self._suspended(record_id) or self._in_force(record_id)
        name = self._ledger.propose([held.record], author, FORM, ends=True, reason=said)
        return self.get(name)

    def take_out(
        self, record_id: str, path: Sequence[str | int], author: str, reason: str
    ) -> Submission:
        """Draft a record without one of its clauses; the item itself stands.

        Raises:
            NotFound: nothing of the record is in force.
            WrongInput: it has no such clause, or is nothing without it; or there is no reason.
        """
        said, held = _said(reason), self._in_force(record_id)
        left = clauses.without(held.record, path)
        return self.keep([left], author, f"without {clauses.named(path)}", said)

    def suspend(self, record_id: str, by: str, reason: str, along: bool = False) -> None:
        """Take a record out of force at once, until it is resumed; one person alone may.

        With `along` the policies that name it go too, and those that name them.

        Raises:
            NotFound: nothing of it is in force.
            BadRecords: something that is in force still names it.
            WrongInput: there is no reason.
        """
        said, today = _said(reason), self._ledger.today()
        self._in_force(record_id)
        with self._ledger.turn():
            base = whole_on(self._ledger, today)
            ids = clauses.policies_with(record_id, base) if along else {record_id}
            self._gates.check_without(ids, today)
            held = self._ledger.published_of(sorted(ids))
            self._ledger.move(held, RecordState.SUSPENDED, by, said, today)

    def resume(self, record_id: str, by: str, reason: str) -> None:
        """Put a suspended record back in force; not for whoever wrote it or sent it in.

        Raises:
            NotFound: it is not suspended.
            NotAllowed: the same person wrote what is suspended, or asked for its approval.
            WrongInput: there is no reason.
            BadRecords: it no longer fits what was published meanwhile.
        """
        held = self._suspended(record_id)
        if held is None:
            raise NotFound(refusals.NOT_IN_FORCE)
        said, today = _said(reason), self._ledger.today()
        if by in self.get(held.submission).by:
            raise NotAllowed(refusals.NOT_BY_ONESELF)
        with self._ledger.turn():
            self._gates.recheck([held], today)
            self._ledger.move([held], RecordState.PUBLISHED, by, said, today)

    def archive(self, record_id: str, by: str, reason: str) -> None:
        """Put away a record that is over: nothing warns of it any more, and its history stays.

        Raises:
            NotFound: the ledger never held it.
            Conflict: something of it is in force, suspended, still ahead, or waits for somebody.
            BadRecords: something that is in force still names it.
            WrongInput: there is no reason.
        """
        said, today = _said(reason), self._ledger.today()
        with self._ledger.turn():
            held = self._ledger.history(record_id)
            if not held:
                raise NotFound(refusals.NOT_IN_FORCE)
            if not {one.standing for one in held} <= OVER:
                raise Conflict(refusals.NOT_OVER)
            self._gates.check_without({record_id}, today)
            left = [one for one in held if one.state is not RecordState.ARCHIVED]
            self._ledger.move(left, RecordState.ARCHIVED, by, said, today)

    def call_back(self, name: str, by: str, reason: str) -> None:
        """Take back what is published and still ahead: it never comes into force.

        Raises:
            Conflict: it is in force already.
            BadRecords: something that comes into force with it or later needs it.
            WrongInput: there is no reason.
        """
        said, today = _said(reason), self._ledger.today()
        with self._ledger.turn():
            versions = self._ledger.submission(name)
            if any(one.standing is not RecordState.SCHEDULED for one in versions):
                raise Conflict(refusals.NOT_AHEAD)
            self._gates.check_called_back(versions)
            self._ledger.move(versions, RecordState.WITHDRAWN, by, said, today)

    def _in_force(self, record_id: str) -> RecordVersion:
        found = self._ledger.published_of([record_id])
        if not found:
            raise NotFound(refusals.NOT_IN_FORCE)
        return found[0]

    def _suspended(self, record_id: str) -> RecordVersion | None:
        held = (one for one in self._ledger.suspended() if one.record.id == record_id)
        return next(held, None)

    # ---- what waits -----------------------------------------------------------------------------

    def get(self, name: str) -> Submission:
        """Return a submission.

        Raises:
            NotFound: there is none of that name.
        """
        versions = self._ledger.submission(name)
        waiting = tuple(v for v in versions if v.state in WAITING) or versions
        return Submission(name=name, versions=waiting, moves=self._ledger.moves(waiting[0].number))

    def waiting(self) -> tuple[Submission, ...]:
        """Return what waits for somebody, newest first."""
        names = dict.fromkeys(version.submission for version in reversed(self._ledger.drafts()))
        return tuple(self.get(name) for name in names)

    def rivals(self, held: Submission) -> tuple[Submission, ...]:
        """Return other submissions that wait and change one of the same records."""
        mine = {version.record.id for version in held.versions}
        return tuple(
            other
            for other in self.waiting()
            if other.name != held.name and mine & {one.record.id for one in other.versions}
        )

    def overtaken(self, held: Submission) -> tuple[RecordVersion, ...]:
        """Return what was published of the same records since the drafts were written."""
        return tuple(one for version in held.versions for one in self._newer(version))

    def _newer(self, version: RecordVersion) -> Iterator[RecordVersion]:
        """Yield what was published of a record after the version that a draft was written from.

        What comes into force only after the draft stays ahead and is not undone by it.
        """
        own = (version.number, version.based_on)
        moves = self._ledger.moves(version.based_on or version.number)
        published = (one.number for one in moves if one.to is RecordState.PUBLISHED)
        since = next(published, moves[0].number)
        day = version.effective_on or self._ledger.today()
        for one in self._ledger.history(version.record.id):
            stays_ahead = one.effective_on is not None and one.effective_on > day
            if one.number not in own and one.state is RecordState.PUBLISHED and not stays_ahead:
                last = [two.number for two in self._ledger.moves(one.number)][-1]
                if last > since:
                    yield one

    def send(
        self,
        name: str,
        by: str,
        effective_on: date | None = None,
        open_yet: Sequence[Problem] = (),
    ) -> None:
        """Ask for approval of what could be published as it is; else it stays a draft.

        Args:
            name: of the submission.
            by: the account that asks.
            effective_on: from which day it is to count, ahead or behind; None from publication.
            open_yet: what else has to be said first; it is told with everything found here.

        Raises:
            WrongInput: it could not be published, or something is open yet.
            Conflict: it is not a draft.
        """
        held = self.get(name)
        try:
            if held.state is RecordState.DRAFT:
                self._gates.check_submission(held, effective_on or self._ledger.today())
        except BadRecords as error:
            raise BadRecords([*open_yet, *error.problems]) from error
        if open_yet:
            raise WrongInput(open_yet)
        said = "sent for approval"
        self._ledger.move(held.versions, RecordState.IN_REVIEW, by, said, effective_on)

    def give_back(self, name: str, by: str, reason: str) -> None:
        """Give it back to its author with the reason; the day it was to count from is kept."""
        held = self.get(name)
        self._ledger.move(held.versions, RecordState.DRAFT, by, _said(reason), held.effective_on)

    def withdraw(self, name: str, by: str, reason: str) -> None:
        """Take back for good what is not published yet; the ledger keeps it."""
        held = self.get(name)
        if held.state not in WAITING:
            raise Conflict(refusals.NOT_AHEAD)
        self._ledger.move(held.versions, RecordState.WITHDRAWN, by, _said(reason))

    # ---- out ------------------------------------------------------------------------------------

    def publish(self, name: str, by: str, over: bool = False) -> None:
        """Approve and publish, after both gates looked at it beside what is in force from its day.

        Args:
            name: of the submission.
            by: the account that approves.
            over: also over what was published of the same records since it was written.

        Raises:
            NotAllowed: the same person wrote it or asked for its approval.
            BadRecords: it no longer fits what was published meanwhile.
            Conflict: it is not waiting for approval; or it would undo, unseen, what somebody else
                published since it was written.
        """
        held = self.get(name)
        if by in held.by:
            raise NotAllowed(refusals.NOT_BY_ONESELF)
        with self._ledger.turn():
            if not over and self.overtaken(held):
                raise Conflict(refusals.OVERTAKEN)
            day = held.effective_on or self._ledger.today()
            self._gates.check_submission(held, day)
            if held.state is RecordState.IN_REVIEW:
                self._ledger.move(held.versions, RecordState.APPROVED, by, "approved")
                held = self.get(name)
            if held.state is not RecordState.APPROVED:
                raise Conflict(refusals.NOT_SENT)
            self._ledger.move(held.versions, RecordState.PUBLISHED, by, "published", day)


def _said(reason: str) -> str:
    if not reason.strip():
        raise WrongInput.at("reason", *refusals.NO_REASON)
    return reason.strip()[:500]
