"""Findings → reasons people can read: fact, value and its standing, limit, distance and source.

Each leaf that decided a verdict is named once. Where a value or a limit was worked out, the steps
say how; where nothing can be worked out they say that people decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from kb import criteria as form
from kb.built_in import GRANTED, HOLDS
from kb.catalogue import Catalogue
from kb.criteria import Clause
from kb.ids import ConceptId
from kb.text import Text
from matcher.applicant import Standing
from matcher.comparisons import OPERATORS
from matcher.criteria import Judge
from matcher.distance import distance
from matcher.figure_words import both
from matcher.steps import steps
from matcher.values import Unknown
from matcher.verdict import Finding, Verdict, opposite
from matcher.voice import NO, YES
from matcher.wording import wording_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a verdict is what it is, one leaf of it.

    Attributes:
        text: the condition, as it must be met.
        verdict: on it.
        fact: what it looks at.
        value: of the fact, if known.
        standing: where the value came from.
        limit: what the value was compared with.
        distance: how far a failed condition is from being met.
        steps: how value and limit came about, where they were worked out.
        source: document and article it was read in.
    """

    text: Text
    verdict: Verdict
    fact: ConceptId | None = None
    value: Text | None = None
    standing: Text | None = None
    limit: Text | None = None
    distance: Text | None = None
    steps: tuple[Text, ...] = ()
    source: Text | None = None

    @property
    def limit_beside(self) -> Text | None:
        """Return a figure or a day to show beside the text, where the text does not say it."""
        limit = self.limit
        if limit is None or not any(letter.isdigit() for letter in limit.en):
            return None
        first, said = limit.en.partition(" ")[0], _SHARE.sub("", self.text.en).split()
        told = limit.en in self.text.en or first in said or _IN_WORDS.get(first) in said
        return None if told else limit


STANDINGS: Final = {
    Standing.DECLARED: Text(zh="本人说明", en="as declared"),
    Standing.CONFIRMED: Text(zh="已确认", en="confirmed"),
    Standing.LIBRARY: Text(zh="来自电子证照", en="from the e-licence library"),
    Standing.REGISTRY: Text(zh="来自登记信息", en="from the registry"),
    Standing.DERIVED: Text(zh="推算得出", en="worked out"),
}
"""Where a value came from, in words."""
_SHARE: Final = re.compile(r"[\d.,]+ %")
_NUMBERS: Final = "one two three four five six seven eight nine".split()
_IN_WORDS: Final = dict(zip("123456789", _NUMBERS, strict=True))
_ORDER: Final = {
    Verdict.UNMET: 0,
    Verdict.NEEDS_INFORMATION: 1,
    Verdict.NEEDS_JUDGEMENT: 2,
    Verdict.MET: 3,
}


