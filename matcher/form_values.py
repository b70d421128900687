"""What a form field sent → the plain value that `read_facts` reads; nothing means "don't know"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.analyser import normalised
from matcher.figures import typed_figure


def form_value(raw: list[str], concept: InformationConcept) -> Iterator[Any]:
    """Yield at most one plain value from what a form sent; nothing means "don't know"."""
    words = [word.strip() for word in raw if word.strip()]
    if concept.type is ConceptType.CODES:
        if raw:
            yield [word for word in words if word != "-"]
    elif words and concept.type is ConceptType.BOOLEAN:
        yield {"true": True, "false": False}.get(words[0], words[0])
    elif words and concept.type is ConceptType.NUMBER:
        yield _number(words[0], concept)
    elif words and concept.type is ConceptType.DATE:
        yield _day(words[0])
    elif words:
        yield words[0]


def _number(word: str, concept: InformationConcept) -> Decimal | str:
    """Return a number in digits or as people say it: 三百五, 45平米; anything else as it is."""
    try:
        number = Decimal(word.replace(",", "").replace("，", ""))
    except InvalidOperation:
        said = typed_figure(normalised(word), concept)
        return word if said is None else said
    return number if number.is_finite() else word


_DAY: Final = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*|\s+)(\d{1,2})(?:\s*[-/.月]\s*|\s+)(\d{1,2})\s*日?"
)
_EIGHT_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


def _day(word: str) -> str:
    """Return a day as year-month-day, however it was typed; anything else as it is.

    Month and day are told apart by what stands between them, or by two digits each: "2026-11" is
    a month and no day.

    >>> _day("2026年3月1日"), _day("2026/3/1"), _day("20260301"), _day("1 March")
    ('2026-03-01', '2026-03-01', '2026-03-01', '1 March')
    """
    plain = unicodedata.normalize("NFKC", word)
    found = _DAY.fullmatch(plain) or _EIGHT_DIGITS.fullmatch(plain)
    return "-".join(part.zfill(2) for part in found.groups()) if found else word
