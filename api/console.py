"""What the groups of commands on the console share: the option for JSON, and the database alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

import click

from api.settings import Settings
from api.shapes import json_line
from kb.database import open_database

Command = TypeVar("Command", bound=Callable[..., Any])

JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")


def with_database(command: Command) -> Command:
    """Give a command the database, opened without the records, and close it afterwards."""

    @wraps(command)
    def opened(**given: Any) -> None:
        database = open_database(Settings().resolved_database_url())
        try:
            command(database, **given)
        finally:
            database.close()

    return opened  # type: ignore[return-value]


def say(shape: object, words: str, as_json: bool) -> None:
    """Print an answer for a program or for a person."""
    click.echo(json_line(shape) if as_json else words)
