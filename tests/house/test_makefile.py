"""What a person types stays short, explained, and free of this or that machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ["run", "test", "check", "bench", "prove", "clean"]
BUILD_FILES = [
    "pyproject.toml",
    "constraints.txt",
    "Makefile",
    ".ci/run",
    ".pre-commit-config.yaml",
    *(f"scripts/{path.name}" for path in sorted((ROOT / "scripts").glob("*.*"))),
]


def make(*arguments):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_make_alone_lists_every_target_with_one_line():
    listed = dict(re.findall(r"^make (\w+) +(\S.*)$", make(), re.MULTILINE))

    assert set(TARGETS) <= listed.keys()


def test_running_sets_up_then_looks_at_the_port_then_serves():
    steps = make("--dry-run", "run", "PORT=8123", "HOST=::1", "DATA=one two").splitlines()

    assert [next(w for w in ("prepare", "port_is_free", "serve") if w in step) for step in steps] \
        == ["prepare", "port_is_free", "serve"]  # fmt: skip
    assert '--host "::1" --port "8123" --data "one" --data "two"' in steps[-1]


def test_a_path_named_alone_is_tested_alone():
    assert "run_tests.sh tests/oracles" in make("--dry-run", "test", "TESTS=tests/oracles")


def test_cleaning_keeps_the_state_and_says_so():
    steps = make("--dry-run", "clean")

    assert "rm -rf .venv" in steps
    assert "var/ stays" in steps


@pytest.mark.parametrize("name", BUILD_FILES)
def test_build_files_name_no_host_and_no_folder_of_one_machine(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert not re.search(r"https?://|index-url\s*=", text)
    assert not re.search(r"(?<![\w.])/(home|root|work|Users|opt|tmp)/", text)


def test_every_package_is_pinned_exactly_and_without_a_build_suffix():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]

    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin) for pin in pins)
    assert len({pin.split("==")[0] for pin in pins}) == len(pins)


def test_every_dependency_has_a_pin(project):
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
    ]

    names = [re.split(r"[\[<>=!~;]", each)[0].lower().replace("_", "-") for each in wanted]

    assert [name for name in names if f"\n{name}==" not in pins] == []


def test_what_others_see_is_checked_and_tested_with_nothing_left_out():
    steps = (ROOT / ".ci/run").read_text(encoding="utf-8")

    assert "FORBID_NOT_RUN=1 make test" in steps
    assert "make check" in steps
