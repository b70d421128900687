"""Moves one step of a case to and fro for ever, saying each event once it is in the database.

Run by `test_case_store` in a process of its own, which is then killed.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from flowchart.case_store import CaseStore
from flowchart.states import StepState
from kb.database import open_database
from tests.planning import BY_STAFF

STEP = "service/company-registration"
ROUND = (StepState.COLLECTING, StepState.SUBMITTED, StepState.WITHDRAWN)


def main(url: str, case_id: str) -> None:
    """Wait for a line, then move until the end."""
    if not sys.stdin.readline():
        return
    store = CaseStore(open_database(url), lambda: datetime(2026, 11, 23, 1, tzinfo=UTC))
    case = store.get(case_id)
    while True:
        held = case.states()[STEP]
        to = ROUND[(ROUND.index(held) + 1) % 3] if held in ROUND else StepState.COLLECTING
        case = store.move(case_id, STEP, to, BY_STAFF, case.sequence)
        print(case.sequence, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
