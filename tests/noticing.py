"""Houses that can send notices, and cases whose applicants want them."""

from __future__ import annotations

from dataclasses import replace

from api.settings import Settings
from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import Agreed
from flowchart.case_kinds import Audience, Basis, Purpose
from flowchart.case_store import Person
from flowchart.outbox import Outbox
from flowchart.parcels import Stage
from flowchart.plan import Plan
from flowchart.private import Channel
from tests.planning import BY_STAFF, CENTRE, NEWBORN, plan_of
from tests.support import TODAY
from tests.visiting import Clock, fresh_house

WANTED = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT)
HOST = "hp.example.cn"
FROM = f"notices@{HOST}"
EMAIL = "xiaoming@example.cn"


def sending_house(url: str = "sqlite://", **settings: str) -> House:
    """Return a house that can send as the settings say."""
    clock = Clock()
    house = fresh_house(clock, url)
    said = Settings(mail_from=FROM, **settings)  # type: ignore[arg-type]
    outbox = Outbox(house.database, clock, map(Channel, said.channels))
    return replace(house, settings=said, outbox=outbox)


def open_case(
    house: House, plan: Plan | None = None, facts: str | None = None, **contacts: str
) -> Case:
    """Open a case whose applicant wants notices; by e-mail unless they are reached otherwise."""
    made = plan or plan_of(NEWBORN)
    case = house.cases.open(made, Person(facts=facts), TODAY, CENTRE, BY_STAFF, [WANTED])
    for channel, address in (contacts or {"email": EMAIL}).items():
        house.private.set_contact(case.id, Channel(channel), address)
    return case


def note(house: House, case: Case, words: str = "x") -> None:
    """Let something happen that is news."""
    house.cases.note(case.id, BY_STAFF, words, Audience.APPLICANT)


def stages(house: House, case: Case) -> list[Stage]:
    """Return how far the notices of a case are, the newest first."""
    return [one.stage for one in house.outbox.standing(case.id)]
