from __future__ import annotations

import json

import pytest

from api.settings import Settings
from api.wiring import House, open_house
from flowchart.case_store import Person
from matcher.applicant import NOTHING
from tests.console import Console, error_of, little_console
from tests.planning import BY_STAFF, CENTRE
from tests.support import TODAY
from tests.visiting import PAGE, visitor

QUESTIONS = (
    ("plan", "scene/shop", "--json", "--on", "2026-11-23"),
    ("match", "--json", "--on", "2026-11-23"),
    ("search", "Announcement", "--json"),
    ("export", "--format", "nquads"),
)


@pytest.fixture
def console(tmp_path) -> Console:
    return little_console(tmp_path)


def house_at(console: Console, url: str) -> House:
    return open_house(Settings(database_url=url, data=console.records[0]))


def use(house: House) -> str:
    """Publish what no file says and open a case; returns the token of its code."""
    new = "{id: document/notice, title: {zh: 公告, en: Announcement}}"
    sent = house.desk.load(new.encode(), "notice.yaml", "officer").name
    house.desk.send(sent, "officer")
    house.desk.publish(sent, "approver")
    house.renew()
    plan = house.plan(["scene/shop"], NOTHING, TODAY)
    case = house.cases.open(plan, Person(name="王小明"), TODAY, CENTRE)
    house.cases.move(case.id, plan.steps[0].service, "submitted", BY_STAFF, 0)
    return house.tracking.issue(case.id, BY_STAFF).token


def answers(console: Console, house: House, token: str) -> dict[str, object]:
    """Return what a house says to everything that is asked of it."""
    phone = visitor(house).client.get(f"/c/{token}", headers=PAGE)
    said: dict[str, object] = {" ".join(words): console(*words).stdout for words in QUESTIONS}
    said["phone"] = (phone.status_code, phone.headers["etag"])
    said["history"] = house.ledger.history("document/notice")
    said["cases"] = house.cases.newest(CENTRE)
    return said


@pytest.mark.parametrize(
    ("database_url", "elsewhere_url"),
    [("sqlite", "postgresql"), ("postgresql", "sqlite")],
    indirect=True,
)
def test_a_restored_copy_gives_the_same_answers(
    console, database_url, elsewhere_url, tmp_path, monkeypatch
):
    file = str(tmp_path / "house.backup")
    monkeypatch.setenv("COMPANION_DATABASE_URL", database_url)
    first = house_at(console, database_url)
    token = use(first)
    before = answers(console, first, token)
    first.close()
    assert console("backup", file).exit_code == 0

    monkeypatch.setenv("COMPANION_DATABASE_URL", elsewhere_url)
    assert console("restore", file).exit_code == 0

    second = house_at(console, elsewhere_url)
    assert answers(console, second, token) == before
    assert before["phone"][0] == 200
    second.close()


def test_both_say_what_they_did_and_what_to_take_care_of(console, tmp_path):
    assert console("check").exit_code == 0
    file = str(tmp_path / "house.backup")

    kept, back = console("backup", file), console("restore", file)

    assert "rows of 2 tables" in kept.stdout
    assert "personal data" in kept.stdout
    assert "Everybody signs in again" in kept.stdout
    assert "are back" in back.stdout
    assert "must be started again" in back.stdout


def test_programs_get_the_same_as_json(console, tmp_path):
    assert console("check").exit_code == 0
    file = str(tmp_path / "house.backup")

    kept = json.loads(console("backup", file, "--json").stdout)
    back = json.loads(console("restore", file, "--json").stdout)

    assert kept.pop("bytes") > 1000
    assert kept == back
    assert kept["file"] == file
    assert kept["rows"]["record_version"] == kept["ledger"]


def test_what_cannot_be_restored_is_wrong_input(console, tmp_path):
    (tmp_path / "no.backup").write_text("no backup")

    said = error_of(console("restore", str(tmp_path / "no.backup"), "--json"))

    assert said["place"].endswith("no.backup")
    assert "nothing was changed" in said["remedy"]


def test_a_house_in_use_is_replaced_only_when_that_is_said(console, tmp_path):
    assert console("check").exit_code == 0
    file = str(tmp_path / "house.backup")
    assert console("backup", file).exit_code == 0
    house = house_at(console, f"sqlite:///{console.state}/companion.sqlite")
    use(house)
    house.close()

    refused = console("restore", file)

    assert refused.exit_code == 1
    assert "add --replace" in refused.stderr
    assert console("restore", file, "--replace").exit_code == 0


def test_a_bar_is_shown_on_a_terminal_only(console, tmp_path, monkeypatch):
    assert console("check").exit_code == 0
    file = str(tmp_path / "house.backup")
    assert "Writing" not in console("backup", file).stderr

    monkeypatch.setattr("api.console.on_a_terminal", lambda: True)

    assert "Writing" in console("backup", file).stderr
    assert "Writing" not in console("backup", file, "--json").stderr
