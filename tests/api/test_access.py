"""Who may call what: one table, and everybody tries every line of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from api.access import (
    Door,
    KeyDoor,
    form_is_mine,
    holder_of_a_code,
    holder_of_an_invitation,
)
from api.accounts import Role
from api.passwords import Passwords
from api.register_jobs import Registers
from api.register_upload import received
from api.settings import Settings
from api.wiring import open_house
from tests.console import SHOP
from tests.desk_registers import nobody
from tests.everybody import BY_PROGRAM, NOBODY, ON_PAGES, STAFF, Caller, World
from tests.support import WORLD
from tests.visiting import Clock

# who: `everyone`; `code`, whoever holds the code in the address; `invitation`, whoever holds the
# link of a seat at a round table; roles, or the whole `staff`; or
# programs whose key has a scope.
# let in: the answer to those (303: done, look there; 422: let in, but nothing was filled in).
# other: the answer to those of another centre than the one the thing belongs to, where it differs:
# 404, as if there were no such thing. The conversation at a desk is its session's alone.
# Everybody else is answered 403; a program without a key 401.
WHO_MAY = """
    route                                 who                                     let in  other
    GET  /                                everyone                                200
    GET  /health                          everyone                                200
    GET  /records                         everyone                                200
    GET  /record/{kind}/{tail}            everyone                                200
    GET  /standing                        everyone                                200
    GET  /context.jsonld                  everyone                                200
    GET  /schema.json                     everyone                                200
    POST /language                        everyone                                303
    GET  /sign-in                         everyone                                200
    POST /sign-in                         everyone                                303
    GET  /sign-in/{secret}                everyone                                200
    POST /sign-in/{secret}                everyone                                303

    GET  /c/{token}                       code                                    200
    GET  /C/{token}                       code                                    200
    GET  /c/{token}/events                code                                    200
    GET  /C/{token}/events                code                                    200
    POST /c/{token}/pin                   code                                    200
    POST /C/{token}/pin                   code                                    200
    POST /c/{token}/policy                code                                    200
    POST /C/{token}/policy                code                                    200
    GET  /c/{token}/policy/{policy}       code                                    200
    GET  /C/{token}/policy/{policy}       code                                    200
    POST /c/{token}/plan                  code                                    303
    POST /C/{token}/plan                  code                                    303
    GET  /c/{token}/calendar.ics          code                                    200
    GET  /C/{token}/calendar.ics          code                                    200
    GET  /c/{token}/{doing}               code                                    303
    GET  /C/{token}/{doing}               code                                    303
    POST /c/{token}/hide                  code                                    303
    POST /C/{token}/hide                  code                                    303
    POST /c/{token}/tick                  code                                    303
    POST /C/{token}/tick                  code                                    303
    POST /c/{token}/say                   code                                    409
    POST /C/{token}/say                   code                                    409
    POST /c/{token}/delivery              code                                    403
    POST /C/{token}/delivery              code                                    403
    POST /c/{token}/notices               code                                    403
    POST /C/{token}/notices               code                                    403
    POST /c/{token}/rate                  code                                    409
    POST /C/{token}/rate                  code                                    409
    POST /elder                           code                                    303

    GET  /round-table/{secret}            invitation                              200
    POST /round-table/{secret}            invitation                              303
    GET  /round-table/{secret}/events     invitation                              200

    POST /start                           companion manager                       303
    POST /suggest                         companion manager                       200
    POST /next                            companion manager                       303
    GET  /intake/{intake_id}              companion manager                       200     404
    POST /intake/{intake_id}/answer       companion manager                       303     404
    POST /intake/{intake_id}/have         companion manager                       303     404
    POST /intake/{intake_id}/heard        companion manager                       303     404
    POST /intake/{intake_id}/members      companion manager                       303     404
    GET  /intake/{intake_id}/policy/{policy} companion manager                    200     404
    POST /intake/{intake_id}/mode         companion manager                       303     404
    POST /intake/{intake_id}/opening      companion manager                       303     404
    GET  /intake/{intake_id}/plan.pdf     companion manager                       200     404
    POST /intake/{intake_id}/scene        companion manager                       303     404
    POST /intake/{intake_id}/undo         companion manager                       303     404
    POST /intake/{intake_id}/usual        companion manager                       303     404
    POST /intake/{intake_id}/case         companion manager                       303     404
    GET  /intake/{intake_id}/take         companion manager                       404
    POST /intake/{intake_id}/take         companion manager                       404

    GET  /cases                           auditor companion manager               200
    GET  /case/{case_id}                  auditor companion manager               200     404
    GET  /case/{case_id}/plan.pdf         auditor companion manager               200     404
    GET  /case/{case_id}/policy/{policy}  auditor companion manager               200     404
    POST /case/{case_id}/move             companion manager                       303     404
    POST /case/{case_id}/undo             companion manager                       303     404
    GET  /case/{case_id}/events           auditor companion manager               200     404
    POST /case/{case_id}/note             companion manager                       303     404
    POST /case/{case_id}/tick             companion manager                       303     404
    POST /case/{case_id}/delivery         companion manager                       303     404
    POST /case/{case_id}/dispatch         companion manager                       303     404
    POST /case/{case_id}/take             companion manager                       303     404
    POST /case/{case_id}/hand-over        companion manager                       303     404
    POST /case/{case_id}/share            companion manager                       303     404
    POST /case/{case_id}/let-go           companion manager                       409     404
    GET  /case/{case_id}/code             companion manager                       200     404
    POST /case/{case_id}/code             companion manager                       303     404
    GET  /case/{case_id}/code.png         companion manager                       200     404
    GET  /case/{case_id}/sheet            companion manager                       200     404
    POST /case/{case_id}/revoke           companion manager                       303     404
    POST /case/{case_id}/answers          companion manager                       303     404
    POST /case/{case_id}/plan             companion manager                       409     404
    GET  /case/{case_id}/personal         companion manager                       200     404
    POST /case/{case_id}/personal         companion manager                       303     404
    POST /case/{case_id}/consent          companion manager                       303     404
    POST /case/{case_id}/copy             companion manager                       200     404
    POST /case/{case_id}/erase            companion manager                       422     404
    GET  /ratings                         companion manager                       200
    POST /case/{case_id}/follow-up        companion manager                       303     404
    POST /case/{case_id}/round-table      companion manager                       200     404
    POST /case/{case_id}/round-table/{invitation}/end companion manager           303     404
    POST /case/{case_id}/comment          companion manager                       303     404
    POST /case/{case_id}/codes/{mark}/revoke companion manager                    303     404
    POST /case/{case_id}/codes/{mark}/pin companion manager                       303     404

    GET  /desk                            approver auditor manager officer        200
    GET  /desk/{name}                     approver auditor manager officer        200
    GET  /desk/{name}/examples            approver auditor manager officer        200
    GET  /desk/load                       officer                                 200
    POST /desk/load                       officer                                 422
    POST /desk/{name}/send                officer                                 303
    POST /desk/{name}/withdraw            officer                                 303
    POST /desk/{name}/return              approver                                303
    POST /desk/{name}/publish             approver                                303

    GET  /desk/calendars                  approver auditor manager officer        200
    POST /desk/calendars                  officer                                 422

    GET  /desk/registers                  approver manager officer                200
    GET  /desk/registers/template.csv     approver manager officer                200
    POST /desk/registers                  officer                                 422
    GET  /desk/registers/{register_id}    approver manager officer                200     404
    GET  /desk/registers/{register_id}/progress approver manager officer          200     404
    GET  /desk/registers/{register_id}/summary/{file} approver manager officer    200     404
    GET  /desk/registers/{register_id}/people/{file} officer                      200     404
    POST /desk/registers/{register_id}/check officer                              303     404
    POST /desk/registers/{register_id}/start officer                              303     404
    POST /desk/registers/{register_id}/stop officer                               303     404
    POST /desk/registers/{register_id}/go-on officer                              303     404
    POST /desk/registers/{register_id}/delete officer                             303     404

    GET  /people                          manager                                 200
    POST /people                          manager                                 422
    GET  /people/{account_id}             manager                                 200     404
    POST /people/{account_id}             manager                                 303     404
    POST /people/{account_id}/link        manager                                 200     404
    POST /people/{account_id}/disable     manager                                 303     404
    POST /people/{account_id}/enable      manager                                 303     404
    POST /people/{account_id}/sign-out    manager                                 303     404

    GET  /account                         staff                                   200
    POST /account/password                staff                                   200
    POST /account/sign-out-elsewhere      staff                                   303
    POST /sign-out                        staff                                   303

    GET  /v1/openapi.json                 everyone                                200
    GET  /v1/search                       key:search                              200
    POST /v1/plan                         key:plan                                200
    POST /v1/plan/what-if                 key:plan                                200
    POST /v1/plan/why                     key:plan                                200
    POST /v1/plan/changes                 key:plan                                200
    POST /v1/match                        key:match                               200
    GET  /v1/records                      key:records                             200
    GET  /v1/records/{kind}/{tail}        key:records                             200
    GET  /v1/cases                        key:cases:read                          200
    POST /v1/cases                        key:cases:write                         201
    GET  /v1/cases/{case_id}              key:cases:read                          200     404
    POST /v1/cases/{case_id}/moves        key:cases:write                         200     404
