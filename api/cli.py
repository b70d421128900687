"""The console: `companion` alone helps; every command takes `--json`.

Wrong input ends with exit code 2 and says what to write instead; anything that cannot be
opened ends with exit code 1 and one line that says what to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from api import shapes, told
from api.settings import Settings
from api.wiring import House, open_house
from flowchart.plan import policy_items
from kb.errors import CompanionError, NotFound, WrongInput
from kb.ids import SceneId
from kb.store import FORMATS
from kb.text import Language
from matcher.analyser import is_chinese
from matcher.applicant import NOTHING, Facts, read_facts
from matcher.question import NextQuestion, Questions
from matcher.search import KINDS, Found, Outcome

Command = TypeVar("Command", bound=Callable[..., Any])

_AS_JSON = "companion.as_json"

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")
_DATA = click.option(
    "--data",
    multiple=True,
    help="A folder of records; later ones override. Leaves the database alone.",
)
_ON = click.option("--on", "on", metavar="DATE", help="The day that counts (default: today).")
_FACTS = click.option(
    "--facts", "facts_file", metavar="FILE", help="JSON or JSON lines; - reads stdin."
)
_LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of words."
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
            sys.exit(_failed(error, as_json))
        except click.UsageError as error:
            if not as_json:
                raise
            sys.exit(_failed(_misused(error), as_json))


def _misused(error: click.UsageError) -> WrongInput:
    """Return a wrong option or argument as our own error."""
    path = error.ctx.command_path if error.ctx is not None else "companion"
    return WrongInput.at(path, error.format_message(), f"See `{path} --help`.")


def _failed(error: CompanionError, as_json: bool) -> int:
    """Print an error in its one shape and return the exit code."""
    if as_json:
        click.echo(json.dumps({"error": shapes_error(error)}, ensure_ascii=False))
    else:
        click.echo(str(error), err=True)
    return 2 if isinstance(error, WrongInput | NotFound) else 1


def shapes_error(error: CompanionError) -> dict[str, str]:
    """Return the console's shape of an error."""
    if isinstance(error, WrongInput) and error.problems:
        first = error.problems[0]
        where = ":".join(str(part) for part in (first.file, first.line) if part)
        place = ": ".join(part for part in (where, first.place) if part)
        return {"place": place, "problem": first.problem, "remedy": first.remedy}
    return {"place": "", "problem": str(error), "remedy": ""}


@click.group(cls=Console, invoke_without_command=True)
@click.version_option(package_name="companion", prog_name="companion")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Stand behind a companion service: plans, codes, policies."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def with_house(command: Command) -> Command:
    """Give a command its house, opened for its folders, and close it afterwards."""

    @wraps(command)
    def opened(data: tuple[str, ...], **rest: Any) -> None:
        house = open_house(Settings(), data)
        try:
            command(house, **rest)
        finally:
            house.close()

    return opened  # type: ignore[return-value]


@main.command()
@click.option("--host", default="127.0.0.1", help="Where to listen; 0.0.0.0 for phones near by.")
@click.option("--port", default=8000, type=int, help="Which port.")
@_DATA
def serve(host: str, port: int, data: tuple[str, ...]) -> None:
    """Serve the pages."""
    from api.serving import run

    run(host, port, data)


@main.command()
@_JSON
@_DATA
@with_house
def check(house: House, as_json: bool) -> None:
    """Say whether the records are sound, and how well they are known."""
    report = told.standing(house.catalogue, house.ledger)
    click.echo(_json(report) if as_json else told.standing_text(report))


@main.command()
@click.argument("text", required=False)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="What to look for."
)
@click.option("--queries", metavar="FILE", help="One text a line.")
@_JSON
@_DATA
@_ON
@_LANG
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
    _day(house, on)
    if queries is None and not (text or "").strip():
        raise WrongInput.at("TEXT", "is missing.", "Write what is wanted, or --queries FILE.")
    texts = _read(queries).splitlines() if queries is not None else [text or ""]
    for one in texts:
        found = _find(house, one, kinds or tuple(KINDS))
        shape = shapes.search_shape(found)
        click.echo(_json(shape) if as_json else told.found_text(found, lang))


@main.command()
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE…")
@_FACTS
@_JSON
@_DATA
@_ON
@_LANG
@with_house
def plan(
    house: House,
    scenes: tuple[str, ...],
    facts_file: str | None,
    as_json: bool,
    on: str | None,
    lang: Language,
) -> None:
    """Make the plan for one or several scenes, by id or in free words."""
    day = _day(house, on)
    chosen = [_scene(house, scene) for scene in scenes]
    for facts in _facts(house, facts_file):
        made = house.plan(chosen, facts, day)
        shape = shapes.plan_shape(made, house.catalogue)
        click.echo(_json(shape) if as_json else told.plan_text(made, house.catalogue, lang))


