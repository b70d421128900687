"""Erasure whole: after it nothing of the applicant is found anywhere in a house that went on.

A real server over a database file, an access log, an expert, a phone; then everything is looked
through: tables, the bytes of every file of the state folder, a backup made later, what was logged.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.accounts import Role
from api.auth import Purpose
from api.settings import Settings
from api.wiring import House
from flowchart.case_events import By, FollowedUp, Rated
from flowchart.case_kinds import Actor, Audience, Grade
from flowchart.case_store import NewNote, Person
from kb.backup import write_backup
from kb.database import METADATA
from tests.served import served
from tests.visiting import PAGE, Clock, fresh_house

NAME, NOTE, WORDS = "欧阳不在场", "周五带房产证来", "我叫欧阳不在场想开便利店"
EMAIL, PHONE, ADDRESS = "ouyang@nowhere.example", "13912345678", "无名路九十九号"
MOVED, INSIDE, EXPERT, RATED, DONE = "缺了一张复印件", "脾气急", "油烟看过", "等了半天", "道过歉了"
WAGE, RIGHT = "98765432", "欧阳改名字"
SECRETS = (NAME, NOTE, EMAIL, PHONE, ADDRESS, MOVED, INSIDE, EXPERT, RATED, DONE, WAGE, RIGHT)
DEPARTMENT = "organisation/huangpu-market-regulation-bureau"
BUND = "organisation/the-bund-community-affairs-centre"
FIRST = "service/company-registration"
OTHER = Person(name="别人")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


@pytest.fixture
def house(state: Path) -> Iterator[House]:
    """Return a house over a file that keeps an access log beside it."""
    opened = fresh_house(Clock(), f"sqlite:///{state / 'companion.sqlite'}")
    settings = Settings(
        base_url="https://hp.example.cn", state=state, access_log=str(state / "access.log")
    )
    yield replace(opened, settings=settings)
    opened.close()


class Desk:
    """A companion's browser, over HTTP."""

    def __init__(self, house: House, address: str) -> None:
        account = house.accounts.add("desk", Role.COMPANION, house.centre)
        cookie = house.staff.enter(house.staff.link(account.id, Purpose.ENTER))
        session = house.staff.session(cookie)
        assert session is not None
        self.session = session
        self.http = httpx.Client(
            base_url=address, headers=PAGE, cookies={"companion_session": cookie}, timeout=20
        )

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def send(self, path: str, **fields: str) -> httpx.Response:
        answer = self.http.post(path, data={"csrf": self.session.csrf, **fields})
        assert answer.status_code in (200, 303), (path, answer.status_code, answer.text[:300])
        return answer


def lived(house: House, desk: Desk) -> tuple[str, str]:
    """Let a case live its life, with words wherever words are taken; return its path and token."""
    intake = desk.send("/start", text=WORDS).headers["location"]
    if house.intakes.get(intake[8:], desk.session.key, house.catalogue).words:
        intake = desk.send("/start", scene="scene/convenience-store").headers["location"]
    desk.send(f"{intake}/answer", concept="concept/entity", value="new-company")
    desk.send(f"{intake}/answer", concept="concept/levy-average-wage", value=WAGE, consent="1")
    opened = desk.send(f"{intake}/case", name=NAME, note=NOTE, contact=EMAIL)
    case = opened.headers["location"].removesuffix("/code")
    code = house.handover.get(desk.session, case[6:])
    assert code is not None
    desk.send(f"{case}/personal", name=RIGHT, email=EMAIL, phone=PHONE, post=ADDRESS)
    told(house, case, desk)
    at_the_table(desk, case)
    with httpx.Client(base_url=desk.http.base_url, headers=PAGE, timeout=20) as phone:
        assert phone.get(f"/c/{code.token}").status_code == 200
        assert phone.post(f"/c/{code.token}/pin", data={"pin": code.pin}).status_code == 303
        assert RIGHT in phone.get(f"/c/{code.token}").text
    desk.send(f"{case}/copy", form="json")
    desk.send(f"{case}/answers")
    return case, code.token


def told(house: House, case: str, desk: Desk) -> None:
    """Move, write, rate and follow up, each with words."""
    by = By(actor=Actor.STAFF, id=desk.session.account)
    seen = str(house.cases.get(case[6:]).sequence)
    desk.send(f"{case}/move", step=FIRST, to="submitted", seen=seen)
    seen = str(house.cases.get(case[6:]).sequence)
    sent = {"to": "to-be-supplemented", "until": "2026-12-07", "words": MOVED}
    desk.send(f"{case}/move", step=FIRST, seen=seen, **sent)
    house.cases.note(case[6:], by, INSIDE, Audience.INSIDE)
    inside = NewNote(text=RATED, audience=Audience.INSIDE)
    bad = By(actor=Actor.APPLICANT, id="0a1b2c3d")
    house.cases.append(
        case[6:], bad, lambda _, n: Rated(grade=Grade.DISSATISFIED, note=n), note=inside
    )
    desk.send(f"{case}/follow-up", done=DONE, told=DONE, settled="1")
    followed = [one for one in house.cases.get(case[6:]).events if isinstance(one.what, FollowedUp)]
    assert followed


def at_the_table(desk: Desk, case: str) -> None:
    """Invite an expert, who says a word."""
    desk.send(f"{case}/round-table", department=DEPARTMENT, until="2026-11-30")
    page = desk.http.get(f"{case}/round-table").text
    found = re.search(r"(/round-table/[\w-]+)<", page)
    assert found
    expert = httpx.post(
        f"{desk.http.base_url}{found[1]}", data={"text": EXPERT}, headers=PAGE, timeout=20
    )
    assert expert.status_code == 303


def in_tables(house: House) -> str:
    """Return everything that stands in any table."""
    with house.database.read() as connection:
        return "".join(
            str(row)
            for table in METADATA.sorted_tables
            for row in connection.execute(table.select())
        )


def in_files(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def found_in(held: str | bytes) -> list[str]:
    """Return the secrets that stand in a text, or in the bytes of a file."""
    whole = held.encode() if isinstance(held, str) else held
    escaped = [one.encode("unicode_escape") for one in SECRETS]
    return [
        one
        for one, other in zip(SECRETS, escaped, strict=True)
        if one.encode() in whole or other in whole
    ]


def test_after_erasure_nothing_of_the_applicant_is_found_anywhere(
    house: House,
    state: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with served(house) as address, Desk(house, address) as desk:
        case, token = lived(house, desk)
        other = house.cases.open(house.cases.get(case[6:]).plan, OTHER, house.today(), house.centre)
        before = in_tables(house)

        desk.send(f"{case}/erase", number="261123-001")

        gone = desk.http.get(case)
        phone = httpx.get(f"{address}/c/{token}", headers=PAGE, timeout=20)
        listed = desk.http.get("/cases").text
    write_backup(house.database, tmp_path / "later.backup", house.now())

    assert found_in(before) == list(SECRETS[1:]), "or the test would prove nothing"
    assert found_in(in_tables(house)) == []
    for file, held in in_files(tmp_path).items():
        assert (file, found_in(held)) == (file, [])
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    assert found_in("".join(one.getMessage() for one in ours)) == []
    assert found_in("".join(capfd.readouterr())) == []
    assert house.cases.broken_at(case[6:]) is None
    assert house.cases.broken_at(other.id) is None
    assert (gone.status_code, phone.status_code) == (404, 410)
    assert case not in listed
    assert other.number in listed
    assert token not in (state / "access.log").read_text()
    assert house.private.person(other.id).name == "别人"
