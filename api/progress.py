"""How far a run over a register is: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

import click

from api.console import on_a_terminal
from kb.text import Language

if TYPE_CHECKING:
    from matcher.register_run import Progress

EVERY_SECONDS: Final = 5.0
_STEPS: Final = 1000
_WORDS: Final = {
    "zh": {
        "judging": "判断",
        "writing": "写文件",
        "rate": "{rows:,} 行，每秒 {rate:,} 行",
        "line": "{label} {percent} %，{rate}，还要 {left}",
        "resumed": "接着上次的做：已经有 {rows:,} 行。",
    },
    "en": {
        "judging": "Judging",
        "writing": "Writing",
        "rate": "{rows:,} rows, {rate:,} rows/s",
        "line": "{label} {percent} %, {rate}, {left} left",
        "resumed": "Going on where it was: {rows:,} rows are done.",
    },
}


class Meter:
    """Shows how far a run is, on the error stream; silent where JSON is wanted.

    Args:
        language: of the words.
        silent: show nothing.
        terminal: whether somebody sees a bar; without it what the error stream is.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        language: Language,
        silent: bool = False,
        terminal: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._words = _WORDS[language]
        self._silent = silent
        self._terminal = on_a_terminal() if terminal is None else terminal
        self._clock = clock
        self._bar: Any = None
        self._label = ""
        self._began = self._last = 0.0
        self._from: tuple[int, float] = (0, 0.0)

    def __enter__(self) -> Meter:
        """Begin; nothing is shown yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the bar."""
        self._end()

    def show(self, progress: Progress) -> None:
        """Show how far it is."""
        if self._silent:
            return
        label = self._words["writing" if progress.writing else "judging"]
        if label != self._label:
            self._begin(label, progress)
        elif self._terminal:
            self._move(progress)
        elif self._clock() - self._last >= EVERY_SECONDS:
            self._last = self._clock()
            click.echo(self.line(progress), err=True)

    def line(self, progress: Progress) -> str:
        """Return how far it is in one line: share, rows, rows a second, time left."""
        taken, done = self._since(progress)
        left = taken * (1 - progress.share) / done if done else 0.0
        return self._words["line"].format(
            label=self._label,
            percent=int(progress.share * 100),
            rate=self._rate(progress),
            left=f"{int(left) // 60}:{int(left) % 60:02}",
        )

    def _begin(self, label: str, progress: Progress) -> None:
        self._end()
        self._label = label
        self._began = self._last = self._clock()
        self._from = (progress.rows, progress.share)
        if not progress.writing and progress.begun_at:
            click.echo(self._words["resumed"].format(rows=progress.begun_at), err=True)
        if self._terminal:
            self._bar = click.progressbar(
                length=_STEPS,
                label=label,
                file=sys.stderr,
                item_show_func=lambda one: self._rate(one) if one is not None else "",
            )
            self._bar.__enter__()
            self._move(progress)

    def _move(self, progress: Progress) -> None:
        self._bar.update(int(progress.share * _STEPS) - self._bar.pos, progress)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

    def _rate(self, progress: Progress) -> str:
        taken, _ = self._since(progress)
        rate = (progress.rows - self._from[0]) / taken if taken else 0.0
        return self._words["rate"].format(rows=progress.rows, rate=round(rate))

    def _since(self, progress: Progress) -> tuple[float, float]:
        """Return how long this stretch takes, and what share was done in it."""
        return self._clock() - self._began, progress.share - self._from[1]
