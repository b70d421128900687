"""What the pages show: plans, questions and policies in words, ready for a template."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flowchart.diagram import Row
from flowchart.intake import Intake
from flowchart.materials import Material, MaterialStanding
from flowchart.plan import AUDIENCE_OF, Plan
from flowchart.scene import Applies
from kb.catalogue import Catalogue
from kb.errors import Problem
from kb.ids import ConceptId, PolicyId, ServiceId
from kb.kinds import Audience, ConceptType, SceneKind, Venue
from kb.model import InformationConcept, Policy, Usual
from kb.text import Text
from matcher.applicant import Standing
from matcher.inputs import Inputs
from matcher.match import Eligibility, Match, is_near
from matcher.question import NextQuestion
from matcher.verdict import Verdict
from matcher.wording import NO, YES, Wording

ASKED_TYPES = frozenset(ConceptType) - {ConceptType.MEMBERS}
"""Lists of people (hires) are asked at the department; they show as open on the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose."""

    value: str
    text: Text
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question as it is asked on the page."""

    concept: InformationConcept
    options: tuple[Option, ...]
    typed: str = ""
    problem: Problem | None = None
    several: bool = False
    settles: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """A fact that is known, in words, and whether the applicant said or confirmed it."""

    concept: InformationConcept
    value: Text
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualView:
    """A usual case to confirm."""

    concept: InformationConcept
    value: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialView:
    """A material with the numbers of the steps that need it and the one that issues it."""

    title: Text
    standing: MaterialStanding
    steps: tuple[int, ...]
    issued_by_step: int | None
    from_third_party: bool
    to_confirm: bool
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """A policy with its record and the facts that are still open, in words."""

    match: Match
    policy: Policy
    missing: tuple[InformationConcept, ...]
    document: str
    to_confirm: bool
    personal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGroups:
    """Policies as a page shows them: to claim, nearly, the rest."""

    eligible: tuple[MatchView, ...]
    near: tuple[MatchView, ...]
    others: tuple[MatchView, ...]


def question_view(
    concept: InformationConcept,
    intake: Intake,
    settles: float = 0,
    problem: Problem | None = None,
    typed: Sequence[str] = (),
) -> QuestionView:
    """Return a question with its options; what was chosen or typed before stays."""
    fact = intake.facts.known.get(concept.id)
    held = fact.value if fact is not None else None
    chosen = set(typed) or _form_values(held)
    return QuestionView(
        concept=concept,
        options=tuple(
            Option(value=value, text=text, chosen=value in chosen)
            for value, text in _options(concept)
        ),
        typed=next(iter(sorted(chosen)), "") if concept.type is not ConceptType.CODES else "",
        problem=problem,
        several=concept.type is ConceptType.CODES,
        settles=round(settles),
    )


def _options(concept: InformationConcept) -> list[tuple[str, Text]]:
    if concept.type is ConceptType.BOOLEAN:
        return [("true", YES), ("false", NO)]
    return [(entry.code, entry.title) for entry in concept.codes]


def _form_values(held: object) -> set[str]:
    if held is None:
        return set()
    if isinstance(held, frozenset):
        return {str(item) for item in held}
    return {str(held).lower() if isinstance(held, bool) else str(held)}


def next_question(
    plan: Plan, intake: Intake, catalogue: Catalogue, asked: ConceptId | None = None
) -> QuestionView | None:
    """Return the question to show: the one asked for, else the best that was not skipped.

    What the card of usual cases asks in one tap comes last, unless the scene opens with it.
    """
    named = catalogue.concepts.get(asked) if asked is not None else None
    if named is not None and is_askable(named):
        return question_view(named, intake)
    in_one_tap = {one.fact for one in plan.usual} - opening(plan, catalogue)
    left = sorted(open_questions(plan, intake, catalogue), key=lambda q: q.concept in in_one_tap)
    if not left:
        return None
    return question_view(catalogue.concepts[left[0].concept], intake, left[0].settles)


def is_askable(concept: InformationConcept) -> bool:
    """Say whether a page can ask for a fact."""
    return concept.question is not None and concept.type in ASKED_TYPES


def opening(plan: Plan, catalogue: Catalogue) -> frozenset[ConceptId]:
    """Return the facts the plan's scenes ask first."""
    return frozenset(c for one in plan.scenes for c in catalogue.scenes[one].opening_questions)


def unclear(plan: Plan, intake: Intake, catalogue: Catalogue) -> tuple[InformationConcept, ...]:
    """Return what nobody could say although it may decide whether and how it can be done."""
    asked_later = {question.concept for question in open_questions(plan, intake, catalogue)}
    return tuple(
        catalogue.concepts[question.concept]
        for question in plan.questions
        if question.of_scene and question.concept not in asked_later
    )


def open_questions(plan: Plan, intake: Intake, catalogue: Catalogue) -> tuple[NextQuestion, ...]:
    """Return the questions a page can still ask, best first."""
    return tuple(
        q
        for q in plan.questions
        if q.concept not in intake.skipped and is_askable(catalogue.concepts[q.concept])
    )


def answers(intake: Intake, catalogue: Catalogue) -> tuple[AnswerView, ...]:
    """Return what is known, in the order it was said."""
    wording = Wording(catalogue)
    return tuple(
        AnswerView(
            concept=catalogue.concepts[concept],
            value=wording.value(fact.value, catalogue.concepts[concept]),
            standing=fact.standing,
        )
        for concept, fact in intake.facts.known.items()
    )


