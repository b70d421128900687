"""Files of a folder → records with the place each came from, and changes to records elsewhere.

How folders lie over each other is said in `kb.layers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from kb import yaml_text
from kb.errors import BadRecords, Problem, write_one_of
from kb.ids import is_id, kind_of
from kb.model import KINDS, AnyRecord
from kb.reading import record_from
from kb.text import Text
from kb.yaml_text import YamlText, read_yaml

_ENDINGS = frozenset({".yaml", ".yml"})
NOTE: Final = "layer.yaml"
"""The file at the top of a folder that says how it lies over others; it holds no record."""
OVER: Final = "over"
"""The key that stands instead of `id` where only some keys of a record are changed."""


class Placed(Protocol):
    """A record from outside that knows where each part of it stands, whatever kind of file."""

    @property
    def record(self) -> AnyRecord:
        """The record."""
        ...

    @property
    def file(self) -> str:
        """The name of the file it came in."""
        ...

    def problem(
        self, path: Sequence[str | int], problem: Text, remedy: Text | None = None
    ) -> Problem:
        """Return a Problem at a path of this record, placed as its file counts places."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record, and where it stands: file, lines, and its path inside the file.

    `layer` names the folder that wrote it last; where that changed only some keys of the record
    `beneath`, the others stand in the file of that one.
    """

    record: AnyRecord
    file: str
    text: YamlText
    at: yaml_text.Path = ()
    layer: str = ""
    beneath: Loaded | None = None

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
        written = self._written(path)
        return Problem(
            file=written.file,
            line=written.line(path),
            place=yaml_text.place_of(tuple(path)) or self.record.id,
            problem=problem,
            remedy=remedy,
        )

    def _written(self, path: Sequence[str | int]) -> Loaded:
        """Return where the first step of a path is written: here, or beneath."""
        mine = not path or (*self.at, path[0]) in self.text.lines
        return self if mine or self.beneath is None else self.beneath._written(path)


@dataclass(frozen=True, slots=True)
class Over:
    """Some keys of a record that stands in a folder beneath, and where they are written."""

    id: str
    values: Mapping[str, Any]
    file: str
    text: YamlText
    at: yaml_text.Path = ()

    def problem(self, key: str, problem: Text, remedy: Text) -> Problem:
        """Return a Problem at one of its keys."""
        line = self.text.lines.get((*self.at, key), self.text.lines.get(self.at))
        return Problem(file=self.file, line=line, place=key, problem=problem, remedy=remedy)


def read_folder(folder: Path, problems: list[Problem]) -> tuple[Loaded | Over, ...]:
    """Return what a folder holds, in the order of its files; what is wrong joins `problems`."""
    held = tuple(_layer(folder, problems))
    problems.extend(_repeated(held))
    return held


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
            file=shown(path, folder),
            place="",
            problem=Text(zh="没有读取。", en="was not read."),
            remedy=Text(
                zh=f"里面如果是记录，请改名为 {stem}.yaml。",
                en=f"Rename it to {stem}.yaml if it holds records.",
            ),
        )


def read_content(content: bytes, file: str) -> tuple[Loaded, ...]:
    """Return the records in the bytes of a file.

    Raises:
        BadRecords: every problem of the file.
    """
    held = _content(content, file)
    changes = [one.problem(OVER, *_NO_FOLDER) for one in held if isinstance(one, Over)]
    if changes:
        raise BadRecords(changes)
    return tuple(one for one in held if isinstance(one, Loaded))


def _content(content: bytes, file: str) -> tuple[Loaded | Over, ...]:
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
    out: list[Loaded | Over] = []
    problems: list[Problem] = []
    for i, value in enumerate(values):
        at: yaml_text.Path = (i,) if many else ()
        try:
            out.append(_part(value, file, text, at))
        except BadRecords as error:
            problems.extend(error.problems)
    problems.extend(_repeated(out))
    if problems:
        raise BadRecords(problems)
    return tuple(out)


_NO_FOLDER: Final = (
    Text(zh="只能写在叠加的文件夹里。", en="belongs in a folder that lies over another."),
    Text(zh="请把整条记录写出来，以 id 开头。", en="Write the whole record, beginning with id."),
)
_BOTH: Final = (
    Text(zh="和 id 同时写了。", en="stands beside id."),
    Text(
        zh="换掉整条记录，只留 id；只改几个字段，只留 over。",
        en="Keep id to replace the whole record, or over to change only some of its keys.",
    ),
)
_NO_CHANGE: Final = (
    Text(zh="后面没有写要改的字段。", en="is followed by nothing to change."),
    Text(zh="请写要改的字段，例如 value: 200。", en="Add the keys to change, such as value: 200."),
)


def _part(value: Any, file: str, text: YamlText, at: yaml_text.Path) -> Loaded | Over:
    if not isinstance(value, Mapping) or OVER not in value:
        return Loaded(record_from(value, file, text, at), file, text, at)
    named = value[OVER]
    over = Over(str(named), {k: v for k, v in value.items() if k != OVER}, file, text, at)
    if "id" in value:
        raise BadRecords(over.problem(OVER, *_BOTH))
    if not isinstance(named, str) or not is_record_id(named):
        raise BadRecords(over.problem(OVER, *no_record_id(named)))
    if not over.values:
        raise BadRecords(over.problem(OVER, *_NO_CHANGE))
    return over


def is_record_id(text: str) -> bool:
    """Say whether a text is the id of a kind of record that there is."""
    return is_id(text) and kind_of(text) in KINDS


def no_record_id(said: object) -> tuple[Text, Text]:
    """Return problem and remedy of what should name a record."""
    problem = Text(zh=f"“{said}”不是编号。", en=f'"{said}" is not an id.')
    return problem, write_one_of(f"{kind}/…" for kind in KINDS)


def _layer(folder: Path, problems: list[Problem]) -> Iterator[Loaded | Over]:
    files = [path for path in files_of(folder)[0] if path != folder / NOTE]
    if not files and not (folder / NOTE).is_file():
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
            yield from _content(path.read_bytes(), shown(path, folder))
        except BadRecords as error:
            problems.extend(error.problems)


def shown(path: Path, folder: Path) -> str:
    """Return a file of a folder as problems name it: the folder's name, and the path below."""
    return str(Path(folder.name or folder.resolve().name) / path.relative_to(folder))


def _repeated(held: Iterable[Loaded | Over]) -> Iterator[Problem]:
    first: dict[str, Loaded | Over] = {}
    for one in held:
        record, key = (one.id, OVER) if isinstance(one, Over) else (one.record.id, "id")
        earlier = first.setdefault(record, one)
        if earlier is not one:
            where = f"{earlier.file}:{earlier.text.lines.get(earlier.at)}"
            line = one.text.lines.get((*one.at, key))
            yield Problem(
                file=one.file,
                line=line,
                place=key,
                problem=Text(zh=f"{where} 也有 {record}。", en=f"{record} also stands in {where}."),
                remedy=Text(zh="请只留一处。", en="Keep one."),
            )
