"""The second gate for any set of records: sense in code, then SHACL over their triples."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize
from rdflib import RDF, SH

from kb import codec, sense
from kb.echo import echo
from kb.errors import BadRecords, Problem
from kb.model import KINDS, AnyRecord
from kb.source import Placed
from kb.text import Text
from kb.vocab import CS, Names
from kb.yaml_text import place_of

_EXAMPLE: Final = re.compile(r"\.examples\.\d|#examples>$")
_ONE_AT_A_TIME = threading.Lock()
"""pyshacl keeps process-wide state, so two threads never use it at once."""


Progress = Callable[[int, int], None]
"""Told of long work: how much is done, of how much."""


def check(
    changed: Iterable[Placed],
    base: Mapping[str, AnyRecord],
    names: Names | None = None,
    before: Mapping[str, AnyRecord] | None = None,
) -> None:
    """Let records through, or say everything that is wrong with them.

    Args:
        changed: the records that are new or different.
        base: every record by id, as it would be after the change.
        names: of the graph.
        before: every record by id as it is now: a change may leave a question unread.

    Raises:
        BadRecords: with file, line, place, problem and remedy for each.
    """
    by_id: dict[str, Placed] = {loaded.record.id: loaded for loaded in changed}
    recheck([loaded.record for loaded in by_id.values()], base, names, by_id, before)


def recheck(
    changed: Sequence[AnyRecord],
    base: Mapping[str, AnyRecord],
    names: Names | None = None,
    placed: Mapping[str, Placed] | None = None,
    before: Mapping[str, AnyRecord] | None = None,
) -> None:
    """Let records through that have no file any more, or say everything that is wrong with them.

    Raises:
        BadRecords: with place, problem and remedy for each; and file and line where `placed`.
    """
    found = list(sense.problems(changed, base, before))
    if not found:
        found = list(_shape_problems(changed, names or Names()))
    if found:
        raise refused(found, placed or {})


AT_ONCE: Final = 20
"""Up to so many records the shapes look at everything."""
_PART: Final = 100
"""How many records are looked at between two reports of progress."""


def check_all(
    records: Mapping[str, AnyRecord], names: Names, progress: Progress = lambda _, __: None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a whole base; about 3 ms a record.

    Args:
        records: every record by id.
        names: of the graph.
        progress: told after each part how many records are done, of how many.

    Returns:
        One problem for each fault; none where the base is sound.
    """
    held = list(records.values())
    found: list[sense.Found] = []
    for start in range(0, len(held), _PART):
        part = held[start : start + _PART]
        said = [one for record in part for one in sense.of_record(record, records)]
        found += said or _shape_problems(part, names)
        progress(min(start + _PART, len(held)), len(held))
    found += sense.of_all(held, records)
    return tuple(_placed(one, {}) for one in found)


def refused(found: Iterable[sense.Found], placed: Mapping[str, Placed]) -> BadRecords:
    """Return the refusal of records; with file and line where they are `placed`."""
    return BadRecords(_placed(one, placed) for one in found)


def _placed(found: sense.Found, by_id: Mapping[str, Placed]) -> Problem:
    record_id, path, problem, remedy = found
    loaded = by_id.get(record_id)
    if loaded is None:
        return Problem(place=place_of((record_id, *path)), problem=problem, remedy=remedy)
    return loaded.problem(path, problem, remedy)


def _shape_problems(records: Sequence[AnyRecord], names: Names) -> Iterator[sense.Found]:
    if records:
        whole = len(records) <= AT_ONCE
        with _ONE_AT_A_TIME:
            looked_at = _looked_at(_shapes(whole))
            found = list(_unfit(as_rdflib(records, names, looked_at), names, whole))
        yield from found


def _looked_at(shapes: rdflib.Graph) -> frozenset[str]:
    """Return the predicates and classes that shapes look at."""
    terms = (
        term for verb in (SH.path, RDF.first, SH.targetClass) for term in shapes.objects(None, verb)
    )
    return frozenset(str(term) for term in terms)


