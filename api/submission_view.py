"""What the page of a submission shows: its changes, what is served meanwhile, who is in its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api.changes import Changed
from api.desk_jobs import Stage
from api.example_views import AT_ONCE, RuleView, rule_views
from api.impact_work import stale
from api.record_versions import before, compared, in_force_by_id, naming
from api.wiring import House
from kb import catalogue as kb_catalogue
from kb.catalogue import Catalogue
from kb.figure_changes import FigureChange, figure_changes
from kb.half_changed import HalfChanged, half_changed
from kb.ledger_rows import RecordVersion
from kb.model import AnyRecord
from kb.near_records import alike
from kb.odd_figures import OddFigure, odd_figures
from kb.record_states import WAITING, RecordState
from kb.record_times import ALWAYS
from kb.submissions import Submission

_IN_FORCE: Final = frozenset({RecordState.PUBLISHED, RecordState.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A standing record that a draft is like, in what, and how much of a hundred."""

    record: AnyRecord
    by: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneChange:
    """What a submission does to one record.

    Attributes:
        version: the version it brings.
        was: the version it takes the place of, if there is one.
        change: field by field.
        depends: published records that name it.
        alike: standing records that nearly say the same.
    """

    version: RecordVersion
    was: RecordVersion | None
    change: Changed
    depends: tuple[AnyRecord, ...]
    alike: tuple[Near, ...] = ()

    @property
    def record(self) -> AnyRecord:
        """Return the record as the submission has it."""
        return self.version.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """A version published since a draft was written, and what it says otherwise than its base."""

    version: RecordVersion
    change: Changed


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionView:
    """Everything the page shows of a submission besides its states."""

    changes: tuple[OneChange, ...]
    rivals: tuple[Submission, ...]
    overtaken: tuple[Overtaken, ...]
    rules: tuple[RuleView, ...]
    day: date
    can_go_back: bool
    impact_known: bool = False
    """Whether it was worked out who is affected, as things stand on its day now."""
    overwritten: tuple[RecordVersion, ...] = ()
    """What was in force since the day a submission reaches back to, and is replaced by it."""
    figures: tuple[FigureChange, ...] = ()
    """Figures that change by much, or whose old value still stands in the words."""
    halves: tuple[HalfChanged, ...] = ()
    """Words that change in one language only."""
    odd: tuple[OddFigure, ...] = ()
    """Figures that the sentence beside them contradicts."""
    ahead: tuple[RecordVersion, ...] = ()
    """Versions of the same records that take the place of this one on a later day."""

    @property
    def served_until(self) -> tuple[RecordVersion, ...]:
        """Return what is served until the submission counts."""
        return tuple(one.was for one in self.changes if one.was is not None)


def then_of(house: House, held: Submission) -> Catalogue:
    """Return the catalogue as it would be with a submission that waits; else the one there is."""
    if held.state not in WAITING or held.ends:
        return house.catalogue
    return naming(house, *(version.record for version in held.versions))


def submission_view(house: House, held: Submission) -> SubmissionView:
    """Return what the page of a submission shows."""
    drafts = [version.record for version in held.versions]
    day = _day(house, held)
    waits = held.state in WAITING
    then = then_of(house, held)
    changes = tuple(_changes(house, held, day))
    pairs = [(one.was.record, one.record) for one in changes if one.was is not None]
    weighed = pairs if waits and not held.ends else []
    return SubmissionView(
        changes=changes,
        rivals=house.desk.rivals(held) if waits else (),
        overtaken=tuple(_overtaken(house, held)) if waits else (),
        rules=tuple(rule_views(drafts, then, AT_ONCE)) if waits and not held.ends else (),
        day=day,
        can_go_back=all(one.standing in _IN_FORCE for one in held.versions)
        and all(one.was is not None and not one.was.ends for one in changes),
        impact_known=_impact_known(house, held),
        overwritten=tuple(_overwritten(house, held, day)) if waits else (),
        figures=tuple(found for pair in weighed for found in figure_changes(*pair)),
        halves=tuple(found for pair in weighed for found in half_changed(*pair)),
        odd=tuple(one for draft in drafts for one in odd_figures(draft)) if waits else (),
        ahead=tuple(_ahead(house, held, day)) if waits else (),
    )


def _impact_known(house: House, held: Submission) -> bool:
    job = house.jobs.newest("impact", held.name)
    done = job is not None and job.stage is Stage.DONE
    return job is not None and done and not stale(job.result, house, held)


def _ahead(house: House, held: Submission, day: date) -> Iterator[RecordVersion]:
    ids = {version.record.id for version in held.versions}
    for one in house.ledger.scheduled():
        others = one.record.id in ids and one.submission != held.name
        if others and one.effective_on is not None and one.effective_on > day:
            yield one


def _overwritten(house: House, held: Submission, day: date) -> Iterator[RecordVersion]:
    """Yield the versions that were in force at some time since a day that lies behind."""
    courses, today = house.ledger.courses(), house.today()
    for version in held.versions:
        course = courses.get(version.record.id)
        for one in course.stretches if course is not None and day < today else ():
            if day <= one.since <= today and one.version is not None:
                yield house.ledger.version(one.version)


def _day(house: House, held: Submission) -> date:
    """Return the day from which a submission counts, as far as that is said."""
    said = held.effective_on
    return house.today() if said is None or said == ALWAYS else said


def _changes(house: House, held: Submission, day: date) -> Iterator[OneChange]:
    waits = held.state in WAITING
    ids = [version.record.id for version in held.versions]
    served = in_force_by_id(house.ledger, ids, max(day, house.today())) if waits else {}
    for version in held.versions:
        record = version.record
        was = served.get(record.id) if waits else before(house.ledger, version)
        yield OneChange(
            version=version,
            was=was,
            change=compared(house, was.record if was else None, record),
            depends=tuple(_depends(house, record.id)) if waits else (),
            alike=near_records(house, [record]) if waits and not held.ends else (),
        )


def near_records(house: House, records: Sequence[AnyRecord]) -> tuple[Near, ...]:
    """Return the standing records that drafts are like; those that come along are not told."""
    standing, own = house.catalogue.records, {record.id for record in records}
    return tuple(
        Near(record=standing[one.record_id], by=one.by, percent=round(100 * one.share))
        for record in records
        for one in alike(record, standing)
        if one.record_id not in own
    )


def _overtaken(house: House, held: Submission) -> Iterator[Overtaken]:
    mine = {version.record.id: version for version in held.versions}
    for one in house.desk.overtaken(held):
        based_on = mine[one.record.id].based_on
        base = house.ledger.version(based_on).record if based_on else None
        yield Overtaken(version=one, change=compared(house, base, one.record))


def _depends(house: House, record_id: str) -> Iterator[Any]:
    """Yield the published records that name one."""
    if record_id in house.catalogue.records:
        for one in kb_catalogue.mentions(house.store, record_id, house.names):
            if one in house.catalogue.records:  # it may have come meanwhile, or gone
                yield house.catalogue.get(one)
