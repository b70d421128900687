"""The two facts that need no record: which policies one already receives, which papers one holds.

Their codes are the last parts of the ids that conditions name, so that they can be asked like any
other fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from kb.criteria import Granted, Holds
from kb.ids import Code, ConceptId
from kb.kinds import ConceptType
from kb.model import AnyRecord, CodeEntry, InformationConcept, Question
from kb.text import Text

GRANTED: Final = ConceptId("concept/granted")
HOLDS: Final = ConceptId("concept/holds")
BUILT_IN: Final = frozenset({GRANTED, HOLDS})


def built_in(
    criteria: Iterable[Any], records: Mapping[str, AnyRecord]
) -> dict[ConceptId, InformationConcept]:
    """Return the built-in facts by id; their codes are what these conditions name."""
    named = [leaf for criterion in criteria for leaf in _leaves(criterion)]
    granted = sorted({leaf.granted for leaf in named if isinstance(leaf, Granted)})
    held = sorted({leaf.holds for leaf in named if isinstance(leaf, Holds)})
    made = ((GRANTED, granted, *_GRANTED), (HOLDS, held, *_HOLDS))
    return {
        concept: InformationConcept(
            id=concept,
            title=title,
            type=ConceptType.CODES,
            codes=tuple(_entry(one, records) for one in ids),
            question=question,
        )
        for concept, ids, title, question in made
    }


def code_of(record_id: str) -> Code:
    """Return the code that stands for a record in a built-in fact.

    >>> code_of("policy/public-rental-housing")
    'public-rental-housing'
    """
    return Code(record_id.partition("/")[2])


def _entry(record_id: str, records: Mapping[str, AnyRecord]) -> CodeEntry:
    held = records.get(record_id)
    title = held.title if held is not None else Text(zh=record_id, en=record_id)
    return CodeEntry(code=code_of(record_id), title=title)


def _leaves(part: Any) -> Iterator[Granted | Holds]:
    if isinstance(part, Granted | Holds):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _leaves(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _leaves(getattr(part, field.name))


_GRANTED: Final = (
    Text(zh="已经享受的政策", en="Policies you already receive"),
    Question(
        ask=Text(
            zh="下面这些，您现在有没有正在享受的？",
            en="Do you already receive any of these?",
        ),
        why=Text(
            zh="有些政策不能同时享受，有些要先有另一项",
            en="Some cannot be had side by side, and some need another one first",
        ),
    ),
)
_HOLDS: Final = (
    Text(zh="手上已有的证照", en="Papers you already hold"),
    Question(
        ask=Text(zh="下面这些，您手上已经有了吗？", en="Do you already hold any of these?"),
        why=Text(zh="有的条件看您有没有这份证照", en="A condition asks for one of these papers"),
    ),
)
