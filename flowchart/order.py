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
    """

    services: Sequence[PublicService]
    ways: Mapping[ServiceId, Way]
    needs: Iterable[Need]
    firm: Collection[ServiceId]
    instead: Mapping[ServiceId, ServiceId]


def order(
    company: Company, judge: Judge, takes: Mapping[ServiceId, Spells], line: Timeline
) -> Order:
    """Return what each step waits for, alternatives resolved.

    Raises:
        graphlib.CycleError: two steps wait on each other.
    """
    in_plan = {service.id for service in company.services}
    groups: Groups = {service.id: [] for service in company.services}
    follows: dict[ServiceId, set[ServiceId]] = defaultdict(set)
    perhaps: dict[ServiceId, set[ServiceId]] = defaultdict(set)
    for service in company.services:
        for any_of in service.requires:
            _add(groups, service.id, _present(any_of, in_plan, company.instead))
        for one in service.requires_when:
            found = _present(one.any_of, in_plan, company.instead) - {service.id}
            verdict = judge.judge(one.when).verdict
            if verdict is not Verdict.UNMET:
                _add(groups, service.id, found)
            if verdict not in (Verdict.MET, Verdict.UNMET):
                perhaps[service.id] |= found
    for need in company.needs:
        if need.follows:
            follows[need.service] |= {*need.issuers} - {need.service}
        else:
            _add(groups, need.service, frozenset(need.issuers))
    _hand_in_together(groups, company.ways)
    before = _resolved(groups, follows, company.firm, takes, line)
    return Order(
        before=before,
        follows={s: frozenset(follows.get(s, ())) for s in before},
        perhaps={s: frozenset(perhaps.get(s, ())) & before[s] for s in before},
    )


def _add(groups: Groups, service: ServiceId, any_of: frozenset[ServiceId]) -> None:
    others = any_of - {service}
    if others and others not in groups[service]:
        groups[service].append(others)


def _present(
    any_of: Iterable[ServiceId],
    in_plan: Collection[ServiceId],
    instead: Mapping[ServiceId, ServiceId],
) -> frozenset[ServiceId]:
    """Return the steps of the plan that stand for some services, or for what replaces them."""
    stand_ins = (one if one in in_plan else instead.get(one, one) for one in any_of)
    return frozenset(one for one in stand_ins if one in in_plan)


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
            any_of
            for member in members
            for any_of in groups[member]
            if not any_of & members and not any_of & behind
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
    follows: Mapping[ServiceId, Collection[ServiceId]],
    firm: Collection[ServiceId],
    takes: Mapping[ServiceId, Spells],
    line: Timeline,
) -> Waits:
    """Return the waits with one alternative of each group, where one of them is certain."""
    every = {s: frozenset().union(*held, follows.get(s, ())) for s, held in groups.items()}
    ends: dict[ServiceId, int] = {}
    out: Waits = {}
    for step in steady_order(every):
        chosen: set[ServiceId] = set()
        for any_of in groups[step]:
            sure = [one for one in groups if one in any_of and one in firm]
            chosen |= {min(sure, key=ends.__getitem__)} if sure else any_of
        out[step] = frozenset(chosen)
        own = ending(takes[step], max((ends[one] for one in chosen), default=0), line)
        ends[step] = max([own, *(ends[one] for one in follows.get(step, ()))])
    return {step: out[step] for step in groups}


__all__ = ["Company", "Order", "Waits", "order"]
