"""`companion case`: the rights of a person on the console, and whether logs are whole."""

from __future__ import annotations

import sys
from typing import Final

import click

from api.console import JSON, say, with_database
from api.handover import Handover
from api.shapes import json_line
from api.wiring import utc_now
from flowchart.case_events import By
from flowchart.case_kinds import Actor
from flowchart.case_reading import CaseReader
from flowchart.intake import IntakeStore
from flowchart.private import PrivateRows
from kb.database import Database
from kb.errors import WrongInput
from kb.text import Text

_CONSOLE: Final = By(actor=Actor.HOUSE, id="console")
_NUMBER = click.argument("number")
_SAY_YES = (
    Text(zh="没有写。", en="is missing."),
    Text(
        zh="删了就找不回来。确定要删，请加上 --yes。",
        en="What is erased cannot be brought back. To erase it write --yes.",
    ),
)


@click.group()
def case() -> None:
    """Give a copy of what a case holds, erase it, and see that its log is whole."""


@case.command()
@_NUMBER
@JSON
@with_database
def copy(database: Database, number: str, as_json: bool) -> None:
    """Print everything kept about the applicant of a case; its log says that a copy was given."""
    held = PrivateRows(database, utc_now).copy(_id(database, number), _CONSOLE)
    click.echo(json_line(held))


@case.command()
@_NUMBER
@click.option("--yes", is_flag=True, help="Erase it for good.")
@JSON
@with_database
def erase(database: Database, number: str, yes: bool, as_json: bool) -> None:
    """Erase what is personal about a case; its number and its log stay."""
    case_id = _id(database, number)
    if not yes:
        raise WrongInput.at("--yes", *_SAY_YES)
    IntakeStore(database, utc_now).end_for(case_id)
    Handover(database, utc_now).forget(case_id)
    PrivateRows(database, utc_now).erase(case_id, _CONSOLE)
    words = (
        f"Case {number} is erased: codes are dead, the log stays. Earlier backups still hold it."
    )
    say({"number": number, "erased": True}, words, as_json)


@case.command()
@click.argument("number", required=False)
@JSON
@with_database
def verify(database: Database, number: str | None, as_json: bool) -> None:
    """Say whether the log of a case, or of every case, is as it was written."""
    cases = CaseReader(database)
    held = {number: cases.id_of(number)} if number is not None else cases.numbers()
    found = {one: cases.broken_at(case_id) for one, case_id in held.items()}
    broken = {one: place for one, place in found.items() if place is not None}
    lines = [f"Case {one}: changed at event {place}" for one, place in broken.items()]
    words = "\n".join([*lines, f"{len(held)} logs read, {len(broken)} tampered with."])
    say({"cases": len(held), "broken": broken}, words, as_json)
    if broken:
        sys.exit(1)


def _id(database: Database, number: str) -> str:
    return CaseReader(database).id_of(number)
