"""schemathesis over `/v1` in this process: what was tried, and what broke the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import Status, events, from_schema

from api.app import make_app
from tests.programs import Program

SEED = 1


@dataclass
class Run:
    """How many calls were made in each phase, how they were answered, and every failure."""

    calls: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str | None, int]] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def take(self, event: events.EngineEvent) -> None:
        """Count one thing that happened."""
        if isinstance(event, events.NonFatalError | events.FatalError):
            self.failures.append(str(event))
        if not isinstance(event, events.ScenarioFinished):
            return
        held = event.recorder
        self.calls[event.phase.value] += len(held.interactions)
        answered = (one.response for one in held.interactions.values() if one.response is not None)
        self.answers.update((event.label, int(one.status_code)) for one in answered)
        for case_id, checks in held.checks.items():
            self.checks.update(check.name for check in checks)
            wrong = (check for check in checks if check.status is Status.FAILURE)
            self.failures += [_told(held.cases[case_id].value, check) for check in wrong]

    def __str__(self) -> str:
        """Return the figures in one line."""
        phases = ", ".join(f"{phase} {calls}" for phase, calls in self.calls.items())
        return f"{self.calls.total()} calls ({phases}), {len(self.failures)} failures"


def _told(case: Any, check: Any) -> str:
    failure: Failure = check.failure_info.failure
    return f"{check.name}: {failure}\n{case.as_curl_command()[:1000]}"


def run(
    program: Program, examples: int, phases: Sequence[str] = (), no_edges: Sequence[str] = ()
) -> Run:
    """Return what became of calls made up from the document, all checks on.

    Args:
        program: may do everything, as often as it likes.
        examples: how many are made up for an operation, in each phase that makes them up.
        phases: those that are left out.
        no_edges: paths at which not every value is tried at its edges.
    """
    left_out = {"coverage": {"enabled": False}}
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "headers": program.headers,
            "continue-on-failure": True,
            "generation": {"deterministic": True, "max-examples": examples},
            "phases": {phase: {"enabled": False} for phase in phases},
            "operations": [{"include-path": path, "phases": left_out} for path in no_edges],
        }
    )
    app = make_app(program.house)
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app, config=config)
    done = Run()
    for event in from_schema(schema).execute():
        done.take(event)
    return done
