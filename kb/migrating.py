"""Which schema a database has, and the migrations that lead to a newer one."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

if TYPE_CHECKING:
    from alembic.config import Config


def is_newest(connection: Connection) -> bool:
    """Say whether there is nothing to migrate.

    It is asked without alembic, whose import takes a fifth of a short start.
    """
    if not inspect(connection).has_table(_REVISION.name):
        return False
    return set(connection.execute(select(_REVISION.c.version_num)).scalars()) == {newest_revision()}


_REVISION = Table("alembic_version", MetaData(), Column("version_num", String(32)))


def newest_revision() -> str:
    """Return the name of the newest migration: what its file begins with."""
    names = (one.name for one in (files("kb") / "migrations" / "versions").iterdir())
    return max(name for name in names if name.endswith(".py")).partition("_")[0]


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the schema to a revision, as part of the connection's transaction."""
    from alembic import command

    config = migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def knows_revision(revision: str) -> bool:
    """Say whether this version has the migration of that name."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(migrations()).walk_revisions()
    return revision in {script.revision for script in scripts}


def migrations() -> Config:
    """Return what alembic wants to be told: where the migrations are."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("kb") / "migrations"))
    return config
