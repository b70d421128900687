"""Questions and answers as the pages show them: options, what was typed, for what it is asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from api.consent import asked_with
from api.member_views import MemberView, member_views, options_of
from flowchart.intake import Intake
from flowchart.plan import Plan
from kb.catalogue import Catalogue
from kb.errors import Problem, WrongInput
from kb.ids import ConceptId, PolicyId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.applicant import Facts, Standing, read_facts
from matcher.form_values import form_value
from matcher.question import NextQuestion
from matcher.wording import Wording

MOST_NAMED: Final = 3
"""So many policies are named beside a question."""
_NO_ANSWER: Final = (
    Text(zh="还没有回答。", en="There is no answer yet."),
    Text(
        zh="请选一项，或者填写；说不准就按“不清楚”。",
        en="Choose or write one; if unsure press “Don’t know”.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose."""

    value: str
    text: Text
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question as it is asked on the page.

    `known` says that it is answered, `none` that the answer is an empty list; `needed_for` are the
    policies it is asked for, and `of_scene` that the steps of the plan hang on it. `heard` says
    that what is ticked was only mentioned so far.
    """

    concept: InformationConcept
    options: tuple[Option, ...]
    typed: str = ""
    problem: Problem | None = None
    known: bool = False
    none: bool = False
    heard: bool = False
    of_scene: bool = False
    needed_for: tuple[Text, ...] = ()
    members: tuple[MemberView, ...] = ()
    consent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """A fact that is known, in words, and whether the applicant said or confirmed it."""

    concept: InformationConcept
    value: Text
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredView:
    """A question that was put and not answered; `declined`, for the applicant would not say."""

    concept: InformationConcept
    declined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualView:
    """A usual case to confirm."""

    concept: InformationConcept
    value: Text


# ---- one question -----------------------------------------------------------------------------


def question_view(
    concept: InformationConcept,
    intake: Intake,
    catalogue: Catalogue,
    *,
    plan: Plan | None = None,
    problem: Problem | None = None,
    typed: Sequence[str] = (),
    count: int = 0,
    near: Collection[PolicyId] = (),
) -> QuestionView:
    """Return a question with its options; what was chosen or typed before stays.

    Args:
        concept: what is asked.
        intake: the conversation.
        catalogue: names options and policies.
        plan: says what the answer is for.
        problem: why the answer just sent could not be taken.
        typed: that answer.
        count: so many members of a list are shown, at least.
        near: the policies it may be asked for: those that lie near the scenes, or just one.
    """
    fact = intake.facts.fact(concept.id)
    held = fact.value if fact is not None else None
    mentioned = _mentioned(concept.id, intake) if fact is None and not typed else set[str]()
    chosen = set(typed) or _form_values(held) or mentioned
    single = concept.type is not ConceptType.CODES
    needed = _needed_for(concept.id, plan, near, catalogue)
    return QuestionView(
        concept=concept,
        options=tuple(
            Option(value=value, text=text, chosen=value in chosen)
            for value, text in options_of(concept)
        ),
        typed=next(iter(sorted(chosen)), "") if single else "",
        problem=problem,
        known=fact is not None,
        none=fact is not None and fact.value in (frozenset(), ()),
        heard=bool(mentioned),
        of_scene=_is_of_scene(concept.id, plan),
        needed_for=tuple(catalogue.policies[one].title for one in needed[:MOST_NAMED]),
        members=member_views(concept, held, count, catalogue, needed),
        consent=asked_with(concept, catalogue),
    )


def _mentioned(concept: ConceptId, intake: Intake) -> set[str]:
    """Return what the first words named of a list; the others may hold as well."""
    named = (one.value for one in intake.unsettled().values() if one.concept == concept)
    return {str(item) for value in named if isinstance(value, frozenset) for item in value}


def _form_values(held: object) -> set[str]:
    if held is None or isinstance(held, tuple):
        return set()
    if isinstance(held, frozenset):
        return {str(item) for item in held}
    return {str(held).lower() if isinstance(held, bool) else str(held)}


def _is_of_scene(concept: ConceptId, plan: Plan | None) -> bool:
    return plan is not None and any(q.concept == concept and q.of_scene for q in plan.questions)


def _needed_for(
    concept: ConceptId, plan: Plan | None, near: Collection[PolicyId], catalogue: Catalogue
) -> tuple[PolicyId, ...]:
    """Return the policies a question is asked for, those first that wait for nothing else."""
    if plan is None:
        return tuple(near)
    asked = [PolicyId(n) for q in plan.questions if q.concept == concept for n in q.needed_for]
    waiting = [match for match in plan.policies if concept in match.missing]
    waiting.sort(key=lambda match: (match.policy not in near, len(match.missing)))
    close = [match for match in waiting if match.policy in near] or waiting
    named = dict.fromkeys([*asked, *(match.policy for match in close)])
    return tuple(one for one in named if one in catalogue.policies)


# ---- which question ---------------------------------------------------------------------------


def next_question(
    plan: Plan,
    intake: Intake,
    catalogue: Catalogue,
    asked: ConceptId | None = None,
    count: int = 0,
    near: Collection[PolicyId] = (),
) -> QuestionView | None:
    """Return the question to show: the one asked for, else the best that was not skipped.

    What the card of usual cases asks in one tap comes last, unless the scene opens with it.
    """
    named = catalogue.concepts.get(asked) if asked is not None else None
    if named is not None and is_askable(named):
        return question_view(named, intake, catalogue, plan=plan, count=count, near=near)
    in_one_tap = {one.fact for one in plan.usual} - opening(plan, catalogue)
    left = sorted(open_questions(plan, intake, catalogue), key=lambda q: q.concept in in_one_tap)
    if not left:
        return None
    best = catalogue.concepts[left[0].concept]
    return question_view(best, intake, catalogue, plan=plan, near=near)


def is_askable(concept: InformationConcept) -> bool:
    """Say whether a page can ask for a fact."""
    return concept.question is not None


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
        if q.concept not in intake.unanswered and is_askable(catalogue.concepts[q.concept])
    )


# ---- answers ----------------------------------------------------------------------------------


def read_answer(raw: Sequence[str], concept: InformationConcept, catalogue: Catalogue) -> Facts:
    """Return what a form sent for one question as facts.

    Raises:
        WrongInput: nothing was sent, or it does not fit.
    """
    sent = list(form_value(list(raw), concept))
    if not sent:
        raise WrongInput.at(concept.id, *_NO_ANSWER)
    return read_facts({concept.id: sent[0]}, catalogue)


def answers(intake: Intake, catalogue: Catalogue) -> tuple[AnswerView, ...]:
    """Return what is known, in the order it was said."""
    wording = Wording(catalogue)
    told = [(catalogue.concepts[one], intake.facts.fact(one)) for one in intake.facts.told]
    return tuple(
        AnswerView(
            concept=concept, value=wording.value(fact.value, concept), standing=fact.standing
        )
        for concept, fact in told
        if fact is not None
    )


def unanswered(intake: Intake, catalogue: Catalogue) -> tuple[UnansweredView, ...]:
    """Return the questions that were put and not answered."""
    return tuple(
        UnansweredView(concept=catalogue.concepts[one], declined=one in intake.declined)
        for one in sorted(intake.unanswered)
        if one in catalogue.concepts
    )


def usual_views(
    plan: Plan, intake: Intake, catalogue: Catalogue, asked: ConceptId | None = None
) -> tuple[UsualView, ...]:
    """Return the usual cases that are still open and still matter.

    What waits among the things that were heard is left out, and so is what was put aside.

    Args:
        plan: the plan.
        intake: the conversation.
        catalogue: has titles and words.
        asked: the question that stands open, so that no other button answers it.
    """
    wording = Wording(catalogue)
    elsewhere = {one.concept for one in intake.unsettled().values()} | intake.unanswered | {asked}
    matter = {question.concept for question in plan.questions} - elsewhere
    return tuple(
        UsualView(
            concept=catalogue.concepts[one.fact],
            value=wording.value(one.is_, catalogue.concepts[one.fact]),
        )
        for one in plan.usual
        if one.fact in matter
    )
