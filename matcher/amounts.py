"""What one applicant gets of a policy: worked out where its figures allow, never invented.

While facts are open the amount is a range, and it says which facts would narrow it: hiding a fact
only widens it. It is what one gets *if* the policy is for one, so a table of tiers none of which
fits gives no amount at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from kb.benefit import Benefit, Tier
from kb.criteria import Bound, Criterion, TableLimit
from kb.ids import ConceptId
from kb.kinds import BenefitKind, ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher import amount_words as words
from matcher.applicant import Facts
from matcher.criteria import Judge
from matcher.spans import NOTHING_MISSING, Span, besides, either, exactly, span_of, to_the_cent
from matcher.values import Unknown, table_value
from matcher.verdict import Finding, Verdict
from matcher.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What one gets, in `unit`.

    `low` is sure and None where nothing is; `high` None is open upwards; equal ends are exact.
    With `ceiling` one can get less: both are bounds of the most. `missing` are the facts that
    would narrow it; `steps` say how it was worked out.
    """

    low: Decimal | None
    high: Decimal | None
    unit: Text | None = None
    ceiling: bool = False
    missing: frozenset[ConceptId] = NOTHING_MISSING
    steps: tuple[Text, ...] = ()

    @property
    def exact(self) -> bool:
        """Say whether there is only one figure left."""
        return self.low is not None and self.low == self.high

    @property
    def known(self) -> bool:
        """Say whether there is any figure to show."""
        return self.text is not None

    @property
    def text(self) -> Text | None:
        """Return it in words ("at most 3,000 yuan"); None where nothing is known of it yet."""
        return words.range_text(self.low, self.high, self.unit, ceiling=self.ceiling)


_BY_PEOPLE: Final = frozenset({BenefitKind.IN_KIND, BenefitKind.DISCRETIONARY})


def amount_of(benefit: Benefit, judge: Judge, wording: Wording) -> Amount | None:
    """Return what an applicant gets of a benefit.

    Args:
        benefit: its rules; see `kb.benefit.Benefit`.
        judge: of the applicant and the day.
        wording: of the judge's catalogue.

    Returns:
        None where nothing can be worked out: decided by people, in kind, no figure known, or no
        tier fits.
    """
    return None if benefit.kind in _BY_PEOPLE else _Working(benefit, judge, wording).amount()


@dataclass(frozen=True, slots=True)
class _Way:
    """A tier that fits or may fit."""

    tier: Tier
    finding: Finding | None = None

    @property
    def missing(self) -> frozenset[ConceptId]:
        return self.finding.missing if self.finding is not None else NOTHING_MISSING


