"""Registers that officers brought: a folder each in the state folder, and the line of their runs.

One process works through the line (`api.register_runner`); it outlives the server that began it.
It holds `runner.lock` as long as it lives, so a run that was killed shows as stopped. Whoever looks
at the line or changes it holds `line.lock`. Folders are readable by our own user only.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from api.register_folder import BUSY, FILE_OURS_ALONE, Folder, Held, Run, State
from kb.errors import Conflict, NotFound, Unavailable
from kb.text import Text

OURS_ALONE: Final = 0o700
_ID: Final = re.compile(r"[0-9a-f]{16}")


Launch = Callable[[Path, int], None]
"""Starts the process that works through the line, and hands it the lock that says so."""


def launch(root: Path, lock: int) -> None:
    """Start the runner in a session of its own, so that it outlives the server."""
    words = [sys.executable, "-m", "api.register_runner", str(root), str(lock)]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(
        words,
        pass_fds=(lock,),
        stdin=silent,
        stdout=silent,
        stderr=silent,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, name="register run", daemon=True).start()


class Registers:
    """The registers of every centre.

    Args:
        root: their folder; made when it is needed.
        now: the clock.
        launch: starts the runner.
    """

    def __init__(self, root: Path, now: Callable[[], datetime], launch: Launch = launch) -> None:
        self.root = root.absolute()
        self._now = now
        self._launch = launch

    def add(self, centre: str, by: str, name: str, kind: str) -> Folder:
        """Return the folder of a new register; nothing is in it yet.

        Raises:
            Unavailable: it cannot be made.
        """
        folder = Folder(self.root / secrets.token_hex(8))
        try:
            self.root.mkdir(mode=OURS_ALONE, parents=True, exist_ok=True)
            folder.path.mkdir(mode=OURS_ALONE)
            folder.hold(Held(centre=centre, by=by, name=name, kind=kind, at=self._now()))
        except OSError:
            raise Unavailable(*_NO_FOLDER) from None
        return folder

    def get(self, register_id: str, centre: str) -> Folder:
        """Return a register of a centre.

        Raises:
            NotFound: there is none; another centre's is not told from none.
        """
        folder = Folder(self.root / register_id)
        if not _ID.fullmatch(register_id) or not (folder.path / "register.json").is_file():
            raise NotFound(*_NONE)
        held = folder.held
        if held.centre != centre or not held.columns:
            raise NotFound(*_NONE)
        return folder

    def of_centre(self, centre: str) -> list[Folder]:
        """Return the registers of a centre, the newest first; those still coming are left out."""
        known = [(folder.held, folder) for folder in folders(self.root)]
        mine = [(held.at, one) for held, one in known if held.centre == centre and held.columns]
        return [folder for _, folder in sorted(mine, key=lambda one: one[0], reverse=True)]

    def run_of(self, folder: Folder) -> Run:
        """Return how far a run really is: where nobody works on it any more, it is stopped."""
        with in_line(self.root):
            run = folder.run
            dead = run.state in BUSY and not self._works()
        return replace(run, state=State.STOPPED, left=None) if dead else run

    def ahead_of(self, folder: Folder) -> int:
        """Return how many runs come before one that waits."""
        mine = folder.run.asked_at
        runs = [one.run for one in folders(self.root) if one.id != folder.id]
        return sum(
            run.state is State.RUNNING or (run.state is State.WAITING and run.asked_at < mine)
            for run in runs
        )

    def begin(self, folder: Folder) -> None:
        """Put a register at the end of the line; one that was stopped goes on where it was."""
        with in_line(self.root):
            run = folder.run
            if run.state in BUSY and self._works():
                return
            folder.stop.unlink(missing_ok=True)
            folder.tell(
                replace(run, state=State.WAITING, asked_at=self._now().timestamp(), problems=())
            )
            lock = _taken(self.root)
            if lock is not None:
                try:
                    self._launch(self.root, lock)
                finally:
                    os.close(lock)

    def halt(self, folder: Folder) -> None:
        """Ask a run to stop; what it has done is kept."""
        with in_line(self.root):
            run = folder.run
            if run.state is State.WAITING:
                folder.tell(replace(run, state=State.STOPPED))
            elif run.state is State.RUNNING:
                folder.stop.touch(mode=FILE_OURS_ALONE)

    def remove(self, folder: Folder) -> None:
        """Delete a register with everything that was made of it.

        Raises:
            Conflict: it is being judged.
        """
        if self.run_of(folder).state is State.RUNNING:
            raise Conflict(*_STOP_FIRST)
        folder.remove()

    def gone_on(self, folder: Folder, days: int) -> datetime:
        """Return when a register deletes itself; what never came whole goes after a day."""
        held = folder.held
        return held.at + timedelta(days=days if held.columns else 1)

    def forget_old(self, days: int) -> None:
        """Delete every register that was brought so many days ago, unless it is being judged."""
        for folder in folders(self.root):
            if self.gone_on(folder, days) <= self._now():
                with suppress(Conflict):
                    self.remove(folder)

    def _works(self) -> bool:
        """Say whether the runner lives; `in_line` only."""
        lock = _taken(self.root)
        if lock is not None:
            os.close(lock)
        return lock is None


def folders(root: Path) -> list[Folder]:
    """Return every register that is there; half-made ones are left out."""
    if not root.is_dir():
        return []
    paths = sorted(path for path in root.iterdir() if _ID.fullmatch(path.name))
    return [Folder(path) for path in paths if (path / "register.json").is_file()]


@contextmanager
def in_line(root: Path) -> Iterator[None]:
    """Look at the line of runs, or change it, while nobody else does."""
    root.mkdir(mode=OURS_ALONE, parents=True, exist_ok=True)
    line = _opened(root / "line.lock")
    try:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield
    finally:
        os.close(line)


def _taken(root: Path) -> int | None:
    """Return the runner's lock where nobody holds it."""
    lock = _opened(root / "runner.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_OURS_ALONE)


_NONE: Final = (
    Text(zh="这份登记表已经删除，或者没有这份。", en="This register was deleted, or never was."),
    Text(zh="请回到列表，或者重新上传。", en="Go back to the list, or upload it again."),
)
_STOP_FIRST: Final = (
    Text(zh="这份登记表正在判断。", en="This register is being judged."),
    Text(zh="请先停下，再删除。", en="Stop it first, then delete it."),
)
_NO_FOLDER: Final = (
    Text(zh="状态文件夹里建不了新文件。", en="Nothing can be written into the state folder."),
    Text(zh="请告诉管理员。", en="Tell your administrator."),
)
