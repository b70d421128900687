"""Our own records out of a graph from outside: triples → plain values, which the first gate reads.

`kb.codec` reads graphs we made and trusts them. Here anything may be missing, doubled or turned
round, so every term becomes a plain value as it would stand in YAML, by the codec's own table of
fields, and `kb.reading` says what is wrong with it. What is ours and known nowhere stays a key, so
that a slip is refused as one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, get_args, get_origin

from pyoxigraph import Literal

from kb import codec
from kb.codec import PARTS, Shape, shapes
from kb.errors import Problem
from kb.examples import PlainFacts
from kb.rdf_parsing import RdfGraph, Term, key
from kb.rdf_words import spoken
from kb.text import Phrases, Text
from kb.vocab import CS, predicate
from kb.yaml_text import DEEPEST

_TYPE: Final = codec.TYPE.value
_VALUE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
_POSITION: Final = predicate("position")
_MEMBER: Final = f"{CS}member"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBER: Final = re.compile(r"[-+]?\d{1,30}(\.\d{1,30})?([eE][-+]?\d{1,2})?")
_NO_KEYS: Final = {_TYPE, _POSITION, _MEMBER, _VALUE, str(CS.issuesEvidenceType)}

_TWICE: Final = (
    Text(zh="写了不止一次。", en="is said more than once."),
    Text(zh="请只留一个。", en="Keep one."),
)
_SHARED: Final = (
    Text(
        zh="这一部分在两处共用，或者绕回到了自己。",
        en="this part is used in two places, or leads back to itself.",
    ),
    Text(zh="每一处都请单独写出来。", en="Write it out in each place."),
)
_NO_KIND: Final = Text(zh="没有写是哪一种。", en="does not say what kind it is.")


@dataclass(slots=True)
class OwnReader:
    """Reads records of ours; notes what was used and what cannot be right."""

    graph: RdfGraph
    id_of: Callable[[str], str]
    problems: list[Problem] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)
    _file: str = ""
    _place: list[str] = field(default_factory=list)

    def plain(self, record_id: str, iri: str, kind: type, file: str) -> dict[str, Any]:
        """Return a record as it would stand in YAML; what cannot be right joins the problems."""
        self._file, self._place = file, [record_id]
        return {"id": record_id, **(self._node(iri, kind) or {})}

    def _node(self, subject: str, kind: type) -> Any:
        if (subject, _TYPE) in self.used or len(self._place) > DEEPEST:
            return self._problem(*_SHARED)
        about = self.graph.held.get(subject, {})
        self.used.add((subject, _TYPE))
        out: dict[str, Any] = {}
        known = set(_NO_KEYS)
        for shape in shapes(kind):
            known.add(shape.predicate.value)
            if shape.predicate.value in about:
                self.used.add((subject, shape.predicate.value))
                out[shape.key] = self._at(shape.key, self._field, subject, shape)
            elif shape.default is None and get_origin(shape.options[0]) in (tuple, frozenset):
                out[shape.key] = []  # a list that must be there and holds nothing
        for strange in about.keys() - known:
            if strange.startswith(CS):
                self.used.add((subject, strange))
                out[strange.removeprefix(CS)] = None
        return out

    def _at(self, step: object, read: Callable[..., Any], *given: Any) -> Any:
        self._place.append(str(step))
        try:
            return read(*given)
        finally:
            self._place.pop()

    def _field(self, subject: str, shape: Shape) -> Any:
        terms = self.graph.terms(subject, shape.predicate.value)
        first = shape.options[0]
        origin = get_origin(first)
        if first is Text:
            return self._text(terms)
        if first is Phrases:
            said = spoken(terms)
            return {language: sorted(words) for language, words in said.items() if words}
        if origin is tuple:
            item = get_args(first)[0]
            parts = sorted(terms, key=self._position)
            return [self._at(i, self._item, part, item) for i, part in enumerate(parts)]
        if origin is frozenset:
            return [self._scalar(term) for term in sorted(terms, key=str)]
        return self._one(terms, shape.options)

    def _text(self, terms: Iterable[Term]) -> dict[str, str]:
        said = spoken(terms)
        for language, words in said.items():
            if len(words) > 1:
                self._at(language, self._problem, *_TWICE)
        return {language: words[0] for language, words in said.items() if words}

    def _position(self, part: Term) -> tuple[Decimal, str]:
        said = self.graph.terms(key(part), _POSITION)
        self.used.add((key(part), _POSITION))
        number = _number(said[0].value) if said else None
        return (Decimal("Infinity") if number is None else number, key(part))

    def _item(self, part: Term, hint: Any) -> Any:
        if isinstance(part, Literal):
            return self._scalar(part)
        about = self.graph.held.get(key(part), {})
        if get_origin(hint) is frozenset:
            self.used |= {(key(part), _MEMBER), (key(part), _TYPE)}
            return [self._scalar(term) for term in sorted(about.get(_MEMBER, ()), key=str)]
        if _VALUE in about:
            self.used.add((key(part), _VALUE))
            return self._one(about[_VALUE], (hint,))
        return self._value(part, get_args(hint) or (hint,))

    def _one(self, terms: tuple[Term, ...], options: tuple[Any, ...]) -> Any:
        if len(terms) > 1:
            self._problem(*_TWICE)
        if PlainFacts in options:
            return _facts(terms[0].value)
        return self._value(terms[0], options)

    def _value(self, term: Term, options: tuple[Any, ...]) -> Any:
        kinds = [option for option in options if is_dataclass(option)]
        if not kinds or isinstance(term, Literal):
            return self._scalar(term)
        said = {PARTS.get(one.value) for one in self.graph.terms(key(term), _TYPE)}
        fitting = [kind for kind in kinds if kind in said]
        if not fitting and len(kinds) > 1:
            return self._problem(_NO_KIND, _kinds_remedy(kinds))
        return self._node(key(term), (fitting or kinds)[0])  # type: ignore[arg-type]

    def _scalar(self, term: Term) -> Any:
        return _literal(term) if isinstance(term, Literal) else self.id_of(key(term))

    def _problem(self, problem: Text, remedy: Text) -> None:
        place = ".".join(self._place)
        self.problems.append(Problem(file=self._file, place=place, problem=problem, remedy=remedy))


def _kinds_remedy(kinds: Iterable[Any]) -> Text:
    some = [f"cs:{kind.__name__}" for kind in kinds][:6]
    return Text(
        zh=f"请写 a {'、'.join(some)} 之类的一种。", en=f"Write a kind such as {', '.join(some)}."
    )


def _literal(term: Literal) -> Any:
    text, datatype = term.value, term.datatype.value.removeprefix(_XSD)
    read = _READ.get(datatype)
    value = read(text) if read else None
    return text if value is None else value


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _fact(text: str) -> Decimal:
    """Return a number of facts; no number where it is too long, which the first gate refuses."""
    number = _number(text)
    return Decimal("NaN") if number is None else number


def _flag(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "boolean": _flag,
    "integer": _number,
    "decimal": _number,
    "double": _number,
    "date": _day,
    "time": _hour,
}


def _facts(text: str) -> Any:
    try:
        return json.loads(text, parse_float=_fact, parse_int=_fact, parse_constant=_fact)
    except (ValueError, RecursionError):
        return text
