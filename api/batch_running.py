"""What `companion batch` does: check the register, judge it, show how far it is, sum it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from api import given, told_register
from api.progress import Meter
from api.shapes import json_line
from api.wiring import House
from kb.errors import CHECK_THE_PATH, NotFound, WrongInput
from kb.ids import PolicyId
from kb.text import Language, Text
from matcher.columns import Columns
from matcher.register import Register, open_register
from matcher.register_check import Report, checked
from matcher.register_mapping import Mapping, read_mapping
from matcher.register_report import Summary, summary_shape
from matcher.register_run import Engine, Options, Progress, judge_register, locally, stopped
from matcher.register_targets import targets_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed."""

    register: Path
    out: Path | None
    mapping: Path | None
    only_check: bool
    details: tuple[str, ...]
    lists: Path | None
    summary: Path | None
    overwrite: bool
    afresh: bool
    engine: str
    master: str
    on: str | None
    lang: Language
    as_json: bool


def run(house: House, asked: Asked) -> None:
    """Check a register, and unless that is all, judge it and say what came of it.

    Raises:
        CompanionError: whatever stands in the way, or the run was stopped.
    """
    on = given.day_of(house, asked.on)
    options = _options(house, asked)
    columns = Columns(house.catalogue)
    if asked.out is not None:
        targets_of(asked.out, columns, options.details, options.lists, options.summary)
    elif not asked.only_check:
        raise WrongInput.at("OUT", *_NO_OUT)
    register = open_register(asked.register, house.catalogue, _mapping(asked))
    report = checked(register, on=on)
    _say_checked(report, register, asked)
    if report.problems:
        raise WrongInput(report.problems)
    if asked.only_check or asked.out is None:
        return
    with _progress(asked) as progress:
        tally = judge_register(
            register, columns, on, asked.out, options, progress, engine=_engine(asked)
        )
    found = Summary(register=register.path.name, on=on, tally=tally, catalogue=house.catalogue)
    files = targets_of(asked.out, columns, options.details, options.lists, options.summary).files
    _say_done(found, list(files), report, asked)


def _options(house: House, asked: Asked) -> Options:
    return Options(
        details=tuple(dict.fromkeys(_policy(house, one) for one in asked.details)),
        lists=asked.lists,
        summary=asked.summary,
        overwrite=asked.overwrite,
        afresh=asked.afresh,
        language=asked.lang,
    )


def _policy(house: House, said: str) -> PolicyId:
    found = house.catalogue.resolve("policy", said)
    if found is None:
        raise NotFound(
            Text(zh=f"没有“{said}”这项政策。", en=f'There is no policy "{said}".'),
            Text(zh="请写政策的编号。", en="Write the id of a policy."),
        )
    return PolicyId(found)


def _mapping(asked: Asked) -> Mapping | None:
    """Return the mapping file that was named.

    Raises:
        WrongInput: it cannot be read, or does not say what it must.
    """
    if asked.mapping is None:
        return None
    try:
        content = asked.mapping.read_bytes()
    except OSError as error:
        said = Text(zh="读不出来。", en=f"cannot be read ({error.strerror}).")
        raise WrongInput.at(str(asked.mapping), said, CHECK_THE_PATH) from None
    return read_mapping(content, asked.mapping.name)


def _engine(asked: Asked) -> Engine:
    if asked.engine == "local":
        return locally
    from matcher.spark import on_spark

    return on_spark(asked.master)


def _say_checked(report: Report, register: Register, asked: Asked) -> None:
    if not asked.as_json:
        for line in report.lines(register.catalogue):
            click.echo(line.get(asked.lang))
    elif asked.only_check and not report.problems:
        click.echo(json_line(report.plain(asked.lang)))


@contextmanager
def _progress(asked: Asked) -> Iterator[Callable[[Progress], None]]:
    """Give what shows how far a run is; Ctrl+C ends it as any other stop."""
    last = Progress(rows=0, share=0.0)
    with Meter(asked.lang, asked.as_json) as meter:

        def show(progress: Progress) -> None:
            nonlocal last
            last = progress
            meter.show(progress)

        try:
            yield show
        except KeyboardInterrupt:
            raise stopped(last.rows) from None


def _say_done(found: Summary, files: list[Path], report: Report, asked: Asked) -> None:
    if asked.as_json:
        shape: dict[str, Any] = {
            **summary_shape(found),
            "files": [str(path) for path in files],
            "check": report.plain(asked.lang),
        }
        click.echo(json_line(shape))
        return
    click.echo(told_register.summary_text(found, asked.lang))
    click.echo(told_register.files_text(files, found.tally, asked.lang))


_NO_OUT = (
    Text(zh="没有写结果放到哪个文件。", en="is missing."),
    Text(
        zh="请写一个以 .parquet、.csv 或 .xlsx 结尾的文件名，或者加 --check。",
        en="Name a file that ends in .parquet, .csv or .xlsx, or add --check.",
    ),
)
