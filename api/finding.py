"""What words find among all records, best first, and what is said of each that was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kb.catalogue import Catalogue
from kb.ids import SceneId, kind_of
from kb.model import AnyRecord, Policy, PolicyDocument, PublicService, Scene
from kb.text import Phrases, Text
from matcher.analyser import normalised
from matcher.search import KINDS, Outcome, Searcher

_PARTED: Final = re.compile(r"(?<=\d),(?=\d{3})")
_SENTENCE: Final = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A record that fits some words: what it is, whose, one line about it, where it belongs."""

    record: AnyRecord
    kind: str
    department: Text | None
    line: Text | None
    scenes: tuple[Scene, ...]


def fit(record: AnyRecord, catalogue: Catalogue, searcher: Searcher) -> Fit:
    """Return what is said of a record that was found."""
    answers = record.organisation if isinstance(record, PublicService | Policy) else None
    said = record.description
    return Fit(
        record=record,
        kind=kind_of(record.id),
        department=catalogue.records[answers].title if answers else None,
        line=Text(zh=first_sentence(said.zh), en=first_sentence(said.en)) if said else None,
        scenes=scenes_with(record, catalogue, searcher),
    )


def fits(records: Iterable[AnyRecord], catalogue: Catalogue, searcher: Searcher) -> tuple[Fit, ...]:
    """Return what is said of each record that was found."""
    return tuple(fit(record, catalogue, searcher) for record in records)


def scenes_with(record: AnyRecord, catalogue: Catalogue, searcher: Searcher) -> tuple[Scene, ...]:
    """Return the scenes a service is a part of, those that speak of it most first."""
    if not isinstance(record, PublicService):
        return ()
    ordered = (catalogue.scenes[SceneId(one)] for one in searcher.nearest(record.id, "scene"))
    return tuple(scene for scene in ordered if record.id in {one.service for one in scene.services})


def first_sentence(text: str) -> str:
    """Return the first sentence of a text.

    >>> first_sentence("卖烟要这张证。一店一证。"), first_sentence("See No. 19 first. Then ask.")
    ('卖烟要这张证。', 'See No. 19 first.')
    """
    return _SENTENCE.split(text.strip(), maxsplit=1)[0]


def found(wanted: str, catalogue: Catalogue, searcher: Searcher) -> tuple[AnyRecord, ...]:
    """Return the records that words find, best first; all of them for no word.

    First what bears the words as its name or key, then what the search takes for the answer,
    then records that hold every word, those the search puts first before the rest; where the
    search is not sure, what comes near in meaning; and facts or materials called much the same.
    """
    held = holding(wanted, catalogue)
    if not wanted.strip():
        return held
    hits = searcher.search(wanted, tuple(KINDS))
    near = [catalogue.records[hit.id] for hit in hits.results]
    named = [one for one in held if _is_called(one, wanted)]
    answer = near[:1] if hits.outcome is Outcome.FOUND else []
    both = [one for one in near if one in held]
    rest = near if hits.outcome is Outcome.ASK else []
    akin = [catalogue.records[one] for one in searcher.akin(wanted)]
    order = {one.id: one for one in (*named, *answer, *both, *held, *rest, *akin)}
    return tuple(order.values())


def holding(wanted: str, catalogue: Catalogue) -> tuple[AnyRecord, ...]:
    """Return the records that hold every word, in any order; all of them for no word."""
    parts = _folded(wanted).split()
    records = catalogue.records.values()
    return tuple(one for one in records if not parts or _holds(one, parts, catalogue))


def _folded(text: str) -> str:
    """Return text as it is compared: numbers without signs between their digits."""
    return _PARTED.sub("", normalised(text))


def _tight(text: str) -> str:
    return _folded(text).replace(" ", "")


def _is_called(record: AnyRecord, wanted: str) -> bool:
    number = record.number if isinstance(record, PolicyDocument) else None
    names = (record.id, record.title.zh, record.title.en, record.notation, number)
    return _tight(wanted) in {_tight(name) for name in names if name}


def _holds(record: AnyRecord, parts: Iterable[str], catalogue: Catalogue) -> bool:
    """Say whether a record holds every part; a number written with spaces is found without."""
    text = " ".join(_said(record, catalogue))
    folded, tight = _folded(text), _tight(text)
    return all(part in folded or part in tight for part in parts)


def _said(record: AnyRecord, catalogue: Catalogue) -> Iterator[str]:
    """Yield what a record is looked for by: names, keys, document numbers and amounts."""
    yield from (record.id, record.title.zh, record.title.en, record.notation or "")
    phrases = getattr(record, "phrases", Phrases())
    yield from (*sorted(phrases.zh), *sorted(phrases.en))
    cited = {source.document or "" for source in record.sources}
    for one in (record, *map(catalogue.records.get, {*cited, getattr(record, "document", "")})):
        if isinstance(one, PolicyDocument):
            yield one.number or ""
    yield from _amounts(record)


def _amounts(record: AnyRecord) -> Iterator[str]:
    """Yield the amounts of a record, and the words they stand in."""
    said = [output.title for output in getattr(record, "outputs", ())]
    benefit = getattr(record, "benefit", None)
    said += [benefit.text] if benefit is not None else []
    yield from (words for text in said for words in (text.zh, text.en))
    figures = (getattr(record, "fee", 0), getattr(record, "value", 0))
    yield from (f"{figure:f}" for figure in (*figures, getattr(benefit, "amount", 0)) if figure)
