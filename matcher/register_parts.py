"""The parts of a run, kept in `OUT.partial` until all are there, so that it can go on.

A part counts when its counts stand beside its tables; these are written last. What a run is of
(register, rules, day, mapping, what is wanted) stands in the manifest; parts of anything else are
never mixed in.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from kb.errors import Conflict
from kb.text import Text, listed
from matcher.register_batch import Unread
from matcher.register_disk import refused, whole_file
from matcher.register_sheets import JudgedBatch
from matcher.register_summary import Tally, tally_from

MOST_UNREAD: Final = 10_000
"""So many cells that could not be used are listed; all are counted."""
_ENDS: Final = 1 << 20
_MANIFEST: Final = "manifest.json"
_LOCK: Final = "lock"
_OURS: Final = re.compile(r"\d{6,}\.(json|\d+\.arrow)(\.tmp)?|manifest\.json(\.tmp)?|lock")
_SAYS: Final[Mapping[str, Text]] = {
    "register": Text(zh="登记表不同了", en="the register is another"),
    "rules": Text(zh="政策规则更新了", en="the rules are others"),
    "on": Text(zh="日期不同", en="the day is another"),
    "mapping": Text(zh="列的对照不同", en="columns are read in another way"),
    "wanted": Text(zh="要的内容不同", en="something else is wanted"),
}
"""What stands in a manifest, and what is said where it differs."""


class Parts:
    """The parts of one run, in the order of the register.

    Attributes:
        tally: the counts over all of them.
        unread: the first cells that could not be used, as plain values.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tally = Tally()
        self.unread: list[dict[str, Any]] = []
        self._count = 0
        while (held := self._held(self._count)) is not None:
            self._take(held)

    @property
    def rows(self) -> int:
        """Return how many applicants they hold."""
        return self.tally.rows

    def add(self, judged: JudgedBatch) -> None:
        """Write the next part; when this returns it is on the disk.

        Raises:
            WrongInput: it cannot be written; what there was before still counts.
        """
        files = {name: self._sheet(place) for place, name in enumerate(judged.sheets)}
        for name, path in files.items():
            _write_sheet(path, judged.sheets[name])
        room = MOST_UNREAD - len(self.unread)
        held = {
            "first_row": judged.first_row,
            "sheets": {name: [path.name, path.stat().st_size] for name, path in files.items()},
            "tally": judged.tally.plain(),
            "unread": [_plain(one) for one in judged.unread[:room]],
        }
        _write_json(self._marker(self._count), held)
        self._take(held)

    def batches(self, sheet: str) -> Iterator[pa.RecordBatch]:
        """Yield a table, part by part."""
        for part in range(self._count):
            held = self._held(part)
            if held is not None:
                with pa.OSFile(str(self.folder / held["sheets"][sheet][0])) as file:
                    yield from _batches(pa.ipc.open_file(file))

    def schema(self, sheet: str) -> pa.Schema:
        """Return the columns of a table; there is a part."""
        return next(self.batches(sheet)).schema

    def remove(self) -> None:
        """Throw all of it away.

        Raises:
            WrongInput: something else stands in the folder.
        """
        with refused(self.folder):
            _empty(self.folder)
            self.folder.rmdir()

    def _take(self, held: Mapping[str, Any]) -> None:
        self.tally += tally_from(held["tally"])
        self.unread += held["unread"]
        self._count += 1

    def _held(self, part: int) -> dict[str, Any] | None:
        """Return what stands in a part; None where it is not whole or not there."""
        held = _read_json(self._marker(part))
        if held is None or (part >= self._count and held["first_row"] != self.rows + 1):
            return None
        sizes = held["sheets"].values()
        return held if all(_size(self.folder / name) == size for name, size in sizes) else None

    def _marker(self, part: int) -> Path:
        return self.folder / f"{part:06}.json"

    def _sheet(self, place: int) -> Path:
        return self.folder / f"{self._count:06}.{place}.arrow"


@contextmanager
def opened_parts(folder: Path, manifest: Mapping[str, Any], afresh: bool) -> Iterator[Parts]:
    """Give the parts there are of a run; nobody else works on them meanwhile.

    Args:
        folder: `OUT.partial`.
        manifest: what the run is of; keys as in `_SAYS`.
        afresh: throw away what is there.

    Raises:
        Conflict: another run is at work, or the parts are of something else.
        WrongInput: the folder cannot be written.
    """
    with refused(folder):
        folder.mkdir(exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT)
    try:
        _locked(lock, folder)
        held = None if afresh else _read_json(folder / _MANIFEST)
        if held is None:
            with refused(folder):
                _empty(folder, keep=_LOCK)
            _write_json(folder / _MANIFEST, manifest)
        else:
            _refuse_another(held, manifest, folder)
        parts = Parts(folder)
        try:
            yield parts
        finally:
            if not parts.rows and folder.is_dir():
                parts.remove()
    finally:
        os.close(lock)


def fingerprint(path: Path) -> dict[str, Any]:
    """Return what tells a file from another without reading all of it.

    Raises:
        WrongInput: it cannot be read.
    """
    with refused(path), path.open("rb") as file:
        held = os.fstat(file.fileno())
        head = file.read(_ENDS)
        file.seek(max(0, held.st_size - _ENDS))
        ends = hashlib.sha256(head + file.read(_ENDS)).hexdigest()
    return {"name": path.name, "size": held.st_size, "mtime": held.st_mtime_ns, "ends": ends}


def _locked(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Conflict(
            Text(
                zh=f"{folder.name}：已经有一个程序在写。",
                en=f"{folder.name}: another run is at work on it.",
            ),
            Text(zh="请等它做完，或者换一个文件名。", en="Wait for it, or choose another name."),
        ) from None


def _refuse_another(held: Mapping[str, Any], manifest: Mapping[str, Any], folder: Path) -> None:
    differs = [says for key, says in _SAYS.items() if held.get(key) != manifest[key]]
    if differs:
        zh, en = listed(one.zh for one in differs).zh, listed(one.en for one in differs).en
        raise Conflict(
            Text(
                zh=f"{folder.name} 里有上次没做完的部分，但{zh}，不能接着做。",
                en=f"{folder.name} holds parts of an earlier run, but {en}; it cannot go on.",
            ),
            Text(
                zh="要从头做请加 --afresh；要接着上次的做，请改回来。",
                en="Add --afresh to begin again, or change it back to go on.",
            ),
        )


def _empty(folder: Path, keep: str = "") -> None:
    """Remove what a run made; never what it did not."""
    for path in sorted(folder.iterdir()):
        if _OURS.fullmatch(path.name) and path.name != keep:
            path.unlink()


def _write_sheet(path: Path, batch: pa.RecordBatch) -> None:
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with (
        whole_file(path) as file,
        pa.ipc.new_file(file, batch.schema, options=options) as writer,
    ):
        writer.write_batch(batch)


def _batches(reader: pa.RecordBatchFileReader) -> Iterator[pa.RecordBatch]:
    return (reader.get_batch(place) for place in range(reader.num_record_batches))


def _write_json(path: Path, held: Mapping[str, Any]) -> None:
    with whole_file(path) as file:
        file.write(json.dumps(held, ensure_ascii=False).encode())


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _plain(unread: Unread) -> dict[str, Any]:
    remedy = unread.remedy
    return {
        "row": unread.row,
        "column": unread.column,
        "shown": unread.shown,
        "problem": {"zh": unread.problem.zh, "en": unread.problem.en},
        "remedy": {"zh": remedy.zh, "en": remedy.en} if remedy else None,
    }
