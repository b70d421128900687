"""Files that are there whole or not at all, whatever stops the program while they are written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from kb.errors import WrongInput, unwritable
from kb.text import Text

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MAKE_ROOM: Final = Text(
    zh="请腾出空间，再运行同一条命令，会接着做。",
    en="Free some space and give the same command again; it goes on where it was.",
)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write; it takes its name only when all of it is on the disk.

    Raises:
        WrongInput: it cannot be written; nothing of it is left.
    """
    made = path.with_name(path.name + ".tmp")
    with refused(path):
        try:
            with made.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            made.replace(path)
            settle(path.parent)
        except BaseException:
            with suppress(OSError):
                made.unlink(missing_ok=True)
            raise


@contextmanager
def refused(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into one error that names the file.

    Raises:
        WrongInput: a file could not be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            said = Text(zh="磁盘满了，写不进去。", en="the disk is full; it cannot be written.")
            raise WrongInput.at(str(path), said, _MAKE_ROOM) from None
        raise unwritable(str(path), error) from None


def settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
