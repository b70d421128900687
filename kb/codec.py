"""Any record → triples → the same record, by reflection and one table of predicates.

A part is its record's IRI, a dot and its path (`policy/rent.criteria.all.0`). Tuples keep their
order by `cs:position`; frozensets have none. No blank node leaves the system. A field that
holds its default is not written. `kb.echo` adds what standard readers expect on top; nothing
here ever reads those triples back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin

from pyoxigraph import Literal, NamedNode, Quad

from kb import benefit, criteria, derivation, examples, handling, model
from kb.errors import WrongInput
from kb.fields import hints_of, key_of
from kb.ids import KIND_OF_ID, Code, is_id, kind_of
from kb.model import KINDS, AnyRecord
from kb.text import LANGUAGES, Phrases, Text
from kb.vocab import CS, Names, class_term, predicate

_XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_VALUE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#value")
_POSITION = NamedNode(predicate("position"))
_MEMBER = NamedNode(f"{CS}member")
_ALTERNATIVES = NamedNode(f"{CS}Alternatives")
_CODE = NamedNode(f"{CS}code")

Terms = Mapping[NamedNode, list[Any]]
Graph = Mapping[str, Terms]


@dataclass(frozen=True, slots=True)
class Shape:
    """One field as the codec sees it."""

    name: str
    predicate: NamedNode
    key: str
    hint: Any
    default: Any

    @property
    def options(self) -> tuple[Any, ...]:
        """Return the types a value may have, without None."""
        return _options(self.hint)


def _options(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) in (Union, UnionType):
        return tuple(option for option in get_args(hint) if option is not NoneType)
    return (hint,)


def _default(field: Field[Any]) -> Any:
    return None if field.default is MISSING else field.default


def shapes(kind: type[Any]) -> tuple[Shape, ...]:
    """Return the fields of a class that are written as triples; the id is in the IRI."""
    held = _SHAPES.get(kind)
    if held is None:
        held = _SHAPES[kind] = _shapes_of(kind)
    return held


_SHAPES: dict[type[Any], tuple[Shape, ...]] = {}


def _shapes_of(kind: type[Any]) -> tuple[Shape, ...]:
    hints = hints_of(kind)
    return tuple(
        Shape(
            f.name, NamedNode(predicate(key_of(f.name))), key_of(f.name), hints[f.name], _default(f)
        )
        for f in fields(kind)
        if f.name != "id"
    )


# ---- out ------------------------------------------------------------------------------------


def triples(record: AnyRecord, names: Names) -> Iterator[Quad]:
    """Yield a record's own triples; O(size of the record)."""
    yield from _node(names.iri(record.id), record, names)


def _node(iri: str, value: Any, names: Names) -> Iterator[Quad]:
    node = NamedNode(iri)
    yield Quad(node, TYPE, NamedNode(class_term(type(value).__name__)))
    for shape in shapes(type(value)):
        held = getattr(value, shape.name)
        if held is not None and held != shape.default:
            yield from _field(node, shape, held, names)


def _field(node: NamedNode, shape: Shape, held: Any, names: Names) -> Iterator[Quad]:
    path = f"{node.value}.{shape.key}"
    if isinstance(held, Text | Phrases):
        for literal in _in_languages(held):
            yield Quad(node, shape.predicate, literal)
    elif isinstance(held, tuple):
        for i, item in enumerate(held):
            part = NamedNode(f"{path}.{i}")
            yield Quad(node, shape.predicate, part)
            yield Quad(part, _POSITION, Literal(i))
            yield from _item(part, item, get_args(shape.hint)[0], names)
    elif isinstance(held, frozenset):
        inner = get_args(shape.options[0])[0]
        for item in held:
            yield Quad(node, shape.predicate, _term(item, (inner,), names))
    elif is_dataclass(held):
        yield Quad(node, shape.predicate, NamedNode(path))
        yield from _node(path, held, names)
    else:
        yield Quad(node, shape.predicate, _term(held, shape.options, names))


def _item(part: NamedNode, item: Any, hint: Any, names: Names) -> Iterator[Quad]:
    if is_dataclass(item):
        yield from _node(part.value, item, names)
    elif isinstance(item, frozenset):
        yield Quad(part, TYPE, _ALTERNATIVES)
        for each in item:
            yield Quad(part, _MEMBER, _term(each, get_args(hint), names))
    else:
        yield Quad(part, _VALUE, _term(item, _options(hint), names))


def _in_languages(held: Text | Phrases) -> Iterator[Literal]:
    for language in LANGUAGES:
        words = held.get(language)
        for word in (words,) if isinstance(words, str) else words:
            yield Literal(word, language=language)