"""

ANYBODY = ("everyone", "code", "invitation")


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    path: str
    who: tuple[str, ...]
    let_in: int
    elsewhere: int

    @property
    def route(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def for_programs(self) -> bool:
        return self.who[0].startswith("key:")

    def answer(self, caller: Caller) -> int:
        """Return what a caller is answered with."""
        asked = caller.name.removesuffix(" elsewhere")
        by_role = caller.role is not None and self.who == ("staff",)
        if self.who[0] in ANYBODY or by_role or asked in self.who:
            return self.elsewhere if caller.elsewhere else self.let_in
        return 401 if self.for_programs and not caller.scopes else 403


def lines(table: str) -> Iterator[Line]:
    shape = re.compile(r"\s+(GET|POST)\s+(\S+)\s+([a-z: ]+?)\s+(\d+)(?:\s+(\d+))?")
    for text in filter(str.strip, table.splitlines()[2:]):
        found = shape.fullmatch(text)
        assert found, f"This line of WHO_MAY cannot be read: {text}"
        method, path, who, let_in, elsewhere = found.groups()
        yield Line(method, path, tuple(who.split()), int(let_in), int(elsewhere or let_in))


TABLE = {line.route: line for line in lines(WHO_MAY)}
every_line = pytest.mark.parametrize("line", TABLE.values(), ids=TABLE)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a house over the little world; comparing passwords is made quick."""
    folder = tmp_path_factory.mktemp("records")
    (folder / "world.yaml").write_text(WORLD + SHOP, encoding="utf-8")
    settings = Settings(base_url="https://hp.example.cn", rate="100000/minute")
    house = open_house(settings, [str(folder)], now=Clock())
    house.registers = Registers(tmp_path_factory.mktemp("registers"), house.now, nobody)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Passwords, "hashed", lambda _, password: f"kept {password}")
        patch.setattr(Passwords, "fits", lambda _, password, kept: kept == f"kept {password}")
        made = World(house)
        with made.client:
            yield made
    house.close()


