"""Folders of record files → records with the place each came from.

Later folders are layers: a record with the same id in a later folder replaces the earlier one,
which is how a district overrides a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb import yaml_text
from kb.errors import BadRecords, Problem
from kb.model import AnyRecord
from kb.reading import record_from
from kb.text import Text
from kb.yaml_text import YamlText, read_yaml

_ENDINGS = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record, and where it stands: file, lines, and its path inside the file."""

    record: AnyRecord
    file: str
    text: YamlText
    at: yaml_text.Path = ()

    def line(self, path: Sequence[str | int] = ()) -> int | None:
        """Return the line of a path in the record, or of the nearest thing around it."""
        full = (*self.at, *path)
        for end in range(len(full), len(self.at) - 1, -1):
            if full[:end] in self.text.lines:
                return self.text.lines[full[:end]]
        return None

    def problem(
        self, path: Sequence[str | int], problem: Text, remedy: Text | None = None
    ) -> Problem:
        """Return a Problem at a path of this record."""
        return Problem(
            file=self.file,
            line=self.line(path),
            place=yaml_text.place_of(tuple(path)) or self.record.id,
            problem=problem,
            remedy=remedy,
        )


def read_folders(folders: Iterable[Path]) -> tuple[Loaded, ...]:
    """Return the records of all layers, later ones overriding earlier ones, sorted by id.

    Raises:
        BadRecords: every problem of every file at once.
    """
    held: dict[str, Loaded] = {}
    for layer in read_layers(folders):
        held.update((loaded.record.id, loaded) for loaded in layer)
    return tuple(held[key] for key in sorted(held))


def read_layers(folders: Iterable[Path]) -> tuple[tuple[Loaded, ...], ...]:
    """Return the records of each folder by themselves.

    Raises:
        BadRecords: every problem of every file at once.
    """
    problems: list[Problem] = []
    layers = []
    for folder in folders:
        layer = tuple(_layer(folder, problems))
        problems.extend(_repeated(layer))
        layers.append(layer)
    if problems:
        raise BadRecords(problems)
    return tuple(layers)


def files_of(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the files of records in a folder and below, and those that are not read.

    Hidden files and notes (.md) are no records and in neither list.

    Raises:
        BadRecords: it is no folder.
    """
    if not folder.is_dir():
        raise BadRecords(
            Problem(
                place=str(folder),
                problem=Text(zh="不是文件夹。", en="is not a folder."),
                remedy=Text(zh="请写一个放记录的文件夹。", en="Name a folder of records."),
            )
        )
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    ]
    read = tuple(path for path in files if path.suffix.lower() in _ENDINGS)
    others = (path for path in files if path.suffix.lower() not in {*_ENDINGS, ".md"})
    return read, tuple(others)


def not_read(folder: Path) -> Iterator[Problem]:
    """Yield each file that is left out for the ending of its name."""
    for path in files_of(folder)[1]:
        stem = path.name.split(".")[0]
        yield Problem(
            file=_shown(path, folder),
            place="",
            problem=Text(zh="没有读取。", en="was not read."),
            remedy=Text(
                zh=f"里面如果是记录，请改名为 {stem}.yaml。",
                en=f"Rename it to {stem}.yaml if it holds records.",
            ),
        )


def read_file(path: Path, shown_as: str) -> tuple[Loaded, ...]:
    """Return the records of one file: one mapping, or a list of them.

    Raises:
        BadRecords: every problem of the file.
    """
    return read_content(path.read_bytes(), shown_as)


def read_content(content: bytes, file: str) -> tuple[Loaded, ...]:
    """Return the records in the bytes of a file.

    Raises:
        BadRecords: every problem of the file.
    """
    text = read_yaml(content, file)
    if text.value is None:
        raise BadRecords(
            Problem(
                file=file,
                place="",
                problem=Text(zh="是空的。", en="is empty."),
                remedy=Text(zh="请写一条记录。", en="Write a record."),
            )
        )
    many = isinstance(text.value, list)
    values = text.value if many else [text.value]
    out: list[Loaded] = []
    problems: list[Problem] = []
    for i, value in enumerate(values):
        at: yaml_text.Path = (i,) if many else ()
        try:
            out.append(Loaded(record_from(value, file, text, at), file, text, at))
        except BadRecords as error:
            problems.extend(error.problems)
    if problems:
        raise BadRecords(problems)
    return tuple(out)


def _layer(folder: Path, problems: list[Problem]) -> Iterator[Loaded]:
    files = files_of(folder)[0]
    if not files:
        problems.append(
            Problem(
                place=str(folder),
                problem=Text(zh="里面没有记录。", en="holds no records."),
                remedy=Text(
                    zh="请写一个有 .yaml 文件的文件夹。", en="Name a folder with .yaml files."
                ),
            )
        )
        problems.extend(not_read(folder))
    for path in files:
        try:
            yield from read_file(path, _shown(path, folder))
        except BadRecords as error:
            problems.extend(error.problems)


def _shown(path: Path, folder: Path) -> str:
    return str(Path(folder.name or folder.resolve().name) / path.relative_to(folder))


def _repeated(layer: Iterable[Loaded]) -> Iterator[Problem]:
    first: dict[str, Loaded] = {}
    for loaded in layer:
        earlier = first.setdefault(loaded.record.id, loaded)
        if earlier is not loaded:
            record, where = loaded.record.id, f"{earlier.file}:{earlier.line()}"
            yield loaded.problem(
                ("id",),
                Text(zh=f"{where} 也有 {record}。", en=f"{record} also stands in {where}."),
                Text(zh="请只留一处。", en="Keep one."),
            )