def usual_views(usual: Sequence[Usual], plan: Plan, catalogue: Catalogue) -> tuple[UsualView, ...]:
    """Return the usual cases that are still open and still matter."""
    wording = Wording(catalogue)
    matter = {question.concept for question in plan.questions}
    return tuple(
        UsualView(
            concept=catalogue.concepts[one.fact],
            value=wording.value(one.is_, catalogue.concepts[one.fact]),
        )
        for one in usual
        if one.fact in matter
    )


def material_views(plan: Plan, catalogue: Catalogue) -> tuple[MaterialView, ...]:
    """Return the plan's materials with step numbers."""
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    return tuple(_material_view(material, numbers, catalogue) for material in plan.materials)


def _material_view(
    material: Material, numbers: Mapping[ServiceId, int], catalogue: Catalogue
) -> MaterialView:
    record = catalogue.evidence[material.evidence]
    return MaterialView(
        title=record.title,
        standing=material.standing,
        steps=tuple(sorted(numbers[service] for service in material.for_)),
        issued_by_step=numbers.get(material.issued_by) if material.issued_by else None,
        from_third_party=material.from_third_party,
        to_confirm="supplied_by" in record.confirm,
        id=record.id,
    )


def places(rows: Sequence[Row], catalogue: Catalogue) -> tuple[Text, ...]:
    """Return where the certain steps lead beyond the district centre, each place once."""
    found: dict[str, Text] = {}
    for row in rows:
        service = catalogue.services[row.service]
        if row.wrapper or row.standing is not Applies.CERTAIN:
            continue
        if service.where in (None, Venue.DISTRICT_CENTRE):
            continue
        office = catalogue.records.get(service.organisation or "")
        named = office if service.where is Venue.ELSEWHERE else None
        place = named.title if named is not None else row.where
        found.setdefault(place.zh, place)
    return tuple(found.values())


def has_certain_step(plan: Plan) -> bool:
    """Say whether any step is certain, so that days, fees and papers mean something."""
    return any(s.standing is Applies.CERTAIN and not s.wrapper for s in plan.steps)


def fees_to_confirm(plan: Plan, catalogue: Catalogue) -> int:
    """Return how many certain steps have a fee that nobody read in a source."""
    certain = (s for s in plan.steps if s.standing is Applies.CERTAIN and not s.wrapper)
    services = (catalogue.services[step.service] for step in certain)
    return sum(one.fee is None or "fee" not in one.seen for one in services)


def kinds_of(plan: Plan, catalogue: Catalogue) -> frozenset[SceneKind]:
    """Return whether a plan is a matter of business, of life, or both."""
    return frozenset(catalogue.scenes[scene].kind for scene in plan.scenes)


def policy_groups(plan: Plan, catalogue: Catalogue, recalled: Collection[PolicyId]) -> PolicyGroups:
    """Return a plan's policies in the groups a page shows.

    A near miss for another kind of people (VAT for a family with a baby) stands with the rest.
    What is out of force on the plan's day is left out: the one that replaced it stands there.

    Args:
        plan: holds the matches.
        catalogue: their records.
        recalled: policies that lie near the scenes; of those not claimed yet, these stand first.
    """
    kinds = kinds_of(plan, catalogue)
    held = [m for m in plan.policies if _in_force(catalogue.policies.get(m.policy), plan.on)]
    views = [_match_view(match, catalogue) for match in held]
    eligible = [v for v in views if v.match.verdict is Eligibility.ELIGIBLE]
    wanted = {AUDIENCE_OF[kind] for kind in kinds} | {Audience.BOTH, None}
    near = [
        v
        for v in views
        if v not in eligible
        and v.policy.audience in wanted
        and v.policy.id in recalled
        and (
            is_near(v.match)
            or v.match.verdict is Eligibility.NEEDS_INFORMATION
            or _begins_later(v, plan.on)
        )
    ]
    rest = [v for v in views if v not in eligible and v not in near]
    others = sorted(rest, key=lambda v: v.policy.audience not in wanted)
    return PolicyGroups(eligible=tuple(eligible), near=tuple(near), others=tuple(others))


def _begins_later(view: MatchView, on: date) -> bool:
    """Say whether only the day is too early; what opens soon is worth knowing now."""
    begins = view.policy.valid.from_
    failed = [one for one in view.match.because if one.verdict is Verdict.UNMET]
    return begins is not None and begins > on and len(failed) == 1


def _in_force(policy: Policy | None, on: date) -> bool:
    return policy is not None and (policy.valid.to is None or policy.valid.to >= on)


def without_personal(groups: PolicyGroups) -> tuple[PolicyGroups, int]:
    """Return the groups without policies that hint at sensitive facts, and how many those are.

    That somebody may claim a disability allowance is nobody's business who holds the code.
    """
    shown = {
        name: tuple(v for v in getattr(groups, name) if not v.personal)
        for name in ("eligible", "near", "others")
    }
    hidden = sum(v.personal for v in (*groups.eligible, *groups.near))
    return PolicyGroups(**shown), hidden


def _match_view(match: Match, catalogue: Catalogue) -> MatchView:
    policy = catalogue.policies[match.policy]
    document = catalogue.records.get(policy.document or "")
    return MatchView(
        match=match,
        policy=policy,
        missing=tuple(catalogue.concepts[concept] for concept in match.missing),
        document=getattr(document, "number", None) or "",
        to_confirm=bool(policy.confirm & {"criteria", "benefit", "valid"}),
        personal=is_personal(policy, catalogue),
    )


def is_personal(policy: Policy, catalogue: Catalogue) -> bool:
    """Say whether a policy reads a sensitive fact, so that matching it says something of it."""
    condition = catalogue.conditions.get(policy.id)
    if condition is None:
        return False
    read = Inputs(catalogue).of(condition)
    return any(catalogue.concepts[concept].sensitive for concept in read)
