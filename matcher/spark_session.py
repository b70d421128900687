"""A Spark session for one register: any master, quiet, and plain words where something is missing.

Spark is optional: nothing here imports it before it is asked for.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import kb
from kb.errors import Unavailable, WrongInput
from kb.text import Text
from matcher.fact_columns import ROWS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA: Final = 17
LOCAL: Final = "local[*]"
"""The master where nobody names one: this machine with all its cores."""
_NEEDED: Final = ("pyspark", "pandas")
_SOON_READY: Final = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that only passes batches on need not be fast: it starts with half the work."""
_REACHED_SECONDS: Final = 5.0
_HERE: Final = frozenset({"localhost", "127.0.0.1"})
_HOSTS: Final = re.compile(r"spark://([^,:/]+:[0-9]{1,5}(?:,[^,:/]+:[0-9]{1,5})*)")
_MASTERS: Final = (
    re.compile(r"local(\[([0-9]+|\*)(,[0-9]+)?\])?"),
    re.compile(r"local-cluster\[[0-9]+,[0-9]+,[0-9]+\]"),
    _HOSTS,
    re.compile(r"yarn"),
    re.compile(r"k8s://[^/].*"),
)


def check_ready(master: str) -> None:
    """Refuse at once what a session would fail on later.

    Raises:
        WrongInput: the master is none.
        Unavailable: Spark, pandas or Java is missing, or nobody answers there.
    """
    check_master(master)
    check_installed()
    check_reached(master)


def check_master(master: str) -> None:
    """Refuse what is no address of a Spark master.

    Raises:
        WrongInput: it is none.
    """
    if not any(form.fullmatch(master) for form in _MASTERS):
        raise WrongInput.at(
            "master",
            Text(zh=f"“{master}”不是 Spark 的地址。", en=f'"{master}" is no Spark master.'),
            Text(
                zh="请写 local[*] 或 spark://host:7077。",
                en="Write local[*], or spark://host:7077.",
            ),
        )


