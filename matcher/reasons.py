"""Findings → reasons people can read: fact, value, limit, distance and source of each leaf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.criteria import Clause
from kb.ids import ConceptId
from kb.text import LANGUAGES, Text
from matcher.verdict import Finding, Verdict, opposite
from matcher.wording import Wording, day_text, with_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a verdict is what it is, one leaf of it."""

    text: Text
    verdict: Verdict
    fact: ConceptId | None = None
    value: Text | None = None
    limit: Text | None = None
    distance: Text | None = None
    source: Text | None = None


class Reasons:
    """Words for findings, by one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._wording = Wording(catalogue)

    def of(self, finding: Finding) -> tuple[Reason, ...]:
        """Return the reasons of a finding: failed leaves first, then open, then met ones.

        Only leaves that made the verdict what it is: under a met `any` the met branch, under an
        unmet `all` the unmet parts.
        """
        reasons = [self._reason(leaf, negated) for leaf, negated in _leaves(finding, False)]
        return tuple(sorted(dict.fromkeys(reasons), key=lambda r: _ORDER[r.verdict]))

    def _reason(self, finding: Finding, negated: bool) -> Reason:
        leaf: Any = finding.criterion
        verdict = opposite(finding.verdict) if negated else finding.verdict
        fact = getattr(leaf, "fact", None) or getattr(leaf, "count", None)
        concept = self._catalogue.concepts.get(fact) if fact else None
        value = finding.value
        return Reason(
            text=self._wording.criterion(form.Not(not_=leaf) if negated else leaf),
            verdict=verdict,
            fact=fact,
            value=self._wording.value(value, concept) if value is not None else None,
            limit=self._limit(finding, concept),
            distance=_distance(finding, concept) if verdict is Verdict.UNMET else None,
            source=self._source(getattr(leaf, "source", None)),
        )

    def _limit(self, finding: Finding, concept: Any) -> Text | None:
        return self._wording.value(finding.limit, concept) if finding.limit is not None else None

    def _source(self, source: Clause | None) -> Text | None:
        if source is None:
            return None
        document = self._catalogue.records.get(source.document)
        if document is None:
            return None
        number = getattr(document, "number", None)
        article = {"zh": f"第{source.article}条", "en": f"article {source.article}"}
        return Text(
            **{
                lang: " ".join(
                    part
                    for part in (
                        document.title.get(lang),
                        number,
                        article[lang] if source.article else None,
                    )
                    if part
                )
                for lang in LANGUAGES
            }
        )


_ORDER: Final = {
    Verdict.UNMET: 0,
    Verdict.NEEDS_INFORMATION: 1,
    Verdict.NEEDS_JUDGEMENT: 2,
    Verdict.MET: 3,
}


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


def _distance(finding: Finding, concept: Any) -> Text | None:
    """Return how far a failed leaf is from being met ("2 persons over")."""
    if isinstance(finding.limit, date):
        return Text(**{lang: _since(finding.limit, lang) for lang in LANGUAGES})
    if not isinstance(finding.distance, Decimal | Fraction) or not finding.distance:
        return None
    below = cast(Any, finding.value) < cast(Any, finding.limit)
    words = {"zh": "还差 {}" if below else "超出 {}", "en": "{} short" if below else "{} over"}
    far = {lang: with_unit(finding.distance, concept, lang) for lang in LANGUAGES}
    return Text(**{lang: words[lang].format(far[lang]) for lang in LANGUAGES})


def _since(day: date, language: Any) -> str:
    shown = day_text(day, language)
    return {"zh": f"界限为{shown}", "en": f"the limit is {shown}"}[language]
