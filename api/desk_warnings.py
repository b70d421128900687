"""What the base itself asks for: ends and windows that come near, what was not looked at, links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from api.desk_jobs import Job, Stage
from api.inbox_rows import Group, Row, Urgency, said_day
from api.preparing import folders_of
from api.record_words import led, same, word
from api.wiring import House
from flowchart.event_words import title_of
from kb.database import Moment
from kb.days import day_of
from kb.errors import BadRecords
from kb.layer_bases import BaseNote, BaseStanding, changed_bases
from kb.layers import read_layers
from kb.ledger_tables import MOVE, SEEDER
from kb.link_answers import LinkAnswers
from kb.model import PolicyDocument
from kb.read_before import key_of
from kb.record_states import RecordState
from kb.text import Text
from kb.upkeep import WORDS, Notice, Upkeep, upkeep

_GROUPS: Final[Mapping[Upkeep, str]] = {
    Upkeep.EXPIRED: "ended",
    Upkeep.QUOTA_SPENT: "ended",
    Upkeep.ENDS_WITHIN_30_DAYS: "dates",
    Upkeep.ENDS_WITHIN_180_DAYS: "dates",
    Upkeep.WINDOW_CLOSES_SOON: "dates",
    Upkeep.WINDOW_OPENS_SOON: "dates",
    Upkeep.RECHECK_DUE: "due",
    Upkeep.UNATTENDED: "due",
}
_COMING: Final[Mapping[Upkeep, str]] = {
    Upkeep.ENDS_WITHIN_30_DAYS: "ends_in",
    Upkeep.ENDS_WITHIN_180_DAYS: "ends_in",
    Upkeep.WINDOW_CLOSES_SOON: "closes_in",
    Upkeep.WINDOW_OPENS_SOON: "opens_in",
}
_SOON: Final = frozenset({Upkeep.ENDS_WITHIN_30_DAYS, Upkeep.WINDOW_CLOSES_SOON})


def warning_groups(house: House) -> tuple[Group, ...]:
    """Return what is told from dates and addresses alone, and long work that is under way."""
    records = house.catalogue.records
    ledger = house.ledger
    beside = [one.record for one in (*ledger.suspended(), *ledger.scheduled())]
    found = upkeep(records.values(), house.today(), looked_at(house), beside)
    groups: dict[str, list[Row]] = {key: [] for key in ("dates", "ended", "due")}
    for notice in found:
        groups[_GROUPS[notice.kind]].append(_row(notice, house))
    dead, under_way = tuple(_dead(house)), house.jobs.under_way()
    return (
        *(Group(key=key, rows=tuple(rows)) for key, rows in groups.items()),
        Group(key="links", rows=dead),
        Group(key="layers", rows=tuple(_bases(house))),
        Group(key="jobs", rows=tuple(_jobs(under_way)), mine=_stopped(under_way)),
    )


def looked_at(house: House) -> dict[str, date]:
    """Return by record id the day on which somebody last published what is in force of it.

    What was read from folders at the start was published by nobody.
    """
    published = (MOVE.c.to_state == RecordState.PUBLISHED, MOVE.c.by != SEEDER)
    query = select(MOVE.c.version, func.max(MOVE.c.at, type_=Moment)).where(*published)
    with house.database.read() as connection:
        rows = connection.execute(query.group_by(MOVE.c.version)).all()
    days = {number: day_of(at) for number, at in rows}
    held = house.ledger.published()
    return {one.record.id: days[one.number] for one in held if one.number in days}


def _row(notice: Notice, house: House) -> Row:
    record = house.catalogue.records[notice.record]
    is_paper = isinstance(record, PolicyDocument)
    return Row(
        title=led(word("kind.document"), record.title) if is_paper else record.title,
        href=f"/record/{notice.record}",
        why=led(_words(notice, house.today()), said_day(notice.day)),
        then=word(f"inbox.then.{notice.kind}"),
        urgency=Urgency.SOON if notice.kind in _SOON else Urgency.CALM,
        day=notice.day,
    )


def _words(notice: Notice, today: date) -> Text:
    """Return why a record is told of; of a day that comes, how many days are left."""
    left = (notice.day - today).days
    if notice.kind not in _COMING:
        return WORDS[notice.kind]
    when = "today" if left == 0 else "tomorrow" if left == 1 else "left"
    return word(f"inbox.{_COMING[notice.kind]}.{when}", str(left))


def _stopped(under_way: Iterable[Job]) -> bool:
    return any(job.stage is Stage.STOPPED for job in under_way)


def _dead(house: House) -> Iterator[Row]:
    """Yield cited web addresses that do not answer, the longest dead first."""
    records = house.catalogue.records
    for one in LinkAnswers(house.database).dead_links(records.values()):
        yield Row(
            title=records[one.record].title,
            href=f"/record/{one.record}",
            why=led(same(one.answer.address), one.answer.said),
            then=word("inbox.then.links"),
            urgency=Urgency.SOON,
            day=day_of(one.since),
        )


def _bases(house: House) -> Iterator[Row]:
    """Yield what a folder wrote over a record that has changed since."""
    folders = folders_of(house.settings)
    for note in _notes(folders, key_of(folders)) if len(folders) > 1 else ():
        yield Row(
            title=title_of(note.id, house.catalogue),
            href=f"/record/{note.id}",
            why=word(f"inbox.why.base_{note.standing}", same(note.layer)),
            then=word("inbox.then.layers"),
            urgency=Urgency.SOON if note.standing is BaseStanding.CHANGED else Urgency.CALM,
        )


@lru_cache(maxsize=2)
def _notes(folders: tuple[Path, ...], _: str) -> tuple[BaseNote, ...]:
    """Return what to look at in some folders as they are; reading them takes a second."""
    try:
        return changed_bases(read_layers(folders))
    except BadRecords:
        return ()  # the inbox tells of bad files by themselves


def _jobs(under_way: Iterable[Job]) -> Iterator[Row]:
    for job in under_way:
        stopped = job.stage is Stage.STOPPED
        yield Row(
            title=word(f"inbox.job.{job.kind}"),
            href=f"/desk/{job.subject}/{job.kind}" if job.subject else f"/desk/{job.kind}",
            why=word(
                "inbox.why.stopped" if stopped else "inbox.why.running", same(f"{job.percent}%")
            ),
            then=word("inbox.then.stopped" if stopped else "inbox.then.running"),
            urgency=Urgency.SOON if stopped else Urgency.CALM,
            day=day_of(job.started_at),
        )
