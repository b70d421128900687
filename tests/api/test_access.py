"""Who may call what: one table, and everybody tries every line of it."""

from __future__ import annotations

from collections.abc import Iterator
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
from api.editor import form_of_mine
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
from tests.who_may import ANYBODY, TABLE, Line

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

    assert {form_is_mine, form_of_mine, received} & set(real[line.route])
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
