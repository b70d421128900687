"""What the columns of a brought register tell by themselves, and what they are worth.

The beginning of a large file takes a while to read, so that is done in a process of its own; the
pages stay quick.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from api.register_folder import Folder, Told, read_json, write_json
from api.register_runner import plain_problem, plain_text, save_rules
from api.register_told import fact_of, opened
from api.register_words import IN_WORDS, can_be_chosen, concept_of, remedy_here, without_ids
from kb.catalogue import Catalogue
from kb.errors import CompanionError, Problem, WrongInput
from kb.text import Text
from matcher.fact_columns import ROWS
from matcher.register import Register
from matcher.register_batch import Column, ReadBatch, Role, Unread
from matcher.register_check import Checked, Report, checked
from matcher.register_files import open_source
from matcher.register_headers import headers_read, wanted
from matcher.register_mapping import plain_mapping
from matcher.register_units import parted

MOST_COLUMNS: Final = 200
SMALL: Final = 1_000_000
"""Bytes that are read while the visitor waits without anybody else noticing."""
_PATIENCE: Final = 100.0
_BESIDE: Final = "#"
"""Stands for a column that is understood, so that another can be tried alone."""


def headers_of(folder: Folder) -> tuple[str, ...]:
    """Return the headers of a register.

    Raises:
        WrongInput: it is no table, or has more columns than a page can show.
    """
    headers = open_source(folder.upload)[1].headers
    if len(headers) > MOST_COLUMNS:
        raise WrongInput.at(folder.upload.name, _too_many(len(headers)), _FEWER)
    return tuple(headers)


def understood(headers: Sequence[str], catalogue: Catalogue) -> tuple[Told, ...]:
    """Return what every column tells by its name; nothing where that is not sure."""
    try:
        columns = headers_read(headers, catalogue, None, "").columns
    except WrongInput:
        return _roles_once([_alone(header, catalogue) for header in headers])
    found = {column.name: _told(column) for column in columns}
    return tuple(found.get(header, Told(header=header)) for header in headers)


def _roles_once(columns: Sequence[Told]) -> tuple[Told, ...]:
    """Return columns of which only one is the applicant's number, and one the consent."""
    seen: set[str] = set()
    out = []
    for one in columns:
        again = one.tells in seen and one.tells in (Role.ID, Role.CONSENT)
        out.append(replace(one, tells="", times="") if again else one)
        seen.add(one.tells)
    return tuple(out)


def _alone(header: str, catalogue: Catalogue) -> Told:
    """Return what one column tells; where only its unit is not clear, the fact without a factor."""
    found = _tried(header, catalogue, {})
    if found is not None:
        return _told(found) if found.name == header else Told(header=header)
    known = {header: {"concept": parted(header)[0], "times": 1}}
    unclear = _tried(header, catalogue, known)
    if unclear is None or unclear.concept is None:
        return Told(header=header)
    return Told(header=header, tells=unclear.concept)


def _tried(header: str, catalogue: Catalogue, columns: dict[str, Any]) -> Column | None:
    """Return what is read of a header beside another that tells something else; None if refused."""
    for beside in list(wanted(catalogue))[:2]:
        mapping = plain_mapping({"columns": {_BESIDE: beside, **columns}})
        try:
            return headers_read((header, _BESIDE), catalogue, mapping, "").columns[0]
        except WrongInput:
            continue
    return None


def _told(column: Column) -> Told:
    tells = column.concept or column.role.value
    times = "" if column.times == Decimal(1) else f"{column.times:f}"
    return Told(header=column.name, tells=tells, times=times)


# ---- the check -----------------------------------------------------------------------------------


def check_of(folder: Folder, catalogue: Catalogue) -> dict[str, Any]:
    """Return the check of a register as its columns are chosen now, made afresh where need be."""
    key = _key(folder, catalogue)
    held = read_json(folder.check)
    if held is not None and held["key"] == key:
        return held
    if folder.upload.stat().st_size <= SMALL:
        return check(folder, catalogue, key)
    return _checked_apart(folder, catalogue, key)


def _checked_apart(folder: Folder, catalogue: Catalogue, key: str) -> dict[str, Any]:
    rules = folder.path / "check.pickle"
    save_rules(rules, catalogue)
    words = [sys.executable, "-m", "api.register_checking", str(folder.path), key]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(words, timeout=_PATIENCE, capture_output=True, check=False)
    held = read_json(folder.check)
    return held if held is not None and held["key"] == key else _shape(key, (_TOO_SLOW,))


