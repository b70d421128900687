"""`companion keys`: the keys of programs that call `/v1`, on the console."""

from __future__ import annotations

from typing import Any

import click

from api.console import JSON, say, with_database
from api.keys import Key, Keys, Scope
from api.settings import Settings
from api.wiring import utc_now
from kb.database import Database


@click.group()
def keys() -> None:
    """Issue, list and revoke the keys of programs that call /v1."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What the key may be used for; more than once for several.",
)
@click.option("--centre", metavar="ID", help="The centre whose cases it sees (default: ours).")
@click.option("--days", type=int, help="After how many days it ends (default: never).")
@JSON
@with_database
def add(
    database: Database,
    name: str,
    scopes: tuple[str, ...],
    centre: str | None,
    days: int | None,
    as_json: bool,
) -> None:
    """Issue a key and show its secret, this once."""
    made = Keys(database, utc_now).issue(
        name, map(Scope, scopes), centre or Settings().centre, days
    )
    words = f"{made.secret}\nKeep it now: it is not shown again. {_words(made.key)}"
    say({**_shape(made.key), "secret": made.secret}, words, as_json)


@keys.command("list")
@JSON
@with_database
def list_(database: Database, as_json: bool) -> None:
    """List every key with its scopes, its centre and its end."""
    held = Keys(database, utc_now).all()
    words = "\n".join(map(_words, held)) or "There is no key. Issue one: companion keys add"
    say({"keys": [_shape(key) for key in held]}, words, as_json)


@keys.command()
@click.argument("key_id", metavar="ID")
@JSON
@with_database
def revoke(database: Database, key_id: str, as_json: bool) -> None:
    """End a key at once, for good."""
    key = Keys(database, utc_now).revoke(key_id)
    say(_shape(key), _words(key), as_json)


def _shape(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "centre": key.centre,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }


def _words(key: Key) -> str:
    end = f"ends {key.expires_at:%Y-%m-%d}" if key.expires_at else "without end"
    if key.revoked_at:
        end = f"revoked {key.revoked_at:%Y-%m-%d}"
    return f"{key.id}  {key.name}  {', '.join(sorted(key.scopes))}  {key.centre}  {end}"