class Reasons:
    """Words for findings, by one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._wording = wording_of(catalogue)

    def of(
        self, finding: Finding, judge: Judge, clause: Clause | None = None
    ) -> tuple[Reason, ...]:
        """Return the reasons of a finding: failed leaves first, then open, then met ones.

        Only leaves that made the verdict what it is: under a met `any` the met branch, under an
        unmet `all` the unmet parts.

        Args:
            finding: of a tree or a leaf.
            judge: who found it; its facts say where a value came from.
            clause: the source of leaves that name none of their own.
        """
        reasons = [
            self.leaf(leaf, negated, judge, clause) for leaf, negated in _leaves(finding, False)
        ]
        return tuple(sorted(dict.fromkeys(reasons), key=lambda r: _ORDER[r.verdict]))

    def leaf(
        self, finding: Finding, negated: bool, judge: Judge, clause: Clause | None = None
    ) -> Reason:
        """Return the reason of one leaf; `negated` where it stands under a `not`."""
        leaf: Any = finding.criterion
        verdict = opposite(finding.verdict) if negated else finding.verdict
        value = self._value(finding, judge)
        fact = _fact(leaf)
        return Reason(
            text=self._wording.leaf(leaf, negated, judge.on),
            verdict=verdict,
            fact=fact,
            value=value,
            standing=_standing(fact, judge) if value is not None else None,
            limit=self._limit(finding, negated, judge),
            distance=distance(finding, negated, judge) if verdict is Verdict.UNMET else None,
            steps=steps(finding, judge) if verdict is not Verdict.MET else (),
            source=self._source(getattr(leaf, "source", None) or clause),
        )

    # ---- value and limit --------------------------------------------------------------------

    def _value(self, finding: Finding, judge: Judge) -> Text | None:
        leaf, value = finding.criterion, finding.value
        if isinstance(leaf, form.Holds | form.Granted):
            return (YES if finding.verdict is Verdict.MET else NO) if finding.settled else None
        if value is None:
            return None
        if isinstance(leaf, form.Count):
            return _of_members(value, judge.value(leaf.count))
        return self._wording.value(value, self._catalogue.concepts[leaf.fact])  # type: ignore[union-attr]

    def _limit(self, finding: Finding, negated: bool, judge: Judge) -> Text | None:
        """Return what the fact is compared with; None where it is not known."""
        leaf: Any = finding.criterion
        if isinstance(leaf, form.Holds | form.Granted):
            return NO if negated else YES
        limit = finding.limit if finding.limit is not None else _bound(leaf, judge)
        if limit is not None:
            return self._wording.value(
                limit, self._catalogue.concepts.get(getattr(leaf, "fact", ConceptId("")))
            )
        said = self._wording.wanted(leaf, negated)
        return said if said.en else None

    def _source(self, source: Clause | None) -> Text | None:
        document = self._catalogue.records.get(source.document) if source is not None else None
        if source is None or document is None:
            return None
        number = getattr(document, "number", None)
        article = {"zh": f"第{source.article}条", "en": f"article {source.article}"}

        def said(language: Any) -> str:
            ends = article[language] if source.article else None
            parts = (document.title.get(language), number, ends)
            return " ".join(part for part in parts if part)

        return both(said)


def _bound(leaf: Any, judge: Judge) -> Any:
    """Return the limit of a number or a day, where the finding does not hold it."""
    if type(leaf) in OPERATORS:
        found = judge.limit(getattr(leaf, OPERATORS[type(leaf)][0]))
    elif isinstance(leaf, form.OnOrAfter | form.Before):
        found = judge.limit(leaf.on_or_after if isinstance(leaf, form.OnOrAfter) else leaf.before)
    else:
        return None
    return None if isinstance(found, Unknown) else found


def _fact(leaf: Any) -> ConceptId | None:
    """Return what a leaf looks at: a fact, a list, or what is held or drawn already."""
    if isinstance(leaf, form.Holds | form.Granted):
        return HOLDS if isinstance(leaf, form.Holds) else GRANTED
    found: ConceptId | None = getattr(leaf, "fact", None) or getattr(leaf, "count", None)
    return found


def _standing(fact: ConceptId | None, judge: Judge) -> Text | None:
    """Return where the value of a fact came from; of papers and grants nobody has noted it."""
    if fact is None or fact in (HOLDS, GRANTED):
        return None
    known = judge.facts.known.get(fact)
    return STANDINGS[known.standing if known is not None else Standing.DERIVED]


def _of_members(met: Any, members: Any) -> Text:
    """Return "1 of 3": so many of a list meet what it asks."""
    if isinstance(members, tuple):
        return Text(zh=f"{len(members)} 个里有 {met} 个", en=f"{met} of {len(members)}")
    return Text(zh=f"{met} 个", en=f"{met}")


def _leaves(finding: Finding, negated: bool) -> Iterator[tuple[Finding, bool]]:
    """Yield the leaves that decide a finding, and whether each stands under a `not`."""
    criterion = finding.criterion
    if isinstance(criterion, form.Not):
        yield from _leaves(finding.parts[0], not negated)
    elif isinstance(criterion, form.All | form.AnyOf):
        for part in _deciding(finding, negated):
            yield from _leaves(part, negated)
    else:
        yield finding, negated


def _deciding(finding: Finding, negated: bool) -> Iterator[Finding]:
    """Yield the parts of a tree that explain its verdict.

    A met `any` needs only its met branch, and `not: {all: …}` only what made it unmet. Otherwise
    every part says something: what failed, what is open, and (under `all`) what is already met.
    """
    if finding.verdict is Verdict.MET and isinstance(finding.criterion, form.AnyOf):
        yield from (part for part in finding.parts if part.verdict is Verdict.MET)
    elif finding.verdict is not Verdict.UNMET and isinstance(finding.criterion, form.AnyOf):
        yield from (part for part in finding.parts if part.verdict is not Verdict.UNMET)
    elif finding.verdict is Verdict.UNMET and negated:
        yield from (part for part in finding.parts if part.verdict is Verdict.UNMET)
    else:
        yield from finding.parts
