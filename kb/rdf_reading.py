"""Turtle and JSON-LD from outside → records: our own word for word, other authorities' by CPSV-AP.

A thing under our own address with the class its id names is read as we write it; whatever else is
of a class of CPSV-AP, CCCEV or ELI becomes a record that is all to be confirmed. What neither took
is told beside the records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kb import rdf_foreign
from kb.codec import TYPE, class_of
from kb.errors import BadRecords, Problem
from kb.file_read import FileRead
from kb.ids import is_id, kind_of
from kb.model import KINDS, AnyRecord
from kb.rdf_foreign import CLASSES
from kb.rdf_ids import proposed
from kb.rdf_left_out import LeftOut
from kb.rdf_leftovers import leftovers
from kb.rdf_own import OwnReader
from kb.rdf_parsing import RdfGraph, lines_of, parsed
from kb.rdf_taking import Taking
from kb.reading import record_from
from kb.text import Text
from kb.vocab import CS, Names
from kb.yaml_text import place_of

MOST_RECORDS: Final = 5_000
_TYPE: Final = TYPE.value
_OURS: Final = re.compile(r"(https?://.+/)id/([a-z]+/[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class FromGraph:
    """A record out of a graph; its places begin with its id, for a graph has no order."""

    record: AnyRecord
    file: str
    line: int | None = None

    def problem(
        self, path: Sequence[str | int], problem: Text, remedy: Text | None = None
    ) -> Problem:
        """Return a Problem at a path of this record."""
        place = place_of((self.record.id, *path))
        return Problem(file=self.file, line=self.line, place=place, problem=problem, remedy=remedy)


def read_rdf(
    content: bytes, form: str, file: str, names: Names, base: Mapping[str, AnyRecord]
) -> FileRead:
    """Return the records of a graph, sorted by id, and what was left out of it.

    Args:
        content: the bytes of the file, at most 20 MB; nothing they name is ever fetched.
        form: `ttl`, `jsonld`, `nt`, `nq` or `trig`.
        file: its name, for every problem.
        names: of our own records.
        base: the records that are there; what was read from an address before keeps its id.

    Raises:
        BadRecords: everything that stands in the way of a record, at once.
    """
    graph = parsed(content, form, file, names)
    home = _home(graph, names)
    own = {iri: home.record_id(iri) for iri in graph.held if _is_own(iri, graph, home)}
    kinds = dict(_foreign(graph, own, home))
    _refuse_number(len(own) + len(kinds), file)
    ids = proposed(kinds, graph, base)

    def id_of(iri: str) -> str:
        ours = home.record_id(iri)
        return ids.get(iri) or (ours if is_id(ours) else "")

    left_out = LeftOut()
    reader = OwnReader(graph, lambda iri: id_of(iri) or iri)
    taking = Taking(graph, id_of, file, left_out)
    held = {**_own_values(own, reader, file), **_foreign_values(ids, taking)}
    lines = _first_lines(content, form)
    records = _records(held, [*reader.problems, *taking.problems], file, lines)
    leftovers(graph, reader.used | taking.used, taking.places, records, home, left_out)
    return FileRead(records, tuple(left_out.problems(file)))


def _refuse_number(records: int, file: str) -> None:
    if not 0 < records <= MOST_RECORDS:
        problem, remedy = _MANY if records else _NOTHING
        raise BadRecords(Problem(file=file, place="", problem=problem, remedy=remedy))


def _home(graph: RdfGraph, names: Names) -> Names:
    """Return under which address our kind of record stands: here, or where another house has it."""
    if any(iri.startswith(names.root) for iri in graph.held):
        return names
    for iri, about in graph.held.items():
        found = _OURS.fullmatch(iri)
        if found and any(one.startswith(CS) for one in about):
            elsewhere = Names(found[1])
            if _is_own(iri, graph, elsewhere):
                return elsewhere
    return names


def _is_own(iri: str, graph: RdfGraph, names: Names) -> bool:
    if not iri.startswith(names.root):
        return False
    kind = class_of(names.record_id(iri))
    return kind is not None and any(t.value == kind for t in graph.terms(iri, _TYPE))


def _foreign(graph: RdfGraph, own: Mapping[str, str], names: Names) -> Iterator[tuple[str, str]]:
    for iri in graph.held:
        part = iri.startswith(names.root) and names.record_id(iri).partition(".")[0]
        if iri in own or (part and names.iri(part) in own):
            continue
        for term in graph.terms(iri, _TYPE):
            if term.value in CLASSES:
                yield iri, CLASSES[term.value]


def _own_values(own: Mapping[str, str], reader: OwnReader, file: str) -> dict[str, tuple[str, Any]]:
    return {
        record_id: (iri, reader.plain(record_id, iri, KINDS[kind_of(record_id)], file))
        for iri, record_id in own.items()
    }


def _foreign_values(ids: Mapping[str, str], taking: Taking) -> dict[str, tuple[str, Any]]:
    for subject, record_id in ids.items():
        taking.visit(subject, record_id)
    return {
        record_id: (subject, rdf_foreign.plain(taking, record_id, subject))
        for subject, record_id in ids.items()
    }


def _records(
    held: Mapping[str, tuple[str, Any]],
    found: Iterable[Problem],
    file: str,
    lines: Mapping[str, int],
) -> tuple[FromGraph, ...]:
    problems = [_with_line(one, held, lines) for one in found]
    amiss = {one.place.partition(".")[0] for one in problems}
    out = []
    for record_id, (iri, value) in sorted(held.items()):
        if record_id in amiss:
            continue
        try:
            out.append(FromGraph(record_from(value, file), file, lines.get(iri)))
        except BadRecords as error:
            problems.extend(_at(one, record_id, lines.get(iri)) for one in error.problems)
    if problems:
        raise BadRecords(problems)
    return tuple(out)


def _with_line(
    problem: Problem, held: Mapping[str, tuple[str, Any]], lines: Mapping[str, int]
) -> Problem:
    iri = held[problem.place.partition(".")[0]][0]
    return replace(problem, line=lines.get(iri))


def _at(problem: Problem, record_id: str, line: int | None) -> Problem:
    return replace(problem, place=f"{record_id}.{problem.place}".rstrip("."), line=line)


def _first_lines(content: bytes, form: str) -> dict[str, int]:
    first: dict[str, int] = {}
    for iri, line in lines_of(content, form):
        first.setdefault(iri, line)
    return first


_MANY: Final = (
    Text(zh=f"里面超过 {MOST_RECORDS} 条记录。", en=f"it holds more than {MOST_RECORDS} records."),
    Text(zh="请拆成几个文件。", en="Split it into several files."),
)
_NOTHING: Final = (
    Text(
        zh="里面没有认得的东西：事项、材料、部门、文件、信息项或一件事。",
        en="it holds nothing we know: no service, material, organisation, document, fact or event.",
    ),
    Text(
        zh="请按 CPSV-AP 写类，如 a cpsv:PublicService；JSON-LD 请检查 @context。",
        en="Write classes of CPSV-AP, such as cpsv:PublicService; in JSON-LD see the @context.",
    ),
)
