"""Records → files that load again to the same records, laid out as `data/` is.

Scenes, services and policies have a file each, named by their id; the other kinds stand
together in one list a kind, calendars in a file a year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import time
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, Final

import yaml

from kb.errors import WrongInput
from kb.ids import kind_of
from kb.model import AnyRecord
from kb.writing import plain

_ALONE: Final[Mapping[str, str]] = {
    "policy": "policies",
    "scene": "scenes",
    "service": "services",
    "calendar": "calendars",
}
_TOGETHER: Final[Mapping[str, str]] = {
    "area": "areas.yaml",
    "concept": "concepts.yaml",
    "document": "documents.yaml",
    "evidence": "evidence-types.yaml",
    "organisation": "organisations.yaml",
    "parameter": "parameters.yaml",
}
_WIDTH: Final = 160


class _Writer(yaml.SafeDumper):
    """Writes the plain values of a record; short groups on one line, words as they are."""

    def ignore_aliases(self, data: Any) -> bool:
        """Say that nothing is written as a reference: our reader refuses them."""
        return True


def _decimal(writer: _Writer, value: Decimal) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:float", format(value, "f"))


def _time(writer: _Writer, value: time) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", value.isoformat("minutes"), style='"')


_Writer.add_representer(Decimal, _decimal)
_Writer.add_representer(time, _time)


def as_yaml(records: AnyRecord | Iterable[AnyRecord]) -> str:
    """Return one record, or a list of them, as YAML that reads back to the same."""
    if isinstance(records, Iterable):
        return "\n".join(_yaml([_values(record)]) for record in records)
    return _yaml(_values(records))


def _values(record: AnyRecord) -> dict[str, Any]:
    """Return a record's values with its id first."""
    return {"id": str(record.id), **plain(record)}


def _yaml(value: Any) -> str:
    text = yaml.dump(
        value,
        Dumper=_Writer,
        allow_unicode=True,
        default_flow_style=None,
        sort_keys=False,
        width=_WIDTH,
    )
    return str(text)


def laid_out(records: Iterable[AnyRecord]) -> dict[PurePosixPath, str]:
    """Return the text of every file by its path below the folder, sorted."""
    files: dict[PurePosixPath, str] = {}
    lists: dict[str, list[AnyRecord]] = defaultdict(list)
    for record in records:
        kind, _, tail = record.id.partition("/")
        if kind in _ALONE:
            files[PurePosixPath(_ALONE[kind], f"{tail}.yaml")] = as_yaml(record)
        else:
            lists[kind_of(record.id)].append(record)
    for kind, held in lists.items():
        ordered = sorted(held, key=lambda record: record.id)
        files[PurePosixPath(_TOGETHER[kind])] = as_yaml(ordered)
    return dict(sorted(files.items()))


def write_records(records: Iterable[AnyRecord], folder: Path) -> int:
    """Write records into a folder that is new or empty; returns how many files there are.

    Raises:
        WrongInput: the folder holds something already, or cannot be written.
    """
    files = laid_out(records)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WrongInput.at(
                str(folder), "is not an empty folder.", "Name one that is new or empty."
            )
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongInput.at(
            str(folder), f"cannot be written ({error.strerror}).", "Check the path."
        ) from None
    return len(files)
