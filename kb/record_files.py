"""Records → files that load again to the same records, laid out as `data/` is.

Scenes, services and policies have a file each, named by their id; the other kinds stand
together in one list a kind, calendars in a file a year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from kb.errors import WrongInput, unwritable
from kb.ids import kind_of
from kb.model import AnyRecord
from kb.record_yaml import record_yaml, records_yaml
from kb.text import Text

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


def laid_out(records: Iterable[AnyRecord]) -> dict[PurePosixPath, str]:
    """Return the text of every file by its path below the folder, sorted."""
    files: dict[PurePosixPath, str] = {}
    lists: dict[str, list[AnyRecord]] = defaultdict(list)
    for record in records:
        kind, _, tail = record.id.partition("/")
        if kind in _ALONE:
            files[PurePosixPath(_ALONE[kind], f"{tail}.yaml")] = record_yaml(record)
        else:
            lists[kind_of(record.id)].append(record)
    for kind, held in lists.items():
        ordered = sorted(held, key=lambda record: record.id)
        files[PurePosixPath(_TOGETHER[kind])] = records_yaml(ordered)
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
                str(folder),
                Text(zh="不是空文件夹。", en="is not an empty folder."),
                Text(zh="请写一个新的或空的文件夹。", en="Name one that is new or empty."),
            )
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(str(folder), error) from None
    return len(files)
