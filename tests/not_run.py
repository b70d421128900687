"""Nothing is skipped silently: every run ends with what could not run here, and the remedy.

    from tests.not_run import not_run_here

    if browser is None:
        not_run_here("no Chromium", remedy="install Chromium, or make test CHROMIUM=/path")

With FORBID_NOT_RUN=1 a run in which anything was skipped fails.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import NoReturn

import pytest

NO_REMEDY = "remedy unknown: skip by not_run_here(reason, remedy=…)"


def not_run_here(reason: str, *, remedy: str) -> NoReturn:
    """Skip this test for something the machine lacks; the end of the run names it.

    Raises:
        pytest.skip.Exception: always.
    """
    pytest.skip(f"{reason} — {remedy}")


def _skipped(config: pytest.Config) -> Counter[str]:
    """Return how many tests each reason kept from running."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in reports)
    return Counter(reason if " — " in reason else f"{reason} — {NO_REMEDY}" for reason in reasons)


def _forbidden() -> bool:
    return os.environ.get("FORBID_NOT_RUN", "0") not in {"", "0"}


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that would pass although something could not run, where that is forbidden."""
    if exitstatus == pytest.ExitCode.OK and _forbidden() and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """List what did not run, most frequent first."""
    skipped = _skipped(config)
    if not skipped:
        return
    terminalreporter.section("not run here", red=_forbidden(), yellow=not _forbidden())
    for reason, tests in skipped.most_common():
        terminalreporter.write_line(f"Not run here: {reason} ({tests} {_noun(tests)})")
    if _forbidden():
        terminalreporter.write_line("FORBID_NOT_RUN is set: this run counts as failed.")


def _noun(tests: int) -> str:
    return "test" if tests == 1 else "tests"
