"""Conditions and limits on a record's page: a nested list that reads aloud, with its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, Final, get_args

from api.lines import Line
from api.record_words import article_text, led, same, word
from kb import criteria as form
from kb import model
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.ids import ConceptId
from kb.model import AnyRecord, InformationConcept
from kb.text import LANGUAGES, Text
from matcher.limit_words import MOST_ROWS, limit_words
from matcher.wording import Wording, day_text, number_text

FORMS: Final = get_args(Criterion)
LIMITS: Final = (
    form.Times,
    form.FactLimit,
    form.ParameterLimit,
    form.TableLimit,
    form.DatedLimit,
)


class Conditions:
    """Says the conditions of one record by the labels of a catalogue."""

    def __init__(self, record: AnyRecord, catalogue: Catalogue) -> None:
        self._record = record
        self._catalogue = catalogue
        self._wording = Wording(catalogue)

    def said(self, criterion: Any, indent: int) -> Iterator[Line]:
        """Say a condition as a list: what joins the lines stands over them."""
        if isinstance(criterion, form.Not):
            yield Line(word("record.not"), indent=indent)
            yield from self.said(criterion.not_, indent + 1)
        elif isinstance(criterion, form.All | form.AnyOf):
            yield from self._joined(criterion, indent)
        else:
            yield self._leaf(criterion, indent)
            yield from self._beneath(criterion, indent + 1)

    def limit(self, limit: Any, indent: int) -> Iterator[Line]:
        """Say a limit that stands by itself, as the most one can get does."""
        record = limit.parameter if isinstance(limit, form.ParameterLimit) else ""
        text = self._wording.said(lambda voice: limit_words(limit, None, voice))
        yield Line(text, record, indent)

    def _joined(self, criterion: form.All | form.AnyOf, indent: int) -> Iterator[Line]:
        is_all = isinstance(criterion, form.All)
        children = criterion.all if isinstance(criterion, form.All) else criterion.any
        several = len(children) > 1
        if several:
            yield Line(word("record.all_of" if is_all else "record.one_of"), indent=indent)
        for child in children:
            yield from self.said(child, indent + several)

    def _leaf(self, leaf: Any, indent: int) -> Line:
        """Say one condition with its source beside it."""
        text = leaf.wording or self._words(leaf)
        record = getattr(leaf, "holds", "") or getattr(leaf, "granted", "")
        clause = leaf.source
        if clause is None:
            return Line(text, record, indent)
        held = self._catalogue.records.get(clause.document)
        number = held.number if isinstance(held, model.PolicyDocument) else None
        name = same(number) if number or held is None else held.title
        if clause.article:
            article = article_text(clause.article)
            name = Text(zh=f"{name.zh} {article.zh}", en=f"{name.en}, {article.en}")
        return Line(text, record, indent, source=name, source_record=held.id if held else "")

    def _words(self, leaf: Any) -> Text:
        if isinstance(leaf, form.Review):
            return led(word("record.review"), leaf.review)
        if isinstance(leaf, form.Count):
            return self._counted(leaf)
        return self._wording.criterion(leaf)

    def _counted(self, count: form.Count) -> Text:
        name = self._wording.concept(count.count)
        low, high = count.at_least, count.at_most
        bounds = [
            word(f"record.{key}", number_text(bound))
            for key, bound in (("at_least", low), ("at_most", high))
            if bound is not None and (key == "at_most" or bound or high is None)
        ]
        if high == 0:
            bounds = [word("record.none_at_all")]
        zh, en = "，".join(b.zh for b in bounds), ", ".join(b.en for b in bounds)
        return led(name, Text(zh=zh, en=en))

    # ---- what a condition leans on ------------------------------------------------------------

    def _beneath(self, leaf: Any, indent: int) -> Iterator[Line]:
        """Say what a condition leans on: who counts, a local figure, a table, dated values."""
        if isinstance(leaf, form.Count) and leaf.where is not None:
            first, *others = self.said(leaf.where, indent)
            yield replace(first, text=led(word("record.counts"), first.text))
            yield from others
        if isinstance(leaf, form.InIssuersArea):
            yield from self._issuers_area(indent)
        for limit in _limits(leaf):
            if isinstance(limit, form.ParameterLimit):
                held = self._catalogue.parameters.get(limit.parameter)
                if held is not None:
                    yield Line(led(word("kind.parameter"), held.title), held.id, indent)
            elif isinstance(limit, form.TableLimit | form.DatedLimit) and _hides_rows(leaf, limit):
                yield from self._rows(limit, leaf.fact, indent)

    def _issuers_area(self, indent: int) -> Iterator[Line]:
        """Say which area is meant, where the issuer has one."""
        issuer = self._catalogue.records.get(getattr(self._record, "organisation", None) or "")
        area = self._catalogue.records.get(getattr(issuer, "area", None) or "")
        if issuer is not None and area is not None:
            said = Text(
                zh=f"{issuer.title.zh}（{area.title.zh}）",
                en=f"{issuer.title.en} ({area.title.en})",
            )
            yield Line(led(word("record.issuer"), said), area.id, indent)

    def _rows(
        self, limit: form.TableLimit | form.DatedLimit, fact: ConceptId, indent: int
    ) -> Iterator[Line]:
        concept = self._catalogue.concepts[fact]
        if isinstance(limit, form.DatedLimit):
            for value in limit.dated:
                days = Text(**{lang: day_text(value.from_, lang) for lang in LANGUAGES})
                said = self._wording.value(value.value, concept)
                yield Line(led(word("record.from", days), said), indent=indent)
            return
        by = self._catalogue.concepts[limit.by]
        for row in limit.table:
            said = self._wording.value(row.value, concept)
            yield Line(led(self._row(row, by), said), indent=indent)
        if limit.beyond is not None:
            said = self._wording.value(limit.beyond, concept)
            yield Line(led(word("record.beyond"), said), indent=indent)

    def _row(self, row: form.Threshold, by: InformationConcept) -> Text:
        """Return for which value of the other fact a row is, or up to which."""
        if row.up_to is None:
            return self._wording.value(row.for_, by)
        return word("record.up_to", self._wording.value(row.up_to, by))


def _hides_rows(leaf: Any, limit: Any) -> bool:
    """Say whether the sentence of a condition leaves the rows of its limit out."""
    long = isinstance(limit, form.TableLimit) and len(limit.table) > MOST_ROWS
    return long or leaf.wording is not None


def _limits(leaf: Any) -> Iterator[Any]:
    """Yield every limit of a leaf; a range has two."""
    for field in fields(leaf):
        held = getattr(leaf, field.name)
        yield from held if isinstance(held, tuple) else (held,)
