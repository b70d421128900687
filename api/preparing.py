"""Brings folders of records into the ledger before anything is served."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from api.settings import Settings, shipped_data
from kb.errors import BadRecords, Problem
from kb.generation import seed
from kb.ledger import Ledger
from kb.read_before import ReadBefore
from kb.vocab import Names


def folders_of(settings: Settings, named: Sequence[str] = ()) -> tuple[Path, ...]:
    """Return the folders of records: those named, else the setting's, else the shipped one."""
    listed = list(named) or [part for part in settings.data.split(os.pathsep) if part]
    return tuple(Path(part) for part in listed) or (shipped_data(),)


def prepare(
    ledger: Ledger,
    folders: Sequence[Path],
    names: Names,
    keep_published: bool = True,
    state: Path | None = None,
) -> tuple[Problem, ...]:
    """Bring folders of records into the ledger; return what keeps edited files from it.

    Args:
        ledger: takes them in.
        folders: of files.
        names: of the graph.
        keep_published: with bad files, go on with what the ledger has published, if anything.
        state: the folder where is remembered what was read.

    Raises:
        BadRecords: a record does not pass a gate, and nothing published can stay in force.
    """
    try:
        seed(folders, ledger, names, ReadBefore(state / "read.json") if state else None)
    except BadRecords as error:
        if not keep_published or not ledger.published():
            raise
        return error.problems
    return ()
