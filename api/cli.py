"""The console: `companion` alone helps; every command takes `--json`.

Wrong input ends with exit code 2 and says what to write instead; anything that cannot be
opened ends with exit code 1 and one line that says what to do. Errors speak the language of
`--lang`; in JSON where it is given, and else English, as commands without it do.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from api import (
    given,
    hearing,
    record_commands,
    shapes,
    told,
    told_matches,
)
from api.batch_command import batch
from api.calendar_command import calendar
from api.case_commands import case
from api.check_command import check
from api.console import DATA, ENCODING, FACTS, JSON, KNOWN, LANG, ON, SPOKEN, watched, with_house
from api.evaluate_command import evaluate
from api.examples_command import examples
from api.export_command import export
from api.key_commands import keys
from api.people import users
from api.plan_command import plan
from api.retention_command import retention
from api.safekeeping import backup, restore
from api.schema_command import schema
from api.shapes import json_line
from api.wiring import House
from flowchart.inquiry import settles_most
from kb.errors import BadRecords, CompanionError, NotFound, WrongInput
from kb.text import Language, Text
from matcher.search import KINDS

_AS_JSON = "companion.as_json"

_NO_TEXT = (
    Text(zh="没有写。", en="is missing."),
    Text(
        zh="请写想办什么，或者用 --queries FILE。",
        en="Write what is wanted, or --queries FILE.",
    ),
)


class Console(click.Group):
    """The group of commands; errors raised on purpose end it in their one shape."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember whether JSON was asked for, also for when the rest cannot be read."""
        ctx.meta[_AS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and turn our errors into exit codes."""
        as_json = bool(ctx.meta[_AS_JSON])
        try:
            return super().invoke(ctx)
        except CompanionError as error:
            sys.exit(_failed(error, as_json, *ctx.meta.get(SPOKEN, ("en", True))))
        except click.UsageError as error:
            if not as_json:
                raise
            sys.exit(_failed(_misused(error), as_json, "en"))


def _misused(error: click.UsageError) -> WrongInput:
    """Return a wrong option or argument as our own error."""
    path = error.ctx.command_path if error.ctx is not None else "companion"
    problem = Text(zh=f"这样写不对：{error.format_message()}", en=error.format_message())
    return WrongInput.at(
        path, problem, Text(zh=f"请看 `{path} --help`。", en=f"See `{path} --help`.")
    )


def _failed(error: CompanionError, as_json: bool, language: Language, chosen: bool = True) -> int:
    """Print an error in its one shape and return the exit code."""
    if as_json:
        click.echo(json_line(_error_shape(error, language if chosen else "en")))
    else:
        click.echo(error.told(language), err=True)
    return 2 if isinstance(error, WrongInput | NotFound) else 1


def _error_shape(error: CompanionError, language: Language) -> dict[str, Any]:
    """Return an error as JSON: the first problem, and of record files every one."""
    first = error.problems[0]
    where = ":".join(str(part) for part in (first.file, first.line) if part)
    place = ": ".join(part for part in (where, first.place) if part)
    shape: dict[str, Any] = {"error": {**first.shape(language), "place": place}}
    if isinstance(error, BadRecords):
        shape["problems"] = [
            {"file": one.file, "line": one.line, **one.shape(language)} for one in error.problems
        ]
    return shape


@click.group(cls=Console, invoke_without_command=True)
@click.version_option(package_name="companion", prog_name="companion")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Stand behind a companion service: plans, codes, policies."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@main.command()
@click.option("--host", default="127.0.0.1", help="Where to listen; 0.0.0.0 for phones near by.")
@click.option("--port", default=8000, type=int, help="Which port.")
@click.option(
    "--workers", default=1, type=click.IntRange(min=1), help="How many processes; on PostgreSQL."
)
@DATA
def serve(host: str, port: int, workers: int, data: tuple[str, ...]) -> None:
    """Serve the pages."""
    from api import serving
    from api import workers as several

    if workers == 1:
        serving.run(host, port, data)
    elif data:
        raise WrongInput.at(
            "--workers",
            Text(zh="不能和 --data 一起用。", en="does not go with --data."),
            Text(zh="这样写的文件夹只在内存里用。", en="Folders named so are served from memory."),
        )
    else:
        several.run(host, port, workers)


@main.command()
@click.argument("text", required=False)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="What to look for."
)
@click.option("--queries", metavar="FILE", help="One text a line.")
@JSON
@DATA
@ON
@KNOWN
@LANG
@with_house
def search(
    house: House,
    text: str | None,
    kinds: tuple[str, ...],
    queries: str | None,
    as_json: bool,
    on: str | None,
    lang: Language,
) -> None:
    """Find scenes, services or policies for words."""
    day = given.day_of(house, on)
    if queries is None and not (text or "").strip():
        raise WrongInput.at("TEXT", *_NO_TEXT)
    texts = given.read(queries).splitlines() if queries is not None else [text or ""]
    for one in texts:
        with watched(ENCODING, as_json) as progress:
            found = given.find(house, one, kinds or tuple(KINDS), progress)
        if as_json:
            heard = hearing.of_search(house, one, found, day)
            click.echo(json_line(shapes.search_shape(found, heard)))
        else:
            click.echo(told.found_text(found, lang))


@main.command()
@click.option("--rank", is_flag=True, help="Load the encoder and rank equals by nearness.")
@FACTS
@JSON
@DATA
@ON
@KNOWN
@LANG
@with_house
def match(
    house: House, rank: bool, facts_file: str | None, as_json: bool, on: str | None, lang: Language
) -> None:
    """Match an applicant's facts against every policy, with reasons."""
    day = given.day_of(house, on)
    if rank:
        with watched(ENCODING, as_json) as progress:
            house.load_encoder(progress=progress)
    for facts in given.facts_in(house, facts_file):
        matches = house.matches(facts, day)
        question = settles_most(house.catalogue, facts, day)
        shape = shapes.matches_shape(matches, question, house.catalogue)
        said = told_matches.matches_text(matches, house.catalogue, lang)
        click.echo(json_line(shape) if as_json else said)


for commands in (
    *record_commands.COMMANDS,
    backup,
    batch,
    calendar,
    case,
    check,
    evaluate,
    examples,
    export,
    keys,
    plan,
    restore,
    retention,
    schema,
    users,
):
    main.add_command(commands)


if __name__ == "__main__":
    main()
