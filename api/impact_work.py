"""Works out what a submission would do: to made-up people, to the plans of scenes, to open cases.

What comes of it is plain and ready for JSON: counts, titles, made-up people. Of real cases it holds
numbers only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from api.desk_jobs import Progress
from api.generations import Serving
from api.language import day_in
from api.new_plan import cannot_tell, change_of
from api.wiring import House
from flowchart.case import Case, progress
from flowchart.difference import Difference, compared
from flowchart.rule_change import RuleChanges
from kb import catalogue as catalogues
from kb.catalogue import Catalogue
from kb.dependents import reached
from kb.errors import Conflict, NotFound
from kb.ids import PolicyId, SceneId
from kb.model import EvidenceType, Policy, PolicyDocument
from kb.references import references
from kb.submissions import Submission
from kb.text import Text
from matcher.applicant import NOTHING, Facts
from matcher.impact import Example, PolicyImpact, impact
from matcher.match import Match
from matcher.sample import SIZE
from matcher.wording import wording_of

Shape = dict[str, Any]
_MOST_REASONS: Final = 4
_FIRST_THESE: Final = Text(
    zh="请先改好这份草稿，或者先发布它用到的记录。",
    en="Mend the draft, or publish what it names first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """The house as it is on the day a submission counts from, and as it would be."""

    before: House
    after: House
    day: date
    reached: frozenset[str]

    @property
    def policies(self) -> tuple[PolicyId, ...]:
        """Return the policies that are reached."""
        held = {**self.before.catalogue.policies, **self.after.catalogue.policies}
        return tuple(sorted(one for one in held if one in self.reached))

    @property
    def scenes(self) -> tuple[SceneId, ...]:
        """Return the scenes that are reached, of those there are before and after."""
        held = self.before.catalogue.scenes.keys() & self.after.catalogue.scenes.keys()
        return tuple(sorted(one for one in held if one in self.reached))


def proposed(house: House, held: Submission) -> Proposed:
    """Return a house as it would be with a submission published, beside the one without it.

    Raises:
        Conflict: it names what is not in force on its day, or ends what others name.
    """
    day = _day(house, held)
    before = house.as_of(day)
    changed = [version.record for version in held.versions]
    records = dict(before.catalogue.records)
    for record in changed:
        if held.ends:
            records.pop(record.id, None)
        else:
            records[record.id] = record
    then = catalogues.snapshot(records, before.catalogue.issuers)
    both = (*before.catalogue.records.values(), *then.records.values())
    touched = reached([record.id for record in changed], both)
    _check_names(touched, then, day)
    return Proposed(before=before, after=_serving(before, then), day=day, reached=touched)


def _day(house: House, held: Submission) -> date:
    """Return the day to judge by: on which a submission counts, and not before what it brings.

    Where nothing comes in but policies that begin later, it is the day the first of them begins:
    before that nobody could be judged to get anything.
    """
    day = max(held.effective_on or house.today(), house.today())
    records = [version.record for version in held.versions]
    begins = [one.valid.from_ for one in records if isinstance(one, Policy)]
    later = [one for one in begins if one is not None and one > day]
    alone = all(isinstance(one, Policy | PolicyDocument | EvidenceType) for one in records)
    whole = alone and len(later) == len(begins) and not held.ends
    return min(later) if later and whole else day


def _check_names(touched: Iterable[str], then: Catalogue, day: date) -> None:
    """Refuse to judge by rules that name what would not be in force.

    Raises:
        Conflict: with the ids of what is missing.
    """
    known = {*then.records, *then.concepts}
    held = [then.records[one] for one in touched if one in then.records]
    missing = sorted({one for record in held for _, one in references(record)} - known)
    if missing:
        ids = ", ".join(missing)
        raise Conflict(
            Text(
                zh=f"到 {day_in('zh', day)}，这份内容用到的这些记录没有生效：{ids}。",
                en=f"It names records that are not in force on {day_in('en', day)}: {ids}.",
            ),
            _FIRST_THESE,
        )


def _serving(house: House, catalogue: Catalogue) -> House:
    then = copy(house)
    generation = replace(house.serving.generation, catalogue=catalogue)
    then.serving = Serving.of(generation, None, house.centre)
    then.rule_changes = RuleChanges()
    return then


def worked_out(house: House, held: Submission, tell: Progress) -> Shape:
    """Return everything a submission would do, ready for JSON.

    Args:
        house: as it is now.
        held: the submission.
        tell: told how many people, scenes and cases are done, of how many.
    """
    found = proposed(house, held)
    numbers = house.cases.numbers()
    others = len(found.scenes) + len(numbers)
    steps = _Steps(tell, SIZE if found.policies else 0, others)
    policies = _policies(found, steps)
    scenes = [one for scene in steps.each(found.scenes) if (one := _scene(found, scene))]
    cases = _cases(found, numbers.values(), steps)
    return {
        "generation": found.before.catalogue.generation,
        "day": found.day.isoformat(),
        **policies,
        "scenes": scenes,
        "scenes_reached": len(found.scenes),
        "cases": cases,
    }


class _Steps:
    """Counts what is done over all parts of the work."""

    def __init__(self, tell: Progress, people: int, others: int) -> None:
        self._tell = tell
        self._done = 0
        self._of = people + others

    def people(self, done: int, _: int) -> None:
        """Tell how many people are done."""
        self._tell(done, self._of)
        self._done = done

    def each(self, things: Iterable[Any]) -> Iterator[Any]:
        """Yield one thing after another, each counted."""
        for one in things:
            self._tell(self._done, self._of)
            yield one
            self._done += 1


# ---- made-up people -----------------------------------------------------------------------------


def _policies(found: Proposed, steps: _Steps) -> Shape:
    if not found.policies:
        return {"people": 0, "policies": []}
    before, after = found.before.catalogue, found.after.catalogue
    worked = impact(found.policies, before, after, found.day, steps.people)
    shown = [_policy(one, found) for one in worked.policies]
    return {"people": worked.people, "policies": shown}


def _policy(one: PolicyImpact, found: Proposed) -> Shape:
    held = found.after.catalogue.policies.get(one.policy)
    record = held or found.before.catalogue.policies[one.policy]
    return {
        "id": one.policy,
        "title": _words(record.title),
        "new": one.policy not in found.before.catalogue.policies,
        "gone": held is None,
        "counts": {kind.value: count for kind, count in sorted(one.counts.items())},
        "examples": {
            kind.value: [_example(example, found) for example in examples]
            for kind, examples in sorted(one.examples.items())
        },
    }


def _example(one: Example, found: Proposed) -> Shape:
    return {
        "facts": list(_facts(one.facts, found.after.catalogue)),
        "before": _match(one.before),
        "after": _match(one.after),
    }


def _facts(facts: Facts, catalogue: Catalogue) -> Iterator[Shape]:
    """Yield what is known of somebody, as words."""
    wording = wording_of(catalogue)
    for concept, fact in facts.known.items():
        held = catalogue.concepts.get(concept)
        if held is not None:
            said = wording.value(fact.value, held)
            yield {"title": _words(held.title), "value": _words(said)}


def _match(match: Match | None) -> Shape | None:
    if match is None:
        return None
    telling = [one for one in match.because if one.verdict.value != "met"] or list(match.because)
    amount = match.amount.text if match.amount is not None else None
    return {
        "verdict": match.verdict.value,
        "amount": _words(amount) if amount is not None else None,
        "because": [_words(one.text) for one in telling[:_MOST_REASONS]],
    }


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


# ---- scenes -------------------------------------------------------------------------------------


def _scene(found: Proposed, scene: SceneId) -> Shape | None:
    """Return how the plan of a scene changes of which nothing is known yet; None if it does not."""
    before, after = (
        house.plan([scene], NOTHING, house.applying_on(), rank=False)
        for house in (found.before, found.after)
    )
    difference = compared(before, after)
    title = _words(found.after.catalogue.scenes[scene].title)
    if not difference:
        return None
    return {"id": scene, "title": title, "changes": dict(_kinds(difference))}


def _kinds(difference: Difference) -> Counter[str]:
    """Return how many steps and papers changed how."""
    kinds = Counter(one.change.value for one in difference.steps)
    kinds["papers"] += len(difference.materials)
    kinds["policies"] += len(difference.policies)
    return +kinds


# ---- open cases ---------------------------------------------------------------------------------


def _cases(found: Proposed, ids: Iterable[str], steps: _Steps) -> Shape:
    """Return how many open cases change how; nothing that leads to one of them."""
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for case_id in steps.each(ids):
        case = _open_case(found.before, case_id)
        if case is None:
            continue
        counts["open"] += 1
        if not _may_change(case, found):
            continue
        counts["looked_at"] += 1
        _count(case, found, counts, kinds)
    return {**{key: counts[key] for key in _COUNTED}, "kinds": dict(kinds)}


_COUNTED: Final = ("open", "looked_at", "changed", "must", "may_keep", "cannot_tell")


def _open_case(house: House, case_id: str) -> Case | None:
    try:
        case = house.cases.get(case_id)
    except NotFound:
        return None  # it was erased
    done, of = progress(case.states(), case.plan)
    return None if done == of else case


def _may_change(case: Case, found: Proposed) -> bool:
    return bool(found.policies) or any(scene in found.reached for scene in case.plan.scenes)


def _count(case: Case, found: Proposed, counts: Counter[str], kinds: Counter[str]) -> None:
    """Count what follows for one case from the changed rules alone."""
    if cannot_tell(found.after, case):
        counts["cannot_tell"] += 1
        return
    already = change_of(found.before, case)
    change = change_of(found.after, case)
    if change is None or (already is not None and already.difference == change.difference):
        return
    counts["changed"] += 1
    counts["must" if change.why_not else "may_keep"] += 1
    kinds.update(_kinds(change.difference).keys())


def stale(result: Mapping[str, Any], house: House, held: Submission) -> bool:
    """Say whether this was worked out for another day, or by other rules than count on that day."""
    day = _day(house, held)
    if result["day"] != day.isoformat():
        return True
    return bool(result["generation"] != house.as_of(day).catalogue.generation)
