"""Spark sessions: every kind of master, and plain words for whatever is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kb.errors import Unavailable, WrongInput
from matcher.spark_session import check_installed, check_master, check_ready, code, java_version
from tests.spark_cluster import java_or_not_run
from tests.support import assert_said_well


@pytest.mark.parametrize(
    "master",
    [
        *("local", "local[*]", "local[4]", "local[2,4]", "local-cluster[2,1,1024]", "yarn"),
        *("spark://10.0.0.1:7077", "spark://a:7077,b:7077", "k8s://https://host:6443"),
    ],
)
def test_masters_of_every_kind_are_known(master):
    check_master(master)


@pytest.mark.parametrize(
    "master", ["", "moon", "spark://host", "spark://", "local[", "http://host:7077", "local[x]"]
)
def test_what_is_no_master_is_refused_with_what_to_write(master):
    with pytest.raises(WrongInput, match=r"no Spark master. Write local") as error:
        check_master(master)

    assert_said_well(*error.value.problems)


@pytest.mark.parametrize("master", ["spark://127.0.0.1:1", "spark://127.0.0.1:99999"])
def test_a_master_that_does_not_answer_is_told_at_once(master):
    java_or_not_run()
    with pytest.raises(Unavailable, match=r"nobody answers at spark://127.0.0.1"):
        check_ready(master)


def test_without_java_it_says_what_to_install(tmp_path):
    with pytest.raises(Unavailable, match=r"there is no Java. Install Java 17 or newer") as error:
        check_installed({"PATH": str(tmp_path)})

    assert_said_well(*error.value.problems)


@pytest.mark.parametrize(
    ("printed", "release"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_401"', 8),
        ('openjdk version "21" 2023-09-19', 21),
        ("command not found", None),
    ],
)
def test_the_release_of_java_is_read_from_what_it_says(tmp_path, printed, release):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{printed}' >&2\n")
    java.chmod(0o755)

    assert java_version({"JAVA_HOME": str(tmp_path)}) == release


def test_an_old_java_is_refused_by_its_number(tmp_path):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    java.chmod(0o755)

    with pytest.raises(Unavailable, match="Java 11 is too old"):
        check_installed({"JAVA_HOME": str(tmp_path)})


def test_nothing_of_spark_is_imported_before_it_is_asked_for():
    asked = "import sys, matcher.spark; print({'pyspark', 'py4j'} & {*sys.modules})"

    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"


def test_without_pyspark_it_says_how_to_install_it():
    """In a process that cannot find pyspark, as where it was never installed."""
    asked = "from matcher.spark_session import check_installed; check_installed()"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.modules['pyspark'] = None; {asked}"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "pyspark is not installed" in ran.stderr
    assert "pip install 'companion[spark]'" in ran.stderr


def test_workers_elsewhere_get_code_that_needs_nothing_of_this_checkout(tmp_path):
    zipped = code(tmp_path)
    asked = (
        f"import sys; sys.path.insert(0, {str(zipped)!r}); import matcher.spark_kernel as k; "
        "from matcher.register_headings import role_of, usual_words; role_of('编号'); "
        "import kb; print(k.__file__); print(kb.__file__)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert all(line.startswith(str(zipped)) for line in ran.stdout.splitlines())
