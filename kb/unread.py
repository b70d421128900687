"""Questions whose answers nobody reads: an applicant would be asked for nothing.

A question counts as read where a condition, a window, a plan or a scene reads its fact, or another
fact that is read is worked out from it. Areas are always read: a plan says by them where to go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kb.kinds import ConceptType
from kb.model import AnyRecord, InformationConcept
from kb.references import Path, references
from kb.text import Text

Base = Mapping[str, AnyRecord]
Found = tuple[str, Path, Text, Text]

_DEAD: Final = Text(
    zh="没有一个条件用到这一项，问了也没有用。",
    en="is asked, but no condition reads the answer.",
)
_MEND: Final = Text(
    zh="请和用到它的政策、事项或场景一起提交；用不上的，请去掉 question。",
    en="Send it in together with the policy, service or scene that reads it, "
    "or take the question out.",
)


def unread_questions(
    changed: Sequence[AnyRecord], base: Base, before: Base | None = None
) -> Iterator[Found]:
    """Yield (record id, path, problem, remedy) for each question that nobody reads.

    Args:
        changed: the records to look at: questions among them, and those that read a question
            before and no longer do.
        base: every record by id, as it would be after the change.
        before: every record by id as it is now; without it only changed questions are looked at.
    """
    mine = {one.id for one in changed if _is_asked(one)}
    dropped = dict(_dropped(changed, base, before)) if before is not None else {}
    dead = unread({*mine, *dropped}, base) if mine or dropped else frozenset()
    for concept in sorted(dead):
        if concept in mine:
            yield concept, ("question",), _DEAD, _MEND
        else:
            yield dropped[concept], (), *_orphaned(base[concept])


def unread(asked: Iterable[str], base: Base) -> frozenset[str]:
    """Return which of some facts no record reads, and nothing that is read is worked out from.

    One look at every record at most; what a fact is worked out from is followed all the way.
    """
    records = base.values()
    wanted = _with_what_needs_them(asked, records)
    read = {one for facts in wanted.values() for one in facts}
    for record in records:
        if not isinstance(record, InformationConcept):
            read -= concepts_read(record)
        if not read:
            break
    return frozenset(one for one, facts in wanted.items() if facts <= read)


def _with_what_needs_them(
    asked: Iterable[str], records: Iterable[AnyRecord]
) -> dict[str, frozenset[str]]:
    """Return each fact with itself and every fact that is worked out from it, near or far."""
    over: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if isinstance(record, InformationConcept) and record.derive is not None:
            for one in concepts_read(record):
                over[one].add(record.id)
    return {one: _reached(one, over) for one in asked}


def _reached(start: str, over: Mapping[str, set[str]]) -> frozenset[str]:
    reached, waiting = {start}, [start]
    while waiting:
        more = over.get(waiting.pop(), set()) - reached
        reached |= more
        waiting += more
    return frozenset(reached)


def concepts_read(record: AnyRecord) -> frozenset[str]:
    """Return the facts that a record reads; a list does not read what its members may tell."""
    return frozenset(
        named
        for path, named in references(record)
        if named.startswith("concept/") and path[0] != "members"
    )


def _is_asked(record: AnyRecord | None) -> bool:
    if not isinstance(record, InformationConcept):
        return False
    return record.question is not None and record.type is not ConceptType.AREA


def _dropped(changed: Iterable[AnyRecord], base: Base, before: Base) -> Iterator[tuple[str, str]]:
    """Yield each question that a changed record no longer reads, and that record."""
    for record in changed:
        old = before.get(record.id)
        if old is not None:
            for concept in concepts_read(old) - concepts_read(record):
                if _is_asked(base.get(concept)):
                    yield concept, record.id


def _orphaned(concept: AnyRecord) -> tuple[Text, Text]:
    name, title = concept.id, concept.title
    problem = Text(
        zh=f"改了以后，没有一个条件再用到“{title.zh}”（{name}），这一问就白问了。",
        en=f"no longer reads “{title.en}” ({name}), and nothing else does: it is asked in vain.",
    )
    remedy = Text(
        zh=f"请留下用到它的条件，或者把 {name} 的 question 去掉，一起提交。",
        en=f"Keep the condition that reads it, or take the question of {name} out in the same "
        "submission.",
    )
    return problem, remedy
