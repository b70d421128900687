"""The process that judges the registers officers brought, one after another, until none waits.

It is handed the lock that says it lives. What is light stands on top, for it begins in a moment;
what judges is loaded when there is something to judge.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.register_folder import Folder, Run, State, ours_alone, write_json
from api.register_jobs import folders, in_line
from kb.errors import CompanionError, Conflict, Problem
from kb.ids import PolicyId
from kb.text import LANGUAGES, Text

if TYPE_CHECKING:
    from kb.catalogue import Catalogue
    from matcher.register_run import Options, Progress

_OURS_ALONE: Final = 0o077
LISTS: Final = "lists"
COUNTS: Final = "counts.json"


def work(root: Path, lock: int | None = None) -> None:
    """Judge what waits, first come first served, until nothing does; then let the lock go."""
    with in_line(root):
        for folder in folders(root):
            if folder.run.state is State.RUNNING:  # whoever worked on it was killed
                folder.tell(replace(folder.run, state=State.STOPPED, left=None))
    while (waiting := _next(root, lock)) is not None:
        judge(waiting)


def _next(root: Path, lock: int | None) -> Folder | None:
    """Return the next register and mark it; with none left the lock goes before anyone may look."""
    with in_line(root):
        waiting = [one for one in folders(root) if one.run.state is State.WAITING]
        found = min(waiting, key=lambda one: one.run.asked_at, default=None)
        if found is not None:
            found.tell(replace(found.run, state=State.RUNNING))
        elif lock is not None:
            os.close(lock)
        return found


def judge(folder: Folder, clock: Callable[[], float] = time.monotonic) -> None:
    """Judge a register, or go on where it was stopped, and keep what came of it."""
    from matcher.register_run import Stopped

    run = folder.run
    try:
        _judge(folder, _Watch(folder, run, clock))
    except Stopped:
        folder.tell(replace(folder.run, state=State.STOPPED, left=None))
    except CompanionError as error:
        failed = tuple(map(plain_problem, error.problems))
        folder.tell(replace(folder.run, state=State.FAILED, left=None, problems=failed))
    except Exception as error:  # the next in line is not kept waiting
        _keep_trace(folder, error)
        failed = (plain_problem(_unforeseen(error)),)
        folder.tell(replace(folder.run, state=State.FAILED, left=None, problems=failed))
    else:
        folder.tell(replace(folder.run, state=State.DONE, share=1.0, left=None, writing=False))
    finally:
        folder.stop.unlink(missing_ok=True)


def _judge(folder: Folder, watch: _Watch) -> None:
    from api.register_told import opened
    from matcher.columns import Columns
    from matcher.register import Register
    from matcher.register_run import judge_register
    from matcher.register_targets import targets_of

    held = folder.job
    columns = Columns(_rules(folder.rules))
    folder.out.mkdir(exist_ok=True)
    options = _options(folder)
    register = opened(folder, held, columns.catalogue, Register)
    on = date.fromisoformat(held.on)
    judge_register(register, columns, on, folder.result, options, watch.show, folder.stop.exists)
    targets = targets_of(folder.result, columns, options.details, options.lists)
    for path in targets.sheets.values():
        if path.suffix == ".parquet":
            _as_csv(path)
    lists = sorted((folder.out / LISTS).glob("*.csv"))
    write_json(folder.out / COUNTS, {path.stem: consent_counts(path) for path in lists})


def _options(folder: Folder) -> Options:
    from matcher.register_run import Options

    held = folder.job
    return Options(
        details=(PolicyId(held.details),) if held.details else (),
        lists=folder.out / LISTS,
        overwrite=True,
        language="en" if held.language == "en" else "zh",
    )


class _Watch:
    """Keeps how far a run is where its page finds it."""

    def __init__(self, folder: Folder, run: Run, clock: Callable[[], float]) -> None:
        self._folder, self._run, self._clock = folder, run, clock
        self._began: tuple[bool, float, float] | None = None

    def show(self, progress: Progress) -> None:
        """Keep it, with the seconds that are left."""
        now = self._clock()
        if self._began is None or self._began[0] != progress.writing:
            self._began = (progress.writing, now, progress.share)
        _, since, share = self._began
        done = progress.share - share
        left = (now - since) * (1 - progress.share) / done if done > 0 else None
        self._folder.tell(
            replace(
                self._run,
                rows=progress.rows,
                share=progress.share,
                writing=progress.writing,
                left=left,
            )
        )


def _rules(path: Path) -> Catalogue:
    """Return the rules a run began with; they were put there by our own server.

    Raises:
        Conflict: another version of the product cannot read them any more.
    """
    from kb.catalogue import Catalogue

    try:
        held = pickle.loads(path.read_bytes())
    except Exception:  # whatever an older version left there
        held = None
    if not isinstance(held, Catalogue):
        raise Conflict(*_OTHER_RULES)
    return held


def save_rules(path: Path, catalogue: Catalogue) -> None:
    """Keep the rules beside a register, so that a run ends with those it began with."""
    made = path.with_name(f"{path.name}.tmp")
    with open(made, "wb", opener=ours_alone) as file:
        pickle.dump(catalogue, file)
    made.replace(path)


def _as_csv(path: Path) -> None:
    """Write a table once more, as spreadsheets open it."""
    import pyarrow.parquet as pq

    from matcher.register_output import write_table

    with pq.ParquetFile(path) as file:
        write_table(path.with_suffix(".csv"), file.schema_arrow, file.iter_batches())


def consent_counts(path: Path) -> dict[str, int]:
    """Return how many of a list gave consent, refused it, or were not asked."""
    counts = {"given": 0, "refused": 0, "not asked": 0}
    with path.open(encoding="utf-8-sig") as lines:
        for line in _behind_the_head(lines):
            said = line.rstrip("\r\n").rpartition(",")[2].strip('"')
            counts[said] = counts.get(said, 0) + 1
    return counts


def _behind_the_head(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines behind the note and the header."""
    next(lines, None)
    next(lines, None)
    yield from lines


