"""Whether what a policy gives can be worked out as its record says: figures, facts and units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from kb.benefit import Benefit
from kb.criteria import Count
from kb.errors import below_zero
from kb.fitting import unfit
from kb.ids import ConceptId
from kb.kinds import BenefitKind, ConceptType
from kb.limits import unfit_limit
from kb.model import AnyRecord, InformationConcept, Policy
from kb.possible import Found, Steps
from kb.text import Text

Base = Mapping[str, AnyRecord]

MOST_PER_CENT: Final = 500
"""No share in any source is near it; a higher one is a sum that slipped into `rate`."""
_OF_A_WHOLE: Final = frozenset({BenefitKind.PERCENTAGE, BenefitKind.RENT})
"""Kinds that give a part of what one pays, never more than all of it."""
_BY_PEOPLE: Final = frozenset({BenefitKind.IN_KIND, BenefitKind.DISCRETIONARY})
_CENT: Final = 2


def unfit_benefit(policy: Policy, base: Base) -> Iterator[Found]:
    """Yield (path, problem, remedy) for what is wrong with the benefit and the quota of a policy.

    Args:
        policy: the item.
        base: every record by id; a fact that is not there is a dangling id, said elsewhere.
    """
    if policy.benefit is not None:
        for check in (_kind, _figures, _tiers, _facts, _left_over, _units, _limits, _conditions):
            for path, problem, remedy in check(policy.benefit, base):
                yield ("benefit", *path), problem, remedy
    yield from _quota(policy)


# ---- figures --------------------------------------------------------------------------------

_DECIDED: Final = (
    Text(
        zh="这类给付由人决定，却写了怎么算。", en="is decided by people, yet says how to calculate."
    ),
    Text(
        zh="请换一个 kind，例如 tiered 或 percentage；算不出来的，只留 text。",
        en="Choose another kind, such as tiered or percentage, or keep the text alone.",
    ),
)
_RATE_OF_WHAT: Final = (
    Text(
        zh="写了百分之几，却没有写是什么的百分之几。", en="is a percentage, but not said of what."
    ),
    Text(zh="请加上 of: concept/…。", en="Add of: concept/…, the fact it is a part of."),
)
_NO_RATE: Final = (
    Text(zh="写了按哪个数算，却没有写百分之几。", en="names a base, but no percentage of it."),
    Text(zh="请加上 rate，例如 rate: 30。", en="Add a rate, such as rate: 30."),
)
_TWO_WAYS: Final = (
    Text(zh="有了 tiers，这一项用不上。", en="is never used, for there are tiers."),
    Text(zh="请写进 tiers 的最后一行，或者去掉。", en="Write it as the last tier, or take it out."),
)
_NO_FIGURE: Final = (
    Text(zh="这一档没有写给多少。", en="says for whom, but not how much."),
    Text(
        zh="请加上 amount 或 rate；数额没有读到的，请去掉这一档。",
        en="Add amount or rate, or take the tier out where the figure has not been read.",
    ),
)
_TWO_FIGURES: Final = (
    Text(zh="这一档写了 amount，又写了 rate。", en="gives both an amount and a rate."),
    Text(zh="请只留一个。", en="Keep one."),
)
_NEVER_REACHED: Final = (
    Text(
        zh="前面一档谁都适用，轮不到这一档。",
        en="is never reached: an earlier tier fits everybody.",
    ),
    Text(
        zh="请给前面那档加上 when，或者调换顺序。", en="Give that one a when, or change the order."
    ),
)


def _kind(benefit: Benefit, _: Base) -> Iterator[Found]:
    if benefit.kind in _BY_PEOPLE and (benefit.tiers or benefit.per or benefit.of or benefit.rate):
        yield ("kind",), *_DECIDED


def _figures(benefit: Benefit, _: Base) -> Iterator[Found]:
    rates: dict[Steps, Decimal | None] = {("rate",): benefit.rate}
    rates.update({("tiers", i, "rate"): tier.rate for i, tier in enumerate(benefit.tiers)})
    amounts: dict[Steps, Decimal | None] = {
        ("tiers", i, "amount"): tier.amount for i, tier in enumerate(benefit.tiers)
    }
    amounts[("units_at_most",)] = benefit.units_at_most
    for key in ("at_most", "of_at_most"):
        held = getattr(benefit, key)
        amounts[(key,)] = held if isinstance(held, Decimal) else None
    for path, figure in {**rates, **amounts}.items():
        if figure is not None and figure <= 0:
            yield path, *_not_above_zero(figure)
    for path, rate in rates.items():
        most = 100 if benefit.kind in _OF_A_WHOLE else MOST_PER_CENT
        if rate is not None and rate > most:
            yield path, *_too_much(rate)


def _not_above_zero(figure: Decimal) -> tuple[Text, Text]:
    problem = Text(zh=f"{figure:f} 不大于零。", en=f"{figure:f} is not above zero.")
    return problem, Text(zh="请写大于 0 的数，或者去掉。", en="Write more than 0, or take it out.")


def _too_much(rate: Decimal) -> tuple[Text, Text]:
    problem = Text(zh=f"{rate:f}% 太多了。", en=f"{rate:f} % is too much.")
    remedy = Text(
        zh="rate 写百分之几（30% 写 30）；一笔钱请写 amount。",
        en="A rate is per cent (30 for 30 %); write a sum as amount.",
    )
    return problem, remedy


def _tiers(benefit: Benefit, _: Base) -> Iterator[Found]:
    if benefit.tiers and benefit.rate is not None:
        yield ("rate",), *_TWO_WAYS
    for i, tier in enumerate(benefit.tiers):
        if tier.amount is None and tier.rate is None:
            yield ("tiers", i), *_NO_FIGURE
        elif tier.amount is not None and tier.rate is not None:
            yield ("tiers", i), *_TWO_FIGURES
    for i, (before, _after) in enumerate(pairwise(benefit.tiers), 1):
        if before.when is None:
            yield ("tiers", i), *_NEVER_REACHED


def _has_rate(benefit: Benefit) -> bool:
    return benefit.rate is not None or any(tier.rate is not None for tier in benefit.tiers)


# ---- facts ----------------------------------------------------------------------------------

_A_NUMBER: Final = Text(zh="请写一个类型是 number 的信息项。", en="Name a fact that is a number.")
_NUMBER_OR_MEMBERS: Final = Text(
    zh="请写一个类型是 number 或 members 的信息项。",
    en="Name a fact that is a number or a list of members.",
)


def _concept(fact: ConceptId | None, base: Base) -> InformationConcept | None:
    held = base.get(fact) if fact is not None else None
    return held if isinstance(held, InformationConcept) else None


def _facts(benefit: Benefit, base: Base) -> Iterator[Found]:
    if _has_rate(benefit) and benefit.of is None:
        yield ("rate" if benefit.rate is not None else "tiers",), *_RATE_OF_WHAT
    if benefit.of is not None and not _has_rate(benefit):
        yield ("of",), *_NO_RATE
    of, per = _concept(benefit.of, base), _concept(benefit.per, base)
    if of is not None and of.type is not ConceptType.NUMBER:
        yield ("of",), _of_type(of, "取不了百分之几", "of which no percentage is taken"), _A_NUMBER
    if per is not None and per.type not in (ConceptType.NUMBER, ConceptType.MEMBERS):
        problem = _of_type(per, "数不出有几份", "which is not counted")
        yield ("per",), problem, _NUMBER_OR_MEMBERS


def _of_type(concept: InformationConcept, zh: str, en: str) -> Text:
    return Text(
        zh=f"{concept.id} 的类型是 {concept.type}，{zh}。",
        en=f"{concept.id} is a {concept.type}, {en}.",
    )


_NEEDS: Final[dict[str, str]] = {
    "of_at_most": "of",
    "where": "per",
    "units_at_most": "per",
}
"""Keys that say more about another one and mean nothing without it."""


def _left_over(benefit: Benefit, base: Base) -> Iterator[Found]:
    for key, needed in _NEEDS.items():
        if getattr(benefit, key) is not None and getattr(benefit, needed) is None:
            yield (key,), *_nothing_without(key, needed)
    for i, tier in enumerate(benefit.tiers):
        if tier.once and benefit.per is None:
            yield ("tiers", i, "once"), *_nothing_without("once", "per")
    per = _concept(benefit.per, base)
    if benefit.where is not None and per is not None and per.type is not ConceptType.MEMBERS:
        problem = _of_type(per, "没有成员可以挑", "and has no members to choose from")
        remedy = Text(
            zh="请去掉 where，或者让 per 指一个成员列表。",
            en="Take where out, or let per name a list of members.",
        )
        yield ("where",), problem, remedy


def _nothing_without(key: str, needed: str) -> tuple[Text, Text]:
    problem = Text(
        zh=f"没有写 {needed}，{key} 用不上。", en=f"{key} says nothing without {needed}."
    )
    return problem, Text(zh=f"请加上 {needed}，或者去掉。", en=f"Add {needed}, or take it out.")


def _conditions(benefit: Benefit, base: Base) -> Iterator[Found]:
    for i, tier in enumerate(benefit.tiers):
        if tier.when is not None:
            for path, problem, remedy in unfit(tier.when, base):
                yield ("tiers", i, "when", *path), problem, remedy
    per = _concept(benefit.per, base)
    if benefit.where is not None and per is not None and per.type is ConceptType.MEMBERS:
        counted = Count(count=per.id, where=benefit.where, at_least=Decimal(1))
        for path, problem, remedy in unfit(counted, base):
            if path[:1] == ("where",):
                yield path, problem, remedy


# ---- units ----------------------------------------------------------------------------------

_REMARK: Final = re.compile(r"[（(/].*$")


def money(unit: Text) -> str:
    """Return what a unit counts: what stands before the first stroke or bracket.

    >>> money(Text(zh="元/人/月（另加社保补贴）", en="yuan per hire and month"))
    '元'
    """
    return _REMARK.sub("", unit.zh).strip()


def _units(benefit: Benefit, base: Base) -> Iterator[Found]:
    of = _concept(benefit.of, base)
    each = None if benefit.unit is None or money(benefit.unit) == "%" else benefit.unit
    comes_in = benefit.sum_unit or (of.unit if of is not None else None) or each
    gives_amounts = any(tier.amount is not None for tier in benefit.tiers)
    gives_amounts |= not benefit.tiers and not _has_rate(benefit) and benefit.amount is not None
    if comes_in is None:
        return
    if of is not None and of.unit is not None and money(of.unit) != money(comes_in):
        yield ("sum_unit",), *_other_money(of.id, of.unit, comes_in)
    if gives_amounts and each is not None and money(each) != money(comes_in):
        yield ("unit",), *_other_money("amount", each, comes_in)
    if gives_amounts and benefit.per is not None and benefit.sum_unit is None:
        yield ("per",), *_UNIT_OF_ALL


_UNIT_OF_ALL: Final = (
    Text(
        zh="每一份乘起来以后是什么单位，没有写。",
        en="multiplies, but the unit of the sum is missing.",
    ),
    Text(
        zh="请加上 sum_unit，例如 {en: yuan, zh: 元}。",
        en="Add sum_unit, such as {zh: 元, en: yuan}.",
    ),
)


def _other_money(what: str, one: Text, other: Text) -> tuple[Text, Text]:
    problem = Text(
        zh=f"{what} 的单位是“{one.zh}”，算出来的却是“{other.zh}”。",
        en=f"{what} is in {one.en}, but the sum in {other.en}.",
    )
    remedy = Text(
        zh="请用同一个单位；要换算的，请另写一个推算出来的信息项。",
        en="Use one unit; to convert, work out another fact.",
    )
    return problem, remedy


def _limits(benefit: Benefit, base: Base) -> Iterator[Found]:
    of = _concept(benefit.of, base)
    if of is not None and of.type is ConceptType.NUMBER and benefit.of_at_most is not None:
        for path, problem, remedy in unfit_limit(benefit.of_at_most, of, base):
            yield ("of_at_most", *path), problem, remedy
    if benefit.at_most is not None:
        for path, problem, remedy in unfit_limit(benefit.at_most, _sum(benefit, of), base):
            yield ("at_most", *path), problem, remedy


def _sum(benefit: Benefit, of: InformationConcept | None) -> InformationConcept:
    """Return the sum as if it were a fact, so that its cap is held against it like any limit."""
    unit = benefit.sum_unit or (of.unit if of is not None else None) or benefit.unit
    return InformationConcept(
        id=ConceptId("benefit"),
        title=benefit.text,
        type=ConceptType.NUMBER,
        unit=None if unit is not None and money(unit) == "%" else unit,
        decimals=_CENT,
    )


# ---- quota ----------------------------------------------------------------------------------


def _quota(policy: Policy) -> Iterator[Found]:
    quota, valid = policy.quota, policy.valid
    if quota is None:
        return
    if quota.places is not None:
        yield from _places(quota.places)
    if quota.used_up_on is None:
        return
    early = valid.from_ is not None and quota.used_up_on < valid.from_
    late = valid.to is not None and quota.used_up_on > valid.to
    if early or late:
        problem = Text(
            zh=f"名额在 {quota.used_up_on} 用完，可那天这项政策不在有效期里。",
            en=f"the places were used up on {quota.used_up_on}, when the policy was not in force.",
        )
        remedy = Text(zh="请改正这一天，或者改正 valid。", en="Correct that day, or correct valid.")
        yield ("quota", "used_up_on"), problem, remedy


def _places(places: Decimal) -> Iterator[Found]:
    if places < 0:
        yield ("quota", "places"), *below_zero(places)
    elif places == 0 or places != places.to_integral_value():
        problem = Text(zh=f"{places:f} 不能是名额数。", en=f"{places:f} is no number of places.")
        remedy = Text(
            zh="请写 1 或更大的整数；用完了的，请写 used_up_on。",
            en="Write a whole number from 1 up; where they are used up, write used_up_on.",
        )
        yield ("quota", "places"), problem, remedy
