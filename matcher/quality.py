"""How well rules are tested: kept examples that do not hold, and slips that no example notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kb import catalogue as catalogues
from kb.catalogue import Catalogue
from kb.errors import Problem, WrongInput
from kb.examples import Example, Outcome
from kb.model import AnyRecord
from kb.sense import Found
from kb.text import LANGUAGES, Language, Text
from matcher.candidates import Candidate
from matcher.criteria import Judge
from matcher.mutants import Mutant, mutants
from matcher.proposing import notices
from matcher.reasons import Reasons
from matcher.rules import (
    Path,
    Rule,
    all_rules,
    has_examples,
    judge_of,
    outcome,
    read_example,
)
from matcher.values import Unknown
from matcher.verdict import Verdict
from matcher.wording import wording_of

SAID: Final[Mapping[Outcome, Text]] = {
    Outcome.PASSES: Text(zh="符合", en="passes"),
    Outcome.FAILS: Text(zh="不符合", en="fails"),
    Outcome.UNKNOWN: Text(zh="还不能判断", en="unknown"),
    Outcome.JUDGEMENT: Text(zh="要由人判断", en="judgement"),
}
_TELLING: Final = {
    Outcome.PASSES: Verdict.MET,
    Outcome.FAILS: Verdict.UNMET,
    Outcome.UNKNOWN: Verdict.NEEDS_INFORMATION,
    Outcome.JUDGEMENT: Verdict.NEEDS_JUDGEMENT,
}
_MOST_REASONS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A kept example that does not hold: its place in the record, what is wrong, what to write."""

    record: str
    path: Path
    problem: Text
    remedy: Text | None

    def as_problem(self) -> Problem:
        """Return it as a problem of a record that has no file."""
        place = ".".join(map(str, (self.record, *self.path)))
        return Problem(place=place, problem=self.problem, remedy=self.remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One rule: its examples that do not hold, how many slips there are, and those let pass."""

    rule: Rule
    wrong: tuple[Wrong, ...]
    mutants: int
    missed: tuple[Mutant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every rule that was checked."""

    rules: tuple[Checked, ...]

    @property
    def wrong(self) -> tuple[Wrong, ...]:
        """Return every example that does not hold."""
        return tuple(one for tested in self.rules for one in tested.wrong)

    @property
    def without(self) -> tuple[Rule, ...]:
        """Return the rules that no example is kept for."""
        return tuple(one.rule for one in self.rules if not one.rule.examples)

    @property
    def examples(self) -> int:
        """Return how many examples were run."""
        return sum(len(one.rule.examples) for one in self.rules)

    @property
    def mutants(self) -> int:
        """Return how many slips were tried."""
        return sum(one.mutants for one in self.rules)

    @property
    def caught(self) -> int:
        """Return how many of them an example notices."""
        return self.mutants - sum(len(one.missed) for one in self.rules)


def report(records: Iterable[AnyRecord], catalogue: Catalogue) -> Report:
    """Return how well the rules of records are tested; about a millisecond a rule.

    The same rule with the same examples, as scenes share many, is tried once.
    """
    tried: dict[Any, Checked] = {}
    found = []
    for rule in all_rules(records, catalogue):
        key = (rule.subject, rule.examples, rule.on, rule.fact)
        held = tried.get(key)
        if held is None:
            held = tried[key] = checked(rule, catalogue)
        found.append(_moved(held, rule))
    return Report(rules=tuple(found))


def examine(changed: Sequence[AnyRecord], base: Mapping[str, AnyRecord]) -> Iterator[Found]:
    """Yield the kept examples of changed records that do not hold; slips are not tried.

    Args:
        changed: the records to look at; each also stands in `base`.
        base: every record by id, as it would be after the change.
    """
    if not any(map(has_examples, changed)):
        return
    catalogue = catalogues.snapshot(base, {}, generation="examined")
    for rule in all_rules(changed, catalogue):
        for number, example in enumerate(rule.examples):
            found = _run(rule, number, example, catalogue)
            if isinstance(found, Wrong):
                yield found.record, found.path, found.problem, found.remedy


def checked(rule: Rule, catalogue: Catalogue) -> Checked:
    """Return how well one rule is tested."""
    run = [_run(rule, i, example, catalogue) for i, example in enumerate(rule.examples)]
    right = [one for one in run if isinstance(one, Candidate)]
    made = mutants(rule, catalogue)
    return Checked(
        rule=rule,
        wrong=tuple(one for one in run if isinstance(one, Wrong)),
        mutants=len(made),
        missed=tuple(_missed(rule, right, made)),
    )


def _missed(rule: Rule, right: list[Candidate], made: Iterable[Mutant]) -> Iterator[Mutant]:
    """Yield the slips that no example notices.

    The example that noticed one is asked first about the next, which mostly lies beside it.
    """
    for mutant in made:
        found = next((held for held in right if notices(rule, held, mutant)), None)
        if found is None:
            yield mutant
        else:
            right.remove(found)
            right.insert(0, found)


def _moved(held: Checked, rule: Rule) -> Checked:
    """Return what was found of a rule for the same rule in another place."""
    was = held.rule
    if was.record == rule.record and was.path == rule.path:
        return held
    before, after = len(was.path), rule.path
    return Checked(
        rule=rule,
        wrong=tuple(
            replace(one, record=rule.record, path=(*after[:-1], *one.path[before - 1 :]))
            for one in held.wrong
        ),
        mutants=held.mutants,
        missed=tuple(replace(one, path=(*after, *one.path[before:])) for one in held.missed),
    )


# ---- one example ------------------------------------------------------------------------------


def _run(rule: Rule, number: int, example: Example, catalogue: Catalogue) -> Candidate | Wrong:
    """Return an example that holds, ready to try slips on; or what is wrong with it."""
    path = rule.example_path(number)
    try:
        facts, figures = read_example(example, catalogue)
    except WrongInput as error:
        first = error.problems[0]
        at = (*path, *first.place.split("."))
        return Wrong(record=rule.record, path=at, problem=first.problem, remedy=first.remedy)
    judge = judge_of(facts, figures, catalogue, example.day or rule.on)
    gives = outcome(rule.subject, judge, rule.fact, example.is_)
    if gives is example.gives:
        return Candidate(facts, judge, gives, example.is_)
    problem, remedy = _other(rule, example, gives, judge)
    return Wrong(record=rule.record, path=path, problem=problem, remedy=remedy)


def _other(rule: Rule, example: Example, gives: Outcome, judge: Judge) -> tuple[Text, Text]:
    """Return what an example says and what comes of it, with why, and what to do."""
    said, came = SAID[example.gives], SAID[gives]
    why = _why(rule, gives, judge)
    problem = Text(
        zh=f"写的是“{said.zh}”，算出来是“{came.zh}”{why.zh}。",
        en=f"says {said.en}, but the rule gives {came.en}{why.en}.",
    )
    word = f"gives: {gives.value}"
    remedy = Text(
        zh=f"请看规则和例子哪个写错了：改规则，或改例子里的信息，或写 {word}。",
        en=f"See which is wrong: correct the rule, or the facts, or write {word}.",
    )
    return problem, remedy


def _why(rule: Rule, gives: Outcome, judge: Judge) -> Text:
    """Return the reasons of an outcome in brackets; of a worked-out fact its value."""
    if rule.fact is not None:
        value = judge.worked_out(rule.subject, rule.fact)  # type: ignore[arg-type]
        if isinstance(value, Unknown):
            return Text(zh="", en="")
        concept = judge.catalogue.concepts[rule.fact]
        said = [wording_of(judge.catalogue).value(value, concept)]
    else:
        finding = judge.judge(rule.subject)  # type: ignore[arg-type]
        reasons = Reasons(judge.catalogue).of(finding, judge)
        telling = [one for one in reasons if one.verdict is _TELLING[gives]]
        said = [_reason(one.text, one.value) for one in telling[:_MOST_REASONS]]
    if not said:
        return Text(zh="", en="")
    listed = {lang: _AND[lang].join(one.get(lang) for one in said) for lang in LANGUAGES}
    return Text(zh=f"（{listed['zh']}）", en=f" ({listed['en']})")


_AND: Final[Mapping[Language, str]] = {"zh": "；", "en": "; "}


def _reason(text: Text, value: Text | None) -> Text:
    if value is None:
        return text
    return Text(zh=f"{text.zh}，这里是 {value.zh}", en=f"{text.en}, here {value.en}")
