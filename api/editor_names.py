"""Records by their names: what an officer reads and writes in place of an id."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from kb.ids import kind_of
from kb.model import AnyRecord
from kb.text import LANGUAGES, Language


class Labels:
    """What records are called on one page, and which record a name means."""

    def __init__(self, records: Mapping[str, AnyRecord], language: Language) -> None:
        self.records = records
        self.language = language

    @cached_property
    def _labels(self) -> Mapping[Language, dict[str, str]]:
        return {language: _labels(self.records.values(), language) for language in LANGUAGES}

    @cached_property
    def _ids(self) -> dict[tuple[str, str], str]:
        """Return ids by kind and folded name; a name that means several means none."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for language in LANGUAGES:
            for record_id, label in self._labels[language].items():
                found[kind_of(record_id), _folded(label)].add(record_id)
        return {key: min(ids) for key, ids in found.items() if len(ids) == 1}

    def label(self, record_id: str) -> str:
        """Return what a record is called; its id where there is none."""
        return self._labels[self.language].get(record_id, record_id)

    def id_of(self, kind: str, said: str) -> str | None:
        """Return the record that a name means, in either language; an id means itself."""
        said = said.strip()
        if said in self.records and kind_of(said) == kind:
            return said
        return self._ids.get((kind, _folded(said)))

    def near(self, kind: str, said: str) -> list[str]:
        """Return up to three names that hold what was typed, in the language of the page."""
        wanted = _folded(said)
        found = [
            record_id
            for language in LANGUAGES
            for record_id, label in self._labels[language].items()
            if kind_of(record_id) == kind and wanted and wanted in _folded(label)
        ]
        return [self.label(one) for one in dict.fromkeys(found)][:3]

    def of_kind(self, kind: str) -> list[tuple[str, str]]:
        """Return (label, the name in the other language) of all records of a kind, by label."""
        other: Language = "en" if self.language == "zh" else "zh"
        mine = self._labels[self.language]
        return sorted(
            (mine[one.id], one.title.get(other))
            for one in self.records.values()
            if kind_of(one.id) == kind
        )


def _labels(records: Iterable[AnyRecord], language: Language) -> dict[str, str]:
    """Return a label for each record: its title, with the end of its id where two share one."""
    held = list(records)
    said = Counter((kind_of(one.id), _folded(one.title.get(language))) for one in held)
    return {
        one.id: one.title.get(language)
        if said[kind_of(one.id), _folded(one.title.get(language))] == 1
        else f"{one.title.get(language)} [{one.id.partition('/')[2]}]"
        for one in held
    }


def _folded(said: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", said).casefold().split())
