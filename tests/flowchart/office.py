"""An office that sends notices: cases and outbox on one database, and a clock that stands."""

from __future__ import annotations

from flowchart.case import Case
from flowchart.case_events import Agreed
from flowchart.case_kinds import Basis, Purpose
from flowchart.case_store import CaseStore, Person
from flowchart.outbox import Outbox
from flowchart.parcels import Standing
from flowchart.private import Channel, PrivateRows
from flowchart.states import StepState
from kb.database import Database
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY

PLAN = plan_of(NEWBORN)
STEP = next(step.service for step in PLAN.steps if not step.waits_for)
WANTED = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT)
BOTH = (Channel.EMAIL, Channel.PHONE)
ADDRESS, PHONE = "xiaoming@example.cn", "13800000000"


class Office:
    """A database with its cases and its outbox, whose clock stands."""

    def __init__(self, database: Database, channels: tuple[Channel, ...] = BOTH) -> None:
        self.database = database
        self.clock = Clock()
        self.outbox = Outbox(database, self.clock, channels)
        self.cases = CaseStore(database, self.clock)
        self.cases.tells = self.outbox.tell
        self.private = PrivateRows(database, self.clock)

    def case(
        self, *, agreed: tuple[Agreed, ...] = (WANTED,), email: str = ADDRESS, phone: str = ""
    ) -> Case:
        """Open a case whose applicant agreed to notices and left addresses."""
        case = self.cases.open(PLAN, Person(), TODAY, CENTRE, BY_STAFF, agreed)
        self.private.set_contact(case.id, Channel.EMAIL, email)
        self.private.set_contact(case.id, Channel.PHONE, phone)
        return case

    def hand_in(self, case: Case) -> Case:
        """Let something happen that is news."""
        return self.cases.move(case.id, STEP, StepState.SUBMITTED, BY_STAFF, case.sequence)

    def held(self, case: Case) -> tuple[Standing, ...]:
        """Return how far the notices of a case are."""
        return self.outbox.standing(case.id)