def plain_problem(problem: Problem) -> dict[str, Any]:
    """Return a problem in both languages, as JSON has it."""
    held = {"place": problem.place, "problem": plain_text(problem.problem)}
    return held | {"remedy": plain_text(problem.remedy) if problem.remedy else None}


def plain_text(text: Text) -> Mapping[str, str]:
    """Return a text in both languages, as JSON has it."""
    return {language: text.get(language) for language in LANGUAGES}


def _keep_trace(folder: Folder, error: Exception) -> None:
    """Keep where the program failed, without what it was told: that may be somebody's data."""
    lines = traceback.format_tb(error.__traceback__)
    with open(folder.path / "failed.txt", "w", encoding="utf-8", opener=ours_alone) as file:
        file.writelines([*lines, type(error).__name__, "\n"])


def _unforeseen(error: Exception) -> Problem:
    return Problem(
        place="",
        problem=Text(
            zh=f"程序出错了（{type(error).__name__}）。",
            en=f"The program failed ({type(error).__name__}).",
        ),
        remedy=Text(
            zh="请按“接着做”再试一次；还不行，请告诉管理员。",
            en="Press “Go on” to try again; if it stays so, tell your administrator.",
        ),
    )


_OTHER_RULES: Final = (
    Text(
        zh="系统更新了，上次做了一半的不能接着做。",
        en="The system was updated; what was half done cannot go on.",
    ),
    Text(zh="请从头开始。", en="Begin again."),
)


def main(words: Sequence[str]) -> None:
    """Work through the line of a folder, holding a lock that was handed over."""
    os.umask(_OURS_ALONE)
    root, lock = words
    work(Path(root), int(lock))


if __name__ == "__main__":
    main(sys.argv[1:])
