"""Turtle, JSON-LD and their kin from outside → a graph in memory, or what an officer can do.

Nothing is ever fetched: a JSON-LD file carries its context, or names ours. The parser runs in a
process of its own (`kb.rdf_process`), which may come to grief without harm.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from kb import jsonld, rdf_process
from kb.errors import BadRecords, Problem
from kb.text import Text
from kb.vocab import Names
from kb.yaml_text import decoded

LARGEST_BYTES: Final = 20_000_000
FORMS: Final[dict[str, str]] = {
    ".ttl": "ttl",
    ".jsonld": "jsonld",
    ".json": "jsonld",
    ".nt": "nt",
    ".nq": "nq",
    ".trig": "trig",
}
"""The form that each ending of a name stands for."""

Term = NamedNode | BlankNode | Literal
_WAITED_SECONDS: Final = rdf_process.SECONDS + 1
_MOST_LOOKED: Final = 6 * rdf_process.MOST_TRIPLES
_PARSER_SAYS: Final = re.compile(r"^Parser error at line [^:]*: | \(line \d+\)$")


@dataclass(slots=True)
class RdfGraph:
    """Triples by subject and predicate, and how many named graphs were left aside.

    A blank node goes by `_:` and its name; terms stand in the order of the file, each once.
    """

    file: str
    held: Mapping[str, Mapping[str, tuple[Term, ...]]]
    named_left_out: int = 0
    _looked: int = 0

    def terms(self, subject: str, *predicates: str) -> tuple[Term, ...]:
        """Return what a subject says under any of some predicates.

        Raises:
            BadRecords: far more was asked for than the graph holds, because many things share
                one that says much; two hundred thousand triples could keep us busy for days.
        """
        about = self.held.get(subject, {})
        found = tuple(term for one in predicates for term in about.get(one, ()))
        self._looked += len(found) + 1
        if self._looked > _MOST_LOOKED:
            raise _refused("heavy", self.file)
        return found


def key(term: Term) -> str:
    """Return what a term is looked up by as a subject.

    >>> key(NamedNode("http://a.example/b")), key(BlankNode("x"))
    ('http://a.example/b', '_:x')
    """
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def parsed(content: bytes, form: str, file: str, names: Names) -> RdfGraph:
    """Return the graph a file holds.

    Args:
        content: the bytes of the file.
        form: one of the values of `FORMS`.
        file: named in every problem.
        names: says under which address our own context goes; relative addresses are ours too.

    Raises:
        BadRecords: too large, not UTF-8, not RDF, too much, or it wants something fetched.
    """
    if len(content) > LARGEST_BYTES:
        raise _refused("large", file, f"{len(content) / 1_000_000:.0f} MB")
    decoded(content, file)
    quads = _in_a_process(content.removeprefix(b"\xef\xbb\xbf"), form, file, names)
    return graph_of(parse(quads, format=RdfFormat.N_QUADS), file)


def graph_of(quads: Iterable[Quad], file: str) -> RdfGraph:
    """Return quads as a graph; of several graphs the default one, where it holds anything.

    Raises:
        BadRecords: there are none, or an address holds what cannot be seen.
    """
    graphs: dict[str, dict[str, dict[str, dict[Term, None]]]] = {}
    for quad in quads:
        subject: Any = quad.subject
        term: Any = quad.object
        _refuse_unseen((subject, quad.predicate, term), file)
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
        about = graphs.setdefault(graph, {}).setdefault(key(subject), {})
        about.setdefault(quad.predicate.value, {})[term] = None
    return _chosen(graphs, file)


def _chosen(graphs: Mapping[str, Mapping[str, Any]], file: str) -> RdfGraph:
    if not graphs:
        raise _refused("empty", file)
    chosen = graphs.get("") or next(iter(graphs.values()))
    held = {
        subject: {predicate: tuple(terms) for predicate, terms in about.items()}
        for subject, about in chosen.items()
    }
    return RdfGraph(file, held, len(graphs) - 1)


def _refuse_unseen(terms: tuple[Term, ...], file: str) -> None:
    for term in terms:
        if isinstance(term, NamedNode) and not term.value.isprintable():
            raise _refused("iri", file, ascii(term.value)[1:81])


def _in_a_process(content: bytes, form: str, file: str, names: Names) -> bytes:
    known = {f"{names.base}context.jsonld": jsonld.context()} if form == "jsonld" else {}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(rdf_process.__file__)), form, names.root],
            input=json.dumps(known).encode() + b"\n" + content,
            capture_output=True,
            timeout=_WAITED_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refused("heavy", file) from None
    if done.returncode:
        raise _told(done.stderr, file)
    return done.stdout


def _told(said: bytes, file: str) -> BadRecords:
    try:
        told = json.loads(said)
    except ValueError:  # the process was ended: by its own stack, its memory, or its time
        return _refused("heavy", file)
    return _refused(told["reason"], file, told["said"], told["line"])


def _refused(reason: str, file: str, said: str = "", line: int | None = None) -> BadRecords:
    problem, remedy = _REASONS[reason]
    said = _PARSER_SAYS.sub("", said).rstrip(".")
    told = Text(zh=problem.zh.replace("…", said), en=problem.en.replace("…", said))
    return BadRecords(Problem(file=file, line=line, place="", problem=told, remedy=remedy))


_REASONS: Final[dict[str, tuple[Text, Text]]] = {
    "large": (
        Text(zh="文件有 …，最多只读 20 MB。", en="the file is …; at most 20 MB are read."),
        Text(zh="请拆成几个文件。", en="Split it into several files."),
    ),
    "many": (
        Text(
            zh=f"里面超过 {rdf_process.MOST_TRIPLES // 10_000} 万条三元组（RDF 的最小单位）。",
            en=f"it holds more than {rdf_process.MOST_TRIPLES:,} triples.",
        ),
        Text(zh="请拆成几个文件。", en="Split it into several files."),
    ),
    "heavy": (
        Text(
            zh="读起来太费时间或内存，已经停下。",
            en="reading it takes too long or too much memory.",
        ),
        Text(
            zh="请拆成几个小文件；不要一层套一层，也不要重复写 @context。",
            en="Split it into smaller files, nest nothing deeply, and write @context once.",
        ),
    ),
    "long": (
        Text(zh="有一个网址太长：“…”。", en='an address is too long: "…".'),
        Text(
            zh=f"请改短，最多 {rdf_process.LONGEST_IRI} 个字符。",
            en=f"Write at most {rdf_process.LONGEST_IRI} characters.",
        ),
    ),
    "nested": (
        Text(zh="把三元组套在三元组里（<< >>）。", en="it puts triples inside triples (<< >>)."),
        Text(zh="请写成普通的三元组。", en="Write plain triples."),
    ),
    "deep": (
        Text(zh="层次套得太深。", en="it is nested too deeply."),
        Text(
            zh=f"最多用 {rdf_process.DEEPEST} 层。",
            en=f"Use at most {rdf_process.DEEPEST} levels.",
        ),
    ),
    "twice": (
        Text(zh="同一个地方写了两次“…”。", en='it says "…" twice in one place.'),
        Text(zh="两处请留一处，或写成列表。", en="Keep one of the two or write a list."),
    ),
    "iri": (
        Text(
            zh="有一个网址里有不能用的字符：“…”。",
            en='an address holds characters that cannot stand in one: "…".',
        ),
        Text(
            zh="请去掉网址里的空格和看不见的字符。",
            en="Take out blanks and characters that cannot be seen.",
        ),
    ),
    "remote": (
        Text(
            zh="要从别处取 @context：“…”。这里从不去取。",
            en='it wants its @context fetched from "…"; nothing is ever fetched.',
        ),
        Text(
            zh="请把那份 @context 的内容直接写进文件。",
            en="Put the context itself into the file.",
        ),
    ),
    "syntax": (
        Text(zh="这里不符合写法。", en="this cannot be read: …."),
        Text(
            zh="请检查这一行和上一行：每句末尾的句点、引号，还有前缀（@prefix）是不是写了。",
            en="Look at this line and the one before: the stop that ends it, quotes, prefixes.",
        ),
    ),
    "empty": (
        Text(zh="里面没有可读的内容。", en="it says nothing that can be read."),
        Text(
            zh="请检查文件是不是 Turtle；JSON-LD 要有 @context。",
            en="See that it is Turtle; JSON-LD needs an @context.",
        ),
    ),
}


def lines_of(content: bytes, form: str) -> Iterator[tuple[str, int]]:
    """Yield the subjects that begin a line of Turtle or its kin, each with that line."""
    if form == "jsonld":
        return
    prefixes: dict[str, str] = {}
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        words = line[: rdf_process.LONGEST_IRI].split(None, 3)
        if not words or line[0] in " \t;":
            continue
        if words[0].lower() in ("@prefix", "prefix") and len(words) > 2:
            prefixes[words[1]] = words[2].strip("<>")
        elif words[0].startswith("<"):
            yield words[0].strip("<>"), number
        else:
            prefix, _, rest = words[0].partition(":")
            yield prefixes.get(f"{prefix}:", "") + rest, number
