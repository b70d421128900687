"""Where only one of several items can be had: which is better for this applicant, and by how much.

Items stand in each other's way when one `excludes` another or says `choose_one`, whichever of the
two says so. Only items that are, or may yet be, for the applicant are compared; amounts are
compared only in one unit. A ceiling says nothing of what one is sure to get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from kb.catalogue import Catalogue
from kb.ids import ConceptId, PolicyId
from kb.text import LANGUAGES, Language, Text
from matcher.amount_words import range_text
from matcher.amounts import Amount
from matcher.wording import wording_of

_SURE: Final = "eligible"
_OUT: Final = "not_eligible"


class Offer(Protocol):
    """A policy with its verdict for an applicant and what it gives; every match is one."""

    @property
    def policy(self) -> PolicyId:
        """The item."""

    @property
    def verdict(self) -> str:
        """As in `matcher.match.Eligibility`."""

    @property
    def amount(self) -> Amount | None:
        """What it gives, where that can be worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Items of which only one can be had.

    `better` is None where they give the same, or where it cannot be said; `text` says why. It is
    better than the next best by `by_low` to `by_high` (None: open upwards) in `unit`.
    """

    policies: tuple[PolicyId, ...]
    better: PolicyId | None = None
    by_low: Decimal | None = None
    by_high: Decimal | None = None
    unit: Text | None = None
    text: Text


def choices(offers: Iterable[Offer], catalogue: Catalogue) -> tuple[Choice, ...]:
    """Return every choice an applicant has between items that cannot be had together.

    Args:
        offers: policies with their verdicts and amounts; those that are out are left aside.
        catalogue: the one they were judged by.

    Returns:
        One choice for each largest group in which every item stands in every other's way, in the
        order of their ids.
    """
    live = {offer.policy: offer for offer in offers if offer.verdict != _OUT}
    rivals = _rivals(live, catalogue)
    groups = sorted(tuple(sorted(group)) for group in _groups(rivals))
    return tuple(_choice([live[policy] for policy in group], catalogue) for group in groups)


def _rivals(
    live: Mapping[PolicyId, Offer], catalogue: Catalogue
) -> dict[PolicyId, frozenset[PolicyId]]:
    """Return for each item those it cannot be had with, whichever of the two says so."""
    found: dict[PolicyId, set[PolicyId]] = {policy: set() for policy in live}
    for policy in live:
        record = catalogue.policies[policy]
        for other in (record.excludes | record.choose_one) & live.keys() - {policy}:
            found[policy].add(other)
            found[other].add(policy)
    return {policy: frozenset(others) for policy, others in found.items() if others}


def _groups(rivals: Mapping[PolicyId, frozenset[PolicyId]]) -> Iterator[frozenset[PolicyId]]:
    """Yield the largest sets of items that all stand in each other's way (Bron and Kerbosch)."""

    def grown(
        group: frozenset[PolicyId], open_: frozenset[PolicyId], done: frozenset[PolicyId]
    ) -> Iterator[frozenset[PolicyId]]:
        if not open_ and not done:
            yield group
        for policy in sorted(open_):
            yield from grown(group | {policy}, open_ & rivals[policy], done & rivals[policy])
            open_, done = open_ - {policy}, done | {policy}

    if rivals:
        yield from grown(frozenset(), frozenset(rivals), frozenset())


def _choice(offers: Sequence[Offer], catalogue: Catalogue) -> Choice:
    policies = tuple(offer.policy for offer in offers)
    said = _Said(offers, catalogue)
    known = [offer.amount for offer in offers if offer.amount is not None]
    if len(known) < len(offers) or len({amount.unit for amount in known}) > 1:
        return Choice(policies=policies, text=said.not_comparable())
    best = max(range(len(known)), key=lambda i: _sure(known[i]))
    low, high = _lead(known[best], [one for i, one in enumerate(known) if i != best])
    alike = len({(one.low, one.high, one.ceiling) for one in known}) == 1 and known[0].exact
    if alike or low == high == 0:
        return Choice(policies=policies, text=said.equal(known[best]))
    if low is None or low < 0:
        return Choice(policies=policies, text=said.open(known))
    unit = known[best].unit
    by = range_text(low or None, high, unit)
    return Choice(
        policies=policies,
        better=policies[best],
        by_low=low,
        by_high=high,
        unit=unit,
        text=said.better(offers[best], by),
    )


