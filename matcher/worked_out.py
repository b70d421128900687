"""How a fact was worked out, line by line: a size class, a ratio, an age, points.

"size class: small, because line of business: retail; at least 10 employees (12 people)", then what
the next class lacks. What is worked out from worked-out facts has their lines after its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from kb import criteria as form
from kb import derivation
from kb.ids import ConceptId
from matcher.criteria import Judge
from matcher.derivation_words import SIGNS, operand_words
from matcher.distance import distance
from matcher.figure_words import number_text
from matcher.remedies import Means, remedies
from matcher.values import Unknown
from matcher.verdict import Finding, Verdict, opposite
from matcher.voice import Voice
from matcher.wording import wording_of

_MOST_LEAVES: Final = 6
"""Conditions named as the reason of one value."""

Line = Callable[[Voice], str]
Leaf = tuple[Finding, bool]
"""A leaf and whether it stands under a `not`."""


def value_lines(fact: ConceptId, judge: Judge) -> Iterator[Line]:
    """Yield how a fact was worked out, and what it was worked out from; nothing if it was given."""
    concept = judge.catalogue.concepts[fact]
    if fact in judge.facts.known or concept.derive is None:
        return
    value = judge.value(fact)
    if isinstance(value, Unknown):
        if value.missing != {fact}:
            yield lambda voice: _not_known(fact, value, voice)
        return
    yield from _EXPLAINED[type(concept.derive)](fact, concept.derive, value, judge)


def _not_known(fact: ConceptId, value: Unknown, voice: Voice) -> str:
    """Return what a value may yet be, and what it depends on; without that, people decide."""
    concept = voice.catalogue.concepts[fact]
    title, may = voice.title(fact), ""
    if value.among and all(isinstance(one, str) for one in value.among):
        among = voice.codes([str(one) for one in value.among], concept, voice.pick("或", "or"))
        may = voice.pick(f"（可能是{among}）", f" ({among})")
    if not value.missing:
        return voice.pick(f"{title}{may}由工作人员认定", f"{title}{may} is for people to decide")
    needs = voice.pick("、", ", ").join(map(voice.title, sorted(value.missing - {fact})))
    return voice.pick(
        f"{title}还不知道{may}，要看：{needs}",
        f"{title} is not known yet{may}; it depends on: {needs}",
    )


def _flag(fact: ConceptId, derive: Any, value: Any, judge: Judge) -> Iterator[Line]:
    finding = judge.judge(derive.when)
    yield from _because(fact, value, deciding(finding, False, judge), judge)


def _decision(fact: ConceptId, derive: Any, value: Any, judge: Judge) -> Iterator[Line]:
    """Yield the row that applies with what made it so, then what the row before it lacks."""
    before: derivation.Row | None = None
    for row in derive.first:
        finding = judge.judge(row.when)
        if finding.verdict is Verdict.MET:
            yield from _because(fact, value, deciding(finding, False, judge), judge)
            break
        before = row
    else:
        yield lambda voice: voice.pick(
            f"{_is(fact, value, voice)}：以上各档都够不上",
            f"{_is(fact, value, voice)}, because nothing above it applies",
        )
    if before is not None:
        yield from _lacking(fact, before, judge)


def _because(fact: ConceptId, value: Any, leaves: Iterable[Leaf], judge: Judge) -> Iterator[Line]:
    def said(voice: Voice) -> str:
        notes = voice.pick("；", "; ").join(noted(*leaf, judge, voice) for leaf in shown)
        because = voice.pick("，因为", ", because ")
        return f"{_is(fact, value, voice)}{because}{notes}" if notes else _is(fact, value, voice)

    shown = list(leaves)[:_MOST_LEAVES]
    yield said
    yield from _further(shown, judge)


def _further(leaves: Iterable[Leaf], judge: Judge) -> Iterator[Line]:
    for finding, _ in leaves:
        inner = getattr(finding.criterion, "fact", None)
        if inner is not None:
            yield from value_lines(inner, judge)


def _lacking(fact: ConceptId, row: Any, judge: Judge) -> Iterator[Line]:
    """Yield what keeps a row from applying, if it is only figures and time."""
    way = next(iter(remedies(judge.judge(row.when), judge)), None)
    measured = (Means.NUMBER, Means.WAIT)
    if way is None or not way.changes or any(c.means not in measured for c in way.changes):
        return
    leaves = [(change.finding, change.negated) for change in way.changes]

    def said(voice: Voice) -> str:
        notes = voice.pick("；", "; ").join(noted(*leaf, judge, voice) for leaf in leaves)
        name = voice.value(row.is_, voice.catalogue.concepts[fact])
        return voice.pick(f"要算{name}，还要：{notes}", f"{name} needs: {notes}")

    yield said


def _is(fact: ConceptId, value: Any, voice: Voice) -> str:
    said = voice.value(value, voice.catalogue.concepts[fact])
    return f"{voice.title(fact)}{voice.pick('：', ': ')}{said}"


def deciding(finding: Finding, negated: bool, judge: Judge) -> Iterator[Leaf]:
    """Yield the leaves a settled finding rests on: of several that would do, the nearest few."""
    criterion = finding.criterion
    verdict = opposite(finding.verdict) if negated else finding.verdict
    if verdict is Verdict.UNMET:
        way = next(iter(remedies(finding, judge, negated=negated)), None)
        yield from ((change.finding, change.negated) for change in (way.changes if way else ()))
    elif isinstance(criterion, form.Not):
        yield from deciding(finding.parts[0], not negated, judge)
    elif isinstance(criterion, form.All | form.AnyOf):
        every = isinstance(criterion, form.All) is not negated
        met = [part for part in finding.parts if part.verdict is finding.verdict]
        for part in met if every else met[:1]:
            yield from deciding(part, negated, judge)
    else:
        yield finding, negated


def noted(finding: Finding, negated: bool, judge: Judge, voice: Voice) -> str:
    """Return a leaf with the value it has, and if it failed how far it is off."""
    said = wording_of(voice.catalogue).leaf(finding.criterion, negated, voice.on)
    value, failed = _shown_value(finding, judge, voice), _failed(finding, negated)
    far = distance(finding, negated, judge) if failed else None
    parts = [part for part in (value, far.get(voice.language) if far else "") if part]
    inside = voice.pick("，", ", ").join(parts)
    if not inside:
        return said.get(voice.language)
    if failed:
        now = voice.pick("现在：", "now: ") if value else ""
        return said.get(voice.language) + voice.pick(f"，{now}{inside}", f" – {now}{inside}")
    return said.get(voice.language) + voice.pick(f"（{inside}）", f" ({inside})")


def _failed(finding: Finding, negated: bool) -> bool:
    return finding.verdict is (Verdict.MET if negated else Verdict.UNMET)


def _shown_value(finding: Finding, judge: Judge, voice: Voice) -> str:
    """Return the value of a leaf; of a flag or code only where it is not the one asked for."""
    fact = getattr(finding.criterion, "fact", None)
    if fact is None or finding.value is None:
        return ""
    plain = not isinstance(finding.value, Decimal | Fraction | date)
    if plain and finding.verdict is Verdict.MET:
        return ""
    return voice.value(finding.value, judge.catalogue.concepts[fact])


# ---- calculations ---------------------------------------------------------------------------


def _calculation(fact: ConceptId, derive: Any, value: Any, judge: Judge) -> Iterator[Line]:
    key, sign = SIGNS[type(derive)]
    operands = getattr(derive, key)

    def said(voice: Voice) -> str:
        parts = f" {sign} ".join(_operand(one, judge, voice) for one in operands)
        result = voice.value(value, voice.catalogue.concepts[fact])
        return f"{voice.title(fact)}{voice.pick('：', ': ')}{parts} = {result}"

    yield said
    for one in operands:
        if not isinstance(one, Decimal):
            yield from value_lines(one, judge)


def _operand(operand: Any, judge: Judge, voice: Voice) -> str:
    said = operand_words(operand, voice)
    if isinstance(operand, Decimal):
        return said
    value = voice.value(judge.value(operand), voice.catalogue.concepts[operand])
    return voice.pick(f"{said}（{value}）", f"{said} ({value})")


def _points(fact: ConceptId, derive: Any, value: Any, judge: Judge) -> Iterator[Line]:
    yield lambda voice: voice.pick("{}（合计）", "{} in all").format(_is(fact, value, voice))
    for row in derive.points:
        if judge.judge(row.when).verdict is Verdict.MET:
            yield _row_line(row, fact)


def _row_line(row: Any, fact: ConceptId) -> Line:
    def said(voice: Voice) -> str:
        points = voice.value(row.points, voice.catalogue.concepts[fact])
        what = wording_of(voice.catalogue).criterion(row.when, voice.on).get(voice.language)
        return f"{points}{voice.pick('：', ': ')}{what}"

    return said


def _years(fact: ConceptId, derive: Any, value: Any, judge: Judge) -> Iterator[Line]:
    yield _since(fact, derive.years_since, value, ("年", "full years"), judge)


def _months(fact: ConceptId, derive: Any, value: Any, judge: Judge) -> Iterator[Line]:
    yield _since(fact, derive.months_since, value, ("个月", "full months"), judge)


def _since(
    fact: ConceptId, start: ConceptId, value: Any, unit: tuple[str, str], judge: Judge
) -> Line:
    def said(voice: Voice) -> str:
        first, today = (voice.value(day, None) for day in (judge.value(start), judge.on))
        full = f"{number_text(value)} {voice.pick(*unit)}"
        return voice.pick(
            f"{voice.title(fact)}：从{first}到{today}满 {full}",
            f"{voice.title(fact)}: {full} from {first} to {today}",
        )

    return said


_EXPLAINED: Final[dict[type, Callable[[ConceptId, Any, Any, Judge], Iterator[Line]]]] = {
    derivation.When: _flag,
    derivation.Decision: _decision,
    derivation.Points: _points,
    derivation.YearsSince: _years,
    derivation.MonthsSince: _months,
    **dict.fromkeys(SIGNS, _calculation),
}
