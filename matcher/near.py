"""Near misses: what would have to change for a policy that is out, and how near that is.

Nothing is promised: what was found to be enough is tried on the applicant's own facts first, on
the day it would be so, and what stays open beside it is named. One who waits comes first, then one
small number, then one choice, then more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.text import Text
from matcher.attempts import changed
from matcher.criteria import Judge
from matcher.distance import waiting
from matcher.reasons import Reason, Reasons
from matcher.remedies import Change, Means, Remedy, remedies
from matcher.verdict import Finding, Verdict
from matcher.wording import wording_of

_A_YEAR: Final = 365
_MOST_OPEN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What is between an applicant and a policy.

    Attributes:
        changes: what would have to change, in words, one entry a condition.
        by_itself_on: the day on which nothing is in the way any more, if waiting is enough.
        size: how near it is, smaller is nearer: a wait in years below 1, one number from 1,
            one choice 2, several things more.
        still: what must be known or judged besides; without it nothing is.
    """

    changes: tuple[Text, ...]
    by_itself_on: date | None = None
    size: float = 0.0
    still: Text | None = None


@dataclass(frozen=True, slots=True)
class _Force:
    """From when to when a policy is in force, as far as it is known."""

    opens: date | None
    ends: date | None


def nearness(
    finding: Finding | None, judge: Judge, opens: date | None = None, ends: date | None = None
) -> Near | None:
    """Return what would make a policy that is out a policy that is not; None where nothing would.

    Args:
        finding: of the policy's condition; None where everybody qualifies.
        judge: who found it.
        opens: the day from which the policy is in force.
        ends: the last day on which it is; what takes longer is no near miss.

    Returns:
        The nearest way that stands a trial on the applicant's facts. None for what is not out at
        all, and for what no wait, number or choice could change: a birthday, a deadline gone by.
    """
    later, force = opens is not None and opens > judge.on, _Force(opens, ends)
    if finding is None:
        return _near(Remedy(), opens, None, judge) if later else None
    ways = remedies(finding, judge)
    if ways[0].changes or later:
        return next((near for way in ways for near in _tried(way, finding, force, judge)), None)
    return None


def _tried(way: Remedy, finding: Finding, force: _Force, judge: Judge) -> Iterator[Near]:
    """Yield what a way comes to, if the policy would no longer be out on the day it is done."""
    if any(change.means is Means.NEVER for change in way.changes):
        return
    then = _then(way, finding, force, judge)
    if then is None:
        return
    for change in way.changes if len(way.changes) > 1 else ():
        fewer = replace(way, changes=tuple(one for one in way.changes if one is not change))
        enough = _then(fewer, finding, force, judge) if fewer.changes else None
        if enough is not None:
            way, then = fewer, enough
    yield _near(way, force.opens, then, judge)


def _then(way: Remedy, finding: Finding, force: _Force, judge: Judge) -> Finding | None:
    """Return the finding after the changes; None where the policy would still, or again, be out."""
    day = _day(way, force.opens, judge)
    facts = changed(way.changes, judge) if force.ends is None or day <= force.ends else None
    if facts is None:
        return None
    after = Judge(judge.catalogue, facts, day).judge(finding.criterion)
    return None if after.verdict is Verdict.UNMET else after


def _day(way: Remedy, opens: date | None, judge: Judge) -> date:
    return max([judge.on, *_waits(way.changes), *([opens] if opens else [])])


def _waits(changes: Iterable[Change]) -> list[date]:
    days = (change.missing.met_on for change in changes if change.missing is not None)
    return [day for day in days if day is not None]


# ---- in words -------------------------------------------------------------------------------


def _near(way: Remedy, opens: date | None, then: Finding | None, judge: Judge) -> Near:
    reasons, words = _reasons_of(judge.catalogue), wording_of(judge.catalogue)
    changes = [_change(change, reasons, judge) for change in way.changes]
    day, size = _day(way, opens, judge), way.size
    if opens is not None and opens > judge.on:
        starts = words.said(lambda voice: waiting(opens, voice), judge.on)
        changes.append(Text(zh=f"政策还没开始：{starts.zh}", en=f"not in force yet: {starts.en}"))
        size = max(size, (opens - judge.on).days / _A_YEAR) if not way.changes else size + 0.5
    alone = all(change.means is Means.WAIT for change in way.changes)
    return Near(
        changes=tuple(dict.fromkeys(changes)),
        by_itself_on=day if alone else None,
        size=size,
        still=_still(then, judge) if then is not None else None,
    )


@lru_cache(maxsize=4)
def _reasons_of(catalogue: Catalogue) -> Reasons:
    return Reasons(catalogue)


def _change(change: Change, reasons: Reasons, judge: Judge) -> Text:
    """Return a change; one inside a worked-out fact after what the fact must be."""
    said = _said(reasons.leaf(change.finding, change.negated, judge))
    if change.within is None:
        return said
    outer = wording_of(judge.catalogue).leaf(*change.within, judge.on)
    return Text(zh=f"{outer.zh}——{said.zh}", en=f"{outer.en} – {said.en}")


def _said(reason: Reason) -> Text:
    """Return a condition with how far it is off, or with what is so now."""
    if reason.distance is not None:
        far = reason.distance
        return Text(zh=f"{reason.text.zh}：{far.zh}", en=f"{reason.text.en}: {far.en}")
    if reason.value is None:
        return reason.text
    now = reason.value
    return Text(zh=f"{reason.text.zh}，现在：{now.zh}", en=f"{reason.text.en} – now: {now.en}")


def _still(then: Finding, judge: Judge) -> Text | None:
    """Return what must still be answered, and what people decide in any case; None if nothing."""
    words = wording_of(judge.catalogue)
    facts = [words.concept(fact) for fact in sorted(then.missing)[:_MOST_OPEN]]
    judged = [words.criterion(leaf, judge.on) for leaf in _judged(then)]
    parts = [
        _row(zh, en, said)
        for zh, en, said in (
            ("还要回答：", "still to be answered: ", facts),
            ("由工作人员认定：", "people decide: ", judged),
        )
        if said
    ]
    if not parts:
        return None
    return Text(zh="；".join(p.zh for p in parts), en="; ".join(p.en for p in parts))


def _row(zh: str, en: str, words: list[Text]) -> Text:
    return Text(zh=zh + "、".join(w.zh for w in words), en=en + ", ".join(w.en for w in words))


def _judged(finding: Finding) -> Iterator[Any]:
    """Yield the leaves only people decide, of all parts that are still open."""
    if finding.verdict is Verdict.NEEDS_JUDGEMENT and not finding.parts:
        yield finding.criterion
    if not finding.settled:
        for part in finding.parts:
            yield from _judged(part)
