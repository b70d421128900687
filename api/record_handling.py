"""How a service is handled, on its record's page: stages, modes, forms of papers, prerequisites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from api.lines import Line
from api.record_conditions import Conditions
from api.record_words import led, part_name, same, word
from flowchart.schedule import Spell
from flowchart.step_words import SAME_DAY, spell_text
from kb.catalogue import Catalogue
from kb.handling import (
    ConditionalPrerequisite,
    Days,
    InputTerms,
    Lasts,
    Renewal,
    ServiceMode,
    Stage,
)
from kb.kinds import DayUnit
from kb.model import AnyRecord
from kb.text import Text
from matcher.wording import number_text

HANDLING: Final = (Stage, ServiceMode, InputTerms, ConditionalPrerequisite, Lasts, Renewal)


def joined(*texts: Text | None) -> Text:
    """Return texts one after another, those there are.

    >>> joined(Text(zh="原件", en="the original"), None, Text(zh="2 份", en="2 copies")).zh
    '原件，2 份'
    """
    held = [one for one in texts if one is not None]
    return Text(zh="，".join(one.zh for one in held), en=", ".join(one.en for one in held))


def listed_codes(codes: frozenset[Any], indent: int) -> Iterator[Line]:
    """Say how many fields a form has; which they are is said by codes, for the file alone."""
    yield Line(word("record.form_fields", str(len(codes))), indent=indent)


def limit_text(days: int, unit: DayUnit) -> Text:
    """Return a limit in words; none at all is on the spot."""
    return spell_text(Spell(days, unit)) if days else SAME_DAY


class Handling:
    """Says how one service is handled, by the labels of a catalogue."""

    def __init__(self, record: AnyRecord, catalogue: Catalogue) -> None:
        self._record = record
        self._catalogue = catalogue
        self._conditions = Conditions(record, catalogue)
        self._tellers: dict[type, Callable[[Any, int], Iterator[Line]]] = {
            Stage: self._stage,
            ServiceMode: self._mode,
            InputTerms: self._terms,
            ConditionalPrerequisite: self._prerequisite,
            Lasts: self._lasts,
            Renewal: self._renewal,
        }

    def said(self, value: Any, indent: int) -> Iterator[Line]:
        """Say one stage, mode, form of a paper, prerequisite, or how long a paper lasts."""
        yield from self._tellers[type(value)](value, indent)

    def _stage(self, stage: Stage, indent: int) -> Iterator[Line]:
        """Say a stage and how long it takes."""
        yield Line(led(word(f"value.{stage.kind}"), stage.title), indent=indent)
        yield Line(_how_long(stage), indent=indent + 1)
        yield from self._when(stage.when, indent + 1)
        yield from self._source(stage.source, indent + 1)

    def _mode(self, mode: ServiceMode, indent: int) -> Iterator[Line]:
        name = word(f"value.{mode.mode}")
        yield Line(joined(name, word("part.usual") if mode.usual else None), indent=indent)
        under = indent + 1
        if mode.barred is not None:
            yield Line(led(word("part.barred"), mode.barred), indent=under)
        yield from self._when(mode.when, under)
        for key, days in (("part.days", mode.days), ("part.otherwise", mode.otherwise)):
            if days is not None:
                yield Line(led(word(key), _days(days)), indent=under)
        if mode.visits is not None:
            yield Line(led(word("field.visits"), same(number_text(mode.visits))), indent=under)
        for key in ("waives", "defers"):
            yield from self._papers(key, getattr(mode, key), under)
        yield from self._together(mode, under)
        yield from self._source(mode.source, under)

    def _papers(self, key: str, papers: frozenset[Any], indent: int) -> Iterator[Line]:
        """Say papers by title under what is said of them."""
        if papers:
            yield Line(word(f"part.{key}"), indent=indent)
        for paper in sorted(papers):
            yield self._titled(paper, indent + 1)

    def _together(self, mode: ServiceMode, indent: int) -> Iterator[Line]:
        """Say the other services that share the form or the inspection."""
        others = [
            service.id
            for service in self._catalogue.services.values()
            if service.id != self._record.id
            and any((m.mode, m.group) == (mode.mode, mode.group) for m in service.modes)
        ]
        if mode.group is not None and others:
            yield Line(word("part.group"), indent=indent)
            yield from (self._titled(one, indent + 1) for one in others)

    def _terms(self, terms: InputTerms, indent: int) -> Iterator[Line]:
        form = word(f"value.{terms.form}") if terms.form is not None else None
        copies = word("record.copies", str(terms.copies)) if terms.copies is not None else None
        line = self._titled(terms.evidence, indent)
        yield replace(line, text=led(line.text, joined(form, copies))) if form or copies else line

    def _prerequisite(self, held: ConditionalPrerequisite, indent: int) -> Iterator[Line]:
        several = len(held.any_of) > 1
        if several:
            yield Line(word("record.one_of"), indent=indent)
        for service in sorted(held.any_of):
            yield self._titled(service, indent + several)
        yield from self._when(held.when, indent + 1)

    def _lasts(self, lasts: Lasts, indent: int) -> Iterator[Line]:
        parts = {"years": lasts.years, "months": lasts.months, "days": lasts.days}
        for unit, number in parts.items():
            if number is not None:
                yield Line(word(f"record.{unit}", number_text(number)), indent=indent)

    def _renewal(self, renew: Renewal, indent: int) -> Iterator[Line]:
        """Say when to apply for the next paper."""
        first = renew.from_days
        if first is not None:
            yield Line(word("record.renew_from", limit_text(first, renew.unit)), indent=indent)
        until = limit_text(renew.until_days, renew.unit)
        yield Line(word("record.renew_until", until), indent=indent)
        yield from self._source(renew.source, indent)

    def _titled(self, named: str, indent: int) -> Line:
        found = self._catalogue.records.get(named)
        return Line(found.title if found is not None else same(named), named, indent)

    def _when(self, condition: Any, indent: int) -> Iterator[Line]:
        if condition is None:
            return
        name = part_name("when")
        first, *others = self._conditions.said(condition, indent)
        yield replace(first, text=led(name, first.text)) if name else first
        yield from others

    def _source(self, source: str | None, indent: int) -> Iterator[Line]:
        if source is not None:
            yield Line(led(word("part.source"), same(source)), indent=indent)


def _how_long(stage: Stage) -> Text:
    """Return how long a stage takes; one of no days lies within the limit."""
    if stage.days == 0:
        return word("record.within_limit")
    long = spell_text(Spell(stage.days, stage.unit)) if stage.days else word("record.nobody_fixed")
    return joined(word(f"value.{stage.at}"), long)


def _days(days: Days) -> Text:
    """Return the limits of a mode in one line."""
    law, promised = (
        word(key, limit_text(held, days.unit))
        for key, held in (("record.by_law", days.statutory), ("record.promised", days.committed))
    )
    more = None
    if days.extension is not None:
        more = word("record.extension", limit_text(days.extension, days.unit))
    return joined(law, promised, more)
