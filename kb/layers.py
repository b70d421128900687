"""Folders laid over each other: a district's extends and changes a city's, by id and by key.

A record with the same `id` in a later folder takes the place of the earlier one. A record that
begins with `over:` instead changes only the keys it names; an empty key takes the value away.
What it does not say itself of `seen` and `confirm` is kept for the other keys alone: a changed
figure was not seen where the old one was. Its `sources` join those beneath. `layer.yaml` at the
top of a folder gives its title, takes records of earlier folders away, and notes over which state
of a record each change was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kb.errors import BadRecords, Problem
from kb.layer_notes import Layer, read_layer
from kb.reading import record_from
from kb.removals import Held, still_named, without
from kb.source import Loaded, Over
from kb.text import Text
from kb.writing import plain

_WORDS_ABOUT: Final = frozenset(
    {"title", "notation", "phrases", "examples", "sources", "seen", "confirm", "checked_on"}
)
"""Keys that nobody confirms at a window."""


def read_folders(folders: Iterable[Path]) -> tuple[Loaded, ...]:
    """Return the records of all layers as they are together, sorted by id.

    Raises:
        BadRecords: every problem of every file at once.
    """
    return merged(read_layers(folders))


def read_layers(folders: Iterable[Path]) -> tuple[Layer, ...]:
    """Return each folder by itself, the lowest first.

    Raises:
        BadRecords: every problem of every file at once.
    """
    problems: list[Problem] = []
    folders = tuple(folders)
    layers = [
        read_layer(folder, name, problems)
        for folder, name in zip(folders, _names(folders), strict=True)
    ]
    if problems:
        raise BadRecords(problems)
    return tuple(layers)


def origins_of(loaded: Iterable[Loaded]) -> dict[str, str]:
    """Return for each record the name of the folder that wrote it last."""
    return {one.record.id: one.layer for one in loaded}


def _names(folders: tuple[Path, ...]) -> list[str]:
    """Return the shortest ends of the paths that tell the folders apart."""
    parts = [folder.resolve().parts for folder in folders]
    names: list[str] = []
    for length in range(1, max(map(len, parts), default=0) + 1):
        names = ["/".join(one[-length:]) for one in parts]
        if len(set(names)) == len(set(parts)):
            break
    return names


def merged(layers: Iterable[Layer]) -> tuple[Loaded, ...]:
    """Return the records of all layers as they are together, sorted by id.

    Raises:
        BadRecords: a change has nothing beneath or does not fit, or what was taken away is
            still named by another record.
    """
    problems: list[Problem] = []
    held: Held = {}
    gone: dict[str, Layer] = {}
    for layer in layers:
        gone.update((one, layer) for one in layer.note.removes if one in held)
        held = laid_over(held, layer, problems)
    problems.extend(still_named(held, gone))
    if problems:
        raise BadRecords(problems)
    return tuple(held[key] for key in sorted(held))


def laid_over(held: Held, layer: Layer, problems: list[Problem]) -> dict[str, Loaded]:
    """Return the records with one more layer over them."""
    out = without(held, layer)
    for one in layer.held:
        if isinstance(one, Loaded):
            out[one.record.id] = replace(one, layer=layer.name)
        elif one.id not in out:
            problems.append(one.problem("over", *_nothing_beneath(one.id)))
        else:
            try:
                out[one.id] = _changed(one, out[one.id], layer.name)
            except BadRecords as error:
                problems.extend(error.problems)
    return out


def _nothing_beneath(one: str) -> tuple[Text, Text]:
    return (
        Text(zh=f"没有 {one} 这条记录可改。", en=f"there is no {one} beneath to change."),
        Text(
            zh="请改正编号；新的记录请以 id 开头。",
            en="Correct the id; a new record begins with id instead.",
        ),
    )


def _changed(over: Over, beneath: Loaded, layer: str) -> Loaded:
    """Return a record with some keys changed.

    Raises:
        BadRecords: it does not fit with them.
    """
    below = plain(beneath.record)
    if below.get("dated") and "value" in over.values and "dated" not in over.values:
        raise BadRecords(over.problem("value", *_STILL_DATED))
    values = {**below, **over.values, **_standing(over.values, below)}
    record = record_from(values, over.file, over.text, over.at)
    return Loaded(record, over.file, over.text, over.at, layer, beneath)


_STILL_DATED: Final = (
    Text(
        zh="改了，但下面按日期写的数（dated）还在，会继续算数。",
        en="is changed, but the dated values beneath still stand and would count.",
    ),
    Text(
        zh="请也写 dated:；空着就是不要它们。",
        en="Write dated: too; left empty, it takes them away.",
    ),
)


def _standing(told: Mapping[str, Any], below: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return where a record with some changed keys was read, and what of it is to confirm."""
    said = {key: told.get(key) or [] for key in ("sources", "seen", "confirm")}
    if not all(isinstance(one, list) for one in said.values()):
        return {}  # what they are is said where they are read
    changed = told.keys() - _WORDS_ABOUT

    def marked(key: str) -> list[Any]:
        kept = [one for one in below.get(key, ()) if one.partition(".")[0] not in changed]
        return [*kept, *(one for one in said[key] if one not in kept)]

    seen, confirm = marked("seen"), marked("confirm")
    told_of = {str(one).partition(".")[0] for one in (*seen, *confirm)}
    confirm += sorted(changed - told_of)
    sources = [*said["sources"]]
    sources += [one for one in below.get("sources", ()) if one not in sources]
    return {"sources": sources, "seen": seen, "confirm": confirm}
