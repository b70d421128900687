"""What the inbox of the policy desk is made of: groups of rows, each saying why and what next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from api.record_words import word
from kb.ledger_rows import RecordVersion
from kb.text import LANGUAGES, Text
from matcher.wording import day_text

SHOWN: Final = 7
"""So many rows of a group stand on the first page; the rest one step further."""
_NAMED: Final = 2


class Urgency(StrEnum):
    """How soon somebody should look; said in words beside its colour."""

    NOW = "now"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to look at.

    Attributes:
        title: what it is about.
        href: where it is done.
        why: why it is here.
        then: what to do next.
        urgency: how soon.
        day: by when, or since when; rows of a group are sorted by it.
    """

    title: Text
    href: str
    why: Text
    then: Text
    urgency: Urgency = Urgency.CALM
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows of one kind; `mine` says that they wait for whoever looks."""

    key: str
    rows: tuple[Row, ...]
    mine: bool = False

    @property
    def first(self) -> tuple[Row, ...]:
        """Return the rows of the first page."""
        return self.rows[:SHOWN]


def titled(versions: Iterable[RecordVersion]) -> Text:
    """Return what versions that belong together are called: the first two, and how many more.

    >>> titled(())
    Text(zh='', en='')
    """
    titles = [version.record.title for version in versions]
    zh = "、".join(title.zh for title in titles[:_NAMED])
    en = ", ".join(title.en for title in titles[:_NAMED])
    if len(titles) <= _NAMED:
        return Text(zh=zh, en=en)
    more = word("desk.more", str(len(titles) - _NAMED))
    return Text(zh=f"{zh} {more.zh}", en=f"{en} {more.en}")


def named(ends: bool, versions: Iterable[RecordVersion]) -> Text:
    """Return what a submission is called; one that ends its records says so."""
    return word("inbox.ends", titled(versions)) if ends else titled(versions)


def said_day(day: date) -> Text:
    """Return a day in words of both languages."""
    return Text(**{language: day_text(day, language) for language in LANGUAGES})


def on_day(key: str, day: date) -> Text:
    """Return words of the pages that name a day."""
    return word(key, said_day(day))
