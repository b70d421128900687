"""`companion schema`: the shape of record files, for editors that check while one types."""

from __future__ import annotations

import json

import click

from api.console import JSON, say
from api.settings import Settings
from api.wiring import open_house
from kb.json_schema import schema as schema_of
from kb.model import KINDS, AnyRecord


@click.command()
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="Only such records."
)
@click.option("--known", is_flag=True, help="Offer the ids and codes of the records there are.")
@click.option("--data", multiple=True, help="The folders that --known reads.")
@JSON
def schema(kinds: tuple[str, ...], known: bool, data: tuple[str, ...], as_json: bool) -> None:
    """Print the JSON Schema of record files, for editors."""
    said = schema_of(kinds or tuple(KINDS), _records(data) if known or data else ())
    say(said, json.dumps(said, ensure_ascii=False, indent=2), as_json)


def _records(data: tuple[str, ...]) -> tuple[AnyRecord, ...]:
    """Return what is published, or what the folders hold."""
    house = open_house(Settings(), data)
    try:
        return tuple(house.catalogue.records.values())
    finally:
        house.close()
