"""A standalone Spark cluster of this machine: a master and workers of one core, loopback only."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyspark

from matcher.spark_session import java_version
from tests.not_run import not_run_here
from tests.waiting import seconds_until

SPARK = Path(pyspark.__file__).parent
SCALA = next((SPARK / "jars").glob("spark-core_*.jar")).name.split("_")[1].split("-")[0]
DEPLOYED = "org.apache.spark.deploy"
UNTIL_ALONE = '"$@" & cat > /dev/null; kill -KILL 0'
"""Runs a command until whoever reads this is gone, however it went, then kills the whole group."""
ADDRESS = re.compile(r"Starting Spark master at (spark://[0-9.]+:[0-9]+)")


def java_or_not_run():
    """Skip the test where there is no Java to run Spark."""
    if (java_version() or 0) < 17:
        not_run_here("no Java 17", remedy="install Java 17 or newer, or set JAVA_HOME")


@dataclass(frozen=True, slots=True)
class Server:
    """A master or a worker, and everything it started: they share its session."""

    process: subprocess.Popen[bytes]
    log: Path

    def log_text(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        """Kill it and all it started at once, as when a machine loses power."""
        for pid in processes_of(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


def processes_of(session):
    """Return the ids of a session's processes, its leader first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if os.getsid(int(entry.name)) == session:
                    found.append(int(entry.name))
    return sorted(found, key=lambda pid: pid != session)


@dataclass(frozen=True, slots=True)
class Cluster:
    url: str
    workers: tuple[Server, ...]


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Yield a running cluster; whatever happens, no process of it outlives the block."""
    started: list[Server] = []

    def start(name, kind, *arguments):
        started.append(server(folder / name, f"{DEPLOYED}.{kind}", *arguments))
        return started[-1]

    try:
        master = start("master", "master.Master", "--host", "127.0.0.1", "--port", "0")
        seconds_until(lambda: ADDRESS.search(master.log_text()), 60)
        url = ADDRESS.search(master.log_text())[1]
        options = ["--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
        running = [
            start(name, "worker.Worker", *options, "--work-dir", str(folder / name / "work"), url)
            for name in (f"worker-{i}" for i in range(workers))
        ]
        for worker in running:
            seconds_until(lambda log=worker: "Successfully registered" in log.log_text(), 60)
        yield Cluster(url, tuple(running))
    finally:
        for one in reversed(started):
            one.kill()


def server(folder, main, *arguments):
    """Return a started class of the pip wheel's Spark, in a session of its own."""
    folder.mkdir(parents=True)
    log = folder / "log"
    java = ["java", "-cp", f"{SPARK}/jars/*", main, "--webui-port", "0", *arguments]
    here = {"SPARK_HOME": str(SPARK), "SPARK_LOCAL_DIRS": str(folder), "SPARK_SCALA_VERSION": SCALA}
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["sh", "-c", UNTIL_ALONE, "sh", *java],
            cwd=folder,
            env={**os.environ, **here},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(process, log)
