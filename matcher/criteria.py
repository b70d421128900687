"""Criteria judged for one applicant, with every finding kept for its reason.

`all` takes the first of unmet, needs information, needs judgement, met; `any` the first of met,
needs information, needs judgement, unmet. Numbers are compared as fractions, so boundaries are
exact. A judge is made for one set of facts on one day and remembers what it worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, cast

from kb import criteria as form
from kb.areas import Containment, Places
from kb.built_in import GRANTED, HOLDS
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.ids import AreaId, ConceptId
from matcher.applicant import Facts
from matcher.derived import Derived
from matcher.opened import PLAIN, Asked, Opened, openings
from matcher.values import Unknown, add_months, as_fraction
from matcher.verdict import Finding, Verdict, all_of, any_of, opposite

_VERDICT_OF: Final = {True: Verdict.MET, False: Verdict.UNMET}


class Judge(Derived):
    """Judges criteria for one applicant on one day."""

    def __init__(self, catalogue: Catalogue, facts: Facts, on: date) -> None:
        super().__init__(catalogue, facts, on)
        self._findings: dict[int, Finding] = {}
        self._openings = openings(catalogue)

    # ---- criteria ---------------------------------------------------------------------------

    def judge(self, criterion: Criterion) -> Finding:
        """Return the finding for a criterion; the same object is judged once."""
        held = self._findings.get(id(criterion))
        if held is None:
            held = getattr(self, _FORMS[type(criterion)])(criterion)
            self._findings[id(criterion)] = held
        return held

    def all(self, criterion: form.All) -> Finding:
        """Return the finding for `all`."""
        parts = tuple(self.judge(child) for child in criterion.all)
        return tree(criterion, all_of(part.verdict for part in parts), parts)

    def any(self, criterion: form.AnyOf) -> Finding:
        """Return the finding for `any`."""
        parts = tuple(self.judge(child) for child in criterion.any)
        return tree(criterion, any_of(part.verdict for part in parts), parts)

    def not_(self, criterion: form.Not) -> Finding:
        """Return the finding for `not`."""
        part = self.judge(criterion.not_)
        return tree(criterion, opposite(part.verdict), (part,))

    def review(self, criterion: form.Review) -> Finding:
        """Return the finding for something only people decide."""
        return Finding(criterion=criterion, verdict=Verdict.NEEDS_JUDGEMENT)

    def issuers(self, criterion: form.InIssuersArea) -> Finding:
        """Return the finding where nobody knows the issuer's area: people must say."""
        return Finding(criterion=criterion, verdict=Verdict.NEEDS_JUDGEMENT)

    def holds(self, criterion: form.Holds) -> Finding:
        """Return the finding for a document in hand."""
        return self._in_set(criterion, criterion.holds, self.facts.holds)

    def granted(self, criterion: form.Granted) -> Finding:
        """Return the finding for a benefit already drawn."""
        return self._in_set(criterion, criterion.granted, self.facts.granted)

    def asked(self, criterion: Asked) -> Finding:
        """Return the finding where no row of a table applies: the fact itself is missing."""
        return _open(criterion, Unknown(frozenset({criterion.fact})))

    @staticmethod
    def _in_set(criterion: Any, item: str, held: frozenset[Any] | None) -> Finding:
        if held is None:
            asked = GRANTED if isinstance(criterion, form.Granted) else HOLDS
            return _open(criterion, Unknown(frozenset({asked})))
        return Finding(criterion=criterion, verdict=_VERDICT_OF[item in held])

    def count(self, criterion: form.Count) -> Finding:
        """Return the finding for members that meet a joint condition."""
        held = self.value(criterion.count)
        if isinstance(held, Unknown):
            return _open(criterion, held)
        verdicts = [self._member(criterion, member) for member in cast(tuple[Facts, ...], held)]
        met = sum(v is Verdict.MET for v in verdicts)
        could = sum(v is not Verdict.UNMET for v in verdicts)
        parts = []
        if criterion.at_least is not None:
            parts.append(_between(met >= criterion.at_least, could >= criterion.at_least))
        if criterion.at_most is not None:
            parts.append(_between(could <= criterion.at_most, met <= criterion.at_most))
        verdict = all_of(parts)
        if verdict is Verdict.NEEDS_INFORMATION and verdict not in verdicts:
            verdict = Verdict.NEEDS_JUDGEMENT
        missing = (
            frozenset({criterion.count}) if verdict is Verdict.NEEDS_INFORMATION else frozenset()
        )
        bound = _telling_bound(criterion, met)
        return Finding(
            criterion=criterion,
            verdict=verdict,
            value=Decimal(met),
            limit=bound,
            distance=abs(met - bound),
            missing=missing,
        )

    def _member(self, criterion: form.Count, member: Facts) -> Verdict:
        if criterion.where is None:
            return Verdict.MET
        return Judge(self.catalogue, member, self.on).judge(criterion.where).verdict

    def leaf(self, criterion: Any) -> Finding:
        """Return the finding for a comparison of one fact."""
        if criterion.fact not in self.facts.known:
            opened = self._openings.of(criterion)
            if opened is not None:
                return self._inside(criterion, opened)
        value = self.value(criterion.fact)
        if isinstance(value, Unknown):
            return self._partly(criterion, value)
        return _COMPARISONS[type(criterion)](self, criterion, value)

    def _inside(self, criterion: Any, opened: Opened) -> Finding:
        """Return the finding of a derived fact, decided by what it is worked out from."""
        inner = self.judge(cast(Criterion, opened))
        value = self.value(criterion.fact)
        return Finding(
            criterion=criterion,
            verdict=inner.verdict,
            value=None if isinstance(value, Unknown) else value,
            parts=(inner,),
            missing=inner.missing,
        )

    def _partly(self, criterion: Any, value: Unknown) -> Finding:
        """Return the finding for a value that is open; settled where all it may be agree."""
        possible: Iterable[Any] = value.among or ()
        if not possible and value.low is not None and value.high is not None:
            possible = (value.low, value.high) if type(criterion) in _NUMBER_FORMS else ()
        found = {_COMPARISONS[type(criterion)](self, criterion, one).verdict for one in possible}
        if isinstance(criterion, form.Between) and not value.among:
            found = self._range(criterion, value.low, value.high)
        if len(found) == 1 and found <= {Verdict.MET, Verdict.UNMET}:
            return Finding(criterion=criterion, verdict=found.pop())
        return _open(criterion, value)

    def _range(
        self, criterion: form.Between, least: Fraction | None, most: Fraction | None
    ) -> set[Verdict]:
        """Return what two bounds say of a number that lies anywhere from `least` to `most`."""
        if least is None or most is None:
            return set()
        low, high = (self.limit(bound) for bound in criterion.between)
        if _is_less(most, low) or _is_less(high, least):
            return {Verdict.UNMET}
        is_open = isinstance(low, Unknown) or isinstance(high, Unknown)
        is_inside = not _is_less(least, low) and not _is_less(high, most)
        return {Verdict.MET} if is_inside and not is_open else set()

    def number(self, criterion: Any, value: Any) -> Finding:
        """Return the finding for a number against a limit, with the distance to it."""
        key, is_met = _NUMBER_FORMS[type(criterion)]
        limit = self.limit(getattr(criterion, key))
        if isinstance(limit, Unknown):
            return _against(criterion, limit, value, is_met)
        gap = as_fraction(value) - as_fraction(cast(Decimal, limit))
        return Finding(
            criterion=criterion,
            verdict=_VERDICT_OF[is_met(gap)],
            value=value,
            limit=limit,
            distance=abs(gap),
        )

    def between(self, criterion: form.Between, value: Any) -> Finding:
        """Return the finding for a number or date between two bounds, both included."""
        low, high = (self.limit(bound) for bound in criterion.between)
        missed = low if _is_less(value, low) else high if _is_less(high, value) else None
        unknown = [bound for bound in (low, high) if isinstance(bound, Unknown)]
        if missed is None and unknown:
            missing = frozenset[ConceptId]().union(*(bound.missing for bound in unknown))
            return _open(criterion, Unknown(missing, judgement=True), value)
        number = missed is not None and not isinstance(missed, date | Unknown)
        return Finding(
            criterion=criterion,
            verdict=_VERDICT_OF[missed is None],
            value=value,
            limit=cast(Any, high if missed is None else missed),
            distance=abs(_ordered(value) - _ordered(missed)) if number else None,
        )

    def day(self, criterion: Any, value: Any) -> Finding:
        """Return the finding for a date against a date."""
        after = isinstance(criterion, form.OnOrAfter)
        limit = self.limit(criterion.on_or_after if after else criterion.before)
        if isinstance(limit, Unknown):
            return _open(criterion, limit, value)
        is_met = value >= limit if after else value < limit
        return Finding(criterion=criterion, verdict=_VERDICT_OF[is_met], value=value, limit=limit)

    def window(self, criterion: Any, value: Any) -> Finding:
        """Return the finding for a date that today may not be too far behind."""
        last = last_day(criterion, value)
        is_met = value <= self.on <= last
        return Finding(criterion=criterion, verdict=_VERDICT_OF[is_met], value=value, limit=last)

    def plain(self, criterion: Any, value: Any) -> Finding:
        """Return the finding for flags, codes and sets of codes."""
        return Finding(
            criterion=criterion,
            verdict=_VERDICT_OF[PLAIN[type(criterion)](criterion, value)],
            value=value,
        )

    def area(self, criterion: Any, value: Any) -> Finding:
        """Return the finding for an area within another; a coarse area stays unknown."""
        inside = isinstance(criterion, form.Within)
        wanted = (criterion.within,) if inside else criterion.within_any
        found = places(self.catalogue).containment(AreaId(value), wanted)
        if found is Containment.INSIDE:
            return Finding(criterion=criterion, verdict=Verdict.MET, value=value)
        if found is Containment.TOO_COARSE:
            return _open(criterion, Unknown(frozenset({criterion.fact})), value)
        return Finding(criterion=criterion, verdict=Verdict.UNMET, value=value)