def depends_on(dependant: Dependant) -> Iterator[Any]:
    """Yield everything a route depends on."""
    for one in dependant.dependencies:
        yield one.call
        yield from depends_on(one)


def routes(app: FastAPI) -> dict[str, list[Any]]:
    """Return every route but the static files, with everything it depends on."""
    found = [one for one in iter_route_contexts(app.routes) if one.path != "/static"]
    return {
        f"{method} {one.path}": list(depends_on(one.dependant))
        for one in found
        for method in one.methods or ["NO METHOD"]
    }


@pytest.fixture(scope="module")
def real(world: World) -> dict[str, list[Any]]:
    """Return the routes there really are."""
    return routes(world.client.app)  # type: ignore[arg-type]


def said(door: Door | KeyDoor) -> tuple[str, ...]:
    """Return whom a door lets in, as the table says it."""
    if isinstance(door, KeyDoor):
        return (f"key:{door.scope}",)
    if door is holder_of_a_code:
        return ("code",)
    if door is holder_of_an_invitation:
        return ("invitation",)
    return ("staff",) if door.roles == set(Role) else tuple(sorted(door.roles)) or ("everyone",)


# ---- the table is whole ---------------------------------------------------------------------


def test_every_route_stands_in_the_table(real: dict[str, list[Any]]) -> None:
    missing = sorted(real.keys() - TABLE.keys())

    assert not missing, f"Say in WHO_MAY who may call: {', '.join(missing)}"