def check_installed(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse to go on without pyspark, pandas or a Java that is new enough.

    Args:
        environment: where JAVA_HOME and PATH are looked up.

    Raises:
        Unavailable: something is missing; it says what to install.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise Unavailable(
            Text(zh=f"没有安装 {missing[0]}。", en=f"{missing[0]} is not installed."),
            Text(
                zh="请运行：pip install 'companion[spark]'",
                en="Run: pip install 'companion[spark]'",
            ),
        )
    found = java_version(environment)
    if found is None:
        raise Unavailable(
            Text(zh="没有找到 Java。", en="there is no Java."),
            _INSTALL_JAVA,
        )
    if found < OLDEST_JAVA:
        raise Unavailable(
            Text(zh=f"Java {found} 太旧。", en=f"Java {found} is too old."), _INSTALL_JAVA
        )


def java_version(environment: Mapping[str, str] = os.environ) -> int | None:
    """Return the release of the Java that Spark would start, such as 17; None without one."""
    home = environment.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else shutil.which("java", path=environment.get("PATH", ""))
    try:
        ran = subprocess.run([java or "", "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r'version "(?:1\.)?([0-9]+)', ran.stderr + ran.stdout)
    return int(found[1]) if found else None


def check_reached(master: str) -> None:
    """Refuse a master none of whose hosts answers; Spark itself would try for a minute.

    Raises:
        Unavailable: nobody answers there.
    """
    named = _HOSTS.fullmatch(master)
    if named and not any(map(_answers, named[1].split(","))):
        raise Unavailable(
            Text(zh=f"连不上 {master}。", en=f"nobody answers at {master}."),
            Text(
                zh="请检查地址，确认 Spark 已经启动。",
                en="Check the address, and that the master is running.",
            ),
        )


def _answers(host_and_port: str) -> bool:
    host, port = host_and_port.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), _REACHED_SECONDS).close()
    except (OSError, OverflowError):
        return False
    return True


@contextmanager
def spark_on(master: str) -> Iterator[SparkSession]:
    """Yield a session on a master and stop it at the end; one that is running is used and kept.

    What Spark raises meanwhile is told in plain words; the file they name has all of it.

    Raises:
        Unavailable: it does not start, or work failed.
    """
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    running = SparkContext._active_spark_context is not None
    with _log() as log:
        try:
            with _told(log):
                held = SparkSession.builder.getOrCreate() if running else _started(master, log)
                yield _with_our_code(held)
        finally:
            if not running:
                _end_java()


def _started(master: str, log: IO[bytes]) -> SparkSession:
    """Return a new session; what Java prints goes to a file."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    wanted = SparkConf(loadDefaults=False).setAll(list(settings_for(master).items()))
    with _same_interrupt():
        gateway = launch_gateway(wanted, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call]
        context = SparkContext(conf=SparkConf(_jvm=gateway.jvm), gateway=gateway)
    context.setLogLevel("ERROR")
    return SparkSession(context)


@contextmanager
def _log() -> Iterator[IO[bytes]]:
    """Give a file for what Java prints; it stays where Spark fails."""
    with NamedTemporaryFile(prefix="companion-spark-", suffix=".log", delete=False) as log:
        try:
            yield log
        except Unavailable:
            raise
        except BaseException:
            Path(log.name).unlink()
            raise
    Path(log.name).unlink()


@contextmanager
def _told(log: IO[bytes]) -> Iterator[None]:
    """Tell what Spark raises in plain words; Java must still be there to be asked.

    Raises:
        Unavailable: Spark failed; it names the file that has all of it.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        log.write(str(error).encode())
        raise Unavailable(
            Text(zh="Spark 没能做完。", en="Spark could not do it."),
            Text(zh=f"原因见 {log.name}。", en=f"The reason is in {log.name}."),
        ) from error


def _with_our_code(session: SparkSession) -> SparkSession:
    """Return a session whose workers elsewhere have the packages of this program."""
    from pyspark import SparkFiles

    context = session.sparkContext
    if not str(context.master).startswith("local"):
        folder = Path(SparkFiles.getRootDirectory()) / "companion"  # served as long as it runs
        folder.mkdir(exist_ok=True)
        paths = list(sys.path)
        context.addPyFile(str(code(folder)))
        sys.path[:] = paths  # here the packages stay those that are installed
    return session


def code(folder: Path) -> Path:
    """Return a new zip file of what workers import: `kb` and `matcher`, and the tables they read.

    It is named by what it holds.
    """
    packages = [Path(kb.__file__).parent, Path(__file__).parent]
    made = folder / "companion.zip"
    with ZipFile(made, "w") as zipped:
        for package in packages:
            for file in sorted((*package.glob("*.py"), *package.glob("*.yaml"))):
                zipped.write(file, f"{package.name}/{file.name}")
    return made.rename(folder / f"companion-{sha256(made.read_bytes()).hexdigest()[:16]}.zip")


def settings_for(master: str) -> dict[str, str]:
    """Return the settings of a session; those of the cluster's own files stay as they are."""
    named = _HOSTS.fullmatch(master)
    hosts = {one.rsplit(":", 1)[0] for one in named[1].split(",")} if named else set()
    here = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    on_this_machine = master.startswith("local") or (hosts and hosts <= _HERE)
    return {
        "spark.master": master,
        "spark.app.name": "companion batch",
        "spark.driver.memory": "2g",
        "spark.driver.extraJavaOptions": _SOON_READY,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS),
        **(here if on_this_machine else {}),
    }


def _end_java() -> None:
    """Stop the context and the Java behind it, which ends when nobody can write to it."""
    from pyspark import SparkContext

    if SparkContext._active_spark_context is not None:
        SparkContext._active_spark_context.stop()
    gateway: Any = SparkContext._gateway
    if gateway is None:
        return
    gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None
    gateway.proc.stdin.close()
    gateway.proc.wait()


@contextmanager
def _same_interrupt() -> Iterator[None]:
    """Keep what Ctrl+C does; pyspark puts its own in place of it and leaves it there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, held)


_INSTALL_JAVA: Final = Text(
    zh=f"请安装 Java {OLDEST_JAVA} 或更新的版本，或在 JAVA_HOME 里写它的位置。",
    en=f"Install Java {OLDEST_JAVA} or newer, or say in JAVA_HOME where it is.",
)
