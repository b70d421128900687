"""What a page says of the words in a column: choices by title, and remedies that fit the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Language, Text
from matcher.register_cells import LONGEST_SHOWN

IN_WORDS: Final = frozenset(
    {ConceptType.CODE, ConceptType.CODES, ConceptType.AREA, ConceptType.BOOLEAN}
)
"""Facts whose cells are words of a closed list."""
MOST_WORDS: Final = 60
_ID: Final = re.compile(r" ?\b([a-z][a-z-]*/[a-z0-9][a-z0-9-]*) ?", re.ASCII)
_OF_FILES: Final = re.compile("对照文件|mapping file")
YES: Final = ("true", Text(zh="是", en="yes"))
NO: Final = ("false", Text(zh="否", en="no"))
_COLUMN: Final = Text(zh="这一列", en="this column")


def choices(concept: InformationConcept, catalogue: Catalogue) -> tuple[tuple[str, Text], ...]:
    """Return what a word may mean for a fact: the value, and its title."""
    if concept.type is ConceptType.BOOLEAN:
        return YES, NO
    if concept.type is ConceptType.AREA:
        return tuple((area, catalogue.areas[area].title) for area in catalogue.areas)
    return tuple((entry.code, entry.title) for entry in concept.codes)


def can_be_chosen(words: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the words of which an officer may say what they mean, the most frequent first.

    What was cut short is no word, and a form cannot carry signs that are not seen.
    """
    some = [one for one in words if len(one[0]) < LONGEST_SHOWN and one[0].isprintable()]
    return sorted(some, key=lambda one: (-one[1], one[0]))[:MOST_WORDS]


def without_ids(text: Text, concept: InformationConcept | None, catalogue: Catalogue) -> Text:
    """Return words with titles in place of the ids of records and the codes of a fact."""
    codes = {entry.code: entry.title for entry in concept.codes} if concept else {}

    def named(language: Language) -> str:
        def title(found: re.Match[str]) -> str:
            held = catalogue.records.get(found[1])
            shown = held.title.get(language) if held is not None else ""
            if language == "zh":
                return f"“{shown}”" if shown else found[0]
            return found[0].replace(found[1], shown or found[1])

        said = _ID.sub(title, text.get(language))
        for code in sorted(codes, key=len, reverse=True) if language == "zh" else ():
            said = re.sub(rf"(?<![\w“-]){re.escape(code)}(?![\w”-])", codes[code].zh, said)
        return said

    return Text(zh=named("zh"), en=named("en"))


def remedy_here(
    remedy: Text | None, concept: InformationConcept | None, catalogue: Catalogue
) -> Text | None:
    """Return a remedy as somebody at the page can follow it, where it speaks of a file."""
    if remedy is None:
        return None
    if concept is not None and concept.type in IN_WORDS:
        return CHOOSE
    if not _OF_FILES.search(remedy.zh) and not _OF_FILES.search(remedy.en):
        return without_ids(remedy, concept, catalogue)
    return next((said for word, said in _BY_WORD.items() if word in remedy.zh), _WHICH)


def concept_of(tells: str | None, catalogue: Catalogue) -> InformationConcept | None:
    """Return the fact a column tells; None where it tells none."""
    return catalogue.concepts.get(ConceptId(tells)) if tells else None


CHOOSE: Final = Text(
    zh="请在这一列下面选每个词是什么意思；列选错了，就改选“是什么”。",
    en="Choose below this column what each word means, or set the column to something else.",
)
_ONE_COLUMN: Final = Text(
    zh="请在下面的表里只留一列，其余选“不用”。",
    en="Keep one column in the table below and set the others to “not used”.",
)
_WHICH: Final = Text(
    zh="请在下面的表里选每一列“是什么”。", en="Choose in the table below what each column is."
)
_BY_WORD: Final = {
    "times": Text(
        zh="请只留数字；单位不同，请在“乘以”里写一个数：万元换成元写 10000，单位相同写 1。",
        en="Keep digits only. For another unit write a number under “Times”: 10000 turns 10,000 yuan into yuan; 1 if the unit is the same.",  # noqa: E501
    ),
    "form": Text(
        zh="请按年-月-日写，例如 2025-03-01，再上传。",
        en="Write year-month-day, such as 2025-03-01, and upload it again.",
    ),
    "values": CHOOSE,
    "null": _ONE_COLUMN,
}
"""What a key of a mapping file is on the page."""
