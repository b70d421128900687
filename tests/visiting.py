"""Browsers without eyes: clients that send forms as the pages do, and a clock that stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from api.accounts import Accounts, Role
from api.auth import Purpose, Staff
from api.desk_jobs import DeskJobs
from api.handover import Handover
from api.keys import Keys
from api.news import News
from api.settings import Settings
from api.throttle import SIGN_INS, Throttle
from api.wiring import House, open_house
from flowchart.case_log import CASE_MOVED
from flowchart.case_store import CaseStore
from flowchart.intake import IntakeStore
from flowchart.invitations import Invitations
from flowchart.outbox import Outbox
from flowchart.private import PrivateRows
from flowchart.tracking import Code, Tracking
from kb.database import open_database
from kb.errors import Problem
from kb.ids import OrganisationId
from kb.ledger import Ledger
from tests.clients import Client
from tests.support import shipped

PAGE = {"accept": "text/html"}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default=datetime(2026, 11, 23, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class Visitor:
    """A browser without eyes: sends forms as the pages do."""

    client: Client
    house: House
    csrf: str = ""
    account: str = ""

    def get(self, path: str, lang: str = "zh") -> str:
        """Return a page that is there."""
        answer = self.client.get(path, headers={**PAGE, "accept-language": lang})
        assert answer.status_code == 200, answer.text[:300]
        return answer.text

    def send(self, path: str, expect: int = 303, **fields: object) -> str:
        """Send a form; returns where it leads, or the page that came back.

        Answers come with the applicant's consent, unless `consent` says otherwise.
        """
        consent = {"consent": "1"} if path.endswith(("/answer", "/members")) else {}
        data = {"csrf": self.csrf, **consent, **fields}
        answer = self.client.post(path, data=data, headers=PAGE, follow_redirects=False)
        assert answer.status_code == expect, answer.text[:300]
        return answer.headers.get("location", answer.text)

    def begin(self, scene: str = "scene/convenience-store") -> str:
        """Begin a conversation and return its path."""
        return self.send("/start", scene=scene)

    def open_case(self) -> str:
        """Open a case for the convenience store and return its path."""
        intake = self.begin()
        self.send(f"{intake}/answer", concept="concept/entity", value="new-company")
        self.send(f"{intake}/answer", concept="concept/goods", value=["cigarettes", "-"])
        return self.send(f"{intake}/case", name="王小明", note="下周带房产证").removesuffix("/code")

    def token(self, case: str) -> str:
        """Return the token of a case that this visitor just opened."""
        return self.code(case).token

    def code(self, case: str) -> Code:
        """Return the code of a case that this visitor just opened."""
        session = self.house.staff.session(self.client.cookies["companion_session"])
        assert session is not None
        code = self.house.handover.get(session, case.rpartition("/")[2])
        assert code is not None
        return code


@cache
def _template() -> House:
    """Return the house whose knowledge every test shares; it is read only.

    Its records come into the ledger without the two gates, which other tests hold them to.
    """

    def prepare(ledger: Ledger, *_: object) -> tuple[Problem, ...]:
        ledger.seed(one.record for one in shipped())
        return ()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.wiring.prepare", prepare)
        return open_house(Settings(), in_memory=True)


def fresh_house(now: Clock, url: str = "sqlite://") -> House:
    """Return a house with the shipped records, an empty database and a clock that stands."""
    database = open_database(url)
    accounts = Accounts(database, now)
    house = replace(
        _template(),
        settings=Settings(base_url="https://hp.example.cn"),
        now=now,
        database=database,
        cases=CaseStore(database, now),
        private=PrivateRows(database, now),
        outbox=Outbox(database, now),
        invitations=Invitations(database, now),
        intakes=IntakeStore(database, now),
        tracking=Tracking(database, now),
        accounts=accounts,
        staff=Staff(database, now, accounts),
        news=News(),
        wrong_codes=Throttle(),
        wrong_sign_ins=Throttle(SIGN_INS),
        handover=Handover(database, now),
        keys=Keys(database, now),
        jobs=DeskJobs(database, now),
        calls=Throttle(Settings().rate),
    )
    house.database.signals.hear(CASE_MOVED, house.news.heard)
    return house


def visitor(house: House) -> Visitor:
    """Return somebody who has never been here."""
    return Visitor(Client(house), house)


def signed_in(
    house: House, role: Role = Role.COMPANION, centre: OrganisationId | None = None
) -> Visitor:
    """Return a new member of staff with a session of their own."""
    guest = visitor(house)
    account = house.accounts.add(
        f"{role} {len(house.accounts.all())}", role, centre or house.centre
    )
    cookie = house.staff.enter(house.staff.link(account.id, Purpose.ENTER))
    session = house.staff.session(cookie)
    assert session is not None
    guest.client.cookies.set("companion_session", cookie)
    guest.account = account.id
    guest.csrf = session.csrf
    return guest
