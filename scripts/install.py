"""Install what `make run` or `make test` needs into .venv, telling the person who waits.

    python install.py run|test

Standard library only: this runs before anything is installed. Everything pip says stands in
var/setup.log. An environment whose making was broken off is thrown away, since pip leaves half
copied packages behind. The lock is held by pip too, which outlives a killed parent.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from environment import ROOT, UNFINISHED, VENV

PYTHON = VENV / "bin" / "python"
CONSTRAINTS = ROOT / "constraints.txt"
VAR = ROOT / "var"
LOG = VAR / "setup.log"
NEEDED_GB = {"run": 2.5, "test": 5.0}
"""While it is being made; pyspark is unpacked twice."""
WHEELS = VAR / "wheels"
SOURCE_ONLY = ("pyspark",)
"""Published as source alone: made into wheels by a second pip while the first one works."""
SELDOM = r"/tests?/|/testing/|/transformers/models/|/torch/_inductor/|/pip/|/debugpy/"
"""Folders of which little is ever imported: a third of all, compiled when it is."""

# What pip says → what the person can do. The first that matches counts.
ADVICE = (
    (
        r"No space left on device",
        "The disk is full. Free {needed} GB, then repeat: {command}",
    ),
    (
        r"connection broken|ConnectionError|ConnectTimeout|ReadTimeout|Connection refused"
        r"|name resolution|Network is unreachable|ProxyError|SSLError",
        "The packages could not be fetched: no connection to the package index. Check the network "
        "(or pip's own settings for index and proxy), then repeat: {command}",
    ),
    (
        r"No matching distribution found|Could not find a version|requires a different Python",
        "A package does not exist for this Python on this machine. "
        "Name another Python: make clean, then {command} PYTHON=python3.12",
    ),
    (
        r"Permission denied",
        "A file may not be written. See that this folder belongs to you, then repeat: {command}",
    ),
)


class SetupFailed(Exception):
    """Installing cannot go on; the message says what to do."""


def say(sentence: str) -> None:
    """Print one plain sentence at once."""
    print(sentence, flush=True)


def requirements(project: dict[str, Any], purpose: str) -> list[str]:
    """Return what to install, without the project itself."""
    table = project["project"]
    extra = table["optional-dependencies"]["test"] if purpose == "test" else []
    return [*project["build-system"]["requires"], *table["dependencies"], *extra]


def pinned(package: str, constraints: str) -> str:
    """Return the exact requirement for a package."""
    found = re.search(rf"^{re.escape(package)}==\S+", constraints, re.MULTILINE)
    if found is None:
        raise SetupFailed(f"constraints.txt pins no {package}. Restore the file: git checkout it.")
    return found.group()


def advice(output: str, command: str) -> str:
    """Return what to do after a command failed with this output.

    One line where the cause is known; otherwise the last of what was said comes before it.
    """
    for pattern, line in ADVICE:
        if re.search(pattern, output, re.IGNORECASE):
            return line.format(command=command, needed=NEEDED_GB[command.removeprefix("make ")])
    said = [line for line in output.splitlines() if line.strip() and "WARNING" not in line]
    last = "".join(f"    {line[:200]}\n" for line in said[-4:])
    return f"{last}Installing failed; all that was said is in var/setup.log. To repeat: {command}"


@contextmanager
def only_one() -> Iterator[IO[str]]:
    """Wait for another make in the same folder; hand over the log, emptied."""
    VAR.mkdir(exist_ok=True)
    with LOG.open("a+", encoding="utf-8") as log:
        try:
            fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make is preparing .venv; waiting for it …")
            fcntl.flock(log, fcntl.LOCK_EX)
        log.truncate(0)
        yield log


def surroundings() -> dict[str, str]:
    """Return the environment variables that pip runs with."""
    environment = os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_USER": "0",
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("PYTHONPATH", None)
    return environment


def run(log: IO[str], *command: str | Path) -> bool:
    """Run a command, all it says going to the log; return whether it succeeded."""
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=surroundings(),
            cwd=ROOT,
            pass_fds=(log.fileno(),),
        )
    except OSError as error:
        log.write(f"{error}\n")
        log.flush()
        return False
    return done.returncode == 0


def must(log: IO[str], purpose: str, *command: str | Path) -> None:
    """Run a command; raise SetupFailed with what to do where it fails."""
    if not run(log, *command):
        output = LOG.read_text(encoding="utf-8", errors="replace")
        raise SetupFailed(advice(output, f"make {purpose}"))


def pip_install(log: IO[str], purpose: str, *arguments: str) -> None:
    """Install with pip, to the pinned versions, compiling nothing yet."""
    options = ("--no-compile", "--prefer-binary", "--progress-bar", "off")
    pip = (PYTHON, "-m", "pip", "install", *options, "--constraint", CONSTRAINTS)
    must(log, purpose, *pip, *arguments)


@contextmanager
def made_meanwhile(log: IO[str], *packages: str) -> Iterator[None]:
    """Make wheels of packages in a second process; it has ended when the block has.

    Where that fails nothing is said: pip makes them itself later, and says what is wrong.
    """
    command = (PYTHON, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", WHEELS, *packages)
    WHEELS.mkdir(parents=True, exist_ok=True)
    with (VAR / "wheels.log").open("w") as said:
        making = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=surroundings(),
            cwd=ROOT,
            pass_fds=(log.fileno(),),
        )
        try:
            yield
            making.wait()
        finally:
            making.kill()
            making.wait()


def was_moved() -> bool:
    """Return whether .venv was made for a folder of another name."""
    settings = VENV / "pyvenv.cfg"
    text = settings.read_text(encoding="utf-8") if settings.exists() else ""
    made = re.search(r"^command = .* -m venv (?:--\S+ )*(.+)$", text, re.MULTILINE)
    return made is not None and Path(made.group(1)).resolve() != VENV


def useless(log: IO[str]) -> str | None:
    """Return why the .venv that is there cannot be used, or None."""
    if UNFINISHED.exists():
        return "was not finished last time"
    if was_moved():
        return "was made for another folder"
    if not PYTHON.exists() or not run(log, PYTHON, "-c", "import pip"):
        return "has no working Python"
    return None


def make_environment(log: IO[str], purpose: str) -> None:
    """Make .venv, or keep the one that is there; mark it unfinished until all is installed."""
    if VENV.exists() and (why := useless(log)):
        say(f"    The environment in .venv {why}; starting over.")
        shutil.rmtree(VENV)
    if not VENV.exists():
        free = shutil.disk_usage(ROOT).free / 1e9
        if free < NEEDED_GB[purpose]:
            raise SetupFailed(
                f"The disk has {free:.1f} GB left and the packages need {NEEDED_GB[purpose]}. "
                f"Free some, then repeat: make {purpose}"
            )
        VENV.mkdir()
        UNFINISHED.touch()
        must(log, purpose, sys.executable, "-m", "venv", str(VENV))
    UNFINISHED.touch()


def install_packages(log: IO[str], purpose: str, torch_index: str) -> None:
    """Install every package but the project; torch first where it has an index of its own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    constraints = CONSTRAINTS.read_text(encoding="utf-8")
    torch = pinned("torch", constraints)
    if torch_index:
        pip_install(log, purpose, "--no-deps", "--index-url", torch_index, torch)
    asked = requirements(project, purpose)
    late = [one for one in asked if one.startswith(SOURCE_ONLY)]
    if not late:
        pip_install(log, purpose, torch, *asked)
        return
    with made_meanwhile(log, *(pinned(one, constraints) for one in SOURCE_ONLY)):
        pip_install(log, purpose, torch, *(one for one in asked if one not in late))
    pip_install(log, purpose, "--find-links", str(WHEELS), *late)
    shutil.rmtree(WHEELS)


