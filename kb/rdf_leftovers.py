"""What no reader of a graph took: found by going through all of it once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any, Final

from pyoxigraph import Literal

from kb.codec import TYPE
from kb.echo import echo
from kb.rdf_left_out import LeftOut, short
from kb.rdf_parsing import RdfGraph, key
from kb.rdf_taking import TITLES
from kb.rdf_words import spoken
from kb.text import LANGUAGES, Text
from kb.vocab import Names

_TYPE: Final = TYPE.value


def leftovers(
    graph: RdfGraph,
    used: Set[tuple[str, str]],
    places: Mapping[str, str],
    records: Iterable[Any],
    names: Names,
    left_out: LeftOut,
) -> None:
    """Note every triple that was neither used nor repeats what a record says in other words.

    Args:
        graph: the whole of it.
        used: subjects and predicates that were read.
        places: where each thing of another authority went.
        records: what came out, each with its `record`.
        names: of the records that are ours.
        left_out: takes the notes.
    """
    if graph.named_left_out:
        left_out.add("", *_named(graph.named_left_out))
    repeated = {
        (quad.subject.value, quad.predicate.value, _plainly(quad.object))
        for one in records
        for quad in echo(one.record, names)
        if isinstance(quad.subject, type(quad.predicate))
    }
    for subject, about in graph.held.items():
        place = places.get(subject) or _place(subject, about, names)
        _tongues(about, subject, used, place, left_out)
        rest = {
            verb
            for verb, terms in about.items()
            if (subject, verb) not in used
            and any((subject, verb, _plainly(term)) not in repeated for term in terms)
        }
        if (subject, _TYPE) not in used:
            _unknown(place, rest, about, left_out)
        for verb in sorted(rest - {_TYPE}) if (subject, _TYPE) in used else ():
            left_out.predicate(place, verb)


def _plainly(term: Any) -> Any:
    """Return a term, but for the lengths of time that writers turn into another for no time."""
    return "P0D" if isinstance(term, Literal) and term.value in ("P0D", "PT0S") else term


def _place(subject: str, about: Mapping[str, Any], names: Names) -> str:
    """Return what a thing is called that became no record: its title, or its address."""
    titles = spoken(term for verb in TITLES for term in about.get(verb, ()))
    title = next((words[0] for words in titles.values() if words), "")
    if subject.startswith(names.root):
        return names.record_id(subject)[:80]
    return title[:80] or ("[ ]" if subject.startswith("_:") else short(subject))


def _unknown(place: str, rest: Set[str], about: Mapping[str, Any], left_out: LeftOut) -> None:
    if rest:
        kinds = sorted(key(term) for term in about.get(_TYPE, ()))
        left_out.kind(place, kinds[0] if kinds else "")


def _tongues(
    about: Mapping[str, Any],
    subject: str,
    used: Set[tuple[str, str]],
    place: str,
    left_out: LeftOut,
) -> None:
    for verb, terms in about.items():
        if (subject, verb) in used:
            for term in terms:
                tag = term.language if isinstance(term, Literal) else None
                if tag and tag.split("-")[0] not in LANGUAGES:
                    left_out.add(place, *_tongue(tag))


def _tongue(tag: str) -> tuple[Text, Text]:
    return (
        Text(zh=f"语言为 {tag} 的文字没有读进来。", en=f"words in {tag} were left out."),
        Text(zh="这里只用 zh 和 en。", en="Only zh and en are used here."),
    )


def _named(number: int) -> tuple[Text, Text]:
    return (
        Text(
            zh=f"另有 {number} 个具名图没有读进来。",
            en=f"{number} more named graphs were left out.",
        ),
        Text(
            zh="要读的话，请单独存成一个文件。", en="Save a graph as a file of its own to read it."
        ),
    )
