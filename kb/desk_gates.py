"""What the desk looks at before records are kept, sent or published: both gates, on every day.

A change that counts from a day on is looked at beside what is in force then, and beside everything
that comes into force later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from kb import clauses, refusals, validation
from kb.errors import BadRecords
from kb.ledger import Ledger
from kb.ledger_rows import RecordVersion
from kb.model import AnyRecord
from kb.sense import Found
from kb.source import Placed
from kb.submissions import Submission
from kb.vocab import Names
from kb.whole import whole_on

Base = Mapping[str, AnyRecord]
Examine = Callable[[Sequence[AnyRecord], Base], Iterable[Found]]
"""Says what else is wrong with changed records in the company of the whole base."""


def take_as_sound(_: Sequence[AnyRecord], __: Base) -> Iterable[Found]:
    """Find nothing more."""
    return ()


class DeskGates:
    """Looks at records beside the ones that are in force with them.

    `examine` looks at sound records once more: rooms upstairs know what the examples of a rule
    come to.
    """

    def __init__(self, ledger: Ledger, names: Names, examine: Examine) -> None:
        self._ledger = ledger
        self._names = names
        self._examine = examine

    def changed_of(self, read: Sequence[Placed]) -> tuple[Placed, ...]:
        """Return the records of a file that are new or changed, once they passed both gates.

        Raises:
            BadRecords: every problem, with its line or cell.
        """
        today = self._ledger.today()
        differing = {one.id for one in self._ledger.differing(o.record for o in read)}
        placed: dict[str, Placed] = {o.record.id: o for o in read if o.record.id in differing}
        base = self._with_ahead((one.record for one in read), today)
        validation.check(placed.values(), base, self._names, self._base((), today))
        self._look_again([one.record for one in placed.values()], placed, today)
        return tuple(placed.values())

    def check_records(self, records: Sequence[AnyRecord]) -> None:
        """Let records through as they were written in a form, beside what is in force today.

        Raises:
            BadRecords: every problem, with its place.
        """
        today = self._ledger.today()
        base = self._with_ahead(records, today)
        validation.recheck(records, base, self._names, before=self._base((), today))
        self._look_again(records, {}, today)

    def check_submission(self, held: Submission, day: date) -> None:
        """Look at a submission beside what is in force from a day on, as its publication will.

        Args:
            held: the submission.
            day: from which it is to count.

        Raises:
            BadRecords: it does not fit, or something that is in force still names what it ends.
        """
        if held.ends:
            self.check_without({one.record.id for one in held.versions}, day)
        else:
            self.recheck(held.versions, day)

    def recheck(self, versions: Iterable[RecordVersion], day: date) -> None:
        """Look at versions beside what is in force from a day on, whenever that changes.

        Raises:
            BadRecords: they do not fit.
        """
        held: dict[str, AnyRecord] = {one.record.id: one.record for one in versions}
        for on in self._days_from(day):
            changed = [held[one] for one in self._still(held, day, on)]
            if changed:
                self._check_on(changed, on)

    def check_without(self, gone: Collection[str], day: date) -> None:
        """Look for what names records that are to go, from a day on.

        Raises:
            BadRecords: something does.
        """
        for on in self._days_from(day):
            self._check_gone(self._still(gone, day, on), self._base((), on))

    def check_called_back(self, versions: Sequence[RecordVersion]) -> None:
        """Look at what stays in force where versions that are still ahead never begin.

        Raises:
            BadRecords: something that comes into force with them or later needs them.
        """
        ids = {version.record.id for version in versions}
        numbers = {version.number for version in versions}
        courses = {one: self._ledger.courses()[one] for one in ids}
        staying = {one: course.without(numbers) for one, course in courses.items()}
        ahead = [one for course in courses.values() for one in course.stretches]
        for on in self._days_from(min(one.since for one in ahead if one.because in numbers)):
            planned = self._base((), on)
            base = dict(planned)
            found = {one: course.in_force(on) for one, course in staying.items()}
            back = [self._ledger.version(one).record for one in found.values() if one is not None]
            base.update((record.id, record) for record in back)
            self._check_gone({one for one, number in found.items() if number is None}, base)
            changed = [*back, *clauses.naming(ids, base)]
            validation.recheck(changed, base, self._names, before=planned)

    def _check_gone(self, gone: Collection[str], base: Base) -> None:
        left = {i: record for i, record in base.items() if i not in gone}
        if still := clauses.naming(gone, left):
            raise BadRecords(refusals.still_named(still, gone))

    def _still(self, ids: Collection[str], day: date, on: date) -> list[str]:
        """Return the records whose change of a day still stands on a later one.

        What was published for a day in between takes its place.
        """
        courses, since = self._ledger.courses(), max(day, self._ledger.today())
        ahead = {
            one
            for one in ids
            if one in courses and any(since < two.since <= on for two in courses[one].stretches)
        }
        return [one for one in ids if one not in ahead]

    def _check_on(self, changed: Sequence[AnyRecord], day: date) -> None:
        base, now = self._base(changed, day), self._base((), day)
        validation.recheck(changed, base, self._names, before=now)
        self._look_again(changed, {}, day)

    def _days_from(self, day: date) -> tuple[date, ...]:
        """Return a day and those after it on which something else comes into force."""
        turns = (turn for one in self._ledger.courses().values() for turn in one.turns_after(day))
        return (day, *sorted(set(turns)))

    def _look_again(
        self, changed: Sequence[AnyRecord], placed: Mapping[str, Placed], day: date
    ) -> None:
        found = tuple(self._examine(changed, self._with_ahead(changed, day)))
        if found:
            raise validation.refused(found, placed)

    def _with_ahead(self, changed: Iterable[AnyRecord], day: date) -> Base:
        """Return what is in force, and what is new and still ahead: a draft may name it already.

        Whether that is there on the day the draft counts from is looked at when it is sent.
        """
        base = dict(self._base((), day))
        for version in self._ledger.scheduled():
            if not version.ends:
                base.setdefault(version.record.id, version.record)
        base.update((record.id, record) for record in changed)
        return base

    def _base(self, changed: Iterable[AnyRecord], day: date) -> Base:
        """Return every record as it would be on a day with some changed."""
        return whole_on(self._ledger, day, changed)
