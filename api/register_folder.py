"""What one register that an officer brought has on the disk: what is known of it, how far it is.

Everything stands in a folder of its own that only our own user may read.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

FILE_OURS_ALONE: Final = 0o600
ROLES: Final = ("id", "consent")
"""What a column may be for that tells no fact."""
UNKNOWN: Final = "?"
"""What a word means of which an officer said that it tells nothing."""


class State(StrEnum):
    """How far a register is."""

    NEW = "new"
    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


BUSY: Final = frozenset({State.WAITING, State.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one column of a register tells, as an officer chose it.

    Attributes:
        header: as the file has it.
        tells: the id of a fact, `id`, `consent`, or nothing where the column is not used.
        times: what its numbers are multiplied by, as it was typed.
        values: what its words mean: a code of the fact, or `UNKNOWN`.
    """

    header: str
    tells: str = ""
    times: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known of a register beside its rows.

    Attributes:
        centre: whose it is; nobody else's.
        by: the account that brought it.
        name: of the file; shown on its page only.
        kind: the ending of the file, with its dot.
        at: when it was brought.
        columns: what each tells.
        on: the day that counts, year-month-day; nothing is today.
        details: a policy of which every condition is wanted, or nothing.
        language: of the words in details.
        same: facts that are the same for every row, by their ids, with their values.
    """

    centre: str
    by: str
    name: str
    kind: str
    at: datetime
    columns: tuple[Told, ...] = ()
    on: str = ""
    details: str = ""
    language: str = "zh"
    same: tuple[tuple[str, str], ...] = ()

    @property
    def day(self) -> date:
        """Return the day that counts, as far as it is chosen; else the day it was brought."""
        return date.fromisoformat(self.on) if self.on else self.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How far a run is.

    Attributes:
        asked_at: when it was asked for, in seconds; who asked first comes first.
        rows: applicants judged.
        share: of the register, from 0 to 1.
        writing: whether all are judged and files are written.
        left: seconds that are left, where that can be told.
        problems: why it failed: place, problem and remedy in both languages.
    """

    state: State = State.NEW
    asked_at: float = 0.0
    rows: int = 0
    share: float = 0.0
    writing: bool = False
    left: float | None = None
    problems: tuple[Mapping[str, Any], ...] = field(default=())


class Folder:
    """The folder of one register."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name
        self.rules = path / "rules.pickle"
        self.check = path / "check.json"
        self.out = path / "out"
        self.result = self.out / "result.parquet"
        self.stop = path / "stop"

    @property
    def held(self) -> Held:
        """Return what is known of it."""
        return _held(self.path / "register.json")

    @property
    def job(self) -> Held:
        """Return what was known of it when its run began; later choices do not touch a run."""
        return _held(self.path / "job.json")

    @property
    def upload(self) -> Path:
        """Return the file that was brought."""
        return self.path / f"register{self.held.kind}"

    @property
    def run(self) -> Run:
        """Return what its run last said."""
        plain = read_json(self.path / "run.json") or {}
        state = State(plain.pop("state", State.NEW))
        problems = tuple(plain.pop("problems", ()))
        return Run(state=state, problems=problems, **plain)

    def hold(self, held: Held) -> None:
        """Keep what is known of it."""
        write_json(self.path / "register.json", asdict(held) | {"at": held.at.isoformat()})

    def begin_with(self, held: Held) -> None:
        """Keep what is known of it, as what its run begins with."""
        self.hold(held)
        write_json(self.path / "job.json", asdict(held) | {"at": held.at.isoformat()})

    def tell(self, run: Run) -> None:
        """Keep how far its run is."""
        write_json(self.path / "run.json", asdict(run))

    def remove(self) -> None:
        """Delete it with everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def clear(self) -> None:
        """Take away what a run made."""
        shutil.rmtree(self.out, ignore_errors=True)
        for path in (self.path / "run.json", self.stop, self.rules):
            path.unlink(missing_ok=True)


def _held(path: Path) -> Held:
    plain = read_json(path) or {}
    columns = tuple(
        Told(**one | {"values": _pairs(one.get("values", ()))}) for one in plain["columns"]
    )
    same = _pairs(plain.get("same", ()))
    at = datetime.fromisoformat(plain["at"])
    return Held(**plain | {"at": at, "columns": columns, "same": same})


def _pairs(plain: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in plain)


def ours_alone(path: str | Path, flags: int) -> int:
    """Open a file that nobody else may read; for `open(…, opener=ours_alone)`."""
    return os.open(path, flags, FILE_OURS_ALONE)


def write_json(path: Path, plain: Mapping[str, Any]) -> None:
    """Write a small file whole or not at all."""
    made = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    with open(made, "w", encoding="utf-8", opener=ours_alone) as file:
        json.dump(plain, file, ensure_ascii=False)
    made.replace(path)


def read_json(path: Path) -> dict[str, Any] | None:
    """Return what a small file holds; None where there is none."""
    try:
        return dict(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None
