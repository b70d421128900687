"""Which steps of a plan wait for which, derived from what they issue, need and require.

A wait holds only between steps of the plan. Of several alternatives one is enough: of those that
are certain the one that ends first; while none is certain, all, for any may turn out to be it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flowchart.calendar import Timeline
from flowchart.needs import Need
from flowchart.schedule import Spells, ending, steady_order
from flowchart.ways import Way
from kb.ids import ServiceId
from kb.kinds import HandlingMode
from kb.model import PublicService
from matcher.criteria import Judge
from matcher.verdict import Verdict

Groups = dict[ServiceId, list[frozenset[ServiceId]]]
"""For every step, groups of steps; one of each group must end first."""
Waits = dict[ServiceId, frozenset[ServiceId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What each step waits for.

    `before` must end before it begins, `follows` before it ends; `perhaps` are those among them
    whose condition is not known yet.
    """

    before: Waits
    follows: Waits
    perhaps: Waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The steps of a plan as the order sees them.

    Attributes:
        services: in the order of the plan.
        ways: how each of them goes.
        needs: what they need.
        firm: those that are certain.
        instead: for a service that is not needed, the step that replaces it.
        done: services of which the applicant has every paper; nobody waits for them, nor for an
            alternative to them.
    """

    services: Sequence[PublicService]
    ways: Mapping[ServiceId, Way]
    needs: Iterable[Need]
    firm: Collection[ServiceId]
    instead: Mapping[ServiceId, ServiceId]
    done: Collection[ServiceId] = ()

    def present(self, any_of: Iterable[ServiceId]) -> frozenset[ServiceId]:
        """Return the steps that stand for some services, or for what replaces them."""
        in_plan = {service.id for service in self.services}
        stand_ins = {one if one in in_plan else self.instead.get(one, one) for one in any_of}
        return frozenset() if stand_ins & {*self.done} else frozenset(stand_ins & in_plan)


def order(
    company: Company, judge: Judge, takes: Mapping[ServiceId, Spells], line: Timeline
) -> Order:
    """Return what each step waits for, alternatives resolved.

    Raises:
        graphlib.CycleError: two steps wait on each other.
    """
    groups: Groups = {service.id: [] for service in company.services}
    follows: Groups = {service.id: [] for service in company.services}
    perhaps: dict[ServiceId, set[ServiceId]] = defaultdict(set)
    for service in company.services:
        for any_of in service.requires:
            _add(groups, service.id, company.present(any_of))
        for one in service.requires_when:
            found = company.present(one.any_of) - {service.id}
            verdict = judge.judge(one.when).verdict
            if verdict is not Verdict.UNMET:
                _add(groups, service.id, found)
            if verdict not in (Verdict.MET, Verdict.UNMET):
                perhaps[service.id] |= found
    for need in company.needs:
        _add(follows if need.follows else groups, need.service, frozenset(need.issuers))
    _hand_in_together(groups, company.ways)
    before, after = _resolved(groups, follows, company.firm, takes, line)
    return Order(
        before=before,
        follows=after,
        perhaps={s: frozenset(perhaps.get(s, ())) & before[s] for s in before},
    )


def _add(groups: Groups, service: ServiceId, any_of: frozenset[ServiceId]) -> None:
    others = any_of - {service}
    if others and others not in groups[service]:
        groups[service].append(others)


def _hand_in_together(groups: Groups, ways: Mapping[ServiceId, Way]) -> None:
    """Let services on one form wait for whatever one of them waits for outside the form.

    What itself waits for one of them is left out: it cannot come before the form.
    """
    forms: dict[str, set[ServiceId]] = defaultdict(set)
    for service, way in ways.items():
        if way.mode is HandlingMode.ONE_FORM and way.group is not None and service in groups:
            forms[way.group].add(service)
    for members in forms.values():
        behind = _behind(members, groups)
        shared = [
            any_of - behind
            for member in members
            for any_of in groups[member]
            if not any_of & members and any_of - behind
        ]
        for member in sorted(members):
            for any_of in shared:
                _add(groups, member, any_of)


def _behind(members: Collection[ServiceId], groups: Groups) -> set[ServiceId]:
    """Return every step that waits for one of these, however far back."""
    after: dict[ServiceId, set[ServiceId]] = defaultdict(set)
    for service, held in groups.items():
        for any_of in held:
            for before in any_of:
                after[before].add(service)
    found: set[ServiceId] = set()
    open_ = list(members)
    while open_:
        fresh = after[open_.pop()] - found
        found |= fresh
        open_ += fresh
    return found


def _resolved(
    groups: Groups,
    follows: Groups,
    firm: Collection[ServiceId],
    takes: Mapping[ServiceId, Spells],
    line: Timeline,
) -> tuple[Waits, Waits]:
    """Return both kinds of waits with one alternative of each group, where one is certain."""
    every = {s: frozenset[ServiceId]().union(*groups[s], *follows[s]) for s in groups}
    ends: dict[ServiceId, int] = {}
    before: Waits = {}
    after: Waits = {}

    def first(held: Iterable[frozenset[ServiceId]]) -> frozenset[ServiceId]:
        chosen: set[ServiceId] = set()
        for any_of in held:
            sure = [one for one in groups if one in any_of and one in firm]
            chosen |= {min(sure, key=ends.__getitem__)} if sure else any_of
        return frozenset(chosen)

    for step in steady_order(every):
        before[step], after[step] = first(groups[step]), first(follows[step])
        own = ending(takes[step], max((ends[one] for one in before[step]), default=0), line)
        ends[step] = max([own, *(ends[one] for one in after[step])])
    return {s: before[s] for s in groups}, {s: after[s] for s in groups}
