"""The command that writes what is published: as a graph, or as files of records."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api import given, told_records
from api.console import DATA, JSON, KNOWN, with_house
from api.shapes import json_line
from api.wiring import House
from kb.exporting import exported, note
from kb.graph_text import FORMATS
from kb.record_files import write_records


@click.command()
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), default="turtle")
@click.option("--out", metavar="FILE", help="Write there instead of printing.")
@click.option(
    "--records", "folder", metavar="DIR", help="Write files of records there, for --data."
)
@click.option(
    "--as-of", "as_of", metavar="DATE", help="What is in force on that day (default: today)."
)
@KNOWN
@JSON
@DATA
@with_house
def export(
    house: House,
    format_name: str,
    out: str | None,
    folder: str | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Write what is published: as a graph, or as files of records that load again."""
    day = given.day_of(house, as_of, "--as-of")
    name = house.catalogue.generation
    if folder is not None:
        files = write_records(house.catalogue.records.values(), Path(folder))
        note(house.ledger, Path(folder), name, day)
        origins = told_records.origins(house.ledger)
        written = {"folder": folder, "files": files, "generation": name, "origins": origins}
        said = f"{folder}: {files} files{told_records.merged_words(origins)}"
        click.echo(json_line(written) if as_json else said)
        return
    known = click.get_current_context().params["known"]
    till = given.day_of(house, known, "--known") if known is not None else None
    made = exported(house.ledger, house.names, format_name, day, till)
    if out is None:
        sys.stdout.buffer.write(made.content)
        return
    given.write(out, made.content)
    done = {"file": out, "triples": made.triples, "generation": name}
    click.echo(json_line(done) if as_json else f"{out}: {made.triples:,} triples")
