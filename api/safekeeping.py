"""`companion backup` and `companion restore`: a house in one file, and back again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from api.console import JSON, say, watched, with_database
from api.wiring import utc_now
from kb.backup import LEFT_OUT, Backup, write_backup
from kb.database import Database
from kb.restoring import restore as put_back

KEEP_IT_SAFE = (
    "It holds personal data (names, notes, facts) and the hashes of passwords: only you can read "
    "it now, keep it so. What is erased later stays in it: delete old ones."
)
SIGN_IN_AGAIN = "Everybody signs in again; sessions and one-time links are not kept."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@with_database
def backup(database: Database, file: Path, as_json: bool) -> None:
    """Write everything the database holds into one file; people go on working meanwhile."""
    with watched("Writing", as_json) as progress:
        held = write_backup(database, file, utc_now(), progress)
    size = file.stat().st_size
    words = f"{file}: {_rows(held)}, {size / 1_000_000:.1f} MB.\n{KEEP_IT_SAFE}\n{SIGN_IN_AGAIN}"
    say(_shape(file, held) | {"bytes": size}, words, as_json)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Also where the database is in use: all of it goes.")
@JSON
@with_database
def restore(database: Database, file: Path, replace: bool, as_json: bool) -> None:
    """Put a backup in the place of everything the database holds."""
    with watched("Restoring", as_json) as progress:
        held = put_back(database, file, replace, progress)
    words = f"{file}, made at {held.made_at}: {_rows(held)} are back.\n{SIGN_IN_AGAIN}"
    if not database.serves_many:
        words += "\nA server that runs on this database must be started again."
    say(_shape(file, held), words, as_json)


def _rows(held: Backup) -> str:
    return f"{held.total:,} rows of {sum(1 for rows in held.rows.values() if rows)} tables"


def _shape(file: Path, held: Backup) -> dict[str, Any]:
    said = asdict(held)
    said["format"] = said.pop("companion_backup")
    return {"file": str(file), **said, "left_out": sorted(LEFT_OUT)}
