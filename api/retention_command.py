"""`companion retention`: erases cases that have rested long enough, as the server does."""

from __future__ import annotations

from dataclasses import asdict

import click

from api.console import JSON, say, with_database
from api.retention import erase_old
from api.settings import Settings
from api.wiring import utc_now
from kb.database import Database


@click.command()
@click.option("--dry-run", is_flag=True, help="Say how many there are, and erase none.")
@JSON
@with_database
def retention(database: Database, dry_run: bool, as_json: bool) -> None:
    """Erase cases that rested longer than COMPANION_RETENTION_DAYS, and old words without one."""
    done = erase_old(database, utc_now, Settings().retention_days, dry_run)
    if done.days == 0:
        words = "Cases are kept for ever: COMPANION_RETENTION_DAYS is 0."
    else:
        kept = f"{done.found} cases had no event for {done.days} days; "
        words = kept + (f"{done.erased} were erased." if not dry_run else "none was erased.")
    if done.words:
        words += f" The words of {done.words} conversations a year ago were let go of."
    say(asdict(done) | {"dry_run": dry_run}, words, as_json)
