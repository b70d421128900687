"""The working-out of an amount, read aloud line by line in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from kb.derivation import Add, Points
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import LANGUAGES, Language, Text
from matcher.criteria import Judge
from matcher.spans import Span, exactly, to_the_cent
from matcher.values import Unknown
from matcher.verdict import Verdict
from matcher.wording import Wording, in_unit, number_text

PER_CENT: Final = Text(zh="%", en="%")
_WORDS: Final[dict[str, Text]] = {
    "at_least": Text(zh="至少 {0}", en="at least {0}"),
    "at_most": Text(zh="最多 {0}", en="at most {0}"),
    "to": Text(zh="{0} 至 {1}", en="{0} to {1}"),
    "open": Text(zh="还不知道", en="not known yet"),
    "fits": Text(zh="{0}：{1}", en="{0}: {1}"),
    "if": Text(zh="如果{0}：{1}", en="if {0}: {1}"),
    "otherwise": Text(zh="否则：{1}", en="otherwise: {1}"),
    "counts": Text(zh="{0}按最多 {1}计算", en="{0}: at most {1} counts"),
    "counts_open": Text(zh="{0}最多算多少，还不知道", en="{0}: how much counts is not known yet"),
    "each": Text(zh="{0} × {1}（{2}）", en="{0} × {1} ({2})"),
    "unsaid": Text(zh="{0} × {2}（{1}）", en="{0} × {2} ({1})"),
    "each_then": Text(zh="再乘：{1}（{2}）", en="then × {1} ({2})"),
    "unsaid_then": Text(zh="再乘：{2}（{1}）", en="then × {2} ({1})"),
    "plain": Text(zh="{2}：{1}", en="{2}: {1}"),
    "who": Text(zh="{0}里符合条件的", en="{0} that count"),
    "is": Text(zh="{0}= {1}", en="{0} = {1}"),
    "times": Text(zh="最多算 {0}", en="counted at most {0}"),
    "capped": Text(zh="到上限为止：{0}", en="capped at {0}"),
    "cap": Text(zh="总共最多 {0}", en="in all at most {0}"),
    "cap_open": Text(zh="总数有上限，上限还不知道", en="there is a limit in all, not known yet"),
}


def range_text(
    low: Decimal | None, high: Decimal | None, unit: Text | None, *, ceiling: bool = False
) -> Text | None:
    """Return an amount in words: exact, from … to …, or at most; None where nothing is known.

    Args:
        low: what is sure; None for nothing.
        high: what it cannot pass; None for no end.
        unit: of both.
        ceiling: one may get less than either.

    >>> yuan = Text(zh="元", en="yuan")
    >>> range_text(Decimal(1000), Decimal(2000), yuan).en
    '1,000 to 2,000 yuan'
    >>> range_text(None, Decimal(5000), yuan).zh
    '最多 5,000 元'
    """
    sure = None if ceiling else low
    if high is None:
        return None if sure is None else _said("at_least", _figure(sure, unit))
    most = _figure(high, unit)
    if sure is None:
        return _said("at_most", most)
    return most if sure == high else _said("to", _bare(sure, unit), most)


def spoken(span: Span, unit: Text | None) -> Text:
    """Return a figure of the working-out in words."""
    low = None if span.low == 0 and not span.exact else _shown(span.low)
    high = None if span.high is None else _shown(span.high)
    return range_text(low, high, unit) or _WORDS["open"]


def fitting(wording: Wording, tier: Any, figure: Text, *, alone: bool) -> Text:
    """Return the line that says for whom a tier is, and what it gives."""
    if tier.when is None:
        return _said("otherwise", figure, figure)
    whom = tier.text or wording.criterion(tier.when)
    return _said("fits" if alone else "if", whom, figure)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it is named in the lines: its noun inside a sentence, and its unit."""

    noun: Text
    unit: Text | None
    is_members: bool = False


def told(concept: InformationConcept, wording: Wording) -> Told:
    """Return how a fact is named."""
    noun = wording.said(lambda voice: voice.title(concept.id))
    return Told(noun, concept.unit, concept.type is ConceptType.MEMBERS)


def share(rate: Span, base: Span, of: Told, result: Text) -> Text:
    """Return the line "60 % × 100,000 yuan (…) = 60,000 yuan"; the whole of a fact needs no %."""
    if rate == exactly(100):
        return _said("plain", of.noun, spoken(base, of.unit), of.noun)
    return _each(spoken(rate, PER_CENT), base, of.unit, of.noun, result)


def units(figure: Text, count: Span, per: Told, result: Text) -> Text:
    """Return the line "1,500 yuan per hire × 2 (new employees that count) = 3,000 yuan"."""
    what = _said("who", per.noun) if per.is_members else per.noun
    return _each(figure, count, per.unit, what, result)


def counted(of: Told, cap: Span) -> Text:
    """Return the line that says how much of a fact counts."""
    most = _most(cap, of.unit)
    return _said("counts_open", of.noun) if most is None else _said("counts", of.noun, most)


def at_most_units(most: Decimal, per: Told) -> Text:
    """Return the line that says how many count."""
    return _said("times", _figure(most, per.unit))


def capped(figure: Span, cap: Span, unit: Text | None) -> Text:
    """Return the line of a cap: it bites, it may, or how high it is is not known."""
    most = _most(cap, unit)
    if most is None or cap.high is None:
        return _WORDS["cap_open"]
    return _said("capped" if figure.low >= cap.high else "cap", most)


def points(concept: InformationConcept, judge: Judge, wording: Wording) -> Iterator[Text]:
    """Yield a line for every row of a points table, or part of a sum, that counts or may."""
    if concept.id in judge.facts.known:
        return
    if isinstance(concept.derive, Add):
        for part in (one for one in concept.derive.add if isinstance(one, str)):
            value = judge.value(part)
            if not isinstance(value, Unknown) and value != 0:
                yield _said("fits", wording.concept(part), wording.value(value, concept))
    if not isinstance(concept.derive, Points):
        return
    for row in concept.derive.points:
        finding = judge.judge(row.when)
        if finding.verdict is not Verdict.UNMET:
            key = "fits" if finding.settled else "if"
            yield _said(key, wording.criterion(row.when), _figure(row.points, concept.unit))


def _each(figure: Text, count: Span, unit: Text | None, what: Text, result: Text) -> Text:
    """Return a product; without its result where that is not known yet."""
    times, unsaid = spoken(count, unit), _WORDS["open"]
    key = "unsaid" if times == unsaid else "each"
    product = _said(f"{key}_then" if figure == unsaid else key, figure, times, what)
    return product if result == unsaid else _said("is", product, result)


def _most(cap: Span, unit: Text | None) -> Text | None:
    return None if cap.high is None else _figure(_shown(cap.high), unit)


def _shown(number: Fraction) -> Decimal:
    return to_the_cent(number)


def _figure(number: Decimal, unit: Text | None) -> Text:
    return Text(**{lang: in_unit(number, unit, lang) for lang in LANGUAGES})


def _bare(number: Decimal, unit: Text | None) -> Text:
    """Return the number of a figure whose unit follows later."""
    return Text(zh=number_text(number), en=in_unit(number, unit, "en").partition(" ")[0])


def _said(key: str, *parts: Text) -> Text:
    def filled(language: Language) -> str:
        return _WORDS[key].get(language).format(*(part.get(language) for part in parts))

    return Text(**{language: filled(language) for language in LANGUAGES})
