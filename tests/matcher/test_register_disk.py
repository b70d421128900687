from __future__ import annotations

import subprocess
import sys

import pytest

from kb.errors import WrongInput
from matcher.register_disk import whole_file
from tests.support import ROOT, assert_said_well

FULL = """
import resource, signal, sys
from pathlib import Path
from kb.errors import WrongInput
from matcher.register_disk import whole_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with whole_file(Path(sys.argv[1])) as file:
        file.write(bytes(100_000))
except WrongInput as error:
    print(error)
"""


def test_a_file_takes_its_name_when_all_of_it_is_there(tmp_path):
    path = tmp_path / "out.csv"

    with whole_file(path) as file:
        file.write(b"whole")
        assert not path.exists()

    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_bytes() == b"whole"


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt])
def test_whatever_stops_the_writing_leaves_what_was_there_before(tmp_path, stop):
    path = tmp_path / "out.csv"
    path.write_bytes(b"before")

    def stopped():
        with whole_file(path) as file:
            file.write(b"half")
            raise stop

    with pytest.raises(stop):
        stopped()

    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_bytes() == b"before"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(WrongInput) as error, whole_file(tmp_path / "no" / "out.csv"):
        pass

    (problem,) = error.value.problems
    assert problem.place == str(tmp_path / "no" / "out.csv")
    assert_said_well(problem)


def test_a_full_disk_is_said_plainly_and_leaves_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "out.csv"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert "the disk is full" in done.stdout
    assert "it goes on where it was" in done.stdout
    assert list(tmp_path.iterdir()) == []
