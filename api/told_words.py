"""How the console says things: words by key, lists, dates and tables, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from unicodedata import east_asian_width

from api.language import words
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.kinds import HandlingMode
from kb.text import Language, Text
from matcher.reasons import Reason
from matcher.verdict import Verdict

_SIGNS = {
    Verdict.MET: "✓",
    Verdict.UNMET: "×",
    Verdict.NEEDS_INFORMATION: "?",
    Verdict.NEEDS_JUDGEMENT: "○",
}


def say(language: Language, key: str, **fills: object) -> str:
    """Return the words of a key of `told.yaml`, its gaps filled."""
    return words(language)[f"told.{key}"].format(**fills)


def mode_name(mode: HandlingMode, language: Language) -> str:
    """Return what a mode is called on the pages."""
    return words(language)[f"mode.{mode}"]


def listed(parts: Iterable[str], language: Language) -> str:
    """Return words as a list within a line."""
    return ("、" if language == "zh" else ", ").join(parts)


def joined(parts: Iterable[str], language: Language) -> str:
    """Return parts of a line, those that say something, one after another."""
    return ("，" if language == "zh" else ", ").join(part for part in parts if part)


def numbered(
    services: Iterable[ServiceId], numbers: Mapping[ServiceId, int], language: Language
) -> str:
    """Return steps by number, in their order."""
    return listed((str(n) for n in sorted(numbers[one] for one in services)), language)


def titled(ids: Iterable[str], catalogue: Catalogue, language: Language) -> str:
    """Return records by title, as a list within a line."""
    return listed((catalogue.records[one].title.get(language) for one in ids), language)


def span(first: date, last: date) -> str:
    """Return two days as a span; one where they are the same.

    >>> span(date(2026, 11, 23), date(2026, 12, 1))
    '2026-11-23 – 2026-12-01'
    """
    return f"{first}" if first == last else f"{first} – {last}"


def reason_line(reason: Reason, language: Language) -> str:
    """Return a condition with its sign; beside a failed one the applicant's value and the limit."""
    more = []
    if reason.verdict is Verdict.UNMET:
        if reason.value is not None:
            more.append(say(language, "value", value=reason.value.get(language)))
        if reason.limit_beside is not None:
            more.append(say(language, "limit", limit=reason.limit_beside.get(language)))
        if reason.distance is not None:
            more.append(reason.distance.get(language))
    if reason.source is not None:
        more.append(reason.source.get(language))
    said = f"{_SIGNS[reason.verdict]} {reason.text.get(language)}"
    return said + (say(language, "more", more=joined(more, language)) if more else "")


def in_both(text: Text | None, language: Language) -> str:
    """Return a text in a language; nothing where there is none."""
    return text.get(language) if text is not None else ""


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows with their columns one below another; Chinese characters are two wide.

    >>> table([["办", "x"], ["ab c", "y"]])
    ['办    x', 'ab c  y']
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    padded = (
        [cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=True)]
        for row in rows
    )
    return ["  ".join(cells).rstrip() for cells in padded]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
