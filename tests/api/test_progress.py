from __future__ import annotations

import pytest

from api.progress import EVERY_SECONDS, Meter
from matcher.register_run import Progress


class Seconds:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def at(share, begun_at=0, writing=False):
    rows = int(share * 1_000_000)
    return Progress(rows=rows, share=share, begun_at=begun_at, writing=writing)


def shown(capsys, *steps, **more):
    """Return what was shown of steps of six seconds each."""
    clock = Seconds()
    with Meter("en", clock=clock, **{"terminal": False, **more}) as meter:
        for step in steps:
            meter.show(step)
            clock.now += EVERY_SECONDS + 1
    return capsys.readouterr().err


def test_elsewhere_than_on_a_terminal_there_is_a_line_every_few_seconds(capsys):
    said = shown(capsys, at(0), at(0.25), at(0.5))

    assert said.splitlines() == [
        "Judging 25 %, 250,000 rows, 41,667 rows/s, 0:18 left",
        "Judging 50 %, 500,000 rows, 41,667 rows/s, 0:12 left",
    ]


def test_lines_do_not_follow_each_other_too_quickly(capsys):
    clock = Seconds()
    with Meter("en", terminal=False, clock=clock) as meter:
        for step in range(100):
            meter.show(at(step / 100))
            clock.now += 0.1

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_run_that_goes_on_says_so_and_counts_its_own_speed(capsys):
    said = shown(capsys, at(0.5, 500_000), at(0.75, 500_000))

    assert said.splitlines() == [
        "Going on where it was: 500,000 rows are done.",
        "Judging 75 %, 750,000 rows, 41,667 rows/s, 0:06 left",
    ]


def test_writing_is_a_stretch_of_its_own(capsys):
    said = shown(capsys, at(0), at(1), at(0.1, writing=True), at(0.5, writing=True))

    assert said.splitlines()[-1].startswith("Writing 50 %")


@pytest.mark.parametrize("terminal", [True, False])
def test_where_json_is_wanted_nothing_is_shown(capsys, terminal):
    assert shown(capsys, at(0), at(1), silent=True, terminal=terminal) == ""


def test_on_a_terminal_there_is_a_bar(capsys):
    assert "Judging" in shown(capsys, at(0), at(0.5), at(1), terminal=True)