@lru_cache(maxsize=4)
def places(catalogue: Catalogue) -> Places:
    """Return the areas of a catalogue, the same for everybody who judges by it."""
    return Places(catalogue.areas)


def last_day(criterion: form.WithinMonths | form.WithinDays, start: date) -> date:
    """Return the last day that is within so many months or days of a day."""
    if isinstance(criterion, form.WithinMonths):
        return add_months(start, criterion.within_months)
    return start + min(timedelta(days=criterion.within_days), date.max - start)


def _against(
    criterion: Any, limit: Unknown, value: Any, is_met: Callable[[Fraction], bool]
) -> Finding:
    """Return the finding of a number against an open limit; settled where its bounds agree."""
    if limit.low is not None and limit.high is not None:
        found = {is_met(as_fraction(value) - end) for end in (limit.low, limit.high)}
        if len(found) == 1:
            return Finding(criterion=criterion, verdict=_VERDICT_OF[found.pop()], value=value)
    return _open(criterion, limit, value)


def _open(criterion: Any, unknown: Unknown, value: Any = None) -> Finding:
    judgement = unknown.judgement and not unknown.missing
    return Finding(
        criterion=criterion,
        verdict=Verdict.NEEDS_JUDGEMENT if judgement else Verdict.NEEDS_INFORMATION,
        value=value,
        missing=unknown.missing,
    )