def shape_problems(graph: rdflib.Graph, names: Names) -> tuple[sense.Found, ...]:
    """Return what our shapes say against a graph, such as one that comes from elsewhere."""
    with _ONE_AT_A_TIME:
        return tuple(_unfit(graph, names))


@cache
def _shapes(whole: bool) -> rdflib.Graph:
    """Return our shapes, read once; pyshacl adds some triples of its own, always the same.

    Without what no record can break that has a type of ours where not the `whole` is wanted:
    pyshacl takes some 0.3 ms for every property of every part.
    """
    shapes = rdflib.Graph().parse(data=(files("kb") / "shapes.ttl").read_text("utf-8"))
    for kept in () if whole else list(shapes.subjects(_KEPT_BY_TYPES)):
        shapes.remove((None, SH.property, kept))
    for shape in list(shapes.subjects(RDF.type, SH.NodeShape)):
        if not shapes.value(shape, SH.property):
            shapes.remove((shape, None, None))
    return shapes


def _unfit(graph: rdflib.Graph, names: Names, whole: bool = True) -> Iterator[sense.Found]:
    from pyshacl import validate

    conforms, report, _ = validate(graph, shacl_graph=_shapes(whole), inplace=True)
    if conforms or not isinstance(report, rdflib.Graph):
        return
    for result in _in_order(report):
        focus = names.record_id(str(report.value(result, SH.focusNode)))
        record_id, _, path = focus.partition(".")
        steps = [int(s) if s.isdigit() else s for s in path.split(".")] if path else []
        key = _KEYS.get(str(report.value(result, SH.resultPath)))
        shape = report.value(result, SH.sourceShape)
        said = _in_both(report.objects(result, SH.resultMessage))
        remedy = _in_both(report.objects(shape, _REMEDY))
        if said is not None:
            yield record_id, (*steps, *([key] if key else [])), said, remedy


def _in_order(report: rdflib.Graph) -> list[rdflib.term.Node]:
    """Return the results of a report by what they are about; a report has no order of its own."""
    results = report.subjects(RDF.type, SH.ValidationResult)
    verbs = (SH.focusNode, SH.resultPath)
    return sorted(results, key=lambda one: [str(report.value(one, verb)) for verb in verbs])


_KEPT_BY_TYPES: Final = rdflib.URIRef(f"{CS}keptByTypes")
_REMEDY: Final = rdflib.URIRef(f"{CS}remedy")
_KEYS: Final[Mapping[str, str]] = {
    shape.predicate.value: shape.key
    for kind in {*KINDS.values(), *codec.PARTS.values()}
    for shape in codec.shapes(kind)
}
"""The key of each predicate, for the place of a problem."""


def _in_both(words: Iterable[object]) -> Text | None:
    """Return words of the shapes as a sentence in both languages; None if there are none."""
    said = {word.language: str(word) for word in words if isinstance(word, rdflib.Literal)}
    return Text(zh=f"{said['zh']}。", en=f"{said['en']}.") if said else None


def as_rdflib(
    records: Iterable[AnyRecord], names: Names, looked_at: frozenset[str] | None = None
) -> rdflib.Graph:
    """Return records and their echo as one rdflib graph; about 60 µs a triple.

    The examples of rules stay out of it: no shape looks at them, and they are many. So does all
    else where only some predicates and classes are `looked_at`.
    """
    graph = rdflib.Graph()
    triples = (t for r in records for part in (codec.triples, echo) for t in part(r, names))
    if looked_at is not None:
        triples = (t for t in triples if _key_of(t) in looked_at)
    kept = (t for t in triples if not _EXAMPLE.search(f"{t.subject} {t.predicate}"))
    content = serialize(kept, format=RdfFormat.N_TRIPLES) or b""
    return graph.parse(data=content, format="nt")


def _key_of(triple: Quad) -> str:
    """Return what a shape finds a triple by: its predicate, or the class it names."""
    if triple.predicate == codec.TYPE and isinstance(triple.object, NamedNode):
        return triple.object.value
    return triple.predicate.value
