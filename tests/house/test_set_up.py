"""Setting up helps whoever cannot go on, and does nothing when there is nothing to do."""

import importlib.util
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"


def load(name):
    """Return one of the scripts as a module; they import each other by plain name."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPTS))
    return module


def find_python(folder, **environment):
    return subprocess.run(
        ["/bin/sh", SCRIPTS / "find_python.sh"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(folder)} | environment,
    )


def pretend(folder, name, script):
    """Put a program of that name on the path."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def test_an_old_python_is_named_and_refused(tmp_path):
    pretend(tmp_path, "python3", "echo Python 3.9.2")

    done = find_python(tmp_path)

    assert done.returncode == 1
    assert "needs Python 3.11 or later: python3 is 3.9." in done.stderr
    assert "make run PYTHON=" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(tmp_path):
    pretend(tmp_path, "python3", "echo 3.9")
    newer = pretend(tmp_path, "python3.12", f'exec {sys.executable} "$@"')

    assert find_python(tmp_path).stdout.strip() == str(newer)


def test_a_python_without_venv_is_refused_with_the_remedy(tmp_path):
    pretend(tmp_path, "python3", 'case "$2" in *ensurepip*) exit 1;; esac; echo 3.12')

    done = find_python(tmp_path)

    assert done.returncode == 1
    assert "lacks the venv module" in done.stderr
    assert "python3-venv" in done.stderr


@pytest.mark.parametrize(
    ("environment", "words"),
    [({}, "none is installed"), ({"PYTHON": "python9"}, "python9 is not there")],
)
def test_no_python_at_all_is_said(tmp_path, environment, words):
    done = find_python(tmp_path, **environment)

    assert done.returncode == 1
    assert words in done.stderr


def test_a_python_may_be_named(tmp_path):
    pretend(tmp_path, "python3", "echo 3.9")

    assert find_python(tmp_path, PYTHON=sys.executable).stdout.strip() == sys.executable


def test_a_taken_port_gets_another_that_is_free(capsys):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        status = load("port_is_free").main("127.0.0.1", str(port))

    said = capsys.readouterr().out
    assert status == 1
    assert f"Port {port} is in use. Take another: make run PORT=" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", "many", '"many" is no port'),
        ("127.0.0.1", "70000", '"70000" is no port'),
        ("192.0.2.1", "8000", "is no address of this machine"),
    ],
)
def test_a_place_nobody_can_listen_at_is_said_in_one_line(capsys, host, port, words):
    assert load("port_is_free").main(host, port) != 0

    said = capsys.readouterr().out
    assert words in said
    assert "make run" in said
    assert said.count("\n") == 1


