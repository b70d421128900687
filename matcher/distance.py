"""The distance of a failed condition in words: "2 employees over", "after 4 more months"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kb import criteria as form
from kb.model import InformationConcept
from kb.text import Text
from matcher.criteria import Judge
from matcher.figure_words import (
    both,
    counted,
    day_text,
    is_share,
    number_text,
    span_text,
    with_unit,
)
from matcher.nouns import counts_itself, head_noun, one_of
from matcher.shortfall import Shortfall, shortfall
from matcher.verdict import Finding
from matcher.voice import Voice

_LEAST: Final = Fraction(1, 10_000)
"""Percentage points; what is less is said to be less."""


def distance(finding: Finding, negated: bool, judge: Judge) -> Text | None:
    """Return how far a failed leaf is from being met; None where nothing can be measured.

    Args:
        finding: of a leaf that is unmet, or met under a `not`.
        negated: whether it stands under a `not`.
        judge: whose facts and day count.
    """
    missing = shortfall(finding, negated, judge)
    if missing is None:
        return None
    day = judge.on
    return both(lambda language: _said(missing, finding, Voice(judge.catalogue, language, day)))


def _said(missing: Shortfall, finding: Finding, voice: Voice) -> str:
    if missing.met_on is not None:
        return waiting(missing.met_on, voice)
    if missing.last is not None:
        return _over(missing, voice)
    if isinstance(missing.target, date):
        return _days_off(missing, missing.target, voice)
    return _number_off(missing, finding, voice)


def waiting(day: date, voice: Voice) -> str:
    """Return "after 4 more months (on 23 March 2027)"; the voice must know its day."""
    on, said = voice.on or day, day_text(day, voice.language)
    if day <= on:
        return voice.pick(f"{said}起", f"from {said}")
    span = span_text(on, day, voice.language, up=True)
    number, _, unit = span.partition(" ")
    return voice.pick(f"再过 {span}（{said}起）", f"after {number} more {unit} (on {said})")


def _over(missing: Shortfall, voice: Voice) -> str:
    """Return what is over for good: "the last day was 1 March 2026 (8 months ago)"."""
    last, on = missing.last or date.max, voice.on or date.max
    day = day_text(last, voice.language)
    if last >= on:
        return voice.pick(f"只到{day}", f"only until {day}")
    span = span_text(last, on, voice.language)
    return voice.pick(f"最后一天是{day}（{span}前）", f"the last day was {day} ({span} ago)")


def _days_off(missing: Shortfall, target: date, voice: Voice) -> str:
    """Return "12 days too late (the last day was 1 March 2026)", "8 months too early (…)"."""
    days, day = int(missing.amount), day_text(target, voice.language)
    if missing.short:
        value = date.fromordinal(target.toordinal() - days)
        span = span_text(value, target, voice.language)
        return voice.pick(f"早了 {span}（{day}起才算）", f"{span} too early (from {day})")
    value = date.fromordinal(min(target.toordinal() + days, date.max.toordinal()))
    span = span_text(target, value, voice.language)
    was = "is" if voice.on is not None and target >= voice.on else "was"
    return voice.pick(
        f"晚了 {span}（最后一天是{day}）", f"{span} too late (the last day {was} {day})"
    )


def _number_off(missing: Shortfall, finding: Finding, voice: Voice) -> str:
    if missing.amount == 0:
        more = missing.short
        return voice.pick(
            f"正好在界限上，还要{'多' if more else '少'}一点",
            f"exactly at the limit, {'more' if more else 'less'} is needed",
        )
    far = amount_words(missing.amount, finding, voice)
    space = "" if far.startswith("不到") else " "
    if missing.short:
        return voice.pick(f"还差{space}{far}", f"{far} short")
    return voice.pick(f"超出{space}{far}", f"{far} over")


def amount_words(amount: Fraction, finding: Finding, voice: Voice) -> str:
    """Return so many of what a fact counts: "2 employees", "3 m²", "1 hire"."""
    fact = getattr(finding.criterion, "fact", None) or getattr(finding.criterion, "count", None)
    concept = voice.catalogue.concepts[fact] if fact else None
    if isinstance(finding.criterion, form.Count):
        return _members(int(amount), finding.criterion, voice)
    noun = _people(concept, voice)
    if noun and amount.denominator == 1:
        return f"{number_text(amount)} {one_of(noun, '') if amount == 1 else noun}"
    if concept is not None and is_share(concept.unit):
        return _points(amount, voice)
    return with_unit(_plain(amount), concept, voice.language)


def _people(concept: InformationConcept | None, voice: Voice) -> str:
    """Return the English noun for the people a fact counts; "" where it counts none."""
    if concept is None or voice.language == "zh" or not counts_itself(concept):
        return ""
    noun = head_noun(voice.title(concept.id))
    unit = concept.unit.en.lower() if concept.unit else ""
    return "" if unit in noun.split() else noun


def _points(share: Fraction, voice: Voice) -> str:
    """Return the difference of two shares in percentage points."""
    points = share * 100
    least = points < _LEAST
    less = voice.pick("不到 ", "less than ") if least else ""
    number = number_text(_LEAST if least else _plain(points))
    one = voice.pick("", "" if number == "1" else "s")
    return voice.pick(f"{less}{number} 个百分点", f"{less}{number} percentage point{one}")


def _members(number: int, count: form.Count, voice: Voice) -> str:
    if voice.language == "zh":
        return counted(number, ("个", ""), "zh")
    title = voice.title(count.count)
    return f"{number} {one_of(title, '') if number == 1 else title}"


def _plain(number: Fraction) -> Decimal | Fraction:
    """Return a fraction as the whole number it is, if it is one."""
    return Decimal(number.numerator) if number.denominator == 1 else number