def _term(value: Any, options: tuple[Any, ...], names: Names) -> NamedNode | Literal:
    if isinstance(value, bool | int):
        return Literal(value)
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=NamedNode(f"{_XSD}decimal"))
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=NamedNode(f"{_XSD}date"))
    if isinstance(value, time):
        return Literal(value.isoformat(), datatype=NamedNode(f"{_XSD}time"))
    if any(option in KIND_OF_ID for option in options):
        return NamedNode(names.iri(value))
    if isinstance(value, StrEnum) or Code in options:
        return Literal(str(value), datatype=_CODE)
    return Literal(value)


# ---- in -------------------------------------------------------------------------------------


def by_subject(rows: Iterable[tuple[Any, Any, Any]]) -> dict[str, dict[NamedNode, list[Any]]]:
    """Return triples grouped by subject IRI, then predicate."""
    grouped: dict[str, dict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for subject, verb, term in rows:
        grouped[subject.value][verb].append(term)
    return grouped


PARTS: dict[str, type] = {
    class_term(kind.__name__): kind
    for module in (benefit, criteria, derivation, examples, handling, model)
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind)
}


def class_of(record_id: str) -> str | None:
    """Return the IRI of the class a record's id names; None for parts and other subjects.

    >>> class_of("service/food-business-licence")
    'http://purl.org/vocab/cpsv#PublicService'
    >>> class_of("policy/rent.criteria") is None
    True
    """
    return (
        class_term(KINDS[kind_of(record_id)].__name__)
        if is_id(record_id) and kind_of(record_id) in KINDS
        else None
    )


def record(record_id: str, graph: Graph, names: Names) -> AnyRecord:
    """Return the record that a graph holds under an id.

    Raises:
        WrongInput: the graph holds no such record or not the whole of it.
    """
    kind = KINDS[kind_of(record_id)]
    built = _built(names.iri(record_id), kind, graph, names, {"id": record_id})
    return cast(AnyRecord, built)


def _built(iri: str, kind: type, graph: Graph, names: Names, start: dict[str, Any]) -> Any:
    held = graph.get(iri, {})
    values = dict(start)
    for shape in shapes(kind):
        terms = held.get(shape.predicate, [])
        value = _read(terms, shape, graph, names)
        if value is not None:
            values[shape.name] = value
    try:
        return kind(**values)
    except TypeError as error:
        said = Text(zh=f"在图里不完整：{error}。", en=f"is not whole in the graph: {error}.")
        raise WrongInput.at(names.record_id(iri), said) from None


def _read(terms: list[Any], shape: Shape, graph: Graph, names: Names) -> Any:
    first = shape.options[0]
    origin = get_origin(first)
    if first in (Text, Phrases):
        return _language_value(terms, first)
    if origin is tuple:
        return (
            _ordered(terms, get_args(first)[0], graph, names)
            if terms or shape.default is None
            else None
        )
    if origin is frozenset:
        inner = (get_args(first)[0],)
        return (
            frozenset(_scalar(t, inner, names) for t in terms)
            if terms or shape.default is None
            else None
        )
    return _value(terms[0], shape.options, graph, names) if terms else None


def _language_value(terms: list[Any], kind: type) -> Any:
    if not terms:
        return None
    words: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for term in terms:
        words[term.language].append(term.value)
    if kind is Phrases:
        return Phrases(**{language: frozenset(said) for language, said in words.items()})
    return Text(**{language: said[0] for language, said in words.items()})


def _ordered(terms: list[Any], hint: Any, graph: Graph, names: Names) -> tuple[Any, ...]:
    parts = sorted(terms, key=lambda part: int(graph[part.value][_POSITION][0].value))
    return tuple(_part(part, hint, graph, names) for part in parts)


def _part(part: Any, hint: Any, graph: Graph, names: Names) -> Any:
    held = graph[part.value]
    if get_origin(hint) is frozenset:
        inner = (get_args(hint)[0],)
        return frozenset(_scalar(term, inner, names) for term in held.get(_MEMBER, []))
    if _VALUE in held:
        return _scalar(held[_VALUE][0], _options(hint), names)
    return _value(part, _options(hint), graph, names)


def _value(term: Any, options: tuple[Any, ...], graph: Graph, names: Names) -> Any:
    if not any(is_dataclass(option) for option in options) or isinstance(term, Literal):
        return _scalar(term, options, names)
    kinds = {PARTS[t.value] for t in graph[term.value][TYPE] if t.value in PARTS}
    return _built(term.value, (kinds & set(options)).pop(), graph, names, {})


def _scalar(term: Any, options: tuple[Any, ...], names: Names) -> Any:
    if isinstance(term, NamedNode):
        return names.record_id(term.value)
    datatype = term.datatype.value.removeprefix(_XSD)
    if datatype == "boolean":
        return term.value == "true"
    if datatype == "integer":
        return int(term.value)
    if datatype == "decimal":
        return Decimal(term.value)
    if datatype == "date":
        return date.fromisoformat(term.value)
    if datatype == "time":
        return time.fromisoformat(term.value)
    enums = [o for o in options if isinstance(o, type) and issubclass(o, StrEnum)]
    return enums[0](term.value) if enums else term.value