def test_a_free_port_is_silent(capsys):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert load("port_is_free").main("127.0.0.1", str(port)) == 0
    assert capsys.readouterr().out == ""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An environment module that looks at a copy with an empty .venv."""
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    venv = tmp_path / ".venv"
    venv.mkdir()
    environment = load("environment")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "UNFINISHED", venv / "unfinished")
    return environment


def test_nothing_is_installed_twice(checkout):
    assert not checkout.is_ready("run")

    checkout.mark("run")

    assert checkout.is_ready("run")
    assert not checkout.is_ready("test")


def test_what_tests_need_includes_what_running_needs(checkout):
    checkout.mark("test")

    assert checkout.is_ready("run")
    assert checkout.is_ready("test")


@pytest.mark.parametrize(
    ("name", "added", "ready"),
    [
        ("constraints.txt", "another==1\n", False),
        ("pyproject.toml", "\n[project.urls]\n", False),
        ("pyproject.toml", "\n[tool.other]\nkey = 1\n", True),
    ],
)
def test_what_is_asked_for_decides_whether_to_install_again(checkout, name, added, ready):
    checkout.mark("run")
    with (checkout.ROOT / name).open("a", encoding="utf-8") as file:
        file.write(added)

    assert checkout.is_ready("run") is ready


def test_an_environment_whose_making_broke_off_is_not_ready(checkout):
    checkout.mark("run")
    checkout.UNFINISHED.touch()

    assert not checkout.is_ready("run")


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Failed to establish a new connection: Connection refused", "no connection"),
        ("Temporary failure in name resolution", "no connection"),
        ("ERROR: No matching distribution found for torch==2.13.0", "PYTHON=python3.12"),
        ("PermissionError: [Errno 13] Permission denied: 'x'", "belongs to you"),
    ],
)
def test_what_pip_says_becomes_what_to_do(output, words):
    said = load("install").advice(output, "make run")

    assert words in said
    assert "make run" in said
    assert "\n" not in said


def test_what_nobody_foresaw_is_shown_with_its_last_lines():
    said = load("install").advice("first\nWARNING: idle\nlast words", "make test")

    assert "last words" in said
    assert "idle" not in said
    assert said.endswith("var/setup.log. To repeat: make test")


def test_an_environment_made_for_another_folder_is_noticed(tmp_path, monkeypatch):
    install = load("install")
    monkeypatch.setattr(install, "VENV", tmp_path)
    line = "command = /usr/bin/python3 -m venv {}\n"

    (tmp_path / "pyvenv.cfg").write_text(line.format(tmp_path), encoding="utf-8")
    here = install.was_moved()
    (tmp_path / "pyvenv.cfg").write_text(line.format("/else/where/.venv"), encoding="utf-8")

    assert (here, install.was_moved()) == (False, True)


def test_running_installs_no_test_tools():
    install = load("install")
    project = install.tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    running = install.requirements(project, "run")
    testing = install.requirements(project, "test")

    assert not any(package.startswith(("playwright", "pytest", "mypy")) for package in running)
    assert set(running) < set(testing)


def test_what_is_made_from_source_is_asked_for_and_pinned():
    """It is made beside the rest; a name that nobody asks for would be made for nothing."""
    install = load("install")
    project = install.tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")

    asked = install.requirements(project, "test")

    assert all(any(one.startswith(name) for one in asked) for name in install.SOURCE_ONLY)
    assert all(install.pinned(name, constraints) for name in install.SOURCE_ONLY)


def test_a_wheel_that_cannot_be_made_beforehand_stops_nothing(tmp_path, monkeypatch):
    """Pip makes it itself afterwards, and says then what is wrong."""
    install = load("install")
    for name, path in (
        ("VAR", tmp_path),
        ("WHEELS", tmp_path / "wheels"),
        ("PYTHON", "/bin/false"),
    ):
        monkeypatch.setattr(install, name, path)

    with (tmp_path / "log").open("w") as log, install.made_meanwhile(log, "nothing==1"):
        pass

    assert list((tmp_path / "wheels").iterdir()) == []


def test_the_browser_named_by_the_environment_comes_first(tmp_path, monkeypatch):
    browser = pretend(tmp_path, "my-chromium", "exit 0")
    monkeypatch.setenv("CHROMIUM", str(browser))

    assert load("find_browser").named() == str(browser)


def test_a_browser_on_the_path_is_found(tmp_path, monkeypatch):
    browser = pretend(tmp_path, "google-chrome", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert load("find_browser").installed() == str(browser)


def test_a_machine_without_browser_is_told_the_remedy(monkeypatch, capsys):
    find_browser = load("find_browser")
    for source in ("named", "installed", "playwrights_own", "fetched_by_playwright"):
        monkeypatch.setattr(find_browser, source, lambda: None)
    monkeypatch.setattr(find_browser, "from_the_system", lambda: None)

    assert find_browser.main() == 0

    captured = capsys.readouterr()
    assert captured.out == ""
    assert "make test CHROMIUM=" in captured.err


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_shell_scripts_can_be_read_by_a_plain_shell(script):
    subprocess.run(["/bin/sh", "-n", script], check=True)
