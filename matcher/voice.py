"""Facts, codes, records and values by the labels of one catalogue, in one language.

A voice also knows the day it speaks on: a limit that changes on known days is said as it stands
then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.model import InformationConcept
from kb.text import Language, Text
from matcher.figure_words import day_text, in_a_row, with_unit
from matcher.nouns import bare, definite, is_asking, lowered, names_of

YES: Final = Text(zh="是", en="yes")
NO: Final = Text(zh="否", en="no")


@dataclass(frozen=True, slots=True)
class Voice:
    """Says the words of one catalogue in one language, on a day or on no day in particular."""

    catalogue: Catalogue
    language: Language
    on: date | None = None

    def pick(self, zh: str, en: str) -> str:
        """Return the words of this voice's language."""
        return zh if self.language == "zh" else en

    @property
    def names(self) -> frozenset[str]:
        """Return the English words that keep their capital."""
        return names_of(self.catalogue)

    # ---- facts ------------------------------------------------------------------------------

    def title(self, concept: ConceptId) -> str:
        """Return a fact as it stands inside a sentence."""
        said = bare(self.catalogue.concepts[concept].title.get(self.language))
        return said if self.language == "zh" else lowered(said, self.names)

    def the(self, concept: ConceptId) -> str:
        """Return a fact as a noun: "the date of registration"."""
        said = self.title(concept)
        return said if self.language == "zh" else definite(said)

    def topic(self, concept: ConceptId) -> str:
        """Return a fact as the subject of what follows; after a question stands a colon."""
        said = self.title(concept)
        if self.language == "zh":
            return said
        return f"{said}: " if is_asking(said) else f"{said} "

    # ---- values -----------------------------------------------------------------------------

    def value(self, value: Any, concept: InformationConcept | None) -> str:
        """Return a value in words: codes by their labels, numbers with their unit."""
        if isinstance(value, bool):
            return (YES if value else NO).get(self.language)
        if isinstance(value, Decimal | Fraction | int):
            return with_unit(value, concept, self.language)
        if isinstance(value, date):
            return day_text(value, self.language)
        if isinstance(value, frozenset):
            return self.codes(value, concept, self.pick("和", "and")) or self.pick("没有", "none")
        if isinstance(value, tuple):
            entries = self.pick("项", "entry" if len(value) == 1 else "entries")
            return f"{len(value)} {entries}"
        return self.named(value, concept)

    def codes(self, codes: Iterable[str], concept: InformationConcept | None, last: str) -> str:
        """Return codes in a row, in the order of their list, `last` before the last one."""
        order: dict[str, int] = {
            entry.code: i for i, entry in enumerate(concept.codes if concept else ())
        }
        ranked = sorted(codes, key=lambda code: (order.get(code, len(order)), code))
        return in_a_row([self.named(code, concept) for code in ranked], self.language, last)

    def named(self, value: str, concept: InformationConcept | None) -> str:
        """Return the label of a code, or the title of a record, as inside a sentence."""
        for entry in concept.codes if concept is not None else ():
            if entry.code == value:
                said = entry.title.get(self.language)
                return said if self.language == "zh" else lowered(said, self.names)
        return self.record(value)

    def record(self, record_id: str) -> str:
        """Return the title of a record, as it is written."""
        record = self.catalogue.records.get(record_id)
        return record.title.get(self.language) if record is not None else str(record_id)

    def noun(self, record_id: str) -> str:
        """Return the title of a record as it stands inside a sentence."""
        said = self.record(record_id)
        return said if self.language == "zh" else lowered(said, self.names)
