"""How a service is handled in one mode: its limits, its trips, what may follow or is promised.

A mode works where the service offers it and its condition allows it. Where the condition waits
for facts the mode is taken as open to the applicant, and the plan says on what it depends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from flowchart.schedule import AT_ONCE, Spell, Spells
from kb.handling import Days, ServiceMode, Stage
from kb.ids import Code, EvidenceId, ServiceId
from kb.kinds import HandlingMode, StageAt, StageKind
from kb.model import PublicService
from kb.text import Text
from matcher.criteria import Judge
from matcher.reasons import Reason, Reasons
from matcher.verdict import Verdict

_SHARED: Final = (HandlingMode.ONE_FORM, HandlingMode.JOINT_INSPECTION)
_OPEN: Final = (Verdict.MET, Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Time of a step that no limit counts; without days nobody has fixed how long it takes."""

    title: Text
    kind: StageKind
    at: StageAt
    spell: Spell | None = None
    certain: bool = True
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a service goes. `verdict` and `because` tell of a mode that was asked for."""

    service: ServiceId
    days: Days | None
    visits: int | None
    mode: HandlingMode = HandlingMode.STANDARD
    verdict: Verdict | None = None
    because: tuple[Reason, ...] = ()
    waives: frozenset[EvidenceId] = frozenset()
    defers: frozenset[EvidenceId] = frozenset()
    group: Code | None = None
    waiting: tuple[Waiting, ...] = ()

    @property
    def inspected(self) -> bool:
        """Say whether somebody comes to look before the decision."""
        return any(one.kind is StageKind.INSPECTION and one.certain for one in self.waiting)

    @property
    def lasts_unknown(self) -> bool:
        """Say whether the step holds time that nobody has fixed, or limits nobody has read."""
        return self.days is None or any(one.spell is None for one in self.waiting)

    def spells(self, statutory: bool = False, ceiling: int | None = None) -> Spells:
        """Return how long the step takes from its beginning to its end, waiting included."""
        during = [w.spell for w in self.waiting if w.at is StageAt.DURING and w.spell]
        return (*self.before(), *self.limit(statutory, ceiling), *during)

    def before(self) -> Spells:
        """Return what must pass before one can apply."""
        return tuple(w.spell for w in self.waiting if w.at is StageAt.BEFORE and w.spell)

    def limit(self, statutory: bool = False, ceiling: int | None = None) -> Spells:
        """Return the time the body has, as it has promised or as the law allows.

        Args:
            statutory: the limit of the law instead of the promised one.
            ceiling: the most the law allows where several are handled together; a promise that is
                longer stands.
        """
        if self.days is None:
            return AT_ONCE
        days = self.days.committed
        if statutory:
            allowed = self.days.statutory if ceiling is None else min(self.days.statutory, ceiling)
            days = max(days, allowed)
        return (Spell(days, self.days.unit),)


class Ways:
    """Tells how services go for one applicant in one mode."""

    def __init__(self, judge: Judge, mode: HandlingMode = HandlingMode.STANDARD) -> None:
        self.mode = mode
        self._judge = judge
        self._reasons = Reasons(judge.catalogue)

    def of(self, services: Iterable[PublicService]) -> Mapping[ServiceId, Way]:
        """Return how each service goes; what is shared with others needs at least one other."""
        chosen = list(services)
        ways = {service.id: self.way(service) for service in chosen}
        groups = Counter(way.group for way in ways.values() if way.mode in _SHARED)
        alone = [s for s in chosen if _is_alone(ways[s.id], groups)]
        return ways | {service.id: self._usual(service) for service in alone}

    def way(self, service: PublicService) -> Way:
        """Return how a service goes: in the mode asked for, else as usual."""
        offered = next((m for m in service.modes if m.mode is self.mode), None)
        usual = self._usual(service)
        if offered is None:
            return usual
        verdict, because = self._may(offered)
        if verdict not in _OPEN:
            return replace(usual, verdict=verdict, because=because)
        return self._in_mode(service, offered, usual, verdict, because)

    def _usual(self, service: PublicService) -> Way:
        """Return how a service goes where nothing special was asked for."""
        usual = next((m for m in service.modes if m.usual), None)
        verdict, because = self._may(usual) if usual is not None else (None, ())
        barred = usual is not None and verdict not in _OPEN
        promised = usual is not None and not barred and usual.mode is HandlingMode.COMMITMENT
        return Way(
            service=service.id,
            days=usual.otherwise if usual is not None and barred else service.days,
            visits=service.visits,
            mode=usual.mode if usual is not None and not barred else HandlingMode.STANDARD,
            verdict=verdict if barred else None,
            because=because if barred else (),
            waives=usual.waives if usual is not None and not barred else frozenset(),
            waiting=self._waiting(service, promised),
        )

    def _in_mode(
        self,
        service: PublicService,
        offered: ServiceMode,
        usual: Way,
        verdict: Verdict,
        because: tuple[Reason, ...],
    ) -> Way:
        return replace(
            usual,
            days=offered.days if offered.days is not None else usual.days,
            visits=offered.visits if offered.visits is not None else usual.visits,
            mode=offered.mode,
            verdict=verdict,
            because=because,
            waives=offered.waives | usual.waives,
            defers=offered.defers,
            group=offered.group,
            waiting=self._waiting(service, HandlingMode.COMMITMENT in (offered.mode, usual.mode)),
        )

    def _may(self, mode: ServiceMode) -> tuple[Verdict, tuple[Reason, ...]]:
        """Return whether the applicant may use a mode, and why."""
        source = Text(zh=mode.source, en=mode.source) if mode.source else None
        if mode.barred is not None:
            return Verdict.UNMET, (Reason(text=mode.barred, verdict=Verdict.UNMET, source=source),)
        if mode.when is None:
            return Verdict.MET, ()
        finding = self._judge.judge(mode.when)
        because = self._reasons.of(finding, self._judge)
        return finding.verdict, tuple(replace(one, source=one.source or source) for one in because)

    def _waiting(self, service: PublicService, promised: bool) -> tuple[Waiting, ...]:
        """Return the stages that hold the step up; after a promise the check comes later."""
        found = []
        for stage in service.stages:
            verdict = Verdict.MET if stage.when is None else self._judge.judge(stage.when).verdict
            later = promised and stage.at is StageAt.DURING
            if verdict is not Verdict.UNMET and not later:
                found.append(_waiting(stage, verdict is Verdict.MET))
        return tuple(found)


def _is_alone(way: Way, groups: Mapping[Code | None, int]) -> bool:
    return way.mode in _SHARED and groups[way.group] < 2


def _waiting(stage: Stage, certain: bool) -> Waiting:
    return Waiting(
        title=stage.title,
        kind=stage.kind,
        at=stage.at,
        spell=Spell(stage.days, stage.unit) if stage.days is not None else None,
        certain=certain,
        source=stage.source,
    )
