"""Every rule that can carry examples, and what a rule says of one.

A rule is the whole condition of a policy, when a service of a scene applies, when a warning is
said, or how a fact is worked out. Of a fact that is worked out, an example says the value: a flag
passes while it is true, any other fact while it is what the example says it `is`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.criteria import All, Criterion
from kb.derivation import Derivation
from kb.errors import Problem, WrongInput
from kb.examples import UNDATED, Example, Outcome, facts_of
from kb.ids import ConceptId, ParameterId
from kb.model import AnyRecord, InformationConcept, Policy, Scene
from kb.text import Text
from matcher import unfit
from matcher.applicant import Facts, read_facts
from matcher.criteria import Judge
from matcher.values import Known, Unknown, as_fraction
from matcher.verdict import Verdict

Path = tuple[str | int, ...]
Subject = Criterion | Derivation
PARAMETER: Final = "parameter/"
_ALWAYS: Final = All(all=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a record, with the examples kept for it and the day they are judged on.

    `fact` is the concept that a derivation works out; None for a condition.
    """

    record: str
    path: Path
    title: Text
    subject: Subject
    on: date
    examples: tuple[Example, ...] = ()
    fact: ConceptId | None = None

    def example_path(self, number: int) -> Path:
        """Return where an example stands in its record, counted from 0."""
        return (*self.path[:-1], "examples", number)


def rules_of(record: AnyRecord, catalogue: Catalogue) -> tuple[Rule, ...]:
    """Return the rules of a record; one that says nothing only where examples are kept for it."""
    on = record.checked_on or UNDATED
    return tuple(
        Rule(
            record=record.id,
            path=path,
            title=title,
            subject=subject or _ALWAYS,
            on=on,
            examples=examples,
            fact=record.id if isinstance(record, InformationConcept) else None,
        )
        for path, title, subject, examples in _said(record, catalogue)
        if subject is not None or examples
    )


def has_examples(record: AnyRecord) -> bool:
    """Say whether any example is kept in a record."""
    parts: tuple[Any, ...] = (record,)
    if isinstance(record, Scene):
        parts = (*record.services, *record.warnings)
    return any(getattr(part, "examples", ()) for part in parts)


def without_examples(record: AnyRecord) -> AnyRecord:
    """Return a record that says the same, for whom its examples are of no use."""
    if isinstance(record, Scene):
        return replace(
            record,
            services=tuple(replace(item, examples=()) for item in record.services),
            warnings=tuple(replace(warning, examples=()) for warning in record.warnings),
        )
    if isinstance(record, Policy | InformationConcept):
        return replace(record, examples=())
    return record


def all_rules(records: Iterable[AnyRecord], catalogue: Catalogue) -> Iterator[Rule]:
    """Yield the rules of records, in their order."""
    for record in records:
        yield from rules_of(record, catalogue)


def _said(
    record: AnyRecord, catalogue: Catalogue
) -> Iterator[tuple[Path, Text, Subject | None, tuple[Example, ...]]]:
    if isinstance(record, Policy):
        whole = catalogue.conditions.get(record.id)
        yield ("criteria",), record.title, whole, record.examples
    elif isinstance(record, InformationConcept):
        yield ("derive",), record.title, record.derive, record.examples
    elif isinstance(record, Scene):
        for i, item in enumerate(record.services):
            service = catalogue.services.get(item.service)
            title = service.title if service is not None else record.title
            yield ("services", i, "applicable_if"), title, item.applicable_if, item.examples
        for i, warning in enumerate(record.warnings):
            yield ("warnings", i, "when"), warning.text, warning.when, warning.examples


# ---- judging an example ---------------------------------------------------------------------


Figures = Mapping[ParameterId, Decimal]


def read_example(example: Example, catalogue: Catalogue) -> tuple[Facts, Figures]:
    """Return the facts of an example, and the local figures it fixes.

    Raises:
        WrongInput: a key or a value does not fit; its place begins with `facts`.
    """
    held = facts_of(example)
    fixed = {ParameterId(key): held.pop(key) for key in list(held) if key.startswith(PARAMETER)}
    problems = [_no_figure(key) for key in fixed if not _is_figure(fixed[key], key, catalogue)]
    if problems:
        raise WrongInput(problems)
    return read_facts(held, catalogue), {key: Decimal(value) for key, value in fixed.items()}


def _is_figure(value: object, key: ParameterId, catalogue: Catalogue) -> bool:
    return key in catalogue.parameters and type(value) in (int, Decimal)


def _no_figure(key: ParameterId) -> Problem:
    said = Text(zh=f"{key} 不是我们知道的参数，或者不是数字。", en=f"{key} is no figure we know.")
    return Problem(place=f"facts.{key}", problem=said, remedy=unfit.CORRECT_THE_ID)


def judge_of(facts: Facts, fixed: Figures, catalogue: Catalogue, on: date) -> Judge:
    """Return the judge for an example's facts on its day, by its local figures where it has any."""
    if fixed:
        catalogue = _with_figures(catalogue, tuple(sorted(fixed.items())))
    return Judge(catalogue, facts, on)


@lru_cache(maxsize=16)
def _with_figures(
    catalogue: Catalogue, fixed: tuple[tuple[ParameterId, Decimal], ...]
) -> Catalogue:
    """Return a catalogue with some figures changed, the same for everybody who fixes these."""
    changed = {
        key: replace(catalogue.parameters[key], value=value, dated=()) for key, value in fixed
    }
    return replace(catalogue, parameters={**catalogue.parameters, **changed})


_OUTCOME: Final = {
    Verdict.MET: Outcome.PASSES,
    Verdict.UNMET: Outcome.FAILS,
    Verdict.NEEDS_INFORMATION: Outcome.UNKNOWN,
    Verdict.NEEDS_JUDGEMENT: Outcome.JUDGEMENT,
}


def outcome(subject: Any, judge: Judge, fact: ConceptId | None = None, is_: Any = None) -> Outcome:
    """Return what a condition or a derivation says.

    Args:
        subject: the rule, or a mutant of it.
        judge: of the example's facts.
        fact: the concept that a derivation works out.
        is_: the value it should have.
    """
    if fact is None:
        return _OUTCOME[judge.judge(subject).verdict]
    value = judge.worked_out(subject, fact)
    if isinstance(value, Unknown):
        asks_people = value.judgement and not value.missing
        return Outcome.JUDGEMENT if asks_people else Outcome.UNKNOWN
    return Outcome.PASSES if _is_so(value, is_) else Outcome.FAILS


def _is_so(value: Known, wanted: Any) -> bool:
    if wanted is None:
        return value is not False
    if isinstance(value, Decimal | Fraction) and isinstance(wanted, Decimal):
        return as_fraction(value) == as_fraction(wanted)
    return bool(value == wanted)
