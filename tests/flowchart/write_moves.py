"""Lets things happen to a case for ever, saying each event once it is in the database.

Moves one step to and fro, writes notes and ticks a paper in between. Run by `test_case_crash` in
a process of its own, which is then killed.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count

from flowchart.case import Case
from flowchart.case_events import By, Ticked
from flowchart.case_kinds import Actor, Audience
from flowchart.case_store import CaseStore
from flowchart.states import StepState
from kb.database import open_database
from kb.ids import EvidenceId, ServiceId

ROUND = (StepState.COLLECTING, StepState.SUBMITTED, StepState.WITHDRAWN)
PAPER = EvidenceId("evidence/id-card")


def main(url: str, case_id: str, step: str, name: str) -> None:
    """Wait for a line, then write until the end."""
    if not sys.stdin.readline():
        return
    store = CaseStore(open_database(url), lambda: datetime(2026, 11, 23, 1, tzinfo=UTC))
    for number in count():
        case = _happen(store, store.get(case_id), ServiceId(step), name, number)
        mine = max(event.sequence for event in case.events if event.by.id == name)
        print(mine, flush=True)


def _happen(store: CaseStore, case: Case, step: ServiceId, name: str, number: int) -> Case:
    by = By(actor=Actor.STAFF, id=name)
    if number % 3 == 1:
        return store.note(case.id, by, f"{name} {number}", Audience.INSIDE)
    if number % 3 == 2:
        paper = Ticked(evidence=PAPER, there=bool(number % 2))
        return store.append(case.id, by, lambda _case, _note: paper)
    held = case.states()[step]
    to = ROUND[(ROUND.index(held) + 1) % 3] if held in ROUND else StepState.COLLECTING
    return store.move(case.id, step, to, by, case.sequence)


if __name__ == "__main__":
    main(*sys.argv[1:])
