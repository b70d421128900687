"""How the value and the limit of a condition came about, step by step.

Nothing is explained that was simply told: only facts that are worked out, limits that depend on
other facts, and which members of a list do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from kb import criteria as form
from kb.criteria import Bound
from kb.ids import ConceptId
from kb.text import Text
from matcher.applicant import Facts
from matcher.comparisons import OPERATORS
from matcher.criteria import Judge
from matcher.figure_words import day_text
from matcher.limit_words import limit_words
from matcher.values import Unknown
from matcher.verdict import Finding, Verdict
from matcher.voice import Voice
from matcher.wording import wording_of
from matcher.worked_out import Line, deciding, noted, value_lines

_MOST: Final = 12
"""Lines of one reason; a table of a hundred rows is not read out."""
_MOST_MEMBERS: Final = 5


def steps(finding: Finding, judge: Judge) -> tuple[Text, ...]:
    """Return how the value and the limit of a leaf came about; nothing where they were given.

    Args:
        finding: of the leaf.
        judge: who found it.
    """
    wording = wording_of(judge.catalogue)
    lines = dict.fromkeys(wording.said(line, judge.on) for line in _lines(finding, judge))
    return tuple(lines)[:_MOST]


def _lines(finding: Finding, judge: Judge) -> Iterator[Line]:
    leaf: Any = finding.criterion
    if isinstance(leaf, form.Count):
        yield from _members(leaf, judge)
    fact = getattr(leaf, "fact", None)
    if fact is not None:
        yield from value_lines(fact, judge)
        for limit in _limits(leaf):
            yield from _limit_lines(limit, fact, judge)


# ---- limits ---------------------------------------------------------------------------------


def _limits(leaf: Any) -> tuple[Bound, ...]:
    if isinstance(leaf, form.Between):
        return leaf.between
    if isinstance(leaf, form.OnOrAfter | form.Before):
        return (leaf.on_or_after if isinstance(leaf, form.OnOrAfter) else leaf.before,)
    key = OPERATORS.get(type(leaf))
    return (getattr(leaf, key[0]),) if key is not None else ()


def _limit_lines(limit: Bound, fact: ConceptId, judge: Judge) -> Iterator[Line]:
    """Yield how a limit came about; that people decide where nothing says what it is."""
    found = judge.limit(limit)
    if isinstance(found, Unknown):
        yield from _no_limit(limit, found, judge)
    elif isinstance(limit, form.Times):
        yield _multiple(limit, fact, found)
        yield from value_lines(limit.of, judge)
    elif isinstance(limit, form.TableLimit):
        yield _from_table(limit, fact, found)
        yield from value_lines(limit.by, judge)
    elif isinstance(limit, form.FactLimit):
        yield from value_lines(limit.fact, judge)


def _multiple(limit: form.Times, fact: ConceptId, found: Any) -> Line:
    def said(voice: Voice) -> str:
        of, result = (
            limit_words(limit, None, voice),
            voice.value(found, voice.catalogue.concepts[fact]),
        )
        return voice.pick(f"界限：{of} = {result}", f"the limit: {of} = {result}")

    return said


def _from_table(limit: form.TableLimit, fact: ConceptId, found: Any) -> Line:
    def said(voice: Voice) -> str:
        result = voice.value(found, voice.catalogue.concepts[fact])
        by = voice.title(limit.by)
        return voice.pick(f"界限：按{by}是 {result}", f"the limit for this {by}: {result}")

    return said


def _no_limit(limit: Bound, found: Unknown, judge: Judge) -> Iterator[Line]:
    if found.missing:
        missing = sorted(found.missing)
        yield lambda voice: voice.pick("界限要看：{}", "the limit depends on: {}").format(
            voice.pick("、", ", ").join(map(voice.title, missing))
        )
    elif isinstance(limit, form.TableLimit):
        yield lambda voice: _outside(limit, judge, voice)
    elif isinstance(limit, form.DatedLimit):
        yield lambda voice: voice.pick(
            f"{day_text(judge.on, 'zh')}还没有生效的标准，由工作人员认定",
            f"no figure is in force on {day_text(judge.on, 'en')}; people decide",
        )


def _outside(limit: form.TableLimit, judge: Judge, voice: Voice) -> str:
    by = voice.catalogue.concepts[limit.by]
    value = voice.value(judge.value(limit.by), by)
    return voice.pick(
        f"标准表里没有{voice.title(limit.by)}为 {value} 的一行，由工作人员认定",
        f"the table names no figure for {voice.title(limit.by)} {value}; people decide",
    )


# ---- members --------------------------------------------------------------------------------


def _members(count: form.Count, judge: Judge) -> Iterator[Line]:
    """Yield what keeps each member of a list from counting, the first few."""
    members = judge.value(count.count)
    if count.where is None or isinstance(members, Unknown):
        return
    lines = (
        _member(i, count, Judge(judge.catalogue, member, judge.on))
        for i, member in enumerate(cast(tuple[Facts, ...], members), 1)
    )
    yield from [line for line in lines if line is not None][:_MOST_MEMBERS]


def _member(number: int, count: form.Count, judge: Judge) -> Line | None:
    finding = judge.judge(cast(Any, count.where))
    if finding.verdict is Verdict.MET:
        return None

    def said(voice: Voice) -> str:
        who = voice.pick(
            f"{voice.title(count.count)}第 {number} 个",
            f"no. {number} of the {voice.title(count.count)}",
        )
        if finding.verdict is Verdict.UNMET:
            failed = deciding(finding, False, judge)
            notes = voice.pick("；", "; ").join(noted(*leaf, judge, voice) for leaf in failed)
            return voice.pick(f"{who}不算：{notes}", f"{who} does not count: {notes}")
        if not finding.missing:
            return voice.pick(f"{who}由工作人员认定", f"{who} is for people to decide")
        needs = voice.pick("、", ", ").join(map(voice.title, sorted(finding.missing)))
        return voice.pick(f"{who}还要看：{needs}", f"{who} depends on: {needs}")

    return said