def test_every_line_of_the_table_is_a_route(real: dict[str, list[Any]]) -> None:
    gone = sorted(TABLE.keys() - real.keys())

    assert not gone, f"Take out of WHO_MAY, for there is no such route: {', '.join(gone)}"


@every_line
def test_a_route_has_one_door_and_it_is_the_one_in_the_table(
    real: dict[str, list[Any]], line: Line
) -> None:
    doors = [said(one) for one in real[line.route] if isinstance(one, Door | KeyDoor)]

    assert doors == [line.who]


# ---- everybody tries ------------------------------------------------------------------------


@every_line
def test_everybody_is_answered_as_the_table_says(world: World, line: Line) -> None:
    callers = BY_PROGRAM if line.for_programs else ON_PAGES

    called = {one.name: world.call(one, line.method, line.path) for one in callers}

    assert called == {one.name: line.answer(one) for one in callers}


@pytest.mark.parametrize("line", [one for one in TABLE.values() if "{token}" in one.path], ids=str)
def test_a_code_nobody_issued_opens_nothing(world: World, line: Line) -> None:
    path = line.path.replace("{token}", "A" * 26)

    answer = world.client.request(line.method, path, data={"pin": "123456", "name": "old-grant"})

    assert answer.status_code in ({303, 404, 429} if line.let_in == 303 else {404, 429})


# ---- forms ----------------------------------------------------------------------------------

WRITING = [line for line in TABLE.values() if line.method != "GET" and not line.for_programs]
FOR_STAFF = [line for line in WRITING if line.who[0] not in ANYBODY]
FOR_ANYBODY = [line for line in WRITING if line.who[0] in ANYBODY]


def one_of(line: Line) -> Caller:
    """Return somebody whom a line lets in."""
    return next(one for one in STAFF if line.answer(one) == line.let_in)


@pytest.mark.parametrize("line", FOR_STAFF, ids=lambda line: line.route)
def test_a_form_of_the_staff_is_taken_with_the_token_of_its_session_only(
    world: World, real: dict[str, list[Any]], line: Line
) -> None:
    caller = one_of(line)
    account = world.account("x", caller.role)
    cookie = world.cookie(account)
    mine = world.house.staff.session(cookie)
    headers = {"cookie": f"companion_session={cookie}"}

    refused = [
        world.send(line.method, line.path, mine, csrf, headers)
        for csrf in ("", "made-up", world.session(account).csrf)
    ]

    assert {form_is_mine, received} & set(real[line.route])
    assert refused == [403, 403, 403]
    assert world.house.staff.session(cookie) == mine


@pytest.mark.parametrize("line", FOR_ANYBODY, ids=lambda line: line.route)
@pytest.mark.parametrize(
    ("site", "taken"),
    [("cross-site", False), ("same-site", False), ("same-origin", True), ("none", True)],
)
def test_a_form_for_everyone_is_taken_from_our_own_pages_only(
    world: World, line: Line, site: str, taken: bool
) -> None:
    status = world.call(NOBODY, line.method, line.path, **{"sec-fetch-site": site})

    assert status == (line.let_in if taken else 403)


@pytest.mark.parametrize("line", FOR_STAFF, ids=lambda line: line.route)
def test_another_site_sends_no_form_of_the_staff_even_with_the_token(
    world: World, line: Line
) -> None:
    assert (
        world.call(one_of(line), line.method, line.path, **{"sec-fetch-site": "cross-site"}) == 403
    )
