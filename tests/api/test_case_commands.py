"""Copying, erasing and verifying cases on the console."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.wiring import utc_now
from flowchart.case_kinds import Audience
from flowchart.case_store import CaseStore, Person
from flowchart.private import PrivateRows
from kb.database import open_database
from tests.console import Console
from tests.planning import BY_STAFF, CENTRE
from tests.support import TODAY


@pytest.fixture
def state(tmp_path: Path, small_plan) -> Path:
    """Return a state folder with two cases, 261123-001 and -002."""
    database = open_database(f"sqlite:///{tmp_path / 'companion.sqlite'}")
    cases = CaseStore(database, utc_now)
    for name in ("王小明", "李小红"):
        person = Person(name=name, facts='{"facts": {}, "standings": {}}')
        case = cases.open(small_plan, person, TODAY, CENTRE, BY_STAFF)
        cases.note(case.id, BY_STAFF, f"{name}的备注", Audience.INSIDE)
    database.close()
    return tmp_path


@pytest.fixture
def small_plan(small_house):
    """Return a plan of the little world."""
    from kb.ids import SceneId
    from matcher.applicant import NOTHING

    return small_house.plan([SceneId("scene/shop")], NOTHING, TODAY)


def tampered(state: Path) -> None:
    """Change an event of the first case behind the back of the house."""
    database = open_database(f"sqlite:///{state / 'companion.sqlite'}")
    with database.write() as connection:
        named = "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='case_event'"
        for (trigger,) in connection.exec_driver_sql(named).all():
            connection.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
        connection.exec_driver_sql("UPDATE case_event SET \"by\" = 'somebody' WHERE number = 1")
    database.close()


def test_a_copy_holds_what_is_kept_and_is_put_on_the_log(little: Console, state: Path) -> None:
    said = little("case", "copy", "261123-001", "--json", state=state)

    held = json.loads(said.stdout)
    assert held["name"] == "王小明"
    assert [note["text"] for note in held["notes"]] == ["王小明的备注"]
    database = open_database(f"sqlite:///{state / 'companion.sqlite'}")
    cases = CaseStore(database, utc_now)
    assert cases.get(cases.id_of("261123-001")).events[-1].kind == "exported"
    database.close()


def test_erasing_needs_a_yes_and_leaves_the_other_case_alone(little: Console, state: Path) -> None:
    refused = little("case", "erase", "261123-001", state=state)
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr

    said = little("case", "erase", "261123-001", "--yes", "--json", state=state)

    assert json.loads(said.stdout) == {"number": "261123-001", "erased": True}
    database = open_database(f"sqlite:///{state / 'companion.sqlite'}")
    private, ids = PrivateRows(database, utc_now), CaseStore(database, utc_now).numbers()
    assert private.person(ids["261123-001"]).name is None
    assert private.person(ids["261123-002"]).name == "李小红"
    database.close()
    again = little("case", "erase", "261123-001", "--yes", state=state)
    assert again.exit_code == 2


def test_whole_logs_are_said_to_be_whole_erased_ones_too(little: Console, state: Path) -> None:
    little("case", "erase", "261123-002", "--yes", state=state)

    every = little("case", "verify", "--json", state=state)
    one = little("case", "verify", "261123-002", state=state)

    assert json.loads(every.stdout) == {"cases": 2, "broken": {}}
    assert (every.exit_code, one.exit_code) == (0, 0)
    assert one.stdout == "1 logs read, 0 tampered with.\n"


def test_a_log_that_was_tampered_with_is_named_with_its_first_wrong_event(
    little: Console, state: Path
) -> None:
    tampered(state)

    every = little("case", "verify", "--json", state=state)
    said = little("case", "verify", "261123-001", state=state)

    assert json.loads(every.stdout) == {"cases": 2, "broken": {"261123-001": 1}}
    assert (every.exit_code, said.exit_code) == (1, 1)
    assert "Case 261123-001: changed at event 1" in said.stdout
    assert little("case", "verify", "261123-002", state=state).exit_code == 0


@pytest.mark.parametrize("command", ["copy", "erase", "verify"])
def test_a_number_nobody_has_is_wrong_input(little: Console, state: Path, command: str) -> None:
    yes = ["--yes"] if command == "erase" else []

    said = little("case", command, "261123-999", *yes, "--json", state=state)

    assert said.exit_code == 2
    assert json.loads(said.stdout)["error"]["problem"] == "There is no such case."