def install_project(log: IO[str], purpose: str) -> None:
    """Install the checkout as the command `companion` and compile the packages, on every core."""
    pip_install(log, purpose, "--no-deps", "--no-build-isolation", "--editable", ".")
    run(log, PYTHON, "-m", "compileall", "-q", "-j", "0", "-x", SELDOM, VENV / "lib")


def steps(log: IO[str], purpose: str) -> None:
    """Do what is left to do, sentence by sentence."""
    if run(log, PYTHON, "-ES", ROOT / "scripts" / "environment.py", "ready", purpose):
        return  # another make has done it while we waited
    say("1/3 Making the Python environment in .venv …")
    make_environment(log, purpose)
    say("2/3 Installing the packages: about 1 GB, one to some minutes …")
    install_packages(log, purpose, os.environ.get("TORCH_INDEX", ""))
    say("3/3 Installing Companion itself and compiling, so that it starts quickly …")
    install_project(log, purpose)
    must(log, purpose, PYTHON, "-ES", ROOT / "scripts" / "environment.py", "mark", purpose)


def main(arguments: Iterable[str]) -> int:
    """Install for the purpose named; 0 when ready."""
    (purpose,) = arguments
    started = time.monotonic()
    try:
        with only_one() as log:
            steps(log, purpose)
    except SetupFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    except OSError as error:
        print(advice(str(error), f"make {purpose}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nStopped. To start over: make {purpose}", file=sys.stderr)
        return 130
    say(f"Ready after {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
