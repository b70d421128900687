"""A whole register judged against every policy, in parts that are kept, so that it can go on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from kb.errors import Conflict, WrongInput
from kb.ids import PolicyId
from kb.text import Language, Text
from matcher.columns import Columns
from matcher.register import Register
from matcher.register_finish import finished
from matcher.register_output import refuse_too_long
from matcher.register_parts import Parts, fingerprint, opened_parts
from matcher.register_report import Summary
from matcher.register_sheets import JudgedBatch, Wanted, judge_batch
from matcher.register_source import NO_ROWS
from matcher.register_summary import Tally
from matcher.register_targets import Targets, refuse_nowhere, refuse_taken, targets_of

Engine = Callable[[Register, Columns, date, Wanted, int], Iterator[JudgedBatch]]
"""Gives the batches of a register from a row on, in the order of the register."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a register is judged.

    Attributes:
        details: policies of which a second file tells every condition.
        lists: the folder for the lists of automatic policies.
        summary: where the summary goes instead of beside OUT; the extension is left off.
        overwrite: whether what is there may be replaced.
        afresh: whether parts of an earlier run are thrown away.
        language: of headings and words where people open a file.
    """

    details: tuple[PolicyId, ...] = ()
    lists: Path | None = None
    summary: Path | None = None
    overwrite: bool = False
    afresh: bool = False
    language: Language = "zh"

    @property
    def wanted(self) -> Wanted:
        """Return what is wanted of each batch."""
        return Wanted(details=self.details, lists=self.lists is not None, language=self.language)


PLAIN: Final = Options()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is.

    Attributes:
        rows: applicants judged and kept, those of earlier runs too; or written, at the end.
        share: how much of the register that is, from 0 to 1.
        begun_at: how many applicants earlier runs had judged.
        writing: whether all are judged and OUT is being written.
    """

    rows: int
    share: float
    begun_at: int = 0
    writing: bool = False


class Stopped(Conflict):
    """A run was stopped; its parts are kept."""


def nobody_watches(_: Progress) -> None:
    """Take no notice of how far a run is."""


def never() -> bool:
    """Never stop."""
    return False


def locally(
    register: Register, columns: Columns, on: date, wanted: Wanted, start_row: int
) -> Iterator[JudgedBatch]:
    """Yield the batches of a register, judged in this process; the next one is read meanwhile."""
    for read in ahead(register.batches(start_row)):
        yield judge_batch(read, columns, on, wanted)


def judge_register(
    register: Register,
    columns: Columns,
    on: date,
    out: Path,
    options: Options = PLAIN,
    progress: Callable[[Progress], None] = nobody_watches,
    stop: Callable[[], bool] = never,
    engine: Engine = locally,
) -> Tally:
    """Judge a register, write OUT and what stands beside it, and return the counts.

    Parts are kept in `OUT.partial` until all are there; the same call goes on behind the last
    whole one. OUT comes last, whole.

    Args:
        register: the applicants.
        columns: the policies.
        on: the day that counts.
        out: `.parquet`, `.csv` or `.xlsx`.
        options: what else is wanted.
        progress: told after every part.
        stop: asked after every part; a run that is stopped keeps its parts.
        engine: what judges.

    Raises:
        WrongInput: OUT is there already or cannot be written, or the register cannot be read.
        Conflict: parts of another register, other rules or another day are there, another run is
            at work on OUT, or the register changed meanwhile.
        Stopped: `stop` said so.
    """
    targets = targets_of(out, columns, options.details, options.lists, options.summary)
    begun = targets.parts.is_dir() and not options.afresh
    refuse_taken(targets, register.path, options.overwrite, begun)
    refuse_nowhere(targets)
    refuse_too_long(out, register.rows)
    manifest = _manifest(register, columns, on, options.wanted)
    with opened_parts(targets.parts, manifest, options.afresh) as parts:
        watch = _Watch(progress, stop, register.rows, parts.rows)
        batches = engine(register, columns, on, options.wanted, parts.rows + 1)
        _judge(parts, batches, targets, watch, register)
        _refuse_changed(register, manifest)
        said = Summary(
            register=register.path.name, on=on, tally=parts.tally, catalogue=columns.catalogue
        )
        finished(parts, targets, said, watch.written, options.language)
        parts.remove()
        return parts.tally


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield items while another thread makes the next one; it holds one at most."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (held := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield held


class _Watch:
    """Tells how far a run is, and ends it where that is wanted."""

    def __init__(
        self,
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
        rows: int | None,
        begun_at: int,
    ) -> None:
        self._progress, self._stop = progress, stop
        self._rows, self._begun_at = rows, begun_at

    def judged(self, rows: int, share: float) -> None:
        """Tell that so many applicants are judged and kept."""
        share = rows / self._rows if self._rows else share
        self._progress(Progress(rows=rows, share=min(1.0, share), begun_at=self._begun_at))
        self._end(rows)

    def written(self, rows: int, of: int) -> None:
        """Tell that so many applicants are written into OUT."""
        self._progress(Progress(rows=rows, share=rows / of, begun_at=self._begun_at, writing=True))
        self._end(of)

    def _end(self, rows: int) -> None:
        if self._stop():
            raise stopped(rows)


def stopped(rows: int) -> Stopped:
    """Return what is said of a run that was stopped with so many applicants judged."""
    return Stopped(
        Text(zh=f"停下了，已经做完 {rows:,} 行。", en=f"Stopped; {rows:,} rows are done."),
        Text(zh="再运行同一条命令，会接着做。", en="Give the same command again to go on."),
    )


def _judge(
    parts: Parts,
    batches: Iterator[JudgedBatch],
    targets: Targets,
    watch: _Watch,
    register: Register,
) -> None:
    """Keep one part after another.

    Raises:
        WrongInput: there is nobody, or OUT is a workbook and there are too many.
        Stopped: it was wanted.
    """
    watch.judged(parts.rows, 0.0)
    with closing(cast(Any, batches)):
        for judged in batches:
            _keep(judged, parts, targets.out)
            watch.judged(parts.rows, register.done_share())
    if not parts.rows:
        raise WrongInput.at(register.path.name, *NO_ROWS)


def _keep(judged: JudgedBatch, parts: Parts, out: Path) -> None:
    """Keep one part; where OUT can never hold it none is worth keeping."""
    try:
        refuse_too_long(out, parts.rows + judged.rows)
    except WrongInput:
        parts.remove()
        raise
    parts.add(judged)


def _manifest(register: Register, columns: Columns, on: date, wanted: Wanted) -> dict[str, Any]:
    policies = ",".join(policy.id for policy in columns.policies)
    return {
        "register": fingerprint(register.path),
        "rules": [columns.catalogue.generation, _hash(policies)],
        "on": on.isoformat(),
        "mapping": _hash(repr(register.columns)),
        "wanted": [*wanted.details, wanted.lists, wanted.language if wanted.details else None],
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_changed(register: Register, manifest: dict[str, Any]) -> None:
    if fingerprint(register.path) != manifest["register"]:
        raise Conflict(
            Text(
                zh=f"{register.path.name} 在读的时候变了。",
                en=f"{register.path.name} changed while it was read.",
            ),
            Text(zh="请等文件写完，再加 --afresh 从头做。", en="Let it be, and add --afresh."),
        )