@main.command()
@click.option("--rank", is_flag=True, help="Load the encoder and rank equals by nearness.")
@_FACTS
@_JSON
@_DATA
@_ON
@_LANG
@with_house
def match(
    house: House, rank: bool, facts_file: str | None, as_json: bool, on: str | None, lang: Language
) -> None:
    """Match an applicant's facts against every policy, with reasons."""
    day = _day(house, on)
    if rank:
        house.load_encoder()
    for facts in _facts(house, facts_file):
        matches = house.matches(facts, day)
        question = _next_question(house, facts, day)
        shape = shapes.matches_shape(matches, question, house.catalogue)
        click.echo(_json(shape) if as_json else told.matches_text(matches, house.catalogue, lang))


@main.command()
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), default="turtle")
@click.option("--out", metavar="FILE", help="Write there instead of printing.")
@_JSON
@_DATA
@with_house
def export(house: House, format_name: str, out: str | None, as_json: bool) -> None:
    """Write the graph of what is published."""
    content = house.store.dump(format_name)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    _write(out, content)
    said = {"file": out, "triples": len(house.store), "generation": house.catalogue.generation}
    click.echo(_json(said) if as_json else f"{out}: {len(house.store):,} triples")


# ---- reading what was given -----------------------------------------------------------------


def _json(shape: object) -> str:
    return json.dumps(shape, ensure_ascii=False, default=shapes.exact)


def _day(house: House, on: str | None) -> date:
    if on is None:
        return house.today()
    try:
        day = datetime.strptime(on, "%Y-%m-%d").date()
    except ValueError:
        raise WrongInput.at("--on", f'"{on}" is not a date.', "Write 2026-03-01.") from None
    if not 1900 <= day.year <= 2200:
        raise WrongInput.at("--on", f"{day.year} is no year for a plan.", "Write 2026-03-01.")
    return day


def _read(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongInput.at(file, "is not UTF-8.", "Save it with the encoding UTF-8.") from None
    except OSError as error:
        raise WrongInput.at(
            file, f"cannot be read ({error.strerror}).", "Check the path."
        ) from None


def _write(file: str, content: bytes) -> None:
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        raise WrongInput.at(
            file, f"cannot be written ({error.strerror}).", "Check the path."
        ) from None


def _facts(house: House, file: str | None) -> Iterator[Facts]:
    """Yield one set of facts a JSON object; a file of lines gives one a line, in order."""
    if file is None:
        yield NOTHING
        return
    for place, data in _values(_read(file), file):
        yield read_facts(data, house.catalogue, place)


def _values(text: str, file: str) -> list[tuple[str, object]]:
    """Return what a file of JSON or JSON lines holds, each value with its place."""
    lines = [(f"{file}:{i}", line) for i, line in enumerate(text.split("\n"), 1) if line.strip()]
    try:
        return [(file, _parsed(text, file))]
    except WrongInput:
        if len(lines) < 2:
            raise
    return [(place, _parsed(line, place)) for place, line in lines]


def _parsed(text: str, place: str) -> object:
    """Return a JSON value; NaN becomes a number that no fact accepts, so its place is named."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except (ValueError, ArithmeticError, RecursionError):  # also what no fact can be: 5000 digits
        raise WrongInput.at(place, "is not JSON.", 'Write {"concept/floor-area": 80}.') from None


def _scene(house: House, said: str) -> SceneId:
    """Return the scene an id or free words mean.

    Raises:
        WrongInput: no scene, or several that are as likely.
    """
    found = house.catalogue.resolve("scene", said)
    if found is not None:
        return SceneId(found)
    hits = _find(house, said, ("scene",))
    if hits.outcome is Outcome.FOUND:
        return SceneId(hits.results[0].id)
    likely = ", ".join(hit.id for hit in hits.results) or ", ".join(house.catalogue.scenes)
    raise WrongInput.at(
        "SCENE", f'"{said[:60]}" does not name one scene.', f"Write one of: {likely}."
    )


def _find(house: House, text: str, kinds: tuple[str, ...]) -> Found:
    """Return what words find; the encoder is loaded only where words alone do not decide."""
    found = house.searcher.search(text, kinds)
    undecided = found.outcome is not Outcome.FOUND and bool(text.strip())
    if undecided and not is_chinese(text) and not house.searcher.has_vectors:
        house.load_encoder()
        found = house.searcher.search(text, kinds)
    return found


def _next_question(house: House, facts: Facts, day: date) -> NextQuestion | None:
    scenes = house.catalogue.scenes.values()
    items = policy_items(scenes, house.catalogue)
    ranked = Questions(house.catalogue).ranked(items, facts, day)
    return ranked[0] if ranked else None


if __name__ == "__main__":
    main()
