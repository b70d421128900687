"""What folders of record files held when they were read last: the same files are not read again.

Reading and checking some hundred files takes a second of every start. What is remembered depends
on the files' bytes and on our own code alone, so it is right beside any database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from kb.errors import BadRecords
from kb.source import files_of

_CODE: Final = Path(__file__).resolve().parent


class ReadBefore:
    """One small file in the state folder; without it, or where it is damaged, files are read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def held_by(self, key: str) -> Mapping[str, str]:
        """Return the digest of every record that files of this key hold; empty if not known."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._file.read_bytes())
            digests = kept["records"]
            if kept["key"] == key and kept["sha256"] == _summed(digests):
                return {str(record): str(digest) for record, digest in digests.items()}
        return {}

    def remember(self, key: str, digests: Mapping[str, str]) -> None:
        """Keep the digest of every record that files of this key hold, if there is room."""
        kept = {"key": key, "sha256": _summed(digests), "records": dict(digests)}
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            made = self._file.with_suffix(".new")
            made.write_text(json.dumps(kept), encoding="utf-8")
            made.replace(self._file)


def _summed(digests: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()


def key_of(folders: Iterable[Path]) -> str:
    """Return what changes with every byte of the files in folders, and of the code that reads them.

    Empty where a folder cannot be read.
    """
    content = hashlib.sha256()
    try:
        for folder in (_CODE, *folders):
            paths = sorted(_CODE.glob("*.*")) if folder is _CODE else files_of(folder)[0]
            for path in paths:
                held = path.read_bytes()
                content.update(f"{path.relative_to(folder)}\n{len(held)}\n".encode())
                content.update(held)
            content.update(b"\n\n")
    except (OSError, BadRecords):
        return ""
    return content.hexdigest()