class _Working:
    """Works one benefit out; the steps are written down on the way."""

    def __init__(self, benefit: Benefit, judge: Judge, wording: Wording) -> None:
        self.benefit = benefit
        self.judge = judge
        self.wording = wording
        self.steps: list[Text] = []
        concepts = judge.catalogue.concepts
        self.base = concepts[benefit.of] if benefit.of is not None else None
        self.per = concepts[benefit.per] if benefit.per is not None else None
        self.unit = benefit.sum_unit or (self.base.unit if self.base else None) or benefit.unit

    def amount(self) -> Amount | None:
        ways = self._ways()
        if not ways:
            return None
        whole = self._whole(ways)
        return Amount(
            low=None if whole.low == 0 and not whole.exact else self._shown(whole.low),
            high=None if whole.high is None else self._shown(whole.high),
            unit=self.unit,
            ceiling=self.benefit.ceiling,
            missing=whole.missing,
            steps=tuple(self.steps),
        )

    def _shown(self, number: Fraction) -> Decimal:
        """Return money to the cent, and percentages as they stand in the record."""
        of_record = self.benefit.amount
        if of_record is not None and number == of_record:
            return of_record
        return to_the_cent(number)

    # ---- tiers --------------------------------------------------------------------------------

    def _ways(self) -> list[_Way]:
        """Return the tiers that may be the first that fits; without tiers the one figure."""
        benefit = self.benefit
        if not benefit.tiers:
            share = benefit.rate is not None and self.base is not None
            only = Tier(rate=benefit.rate) if share else Tier(amount=benefit.amount)
            return [_Way(only)] if share or benefit.amount is not None else []
        ways = []
        for tier in benefit.tiers:
            finding = self.judge.judge(tier.when) if tier.when is not None else None
            if finding is None or finding.verdict is not Verdict.UNMET:
                ways.append(_Way(tier, finding))
            if finding is None or finding.verdict is Verdict.MET:
                break
        return ways

    def _whole(self, ways: list[_Way]) -> Span:
        """Return the range over all ways; ways of one kind are calculated together."""
        alone = len(ways) == 1
        kinds = dict.fromkeys(_kind(way.tier) for way in ways)
        spans, differ = [], len(kinds) > 1
        for kind in kinds:
            alike = [way for way in ways if _kind(way.tier) == kind]
            for way in alike:
                self._say_tier(way, alone=alone)
            figures = either(exactly(_figure(way.tier)) for way in alike)
            differ |= not figures.exact
            spans.append(self._sum(figures, *kind))
        whole = either(spans)
        if len(spans) > 1:
            self.steps.append(words.spoken(whole, self.unit))
        open_facts = NOTHING_MISSING.union(*(way.missing for way in ways if differ))
        return besides(whole, open_facts)

    def _say_tier(self, way: _Way, *, alone: bool) -> None:
        """Say for whom a tier is; the only one there is goes without saying."""
        if not self.benefit.tiers or (alone and way.tier.when is None):
            return
        unit = self._figure_unit if way.tier.rate is None else words.PER_CENT
        figure = words.spoken(exactly(_figure(way.tier)), unit)
        self.steps.append(words.fitting(self.wording, way.tier, figure, alone=alone))

    @property
    def _figure_unit(self) -> Text | None:
        """Return the unit of one tier's amount: the shown one, unless that is a percentage."""
        shown = self.benefit.unit
        return self.unit if shown is None or shown.zh.startswith("%") else shown

    # ---- calculation --------------------------------------------------------------------------

    def _sum(self, figures: Span, rated: bool, once: bool) -> Span:
        """Return figure × base × units, capped."""
        found = self._share(figures) if rated else figures
        if self.per is not None and not once:
            found = self._times(found, self.unit if rated else self._figure_unit)
        if self.benefit.at_most is None:
            return found
        cap = self._limit(self.benefit.at_most)
        if cap.bites(found):
            self.steps.append(words.capped(found, cap, self.unit))
        return found.capped(cap)

    def _share(self, rate: Span) -> Span:
        base = cast(InformationConcept, self.base)
        whole = self._number(base)
        self.steps.extend(words.points(base, self.judge, self.wording))
        if self.benefit.of_at_most is not None:
            cap = self._limit(self.benefit.of_at_most)
            if cap.bites(whole):
                self.steps.append(words.counted(self._told(base), cap))
            whole = whole.capped(cap)
        found = whole.times(rate).times(exactly(Fraction(1, 100)))
        result = words.spoken(found, self.unit)
        self.steps.append(words.share(rate, whole, self._told(base), result))
        return found

    def _times(self, figure: Span, unit: Text | None) -> Span:
        per = cast(InformationConcept, self.per)
        count = self._members() if per.type is ConceptType.MEMBERS else self._number(per)
        most = self.benefit.units_at_most
        if most is not None and exactly(most).bites(count):
            self.steps.append(words.at_most_units(most, self._told(per)))
            count = count.capped(exactly(most))
        found = figure.times(count)
        said, result = words.spoken(figure, unit), words.spoken(found, self.unit)
        self.steps.append(words.units(said, count, self._told(per), result))
        return found

    def _told(self, concept: InformationConcept) -> words.Told:
        return words.told(concept, self.wording)

    def _number(self, concept: InformationConcept) -> Span:
        return span_of(cast(Any, self.judge.value(concept.id)))

    def _members(self) -> Span:
        """Return how many members meet the condition; one who is open may."""
        per = cast(InformationConcept, self.per)
        held = self.judge.value(per.id)
        if isinstance(held, Unknown):
            return Span(Fraction(0), None, held.missing)
        where = self.benefit.where
        verdicts = [self._member(where, one) for one in cast(Iterable[Facts], held)]
        sure = sum(verdict is Verdict.MET for verdict in verdicts)
        could = sum(verdict is not Verdict.UNMET for verdict in verdicts)
        asked = frozenset({per.id}) if Verdict.NEEDS_INFORMATION in verdicts else NOTHING_MISSING
        return besides(Span(Fraction(sure), Fraction(could)), asked)

    def _member(self, where: Criterion | None, member: Facts) -> Verdict:
        if where is None:
            return Verdict.MET
        return Judge(self.judge.catalogue, member, self.judge.on).judge(where).verdict

    # ---- limits -------------------------------------------------------------------------------

    def _limit(self, limit: Bound) -> Span:
        """Return between what a limit lies; a table read by an open fact spans its rows."""
        found: Any = self.judge.limit(limit)
        if isinstance(found, Unknown) and isinstance(limit, TableLimit):
            return self._table(limit, found)
        return span_of(found)

    def _table(self, limit: TableLimit, unknown: Unknown) -> Span:
        by = self.judge.value(limit.by)
        if not isinstance(by, Unknown):
            return span_of(unknown)
        codes = [entry.code for entry in self.judge.catalogue.concepts[limit.by].codes]
        possible = by.among or codes
        rows = [row.value for row in limit.table]
        found = [table_value(limit, cast(Any, one)) for one in possible] or [*rows, limit.beyond]
        known = [value for value in found if value is not None]
        if len(known) < len(found):
            return Span(Fraction(0), None, by.missing)
        return besides(either(map(exactly, known)), by.missing)


def _kind(tier: Tier) -> tuple[bool, bool]:
    """Return how a tier is calculated: as a part of the base, and whether only once."""
    return tier.rate is not None, tier.once


def _figure(tier: Tier) -> Decimal:
    """Return the figure of a tier; one that has none gives nothing."""
    found = tier.amount if tier.rate is None else tier.rate
    return Decimal(0) if found is None else found
