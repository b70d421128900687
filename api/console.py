"""What the commands on the console share: options, the database alone, and a bar for long work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

from api import given, told_records
from api.settings import Settings
from api.shapes import json_line
from api.wiring import House, open_house
from kb.database import open_database
from kb.errors import BadRecords
from kb.text import Language
from matcher.vectors import Progress, nobody_watches

Command = TypeVar("Command", bound=Callable[..., Any])

JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")
SPOKEN: Final = "companion.language"
"""Under this name the context of a command remembers the language of errors."""
ENCODING: Final = "Encoding"
"""What stands before the bar where texts are encoded for the search by meaning."""


def _remember(ctx: click.Context, _: click.Parameter, said: Language) -> Language:
    """Keep the language for errors, and whether it was chosen or is the default one."""
    chosen = ctx.get_parameter_source("lang") is ParameterSource.COMMANDLINE
    ctx.meta[SPOKEN] = (said, chosen)
    return said


LANG: Final = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    callback=_remember,
    help="Language of words.",
)


DATA: Final = click.option(
    "--data",
    multiple=True,
    help="A folder of records; later ones override. Leaves the database alone.",
)
ON: Final = click.option("--on", "on", metavar="DATE", help="The day that counts (default: today).")
KNOWN: Final = click.option(
    "--known",
    metavar="DATE",
    help="By the rules as they were known at the end of that day (default: as known now).",
)
FACTS: Final = click.option(
    "--facts", "facts_file", metavar="FILE", help="JSON or JSON lines; - reads stdin."
)


def with_house(command: Command) -> Command:
    """Give a command its house, opened for its folders, and close it afterwards.

    A command that names a day gets the house as of that day.
    """

    @wraps(command)
    def opened(data: tuple[str, ...] = (), **rest: Any) -> None:
        try:
            house = open_house(Settings(), data)
        except BadRecords as error:
            raise told_records.with_base_hint(error, data) from None
        try:
            command(_on_its_day(house, rest), **rest)
        finally:
            house.close()

    return opened  # type: ignore[return-value]


def _on_its_day(house: House, rest: dict[str, Any]) -> House:
    """Return the house as of the day a command names; `known` is used up by it."""
    known = rest.pop("known", None)
    day = rest.get("on") or rest.get("as_of")
    if day is None and known is None:
        return house
    place = "--as-of" if rest.get("as_of") else "--on"
    till = given.day_of(house, known, "--known") if known is not None else None
    return house.as_of(given.day_of(house, day, place), till)


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


@contextmanager
def watched(label: str, as_json: bool) -> Iterator[Progress]:
    """Give what shows a bar on a terminal as soon as there is work, and nothing anywhere else."""
    if as_json or not on_a_terminal():
        yield nobody_watches
        return
    with ExitStack() as stack:
        bars: list[Any] = []

        def show(done: int, of: int) -> None:
            if not bars:
                bar = click.progressbar(length=of, label=label, file=sys.stderr)
                bars.append(stack.enter_context(bar))
            bars[0].length = of
            bars[0].update(done - bars[0].pos)

        yield show


def on_a_terminal() -> bool:
    """Say whether somebody sees a bar."""
    return sys.stderr.isatty()