def tree(criterion: Criterion, verdict: Verdict, parts: tuple[Finding, ...]) -> Finding:
    """Return the finding for a tree; what is missing are the open facts of its open parts."""
    missing: frozenset[ConceptId] = frozenset()
    if verdict not in (Verdict.MET, Verdict.UNMET):
        missing = frozenset().union(*(part.missing for part in parts if not part.settled))
    return Finding(criterion=criterion, verdict=verdict, parts=parts, missing=missing)


def _ordered(value: Any) -> Any:
    """Return a number or date so that it compares exactly."""
    return value if isinstance(value, date) else as_fraction(value)


def _is_less(one: Any, other: Any) -> bool:
    """Say whether one value or bound surely lies below another; never for what is not known."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return False
    return bool(_ordered(one) < _ordered(other))


def _telling_bound(criterion: form.Count, met: int) -> Decimal:
    """Return the bound of a count to speak of: the upper one once it is passed, else the lower."""
    low, high = criterion.at_least, criterion.at_most
    is_over = low is None or (high is not None and met > high)
    return cast(Decimal, high if is_over else low)


def _between(surely: bool, possibly: bool) -> Verdict:
    if surely:
        return Verdict.MET
    return Verdict.NEEDS_INFORMATION if possibly else Verdict.UNMET


_NUMBER_FORMS: Final[dict[type, tuple[str, Callable[[Fraction], bool]]]] = {
    form.AtLeast: ("at_least", lambda gap: gap >= 0),
    form.MoreThan: ("more_than", lambda gap: gap > 0),
    form.AtMost: ("at_most", lambda gap: gap <= 0),
    form.LessThan: ("less_than", lambda gap: gap < 0),
}
_COMPARISONS: Final[dict[type, Callable[[Judge, Any, Any], Finding]]] = {
    **dict.fromkeys(PLAIN, Judge.plain),
    **dict.fromkeys(_NUMBER_FORMS, Judge.number),
    form.Between: Judge.between,
    form.OnOrAfter: Judge.day,
    form.Before: Judge.day,
    form.WithinMonths: Judge.window,
    form.WithinDays: Judge.window,
    form.Within: Judge.area,
    form.WithinAny: Judge.area,
}
_FORMS: Final[dict[type, str]] = {
    **dict.fromkeys(_COMPARISONS, "leaf"),
    form.All: "all",
    form.AnyOf: "any",
    form.Not: "not_",
    form.InIssuersArea: "issuers",
    Asked: "asked",
    form.Review: "review",
    form.Holds: "holds",
    form.Granted: "granted",
    form.Count: "count",
}
"""The method of a judge for each form."""


def judge(criterion: Criterion, facts: Facts, catalogue: Catalogue, on: date) -> Finding:
    """Return the finding for one criterion and one applicant on a day."""
    return Judge(catalogue, facts, on).judge(criterion)
