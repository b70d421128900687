"""One folder of records with its `layer.yaml`: a title, what it removes, what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.errors import BadRecords, Problem
from kb.reading import value_from
from kb.source import NOTE, Loaded, Over, is_record_id, no_record_id, read_folder, shown
from kb.text import Text
from kb.yaml_text import Path as Place
from kb.yaml_text import YamlText, place_of, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerNote:
    """What `layer.yaml` says: `over` gives for an id the mark of the record it was written over."""

    title: Text | None = None
    removes: tuple[str, ...] = ()
    over: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder by itself: its name, its note, its records and its changes to others'."""

    name: str
    held: tuple[Loaded | Over, ...]
    note: LayerNote = LayerNote()
    file: str = NOTE
    text: YamlText = field(default_factory=YamlText)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of what it holds and changes."""
        return tuple(map(_id_of, self.held))

    def problem(self, path: Place, problem: Text, remedy: Text) -> Problem:
        """Return a Problem at a path of its note."""
        line = self.text.lines.get(path)
        place = place_of(path)
        return Problem(file=self.file, line=line, place=place, problem=problem, remedy=remedy)


def read_layer(folder: Path, name: str, problems: list[Problem]) -> Layer:
    """Return a folder and its note; what is wrong in its files joins `problems`."""
    layer = Layer(name, read_folder(folder, problems))
    path = folder / NOTE
    if path.is_file():
        file = shown(path, folder)
        try:
            text = read_yaml(path.read_bytes(), file)
            note = value_from(text.value if text.value is not None else {}, LayerNote, file, text)
        except BadRecords as error:
            problems.extend(error.problems)
        else:
            layer = replace(layer, note=note, file=file, text=text)
            problems.extend(_wrong_notes(layer))
    return layer


def _wrong_notes(layer: Layer) -> Iterator[Problem]:
    named: list[tuple[Place, str]] = [
        (("removes", i), one) for i, one in enumerate(layer.note.removes)
    ]
    mine = set(layer.ids)
    for path, one in named:
        if one in mine:
            yield layer.problem(path, *_kept_and_removed(one))
    for path, one in (*named, *((("over", one), one) for one in layer.note.over)):
        if not is_record_id(one):
            yield layer.problem(path, *no_record_id(one))


def _kept_and_removed(one: str) -> tuple[Text, Text]:
    return (
        Text(zh=f"{one} 也写在这个文件夹里。", en=f"{one} also stands in this folder."),
        Text(
            zh="换掉或改动一条记录，不用先去掉它；两处请只留一处。",
            en="What is replaced or changed need not be removed; keep one of the two.",
        ),
    )


def _id_of(one: Loaded | Over) -> str:
    return one.id if isinstance(one, Over) else one.record.id
