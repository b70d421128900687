"""Scenes + facts + matches → one personal plan.

Order is derived: a service that issues a material comes before those that need it, unless the
applicant holds it; plus prerequisites, always or under a condition, any of which may name
alternatives. The same answers give the same plan, whatever was answered meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flowchart import inquiry, materials, scene
from flowchart.at_hand import with_papers_told
from flowchart.calendar import Timeline, unannounced
from flowchart.laid import Laid
from flowchart.opening import opening
from flowchart.places import Places
from flowchart.plan import OfferedMode, Plan, Wish
from flowchart.scene import Applicable, Applies
from flowchart.stepping import Stepping
from flowchart.trips import trips
from flowchart.ways import Ways
from kb.catalogue import Catalogue
from kb.errors import WrongInput, write_one_of
from kb.ids import OrganisationId, PolicyId, SceneId
from kb.kinds import HandlingMode
from kb.model import Scene
from kb.text import Text
from matcher.applicant import Facts
from matcher.criteria import Judge
from matcher.match import Match
from matcher.question import NextQuestion, Questions
from matcher.unfit import there_is_no

_NO_SCENE = (
    Text(zh="没有写。", en="is missing."),
    Text(zh="请写要办什么事。", en="Say what is to be done."),
)
_IN_PLAN = (Applies.CERTAIN, Applies.POSSIBLE)


class Planner:
    """Makes plans over one catalogue, for people who come to one centre."""

    def __init__(
        self,
        catalogue: Catalogue,
        centre: OrganisationId | None = None,
        counted_from: date | None = None,
    ) -> None:
        self.catalogue = catalogue
        self._centre = centre
        self._questions = Questions(catalogue)
        self._counted_from = counted_from

    def counting_from(self, day: date) -> Planner:
        """Return a planner whose plans count their days from an earlier day than they judge on.

        A case that gets another plan began weeks ago, but what it still needs is for today's rules.
        """
        return Planner(self.catalogue, self._centre, day)

    def plan(
        self,
        scene_ids: Sequence[SceneId],
        facts: Facts,
        on: date,
        matches: tuple[Match, ...] = (),
        with_questions: bool = True,
        recalled: Collection[PolicyId] | None = None,
        wish: Wish | None = None,
    ) -> Plan:
        """Return the plan for one or several scenes, merged.

        Args:
            scene_ids: at least one; services they share stand once.
            facts: what is known of the applicant.
            on: the day of applying.
            matches: policies already matched for the same facts.
            with_questions: leave the questions out where only figures are wanted.
            recalled: policies that lie near these scenes; others raise no question of their own.
            wish: the mode and the opening day to plan for; standard and none where left out.

        Raises:
            WrongInput: no scene, or one that does not exist.
        """
        scenes = self._scenes(scene_ids)
        wish = wish or Wish()
        facts = with_papers_told(facts, self.catalogue)
        judge = Judge(self.catalogue, facts, on)
        resolved = scene.resolve(scenes, judge)
        whole = self._laid(resolved, judge, wish.mode)
        firm = whole.only((Applies.CERTAIN,))
        places = Places(self.catalogue, facts, self._centre)
        asked = self._ask(scenes, firm, matches, recalled) if with_questions else None
        return Plan(
            scenes=tuple(one.id for one in scenes),
            generation=self.catalogue.generation,
            on=self._counted_from or on,
            steps=Stepping(whole, firm, places, wish.open_on).steps(),
            excluded=scene.standings(resolved, (Applies.EXCLUDED,)),
            questions=asked or (),
            usual=inquiry.usual(scenes, facts, asked),
            warnings=scene.warnings(scenes, judge),
            policies=matches,
            wish=wish,
            opening=opening(firm, wish.open_on) if wish.open_on is not None else None,
            offered=_offered(firm, wish.mode),
            **_amounts(firm, places),
            **_times(whole, firm),
        )

    def _scenes(self, scene_ids: Sequence[SceneId]) -> list[Scene]:
        if not scene_ids:
            raise WrongInput.at("scene", *_NO_SCENE)
        for scene_id in scene_ids:
            if scene_id not in self.catalogue.scenes:
                known = write_one_of(sorted(self.catalogue.scenes))
                raise WrongInput.at("scene", there_is_no(scene_id), known)
        return [self.catalogue.scenes[scene_id] for scene_id in dict.fromkeys(scene_ids)]

    def _laid(self, resolved: Sequence[Applicable], judge: Judge, mode: HandlingMode) -> Laid:
        """Return what may be in the plan, laid out from the day of applying."""
        services = self.catalogue.services
        chosen = scene.standings(resolved, _IN_PLAN)
        return Laid(
            items=chosen,
            ways=Ways(judge, mode).of(services[item.service] for item in chosen),
            judge=judge,
            line=Timeline(self._counted_from or judge.on, self.catalogue.calendars),
            instead={one.service: one.instead for one in resolved if one.instead is not None},
        )

    def _ask(
        self,
        scenes: Sequence[Scene],
        firm: Laid,
        matches: Sequence[Match],
        recalled: Collection[PolicyId] | None,
    ) -> tuple[NextQuestion, ...]:
        """Return the questions worth asking, best first; those of the scenes before others."""
        recalled = inquiry.near_to(scenes, self.catalogue, recalled)
        among = inquiry.worth_asking_about(matches, recalled)
        items = [
            *inquiry.scene_items(scenes),
            *inquiry.handling_items(firm.working),
            *inquiry.policy_items(scenes, self.catalogue, among),
        ]
        first = [concept for one in scenes for concept in one.opening_questions]
        ranked = self._questions.ranked(items, firm.judge.facts, firm.judge.on, first)
        reach = inquiry.within_reach(scenes, self.catalogue, matches, recalled)
        return inquiry.worth_asking(ranked, reach)


def _amounts(firm: Laid, places: Places) -> dict[str, Any]:
    """Return what certain steps cost in papers, fields, trips and fees."""
    merged = materials.merged(firm.needs, firm.judge.catalogue)
    told = trips(firm.working, firm.ways, firm.slots, places)
    return {
        "materials": merged,
        "material_counts": materials.counts(firm.working, merged),
        "fields": materials.fields(firm.working),
        "trips": told,
        "visits": told.single,
        "fee": sum((one.fee or Decimal(0) for one in firm.working), Decimal(0)),
        "fees_unknown": tuple(one.id for one in firm.working if one.fee is None),
    }


def _times(whole: Laid, firm: Laid) -> dict[str, Any]:
    """Return the totals and dates of certain steps, and their other end while steps are open."""
    line, on, calendars = whole.line, firm.judge.on, firm.judge.catalogue.calendars
    totals, is_open = firm.totals(), whole is not firm
    finish_on = line.day(firm.finish)
    latest_on = line.day(max(firm.latest, whole.latest))
    ways = (firm.ways[one.id] for one in firm.working)
    return {
        "working_days": totals,
        "working_days_at_most": totals.at_most(whole.totals()) if is_open else None,
        "finish_on": finish_on,
        "finish_on_at_most": line.day(max(firm.finish, whole.finish)) if is_open else None,
        "finish_provisional": bool(unannounced(on, finish_on, calendars)),
        "latest_on": latest_on,
        "unannounced": unannounced(on, latest_on, calendars),
        "open_ended": tuple(way.service for way in ways if way.lasts_unknown),
    }


def _offered(firm: Laid, mode: HandlingMode) -> tuple[OfferedMode, ...]:
    """Return what became of the mode asked for, at every certain step that tells of it."""
    if mode is HandlingMode.STANDARD:
        return ()
    ways = (firm.ways[one.id] for one in firm.working if any(m.mode is mode for m in one.modes))
    return tuple(
        OfferedMode(service=way.service, verdict=way.verdict, because=way.because)
        for way in ways
        if way.verdict is not None
    )
