"""The same plan in every mode, side by side: when it ends, how often one goes, what bars it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flowchart.needs import MaterialStanding
from flowchart.plan import OfferedMode, Plan, Trips, Wish
from flowchart.planner import Planner
from kb.ids import ConceptId, EvidenceId, SceneId, ServiceId
from kb.kinds import HandlingMode
from matcher.applicant import Facts
from matcher.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One mode of a plan beside the standard one.

    Attributes:
        mode: which.
        verdict: met where a step goes that way; needs information where that depends on facts
            nobody has told; unmet where every step that tells of the mode bars it; None where no
            step tells of it, so that nobody knows.
        finish_on: when everything is done as promised; `latest_on` as the law allows.
        parallel: working days the bodies have, side by side.
        sooner: days of the calendar saved against the standard mode; below 0 for later.
        trips: how often somebody must go.
        bring: papers to bring at the beginning; `later` those that may follow, `promised` those
            a written commitment stands in for.
        used: the steps that go that way; `open_` those of them that wait for facts.
        barred: the steps that do not, and why.
        ask: the facts that would settle it.
    """

    mode: HandlingMode
    verdict: Verdict | None
    finish_on: date
    finish_provisional: bool
    latest_on: date
    parallel: int
    sooner: int
    trips: Trips | None
    bring: int
    later: tuple[EvidenceId, ...] = ()
    promised: tuple[EvidenceId, ...] = ()
    used: tuple[ServiceId, ...] = ()
    open_: tuple[OfferedMode, ...] = ()
    barred: tuple[OfferedMode, ...] = ()
    ask: tuple[ConceptId, ...] = ()


def options(
    planner: Planner,
    scenes: Sequence[SceneId],
    facts: Facts,
    on: date,
    open_on: date | None = None,
) -> tuple[Option, ...]:
    """Return the plan in each of the five modes, the standard one first.

    Raises:
        WrongInput: no scene, or one that does not exist.
    """
    plans = [
        planner.plan(scenes, facts, on, with_questions=False, wish=Wish(mode=mode, open_on=open_on))
        for mode in HandlingMode
    ]
    return tuple(_option(plan, plans[0]) for plan in plans)


def _option(plan: Plan, standard: Plan) -> Option:
    mode = plan.wish.mode
    used = [one for one in plan.offered if one.verdict is not Verdict.UNMET]
    open_ = tuple(one for one in used if one.verdict is not Verdict.MET)
    barred = tuple(one for one in plan.offered if one.verdict is Verdict.UNMET)
    with_standing = {
        standing: tuple(one.evidence for one in plan.materials if one.standing is standing)
        for standing in (MaterialStanding.DEFERRED, MaterialStanding.REPLACED)
    }
    return Option(
        mode=mode,
        verdict=_verdict(mode, len(used), len(open_), len(barred)),
        finish_on=plan.finish_on,
        finish_provisional=plan.finish_provisional,
        latest_on=plan.latest_on,
        parallel=plan.working_days.parallel,
        sooner=(standard.finish_on - plan.finish_on).days,
        trips=plan.trips
        or Trips(single=plan.visits, together=plan.visits, inspections=0, unread=0),
        bring=plan.material_counts.bring,
        later=with_standing[MaterialStanding.DEFERRED],
        promised=with_standing[MaterialStanding.REPLACED],
        used=tuple(one.service for one in used),
        open_=open_,
        barred=barred,
        ask=tuple(dict.fromkeys(r.fact for one in open_ for r in one.because if r.fact)),
    )


def _verdict(mode: HandlingMode, used: int, open_: int, barred: int) -> Verdict | None:
    if mode is HandlingMode.STANDARD or used > open_:
        return Verdict.MET
    if open_:
        return Verdict.NEEDS_INFORMATION
    return Verdict.UNMET if barred else None
