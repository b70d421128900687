"""`companion batch`: a whole register against every policy, stopped and resumed at will."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from api.console import JSON, LANG
from api.settings import Settings
from api.wiring import open_house

_FILE: Final = click.Path(path_type=Path)


@click.command()
@click.argument("register", type=_FILE)
@click.argument("out", type=_FILE, required=False)
@click.option("--mapping", type=_FILE, metavar="FILE", help="Which column tells what, as YAML.")
@click.option("--check", "only_check", is_flag=True, help="Say what is understood, and stop.")
@click.option("--details", multiple=True, metavar="POLICY", help="A file of its conditions too.")
@click.option("--lists", type=_FILE, metavar="FOLDER", help="Who to grant automatic policies.")
@click.option("--summary", type=_FILE, metavar="FILE", help="Where the summary goes instead.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@click.option("--afresh", is_flag=True, help="Begin again instead of going on.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", help="Where.")
@click.option("--master", metavar="URL", help="Which Spark (default: local[*]).")
@click.option("--data", multiple=True, help="The folders that are read instead of the database.")
@click.option("--on", metavar="DATE", help="The day that counts (default: today).")
@LANG
@JSON
def batch(data: tuple[str, ...], **said: Any) -> None:
    """Judge a whole register (Parquet, CSV, XLSX) against every policy, into OUT."""
    from api.batch_running import Asked, run

    settings = Settings()
    asked = Asked(**said | {"master": said["master"] or settings.spark_master})
    house = open_house(settings, data)
    try:
        run(house, asked)
    finally:
        house.close()