class Counted(Register):
    """A register that counts the words nobody understood while it is read."""

    def __init__(self, *held: Any) -> None:
        super().__init__(*held)
        self.words: dict[str, Counter[str]] = defaultdict(Counter)

    def batches(self, start_row: int = 1) -> Iterator[ReadBatch]:
        """Yield the batches of a register.

        Raises:
            WrongInput: the file breaks off, or a row cannot be read.
        """
        for batch in super().batches(start_row):
            for one in batch.unread:
                self.words[one.column][one.shown.strip()] += 1
            yield batch


def check(folder: Folder, catalogue: Catalogue, key: str) -> dict[str, Any]:
    """Make the check of a register and keep it beside it."""
    try:
        register = opened(folder, folder.held, catalogue, Counted)
        report = checked(register, ROWS, folder.held.day)
        shape = _report_shape(report, register, key)
    except CompanionError as error:
        shape = _shape(key, [_here(one, None, catalogue) for one in error.problems])
    write_json(folder.check, shape)
    return shape


def _report_shape(report: Report, register: Counted, key: str) -> dict[str, Any]:
    by_header = {one.column.name.strip(): one.column for one in report.columns}
    catalogue = register.catalogue
    told = [(one, by_header.get(one.place)) for one in report.problems]
    problems = [_here(one, column.concept if column else None, catalogue) for one, column in told]
    return _shape(key, problems) | {
        "rows": report.rows,
        "whole": report.rows < ROWS,
        "head": 1 if register.title is None else 2,
        "columns": {one.column.name: _column_shape(one, register) for one in report.columns},
        "missing": [[concept, policies] for concept, policies in report.missing],
        "warnings": [plain_text(warning) for warning in report.warnings],
    }


def _here(one: Problem, tells: str | None, catalogue: Catalogue) -> Problem:
    """Return a problem in words that fit the page."""
    same = fact_of(one.place)
    concept = concept_of(tells or same, catalogue)
    remedy = remedy_here(one.remedy, concept, catalogue)
    problem = without_ids(one.problem, concept, catalogue)
    return replace(one, problem=problem, remedy=remedy)


def _shape(key: str, problems: Sequence[Problem]) -> dict[str, Any]:
    said = [plain_problem(one) for one in problems]
    empty: dict[str, Any] = {"columns": {}, "missing": [], "warnings": []}
    return {"key": key, "rows": 0, "whole": False, "head": 1, **empty, "problems": said}


def _column_shape(one: Checked, register: Counted) -> dict[str, Any]:
    concept = concept_of(one.column.concept, register.catalogue)
    words = register.words[one.column.name].items() if concept else ()
    choosable = concept is not None and concept.type in IN_WORDS
    return {
        "usable": one.usable,
        "empty": one.empty,
        "unreadable": one.unreadable,
        "refused": one.refused,
        "examples": [_example_shape(each, one.column, register) for each in one.examples],
        "words": can_be_chosen(words) if choosable else [],
    }


def _example_shape(one: Unread, column: Column, register: Register) -> dict[str, Any]:
    concept = concept_of(column.concept, register.catalogue)
    remedy = remedy_here(one.remedy, concept, register.catalogue)
    problem = without_ids(one.problem, concept, register.catalogue)
    said = {"problem": plain_text(problem), "remedy": plain_text(remedy) if remedy else None}
    return {"row": one.row, "shown": one.shown, **said}


def _key(folder: Folder, catalogue: Catalogue) -> str:
    held = folder.held
    told = [[asdict(one) for one in held.columns], held.same]
    chosen = json.dumps(told, ensure_ascii=False)
    return hashlib.sha256(f"{catalogue.generation} {chosen}".encode()).hexdigest()


def _too_many(count: int) -> Text:
    return Text(
        zh=f"有 {count:,} 列，页面最多能处理 {MOST_COLUMNS} 列。",
        en=f"has {count:,} columns; pages take {MOST_COLUMNS}.",
    )


_FEWER: Final = Text(
    zh="请删去政策用不到的列，或者请管理员来做。",
    en="Take out columns that no policy needs, or ask your administrator to do it.",
)
_TOO_SLOW: Final = Problem(
    place="",
    problem=Text(
        zh="这份文件太大，检查没有做完。", en="The file is so large that the check did not end."
    ),
    remedy=Text(
        zh="请存成 CSV 再上传，或者请管理员来做。",
        en="Save it as CSV and upload that, or ask your administrator to do it.",
    ),
)


def main(words: Sequence[str]) -> None:
    """Check the register of a folder, by the rules that were put there by our own server."""
    os.umask(0o077)
    folder = Folder(Path(words[0]))
    catalogue = pickle.loads((folder.path / "check.pickle").read_bytes())
    check(folder, catalogue, words[1])


if __name__ == "__main__":
    main(sys.argv[1:])
