"""Everybody who may call a route, at the centre a thing belongs to and at another one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

from api.accounts import Account, Role
from api.auth import COOKIE, Session
from api.auth import Purpose as LinkPurpose
from api.keys import Scope
from api.register_folder import Told
from api.throttle import Throttle
from api.wiring import House
from flowchart.case_events import Agreed, By, Rated
from flowchart.case_kinds import Actor, Basis, Grade, Purpose
from flowchart.case_store import Person
from flowchart.invitations import NewInvitation
from flowchart.states import StepState
from kb.ids import OrganisationId, SceneId, ServiceId
from matcher.applicant import NOTHING
from tests.clients import Client
from tests.planning import BY_STAFF

BUND = OrganisationId("organisation/the-bund-community-affairs-centre")
BODY = "organisation/bureau"
SCENE = SceneId("scene/shop")
AGREED = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT)
STEP = ServiceId("service/registration")
PASSWORD = "three odd words"
DRAFT = """\
id: policy/grant-{n}
title: {{zh: 补贴, en: Grant}}
description: {{zh: 给小店, en: For small shops}}
"""


@dataclass(frozen=True)
class Caller:
    """Somebody who calls: nobody, a member of staff, or a program with a key."""

    name: str
    role: Role | None = None
    scopes: tuple[Scope, ...] = ()
    elsewhere: bool = False
    """Works at another centre than the one the thing belongs to."""


NOBODY = Caller("nobody")
STAFF = tuple(Caller(role, role) for role in Role)
STAFF_ELSEWHERE = tuple(Caller(f"{role} elsewhere", role, elsewhere=True) for role in Role)
PROGRAMS = tuple(Caller(f"key:{scope}", scopes=(scope,)) for scope in Scope)
PROGRAMS_ELSEWHERE = tuple(
    Caller(f"key:{scope} elsewhere", scopes=(scope,), elsewhere=True) for scope in Scope
)
ON_PAGES = (NOBODY, *STAFF, *STAFF_ELSEWHERE, PROGRAMS[0])
BY_PROGRAM = (NOBODY, STAFF[0], *PROGRAMS, *PROGRAMS_ELSEWHERE)


@dataclass
class World:
    """A house with fresh things of its first centre for every call, and who calls."""

    house: House
    client: Client = field(init=False)
    _numbers: count[int] = field(default_factory=count)
    _accounts: dict[str, Account] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    last_case: str = ""

    def __post_init__(self) -> None:
        self.client = Client(self.house, follow_redirects=False)
        self.house.news.close()  # so that event streams end at once
        self.plan = self.house.plan([SCENE], NOTHING, self.house.applying_on())
        self.officer = self.account("officer")
        self.visitor = self.session(self.account("visitor"))
        self.account("neighbour", Role.COMPANION, elsewhere=True)
        known = self.house.accounts.add("known", Role.OFFICER, self.house.centre)
        self.house.accounts.set_password(known.id, PASSWORD)

    # ---- who calls --------------------------------------------------------------------------

    def account(self, name: str, role: Role = Role.OFFICER, elsewhere: bool = False) -> Account:
        """Return a new account."""
        centre = BUND if elsewhere else self.house.centre
        return self.house.accounts.add(f"{name} {next(self._numbers)}", role, centre)

    def cookie(self, account: Account) -> str:
        """Return the cookie of a new session."""
        return self.house.staff.enter(self.house.staff.link(account.id, LinkPurpose.ENTER))

    def session(self, account: Account) -> Session:
        """Return a new session."""
        session = self.house.staff.session(self.cookie(account))
        assert session is not None
        return session

    def key(self, caller: Caller) -> str:
        """Return the key a program calls with."""
        if caller.name not in self._keys:
            centre = BUND if caller.elsewhere else self.house.centre
            made = self.house.keys.issue(caller.name, caller.scopes, centre)
            self._keys[caller.name] = made.secret
        return self._keys[caller.name]

    def call(self, caller: Caller, method: str, path: str, **headers: str) -> int:
        """Return the status a caller is answered with; what the path names is made for the call."""
        session = self.visitor
        if caller.role is not None:
            if caller.name not in self._accounts:
                self._accounts[caller.name] = self.account("x", caller.role, caller.elsewhere)
            cookie = self.cookie(self._accounts[caller.name])
            found = self.house.staff.session(cookie)
            assert found is not None
            session, headers = found, {"cookie": f"{COOKIE}={cookie}", **headers}
        if caller.scopes:
            headers["authorization"] = f"Bearer {self.key(caller)}"
        return self.send(method, path, session, session.csrf, headers)

    def send(
        self,
        method: str,
        path: str,
        session: Session,
        csrf: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> int:
        """Send what a route wants, to fresh things, and return the status."""
        owner = self.visitor if session.centre == BUND else session
        full = re.sub(r"{(\w+)}", lambda found: FRESH[found[1]](self, path, owner), path)
        sent = SENT.get(f"{method} {path}", {})
        body = {"json": sent} if path.startswith("/v1/") else {"data": {**sent, "csrf": csrf}}
        asked = {"params": sent} if method == "GET" else body
        self.client.cookies.clear()
        self.house.wrong_codes = Throttle()  # what another test guessed is forgotten
        return self.client.request(method, full, headers=headers, **asked).status_code

    # ---- things -----------------------------------------------------------------------------

    def new_case(self) -> str:
        """Return a case of the first centre with one step under way."""
        case = self.house.cases.open(self.plan, Person(), self.house.today(), self.house.centre)
        self.house.cases.move(case.id, STEP, StepState.COLLECTING, BY_STAFF, 0)
        return case.id

    def case_of(self, path: str, session: Session) -> str:
        """Return a new case whose code this session may still show."""
        self.last_case = case_id = self.new_case()
        if path.endswith("/follow-up"):
            applicant = By(actor=Actor.APPLICANT)
            self.house.cases.append(case_id, applicant, lambda *_: Rated(grade=Grade.DISSATISFIED))
        if path.endswith("/consent"):
            self.house.cases.append(case_id, BY_STAFF, lambda *_: AGREED)
        self.house.handover.put(session, case_id, self.house.tracking.issue(case_id, BY_STAFF))
        return case_id

    def invited(self, case_id: str) -> NewInvitation:
        """Return a new seat at the round table of a case."""
        until = self.house.today()
        return self.house.invitations.invite(case_id, BUND, until, BY_STAFF)

    def secret(self, path: str, session: Session) -> str:
        """Return the secret of a new one-time link, or of a new seat at a round table."""
        if path.startswith("/round-table/"):
            return self.invited(self.new_case()).secret
        return self.house.staff.link(self.account("invited").id, LinkPurpose.ENTER)

    def submission(self, path: str, session: Session) -> str:
        """Return a draft of whoever calls; for the second person, one a colleague sent in."""
        if path.endswith(("/call-back", "/undo")):
            return self.published(path)[1]
        second = path.endswith(("/return", "/publish"))
        author = self.officer.id if second else session.account
        name = self.house.desk.load(self.draft(), "new.yaml", author).name
        if second or path.endswith("/take-back"):
            self.house.desk.send(name, author)
        return name

    def draft(self) -> bytes:
        """Return the file of a policy that was never there."""
        return DRAFT.format(n=next(self._numbers)).encode()

    def published(self, path: str) -> tuple[str, str]:
        """Return a policy in force, and the submission that brought it; ahead to be called back."""
        desk, day = (
            self.house.desk,
            self.house.today() + timedelta(days=path.endswith("/call-back")),
        )
        held = desk.load(self.draft(), "new.yaml", self.officer.id)
        record = held.versions[0].record
        desk.send(held.name, self.officer.id, day)
        desk.publish(held.name, "a second person")
        if path.endswith("/undo"):
            held = desk.keep([replace(record, checked_on=day)], self.officer.id)
            desk.send(held.name, self.officer.id)
            desk.publish(held.name, "a second person")
        if path.endswith("/resume"):
            desk.suspend(record.id, self.officer.id, "a slip")
        if path.endswith("/archive"):
            held = desk.end(record.id, self.officer.id, "a slip")
            desk.send(held.name, self.officer.id)
            desk.publish(held.name, "a second person")
        self.house.renew()
        return record.id, held.name

    def tail(self, path: str, session: Session) -> str:
        """Return what ends the id of a scene; of a policy of its own where the call changes it."""
        own = path.startswith("/record/") and not path.endswith("{tail}")
        return self.published(path)[0].partition("/")[2] if own else "shop"

    def register(self, path: str, session: Session) -> str:
        """Return a new register of the first centre with something to take along."""
        folder = self.house.registers.add(self.house.centre, self.officer.id, "a.csv", ".csv")
        folder.upload.write_text("用工人数\n3\n", encoding="utf-8")
        folder.hold(replace(folder.held, columns=(Told(header="用工人数"),)))
        folder.out.mkdir()
        for name in ("result.csv", "result.summary.svg"):
            (folder.out / name).write_text("x", encoding="utf-8")
        return folder.id


FRESH: Mapping[str, Callable[[World, str, Session], str]] = {
    "kind": lambda world, path, session: "scene" if path.endswith("{tail}") else "policy",
    "tail": World.tail,
    "secret": World.secret,
    "invitation": lambda world, path, session: world.invited(world.last_case).invitation.id,
    "account_id": lambda world, path, session: world.account("colleague").id,
    "intake_id": lambda world, path, session: world.house.intakes.begin((SCENE,), session.key).id,
    "case_id": World.case_of,
    "event": lambda world, path, session: "0",
    "parcel_id": lambda world, path, session: "a notice that was never made",
    "mark": lambda world, path, session: world.house.tracking.codes(world.last_case)[0].mark,
    "token": lambda world, path, session: (
        world.house.tracking.issue(world.new_case(), BY_STAFF).token
    ),
    "name": World.submission,
    "register_id": World.register,
    "flag_id": lambda world, path, session: "a flag that was never raised",
    "file": lambda world, path, session: "picture" if "/summary/" in path else "result.csv",
    "policy": lambda world, path, session: "old-grant",
    "doing": lambda world, path, session: "tick",
}
"""What stands in a path, made for one call; a path that names something new adds a line here."""

SENT: Mapping[str, dict[str, Any]] = {
    "POST /language": {"lang": "en"},
    "POST /elder": {"on": "1"},
    "POST /c/{token}/pin": {"pin": "1"},
    "POST /C/{token}/pin": {"pin": "1"},
    "POST /c/{token}/policy": {"name": "old-grant", "pin": "1"},
    "POST /C/{token}/policy": {"name": "old-grant", "pin": "1"},
    "POST /c/{token}/tick": {"have": "evidence/id-card"},
    "POST /C/{token}/tick": {"have": "evidence/id-card"},
    "POST /c/{token}/say": {"step": STEP, "to": "collecting", "seen": 1},
    "POST /C/{token}/say": {"step": STEP, "to": "collecting", "seen": 1},
    "POST /c/{token}/rate": {"grade": "satisfied"},
    "POST /C/{token}/rate": {"grade": "satisfied"},
    "POST /sign-in": {"name": "known", "password": PASSWORD},
    "POST /account/password": {"password": PASSWORD, "again": PASSWORD},
    "POST /start": {"scene": SCENE},
    "POST /intake/{intake_id}/answer": {"concept": "concept/employees", "action": "skip"},
    "POST /intake/{intake_id}/members": {"concept": "concept/hires", "action": "none"},
    "POST /intake/{intake_id}/mode": {"mode": "one-form"},
    "POST /intake/{intake_id}/opening": {"day": "2027-03-01"},
    "POST /intake/{intake_id}/scene": {"scene": SCENE},
    "POST /intake/{intake_id}/have": {"evidence": "evidence/id-card"},
    "POST /case/{case_id}/move": {"step": STEP, "to": StepState.SUBMITTED, "seen": 1},
    "POST /case/{case_id}/undo": {"seen": 1},
    "POST /case/{case_id}/note": {"words": "call in the afternoon"},
    "POST /case/{case_id}/tick": {"checked": "evidence/id-card"},
    "POST /case/{case_id}/delivery": {"step": STEP, "how": "express"},
    "POST /case/{case_id}/dispatch": {"step": STEP},
    "POST /case/{case_id}/take": {"seen": 1},
    "POST /case/{case_id}/take-back": {"seen": 1},
    "POST /case/{case_id}/hand-over": {"seen": 1, "to": BUND},
    "POST /case/{case_id}/share": {"centre": BUND, "looks": "true"},
    "POST /case/{case_id}/plan": {"do": "keep", "generation": "another", "seen": 1},
    "POST /c/{token}/plan": {"do": "keep", "generation": "another", "seen": 1},
    "POST /C/{token}/plan": {"do": "keep", "generation": "another", "seen": 1},
    "POST /intake/{intake_id}/take": {"seen": 0},
    "POST /case/{case_id}/round-table": {"department": BODY, "until": "2026-11-30"},
    "POST /case/{case_id}/comment": {"text": "看过了"},
    "POST /case/{case_id}/consent": {"purpose": AGREED.purpose},
    "POST /case/{case_id}/follow-up": {"done": "打过电话", "settled": "1"},
    "POST /round-table/{secret}": {"text": "可以"},
    "POST /desk/load": {"text": ""},
    "POST /desk/edit": {"about.kind": "policy"},
    "POST /desk/edit/check": {"about.kind": "policy"},
    "POST /desk/{name}/withdraw": {"reason": "a slip"},
    "POST /desk/{name}/return": {"reason": "a slip"},
    "POST /c/{token}/flag": {"record": STEP},
    "POST /C/{token}/flag": {"record": STEP},
    "POST /intake/{intake_id}/flag": {"record": STEP},
    "POST /case/{case_id}/flag": {"record": STEP},
    "POST /desk/{name}/take-back": {"reason": "a slip", "sure": "true"},
    "POST /desk/{name}/call-back": {"reason": "a slip"},
    "POST /record/{kind}/{tail}/end": {"reason": "a slip"},
    "POST /record/{kind}/{tail}/suspend": {"reason": "a slip"},
    "POST /record/{kind}/{tail}/resume": {"reason": "it was right"},
    "POST /record/{kind}/{tail}/archive": {"reason": "long over"},
    "POST /record/{kind}/{tail}/take-out": {"part": "description", "reason": "a slip"},
    "POST /record/{kind}/{tail}/back": {"version": 0},
    "POST /desk/records/checked": {"id": "policy/old-grant"},
    "POST /desk/records/template": {"id": "policy/old-grant"},
    "POST /desk/registers/{register_id}/start": {"tells.1": "concept/employees"},
    "POST /people": {"role": "auditor"},
    "POST /people/{account_id}": {"role": "auditor"},
    "GET /v1/search": {"text": "开店"},
    "POST /v1/plan": {"scenes": [SCENE]},
    "POST /v1/plan/what-if": {"scenes": [SCENE]},
    "POST /v1/plan/why": {"scenes": [SCENE], "services": [STEP]},
    "POST /v1/plan/changes": {"scenes": [SCENE], "before": {}, "after": {}},
    "POST /v1/cases": {"scenes": [SCENE]},
    "POST /v1/cases/{case_id}/moves": {"step": STEP, "to": StepState.SUBMITTED, "seen": 1},
}
"""What a route wants in its query, form or body to answer as the table says."""
