"""What a record is made of beside its conditions: how a fact is worked out, and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, get_args

from api.lines import Line
from api.record_conditions import Conditions
from api.record_words import led, part_name, percent, same, word
from kb import derivation
from kb.benefit import Tier
from kb.catalogue import Catalogue
from kb.derivation import Derivation
from kb.errors import WrongInput
from kb.examples import Example, facts_of
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import AnyRecord, InformationConcept
from kb.text import LANGUAGES, Text
from matcher.applicant import read_facts
from matcher.wording import NO, YES, Wording, day_text, number_text

DERIVATIONS: Final = get_args(Derivation)
_SIGNS: Final[dict[type, tuple[str, str]]] = {
    derivation.Add: ("add", "+"),
    derivation.Subtract: ("subtract", "−"),
    derivation.Multiply: ("times", "×"),
    derivation.Divide: ("divide", "÷"),
}


class Parts:
    """Says how facts are worked out, and examples, by the labels of a catalogue."""

    def __init__(self, record: AnyRecord, catalogue: Catalogue) -> None:
        self._record = record
        self._catalogue = catalogue
        self._wording = Wording(catalogue)
        self._conditions = Conditions(record, catalogue)

    # ---- how a fact is worked out -----------------------------------------------------------

    def derived(self, derive: Any, indent: int) -> Iterator[Line]:
        """Say how a fact is worked out: its rows, or its calculation and what goes into it."""
        if isinstance(derive, derivation.When):
            yield from self._row(YES, derive.when, indent)
            yield Line(led(word("part.otherwise"), NO), indent=indent)
        elif isinstance(derive, derivation.Decision):
            yield from self._decision(derive, indent)
        elif isinstance(derive, derivation.Points):
            yield Line(word("record.points"), indent=indent)
            for score in derive.points:
                yield from self._row(self._value(score.points), score.when, indent + 1)
        elif type(derive) in _SIGNS:
            yield from self._calculation(derive, indent)
        else:
            yield from self._since(derive, indent)

    def _row(self, gives: Text, when: Any, indent: int) -> Iterator[Line]:
        """Say what a row gives, and for whom under it."""
        yield Line(word("record.when", gives), indent=indent)
        yield from self._conditions.said(when, indent + 1)

    def _decision(self, derive: derivation.Decision, indent: int) -> Iterator[Line]:
        for row in derive.first:
            yield from self._row(self._value(row.is_), row.when, indent)
        rest = word("record.asked") if derive.otherwise is None else self._value(derive.otherwise)
        yield Line(led(word("part.otherwise"), rest), indent=indent)

    def _value(self, value: Any) -> Text:
        concept = self._record if isinstance(self._record, InformationConcept) else None
        return self._wording.value(value, concept)

    def _calculation(self, derive: Any, indent: int) -> Iterator[Line]:
        key, sign = _SIGNS[type(derive)]
        held = getattr(derive, key)
        names = [self._operand(one) for one in held]
        joined = (f" {sign} ".join(name.get(language) for name in names) for language in LANGUAGES)
        yield Line(Text(**dict(zip(LANGUAGES, joined, strict=True))), indent=indent)
        for one, name in zip(held, names, strict=True):
            if not isinstance(one, Decimal):
                yield Line(name, one, indent + 1)

    def _operand(self, operand: derivation.Operand) -> Text:
        if isinstance(operand, Decimal):
            return same(number_text(operand))
        return self._wording.concept(ConceptId(operand))

    def _since(self, derive: Any, indent: int) -> Iterator[Line]:
        in_years = isinstance(derive, derivation.YearsSince)
        start = derive.years_since if in_years else derive.months_since
        key = "record.years_since" if in_years else "record.months_since"
        yield Line(word(key, self._wording.concept(start)), start, indent)

    # ---- what one gets ----------------------------------------------------------------------

    def tier(self, tier: Tier, indent: int) -> Iterator[Line]:
        """Say what a tier gives, and for whom under it."""
        figures = [percent(tier.rate)] if tier.rate is not None else []
        figures += [same(number_text(tier.amount))] if tier.amount is not None else []
        head = figures[0] if figures else word("record.unknown")
        yield Line(led(tier.text, head) if tier.text else head, indent=indent)
        if tier.when is not None:
            yield from self._conditions.said(tier.when, indent + 1)
        if tier.once:
            yield Line(word("part.once"), indent=indent + 1)

    # ---- examples ---------------------------------------------------------------------------

    def example(self, example: Example, indent: int) -> Iterator[Line]:
        """Say what an example must give, and the facts it is made of under it."""
        gives = word(f"value.{example.gives}")
        yield Line(led(gives, example.title) if example.title else gives, indent=indent)
        if example.is_ is not None:
            yield self._named("is", self._value(example.is_), indent + 1)
        if example.day is not None:
            said = {language: day_text(example.day, language) for language in LANGUAGES}
            yield self._named("day", Text(**said), indent + 1)
        yield from self._facts(facts_of(example), indent + 1)

    def _named(self, part: str, text: Text, indent: int) -> Line:
        name = part_name(part)
        return Line(led(name, text) if name else text, indent=indent)

    def _facts(self, facts: Mapping[str, Any], indent: int) -> Iterator[Line]:
        if not facts:
            yield Line(word("record.no_facts"), indent=indent)
        for key, raw in facts.items():
            if key in ("holds", "granted"):
                yield self._held(key, raw, indent)
            else:
                yield from self._fact(key, raw, indent)

    def _held(self, key: str, raw: Any, indent: int) -> Line:
        kind = "evidence" if key == "holds" else "policy"
        ids = [self._catalogue.resolve(kind, str(one)) for one in raw] if raw else []
        titles = [self._catalogue.records[one].title for one in ids if one is not None]
        named = Text(zh="、".join(t.zh for t in titles), en=", ".join(t.en for t in titles))
        return Line(
            led(word(f"record.{key}"), named if titles else word("record.none")), "", indent
        )

    def _fact(self, key: str, raw: Any, indent: int) -> Iterator[Line]:
        concept = self._concept(key)
        if concept is None:
            parameter = self._catalogue.records.get(key)
            name = parameter.title if parameter is not None else same(key)
            yield Line(led(name, same(str(raw))), key if parameter else "", indent)
        elif concept.type is ConceptType.MEMBERS and isinstance(raw, list):
            yield Line(
                led(concept.title, self._wording.value(tuple(raw), None)), concept.id, indent
            )
            for member in (one for one in raw if isinstance(one, Mapping)):
                first, *others = self._facts(member, indent + 1)
                yield replace(first, text=led(word("record.entry"), first.text))
                yield from (replace(line, indent=line.indent + 1) for line in others)
        else:
            yield Line(led(concept.title, self._read(key, raw, concept)), concept.id, indent)

    def _concept(self, key: str) -> InformationConcept | None:
        found = self._catalogue.resolve("concept", key) or key
        return self._catalogue.concepts.get(ConceptId(found))

    def _read(self, key: str, raw: Any, concept: InformationConcept) -> Text:
        """Return a value in words; one that cannot be read is shown as it stands."""
        try:
            held = read_facts({key: raw}, self._catalogue).known.get(concept.id)
        except WrongInput:
            return same(str(raw))
        return word("record.unknown") if held is None else self._wording.value(held.value, concept)
