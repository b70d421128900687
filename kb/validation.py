"""The second gate for any set of records: sense in code, then SHACL over their triples."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Final

import rdflib
from pyoxigraph import RdfFormat, serialize
from rdflib import RDF, SH

from kb import codec, sense
from kb.echo import echo
from kb.errors import BadRecords, Problem
from kb.model import AnyRecord
from kb.source import Placed
from kb.text import Text
from kb.vocab import Names
from kb.yaml_text import place_of

_EXAMPLE: Final = re.compile(r"\.examples\.\d|#examples>$")
_ONE_AT_A_TIME = threading.Lock()
"""pyshacl keeps process-wide state, so two threads never use it at once."""


def check(
    changed: Iterable[Placed], base: Mapping[str, AnyRecord], names: Names | None = None
) -> None:
    """Let records through, or say everything that is wrong with them.

    Args:
        changed: the records that are new or different.
        base: every record by id, as it would be after the change.

    Raises:
        BadRecords: with file, line, place, problem and remedy for each.
    """
    by_id: dict[str, Placed] = {loaded.record.id: loaded for loaded in changed}
    recheck([loaded.record for loaded in by_id.values()], base, names, by_id)


def recheck(
    changed: Sequence[AnyRecord],
    base: Mapping[str, AnyRecord],
    names: Names | None = None,
    placed: Mapping[str, Placed] | None = None,
) -> None:
    """Let records through that have no file any more, or say everything that is wrong with them.

    Raises:
        BadRecords: with place, problem and remedy for each; and file and line where `placed`.
    """
    found = list(sense.problems(changed, base))
    if not found:
        found = list(_shape_problems(changed, names or Names()))
    if found:
        raise refused(found, placed or {})


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
    if not records:
        return
    from pyshacl import validate

    with _ONE_AT_A_TIME:
        graph = as_rdflib(records, names)
        shapes = rdflib.Graph().parse(data=(files("kb") / "shapes.ttl").read_text("utf-8"))
        conforms, report, _ = validate(graph, shacl_graph=shapes, inplace=False)
    if conforms or not isinstance(report, rdflib.Graph):
        return
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = names.record_id(str(report.value(result, SH.focusNode)))
        record_id, _, path = focus.partition(".")
        said = {m.language: str(m) for m in report.objects(result, SH.resultMessage)}  # type: ignore[attr-defined]
        steps = tuple(int(s) if s.isdigit() else s for s in path.split(".")) if path else ()
        yield record_id, steps, Text(zh=f"{said['zh']}。", en=f"{said['en']}."), None


def as_rdflib(records: Iterable[AnyRecord], names: Names) -> rdflib.Graph:
    """Return records and their echo as one rdflib graph; about 60 µs a triple.

    The examples of rules stay out of it: no shape looks at them, and they are many.
    """
    graph = rdflib.Graph()
    triples = (t for r in records for part in (codec.triples, echo) for t in part(r, names))
    looked_at = (t for t in triples if not _EXAMPLE.search(f"{t.subject} {t.predicate}"))
    content = serialize(looked_at, format=RdfFormat.N_TRIPLES) or b""
    return graph.parse(data=content, format="nt")
