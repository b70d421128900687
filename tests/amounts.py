"""Benefits of the little world, given or drawn, and what is worked out of them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from kb.benefit import Benefit, Tier
from kb.criteria import Review
from kb.kinds import BenefitKind
from kb.reading import value_from
from kb.text import Text
from kb.yaml_text import read_yaml
from matcher.amounts import amount_of
from matcher.criteria import Judge
from matcher.wording import Wording
from tests.judging import DERIVED_NUMBERS, NUMBERS, conditions, limits
from tests.support import TODAY, world

MONEY = Text(zh="钱", en="money")


def benefit_of(content):
    """Return the benefit that a line of YAML says."""
    said = f"{{kind: tiered, text: {{zh: 钱, en: money}}, {content}}}"
    return value_from(read_yaml(said.encode(), "test.yaml").value, Benefit, "benefit")


def amount(benefit, facts, catalogue=None):
    held = world() if catalogue is None else catalogue
    read = benefit_of(benefit) if isinstance(benefit, str) else benefit
    return amount_of(read, Judge(held, facts, TODAY), Wording(held))


HIRES = (
    "unit: {zh: 元/人, en: yuan per hire}, amount: 1500, per: concept/hires,"
    " where: {fact: concept/member-age, at_most: 24}, sum_unit: {zh: 元, en: yuan}"
)


SMALL = st.integers(1, 12).map(Decimal)


@st.composite
def tiers(draw):
    """Draw a table of tiers, most of them for somebody, the last perhaps for everybody."""
    rows = draw(st.lists(st.tuples(conditions(), SMALL, st.booleans(), st.booleans()), max_size=3))
    found = [
        Tier(when=when, rate=figure, once=once)
        if rate
        else Tier(when=when, amount=figure, once=once)
        for when, figure, rate, once in rows
    ]
    return (*found, Tier(amount=draw(SMALL))) if draw(st.booleans()) else tuple(found)


@st.composite
def benefits(draw):
    """Draw any benefit that fits the little world."""
    table = draw(tiers())
    per = draw(st.sampled_from([None, *NUMBERS, "concept/hires"]))
    maybe = st.none() | limits()
    return Benefit(
        kind=BenefitKind.TIERED,
        text=MONEY,
        amount=draw(st.none() | SMALL),
        rate=draw(st.none() | SMALL) if not table else None,
        of=draw(st.sampled_from([*NUMBERS, *DERIVED_NUMBERS])),
        of_at_most=draw(maybe),
        tiers=table,
        per=per,
        where=draw(st.none() | conditions_of_members()) if per == "concept/hires" else None,
        units_at_most=draw(st.none() | SMALL),
        at_most=draw(maybe),
    )


def conditions_of_members():
    """Return conditions over the facts that are told of hires."""
    return st.sampled_from(
        [
            benefit_of(f"per: concept/hires, where: {{fact: {fact}, at_least: {n}}}").where
            for fact in ("concept/member-age", "concept/insured-months")
            for n in (0, 3, 9)
        ]
        + [Review(review=MONEY)]
    )
