"""What lists say of a case, told anew after every event, so that no list reads a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, update

from flowchart.case import Case, progress
from flowchart.case_events import (
    HandedOver,
    Shared,
    TakenUp,
    What,
)
from flowchart.case_tables import CASE, LOOKING
from flowchart.case_told import rating
from flowchart.forecast import forecast
from flowchart.states import StepState
from kb.ids import OrganisationId
from kb.model import WorkingCalendar
from kb.writing import to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The next days of a case on which somebody has to act.

    Attributes:
        supplement_by: until when papers are wanted, of the step that wants them first.
        promised_by: the first day a body has promised to decide by.
        restart_by: the first day on which a clock that stands still was expected to go on.
        to_collect: how many results wait to be fetched.
    """

    supplement_by: date | None = None
    promised_by: date | None = None
    restart_by: date | None = None
    to_collect: int = 0


def due(case: Case, today: date, calendars: Mapping[int, WorkingCalendar]) -> Due:
    """Return the next days of a case on which somebody has to act, as they are seen today."""
    held, dates = case.states(), forecast(case, today, calendars).steps
    stopped = [s for s, now in held.items() if now is StepState.SPECIAL_PROCEDURE]
    going = [s for s, now in held.items() if now in (StepState.ACCEPTED, StepState.UNDER_REVIEW)]
    wanted = [s for s, now in held.items() if now is StepState.TO_BE_SUPPLEMENTED]
    return Due(
        supplement_by=_first(dates[s].supplement_by for s in wanted),
        promised_by=_first(dates[s].promised_by for s in going),
        restart_by=_first(case.moves(s)[-1].until for s in stopped),
        to_collect=sum(now is StepState.GRANTED for now in held.values()),
    )


def _first(days: Any) -> date | None:
    return min((day for day in days if day is not None), default=None)


def in_columns(
    case: Case, today: date, at: datetime, calendars: Mapping[int, WorkingCalendar]
) -> dict[str, Any]:
    """Return the columns that lists read, worked out from plan and log."""
    done, total = progress(case.states(), case.plan)
    rated = rating(case)
    return {
        "scenes": to_json(case.plan.scenes),
        "done": done,
        "total": total,
        "moved_at": at,
        "grade": rated.grade if rated is not None else None,
        "to_follow_up": int(rated is not None and rated.open),
        **asdict(due(case, today, calendars)),
    }


def follow(connection: Connection, case_id: str, what: What) -> None:
    """Let the rows that lists are found by say what an event says.

    A centre that gives a case away goes on looking at it until it lets go.
    """
    mine = update(CASE).where(CASE.c.id == case_id)
    match what:
        case HandedOver(from_centre=before, to_centre=centre, to_companion=to):
            connection.execute(mine.values(centre=centre, companion=None, handed_to=to))
            _look(connection, case_id, centre, looks=False)
            _look(connection, case_id, before, looks=before != centre)
        case TakenUp(companion=companion):
            connection.execute(mine.values(companion=companion, handed_to=None))
        case Shared(centre=centre, looks=looks):
            _look(connection, case_id, centre, looks)


def _look(connection: Connection, case_id: str, centre: OrganisationId, looks: bool) -> None:
    """Let a centre look at a case, or not any more; said twice it is said once."""
    mine = (LOOKING.c.case_id == case_id, LOOKING.c.centre == centre)
    connection.execute(delete(LOOKING).where(*mine))
    if looks:
        connection.execute(LOOKING.insert().values(case_id=case_id, centre=centre))