def _sure(amount: Amount) -> Decimal:
    """Return what one is sure to get; of a ceiling nothing is sure."""
    return Decimal(0) if amount.ceiling or amount.low is None else amount.low


def _lead(best: Amount, others: Sequence[Amount]) -> tuple[Decimal | None, Decimal | None]:
    """Return by how much an amount passes all others, least and most; None has no end."""
    highs = [one.high for one in others if one.high is not None]
    low = _sure(best) - max(highs) if len(highs) == len(others) else None
    return low, None if best.high is None else best.high - max(map(_sure, others))


class _Said:
    """What is said of one choice, in both languages."""

    def __init__(self, offers: Sequence[Offer], catalogue: Catalogue) -> None:
        self._offers = offers
        self._catalogue = catalogue

    def better(self, best: Offer, by: Text | None) -> Text:
        key = "better" if by is None else "better_by"
        return self._sentence(key, self._titles([best]), by)

    def equal(self, amount: Amount) -> Text:
        return self._sentence("equal", amount.text)

    def open(self, amounts: Iterable[Amount]) -> Text:
        missing = frozenset[ConceptId]().union(*(amount.missing for amount in amounts))
        if not missing:
            return self._sentence("granted")
        facts = wording_of(self._catalogue).said(
            lambda voice: voice.pick("、", ", ").join(map(voice.title, sorted(missing)))
        )
        return self._sentence("open", facts)

    def not_comparable(self) -> Text:
        return self._sentence("not_comparable")

    def _sentence(self, key: str, *parts: Text | None) -> Text:
        """Return "only one of … can be had: if …, …"."""
        filled = [part for part in parts if part is not None]
        ending = _filled(key, *filled)
        return _filled("one_of", self._titles(self._offers), self._if(), ending)

    def _if(self) -> Text:
        unsure = [offer for offer in self._offers if offer.verdict != _SURE]
        if not unsure:
            return Text(zh="", en="")
        if len(unsure) == len(self._offers):
            return _WORDS["if_all"]
        return _filled("if", self._titles(unsure))

    def _titles(self, offers: Iterable[Offer]) -> Text:
        titles = [self._catalogue.policies[offer.policy].title for offer in offers]
        return _in_both(
            lambda lang: _WORDS["and"].get(lang).join(f"“{title.get(lang)}”" for title in titles)
        )


_WORDS: Final[dict[str, Text]] = {
    "and": Text(zh="和", en=" and "),
    "one_of": Text(zh="{0}只能享受一项：{1}{2}。", en="Only one of {0} can be had: {1}{2}."),
    "if": Text(zh="如果{0}也符合，", en="if you qualify for {0} too, "),
    "if_all": Text(zh="如果都符合，", en="if you qualify for all of them, "),
    "better": Text(zh="选{0}更好", en="{0} is better"),
    "better_by": Text(zh="选{0}更好，多 {1}", en="{0} is better, by {1}"),
    "equal": Text(zh="给的一样：{0}", en="they give the same: {0}"),
    "open": Text(
        zh="要知道{0}，才能说哪一项更好", en="which is better can be told once this is known: {0}"
    ),
    "granted": Text(
        zh="哪一项更好，要看部门最后定多少",
        en="which is better depends on what is granted in the end",
    ),
    "not_comparable": Text(
        zh="给的东西不一样，或者数额还说不准，不能直接比",
        en="what they give differs in kind or is not known, and cannot be compared in figures",
    ),
}


def _filled(key: str, *parts: Text) -> Text:
    return _in_both(lambda lang: _WORDS[key].get(lang).format(*(part.get(lang) for part in parts)))


def _in_both(said: Callable[[Language], str]) -> Text:
    return Text(**{language: said(language) for language in LANGUAGES})
