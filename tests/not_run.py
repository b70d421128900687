"""Nothing is skipped silently: every run ends with what could not run here, and the remedy.

    from tests.not_run import not_run_here

    if browser is None:
        not_run_here("no Chromium", remedy="install Chromium, or make test CHROMIUM=/path")

With FORBID_NOT_RUN=1 a run in which anything was skipped fails. Outside cases are the exception:
the project passes without the folder they stand in, so `outside` names them and forbids nothing.

    @outside(SHAPES)
    def test_the_official_shapes_hold(): ...
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import NoReturn

import pytest

BESIDE = " — put the shared folder beside this checkout; the project passes without it"
NO_REMEDY = "remedy unknown: skip by not_run_here(reason, remedy=…)"


def not_run_here(reason: str, *, remedy: str) -> NoReturn:
    """Skip this test for something the machine lacks; the end of the run names it.

    Raises:
        pytest.skip.Exception: always.
    """
    pytest.skip(f"{reason} — {remedy}")


def outside(path: Path) -> pytest.MarkDecorator:
    """Return the mark of a test that needs a file from beside this checkout."""
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name}{BESIDE}")


def _skipped(config: pytest.Config) -> Counter[str]:
    """Return how many tests each reason kept from running."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in reports)
    return Counter(reason if " — " in reason else f"{reason} — {NO_REMEDY}" for reason in reasons)


def _refused(config: pytest.Config) -> bool:
    """Say whether something did not run that had to."""
    forbidden = os.environ.get("FORBID_NOT_RUN", "0") not in {"", "0"}
    return forbidden and any(not reason.endswith(BESIDE) for reason in _skipped(config))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that would pass although something could not run, where that is forbidden."""
    if exitstatus == pytest.ExitCode.OK and _refused(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """List what did not run, most frequent first."""
    skipped = _skipped(config)
    if not skipped:
        return
    refused = _refused(config)
    terminalreporter.section("not run here", red=refused, yellow=not refused)
    for reason, tests in skipped.most_common():
        terminalreporter.write_line(f"Not run here: {reason} ({tests} {_noun(tests)})")
    if refused:
        terminalreporter.write_line("FORBID_NOT_RUN is set: this run counts as failed.")


def _noun(tests: int) -> str:
    return "test" if tests == 1 else "tests"
