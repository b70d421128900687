"""A process of its own that parses RDF from outside: bytes in, N-Quads out, or why not.

A few hundred kilobytes of nested JSON-LD or of triples within triples end the process that parses
them, and a context repeated often enough keeps it busy for hours; neither can be stopped from
within. Here it costs one process with a limit of memory and time. Run as a script by
`kb.rdf_parsing`; it needs nothing of ours and opens no file and no connection.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final, NoReturn

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

MOST_TRIPLES: Final = 150_000
LONGEST_IRI: Final = 2_000
LARGEST_OUT: Final = 60_000_000
DEEPEST: Final = 60
MEMORY: Final = 300_000_000
SECONDS: Final = 6
UNKNOWN: Final = "urn:companion:unknown:"
"""What stands before keys that the context of a JSON-LD file does not say; else they vanish."""

_NO_IRI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')


class Refused(Exception):
    """It cannot be read: a reason out of a table, what it is about, and the line."""

    def __init__(self, reason: str, said: str = "", line: int | None = None) -> None:
        super().__init__(reason)
        self.told = {"reason": reason, "said": said[:200], "line": line}


def main() -> None:
    """Write what stands on standard input as N-Quads; a refusal is one line of JSON instead."""
    _limited()
    form, base = sys.argv[1:]
    known = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        if form == "jsonld":
            content = prepared(content, known)
        quads = counted(parse(content, format=_format(form), base_iri=base))
        serialize(quads, output=sys.stdout.buffer, format=RdfFormat.N_QUADS)
        sys.stdout.flush()
    except Refused as refused:
        _end(refused)
    except (MemoryError, RecursionError):
        _end(Refused("heavy"))
    except (SyntaxError, ValueError) as error:
        _end(Refused("syntax", str(error), getattr(error, "lineno", None)))


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _format(form: str) -> RdfFormat:
    found = RdfFormat.from_extension(form)
    if found is None:
        raise Refused("syntax", form)
    return found


def _end(refused: Refused) -> NoReturn:
    sys.stderr.write(json.dumps(refused.told))
    sys.exit(1)


def counted(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield quads until they are too many, too long, or hold a triple within a triple.

    Raises:
        Refused: they are.
    """
    size = 0
    for number, quad in enumerate(quads, 1):
        if number > MOST_TRIPLES:
            raise Refused("many")
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            size += _length(term)
        if size > LARGEST_OUT:
            raise Refused("heavy")
        yield quad


def _length(term: Any) -> int:
    if isinstance(term, NamedNode) and len(term.value) > LONGEST_IRI:
        raise Refused("long", term.value[:80])
    if isinstance(term, NamedNode | Literal | BlankNode):
        return len(term.value)
    if isinstance(term, DefaultGraph):
        return 0
    raise Refused("nested")


# ---- JSON-LD ------------------------------------------------------------------------------------


def prepared(content: bytes, known: dict[str, Any]) -> bytes:
    """Return JSON-LD that fetches nothing and keeps what its context does not say.

    Args:
        content: the file.
        known: contexts that may be named instead of written out, by address.

    Raises:
        Refused: it names another context, repeats a key, nests too deeply, or has an impossible
            address; each of these a parser would pass over or stumble at.
    """
    try:
        held = json.loads(content, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Refused("syntax", error.msg, error.lineno) from None
    _looked_through(held, known)
    for node in held if isinstance(held, list) else [held]:
        if isinstance(node, dict):
            own = node.get("@context", [])
            node["@context"] = [{"@vocab": UNKNOWN}, *(own if isinstance(own, list) else [own])]
    return json.dumps(held, ensure_ascii=False).encode("utf-8", "replace")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        keys = [key for key, _ in pairs]
        raise Refused("twice", next(key for key in keys if keys.count(key) > 1))
    return held


def _looked_through(held: Any, known: dict[str, Any]) -> None:
    waiting: list[tuple[Any, int]] = [(held, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused("deep")
        if isinstance(value, dict):
            _looked_at(value, known)
            waiting.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            waiting.extend((inner, depth + 1) for inner in value)


def _looked_at(node: dict[str, Any], known: dict[str, Any]) -> None:
    if isinstance(node.get("@import"), str):
        raise Refused("remote", node["@import"])
    named = node.get("@id")
    if isinstance(named, str) and _NO_IRI.search(named):
        raise Refused("iri", named)
    if "@context" in node:
        own = node["@context"]
        node["@context"] = (
            [_said(one, known) for one in own] if isinstance(own, list) else _said(own, known)
        )


def _said(context: Any, known: dict[str, Any]) -> Any:
    if isinstance(context, str):
        if context not in known:
            raise Refused("remote", context)
        return known[context]
    return context


if __name__ == "__main__":
    main()
