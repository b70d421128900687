"""When one can apply: inside the policy's own days, and forwards."""

from __future__ import annotations

import pytest

from kb.errors import Problem
from kb.window_sense import unfit_window
from tests.support import assert_said_well, recorded


def found(valid, window):
    (policy,) = recorded(
        f"{{id: policy/new, title: {{zh: 新, en: New}}, valid: {valid}, windows: [{window}]}}"
    )
    out = list(unfit_window(policy, policy.windows[0], 0))
    for _, problem, remedy in out:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return [path[2:] for path, _, _ in out]


YEAR = "{from: 2026-01-01, to: 2026-12-31}"


@pytest.mark.parametrize(
    ("valid", "window", "places"),
    [
        (YEAR, "{opens: 2026-01-01, closes: 2026-12-31}", []),
        (YEAR, "{opens: 2025-12-31, closes: 2026-12-31}", [("opens",)]),
        (YEAR, "{opens: 2026-01-01, closes: 2027-01-01}", [("closes",)]),
        (YEAR, "{closes: 2025-06-30}", [("closes",)]),
        (YEAR, "{opens: 2027-03-01}", [("opens",)]),
        (YEAR, "{opens: 2026-03-01, closes: 2026-02-01}", [("closes",)]),
        ("{from: 2026-01-01}", "{opens: 2026-02-01, closes: 2030-01-01}", []),
        ("{}", "{opens: 2001-01-01, closes: 2030-01-01}", []),
        ("{}", "{since: concept/a, after_months: 12, until_months: 18}", []),
        ("{}", "{since: concept/a, after_months: 18, until_months: 12}", [("until_months",)]),
        ("{}", "{since: concept/a, until_months: -1}", [("until_months",)]),
        ("{}", "{since: concept/a, after_months: -1}", [("after_months",)]),
        ("{}", "{since: concept/a, until_months: 1201}", [("until_months",)]),
    ],
)
def test_a_window_lies_in_the_policys_days_and_runs_forwards(valid, window, places):
    assert found(valid, window) == places
