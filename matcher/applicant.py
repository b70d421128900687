"""What is known of an applicant: facts by concept, what is held, where each came from.

A key left out is unknown. A list given is the whole list: `holds: []` holds nothing. Absent is
never zero or false. No name is ever here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, cast

from kb.built_in import GRANTED, HOLDS, code_of
from kb.catalogue import Catalogue
from kb.errors import Problem, WrongInput, below_zero
from kb.ids import AreaId, Code, ConceptId, EvidenceId, PolicyId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.scalars import A_DAY
from kb.text import Text
from matcher import nearest, negative, unfit
from matcher.unfit import Unfit

Value = bool | Decimal | date | str | frozenset[Code] | tuple["Facts", ...]


class Standing(StrEnum):
    """Where a fact came from."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    LIBRARY = "e-licence"
    REGISTRY = "registry"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Fact:
    """One known value and where it came from."""

    value: Value
    standing: Standing = Standing.DECLARED


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of one applicant, or of one member of a list.

    `holds` and `granted` are None while nobody has asked. `holds_some` are papers known to be at
    hand where nothing was said of the others: plans go by them, criteria wait for the whole list.
    """

    known: Mapping[ConceptId, Fact] = field(default_factory=dict)
    holds: frozenset[EvidenceId] | None = None
    granted: frozenset[PolicyId] | None = None
    holds_some: frozenset[EvidenceId] = frozenset()

    @property
    def held(self) -> frozenset[EvidenceId]:
        """Return every paper that is known to be held."""
        return (self.holds or frozenset()) | self.holds_some

    def with_fact(
        self, concept: ConceptId, value: Value, standing: Standing = Standing.DECLARED
    ) -> Facts:
        """Return these facts with one more, or one changed; the others stay."""
        if concept == GRANTED:
            named = frozenset(PolicyId(f"policy/{code}") for code in cast(frozenset[Code], value))
            return replace(self, granted=(self.granted or frozenset()) | named)
        if concept == HOLDS:
            held = frozenset(
                EvidenceId(f"evidence/{code}") for code in cast(frozenset[Code], value)
            )
            return replace(self, holds=(self.holds or frozenset()) | held)
        return replace(self, known={**self.known, concept: Fact(value, standing)})

    def fact(self, concept: ConceptId) -> Fact | None:
        """Return what is known of a concept; what is held or granted by its codes."""
        held = self._built_in.get(concept)
        return self.known.get(concept) if held is None else Fact(frozenset(map(code_of, held)))

    @property
    def told(self) -> tuple[ConceptId, ...]:
        """Return every concept of which something is known, in the order it was said."""
        return (*self.known, *(c for c, held in self._built_in.items() if held is not None))

    @property
    def _built_in(self) -> dict[ConceptId, frozenset[Any] | None]:
        return {GRANTED: self.granted, HOLDS: self.holds}

    def with_facts(self, more: Facts) -> Facts:
        """Return these facts with others put in their place; those not told again stay."""
        return Facts(
            known={**self.known, **more.known},
            holds=self.holds if more.holds is None else more.holds,
            granted=self.granted if more.granted is None else more.granted,
            holds_some=self.holds_some | more.holds_some,
        )

    def without(self, concept: ConceptId) -> Facts:
        """Return these facts with one taken back to unknown."""
        if concept in (GRANTED, HOLDS):
            return replace(self, granted=None) if concept == GRANTED else replace(self, holds=None)
        return replace(self, known={k: v for k, v in self.known.items() if k != concept})


NOTHING: Final = Facts()
_LISTS: Final = {
    "holds": "evidence",
    HOLDS: "evidence",
    "holds_some": "some",
    "granted": "policy",
    GRANTED: "policy",
}
"""The keys of lists of records, and what each list is of."""
_KINDS: Final = {"some": "evidence"}
"""The kind of the items of a list, where it is not the word for the list itself."""
MOST_DIGITS: Final = 30
"""As in record files; 1e999999 is three bytes of JSON and a million digits."""
MOST_PROBLEMS: Final = 20
"""Then reading ends: looking for what thousands of wrong keys may have meant takes minutes."""
MOST_CODES_NAMED: Final = 10


def read_facts(data: object, catalogue: Catalogue, place: str = "facts") -> Facts:
    """Return facts from plain values, in our spelling or the fact sheet's.

    Args:
        data: `{"concept/floor-area": 80, "holds": ["evidence/id-card"], …}`; null is unknown.
        place: named in every problem.

    Raises:
        WrongInput: with one Problem for every key or value that does not fit, the first twenty.
    """
    if not isinstance(data, Mapping):
        raise WrongInput.at(place, unfit.NO_GROUP, unfit.WRITE_FACTS)
    reader = _Reader(catalogue, place)
    facts = reader.facts(data, place)
    if reader.problems:
        raise WrongInput(reader.problems)
    return facts


class _Reader:
    """Reads plain values by the type of their concept; collects problems until there are enough."""

    def __init__(self, catalogue: Catalogue, place: str) -> None:
        self.catalogue = catalogue
        self.place = place
        self.problems: list[Problem] = []

    def facts(self, data: Mapping[str, Any], place: str) -> Facts:
        known: dict[ConceptId, Fact] = {}
        for key, raw in data.items():
            if key in _LISTS:
                continue
            concept = self._concept(key, place)
            if concept is not None and raw is not None:
                value = self._value(raw, concept, f"{place}.{key}")
                if value is not None:
                    known[concept.id] = Fact(value)
        return Facts(
            known=known,
            holds=self._ids(data, "evidence", place),
            granted=self._ids(data, "policy", place),
            holds_some=self._ids(data, "some", place) or frozenset(),
        )

    def _concept(self, key: str, place: str) -> InformationConcept | None:
        found = self.catalogue.resolve("concept", key)
        if found is None:
            remedy = nearest.facts(str(key), self.catalogue)
            self._refuse(f"{place}.{key}", unfit.NO_FACT, remedy)
            return None
        return self.catalogue.concepts[ConceptId(found)]

    def _ids(self, data: Mapping[str, Any], which: str, place: str) -> frozenset[Any] | None:
        """Return what is held or granted, by its short key or that of its question."""
        key = next((k for k in data if _LISTS.get(k) == which and data[k] is not None), None)
        if key is None:
            return None
        raw, place, kind = data[key], f"{place}.{key}", _KINDS.get(which, which)
        if not isinstance(raw, list):
            self._refuse(place, unfit.NO_LIST, unfit.WRITE_NONE)
            return None
        found = {item: self.catalogue.resolve(kind, str(item)) for item in map(str, raw)}
        for item, record_id in found.items():
            if record_id is None:
                self._refuse(place, unfit.there_is_no(item), unfit.CORRECT_THE_ID)
        return frozenset(record_id for record_id in found.values() if record_id)

    def _value(self, raw: Any, concept: InformationConcept, place: str) -> Value | None:
        try:
            return _READERS[concept.type](self, raw, concept, place)
        except Unfit as error:
            self._refuse(place, error.problem(raw), error.remedy)
            return None

    def _refuse(self, place: str, problem: Text, remedy: Text) -> None:
        self.problems.append(Problem(place=place, problem=problem, remedy=remedy))
        if len(self.problems) >= MOST_PROBLEMS:
            raise WrongInput(self.problems)

    def boolean(self, raw: Any, _c: InformationConcept, _p: str) -> bool:
        if type(raw) is not bool:
            raise Unfit(*unfit.FLAG)
        return raw

    def number(self, raw: Any, concept: InformationConcept, _p: str) -> Decimal:
        if type(raw) is float:
            raw = Decimal(repr(raw))
        if type(raw) is int:
            raw = Decimal(raw)
        if type(raw) is Decimal and raw.is_finite() and raw.adjusted() < MOST_DIGITS:
            places = max(0, -int(raw.normalize().as_tuple().exponent))
            if places > concept.decimals:
                raise unfit.too_exact(raw, concept.decimals)
            if raw < 0 and not negative.allowed(concept, self.catalogue):
                raise Unfit(*below_zero(raw), whole=True)
            return raw
        raise Unfit(*unfit.NUMBER)

    def day(self, raw: Any, _c: InformationConcept, _p: str) -> date:
        if type(raw) is date:
            return raw
        try:
            if type(raw) is str and len(raw) == 10:
                return date.fromisoformat(raw)
        except ValueError:
            pass
        raise Unfit(Text(zh="日期", en="a date"), A_DAY)

    def code(self, raw: Any, concept: InformationConcept, _p: str) -> Code:
        found = _code(raw, concept)
        if found is None:
            what = Text(zh=f" {concept.id} 的代码", en=f"a code of {concept.id}")
            raise Unfit(what, nearest.codes([raw], concept))
        return found

    def codes(self, raw: Any, concept: InformationConcept, _p: str) -> frozenset[Code]:
        if not isinstance(raw, list):
            raise Unfit(*unfit.CODE_LIST)
        read = [(item, _code(item, concept)) for item in raw]
        wrong = [item for item, code in read if code is None][:MOST_CODES_NAMED]
        if wrong:
            said = unfit.is_no_code(wrong, concept.id)
            raise Unfit(said, nearest.codes(wrong, concept), whole=True)
        return frozenset(code for _, code in read if code is not None)

    def area(self, raw: Any, _c: InformationConcept, _p: str) -> AreaId:
        found = self.catalogue.resolve("area", str(raw)) if isinstance(raw, str | int) else None
        if found is None:
            raise Unfit(*unfit.AREA)
        return AreaId(found)

    def text(self, raw: Any, _c: InformationConcept, _p: str) -> str:
        if not isinstance(raw, str) or len(raw) > 500:
            raise Unfit(*unfit.SHORT_TEXT)
        return raw

    def members(self, raw: Any, _c: InformationConcept, place: str) -> tuple[Facts, ...]:
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            raise Unfit(*unfit.MEMBERS)
        return tuple(self.facts(item, f"{place}.{i}") for i, item in enumerate(raw))


def _code(raw: Any, concept: InformationConcept) -> Code | None:
    """Return the code that a word means, in our spelling or the fact sheet's."""
    if not isinstance(raw, str):
        return None
    spelt = {e.notation: e.code for e in concept.codes if e.notation}
    found = spelt.get(raw, Code(raw.replace("_", "-")))
    return found if any(entry.code == found for entry in concept.codes) else None


_READERS: Final[dict[ConceptType, Callable[[Any, Any, InformationConcept, str], Value]]] = {
    ConceptType.BOOLEAN: _Reader.boolean,
    ConceptType.NUMBER: _Reader.number,
    ConceptType.DATE: _Reader.day,
    ConceptType.CODE: _Reader.code,
    ConceptType.CODES: _Reader.codes,
    ConceptType.AREA: _Reader.area,
    ConceptType.TEXT: _Reader.text,
    ConceptType.MEMBERS: _Reader.members,
}


def plain_facts(facts: Facts) -> dict[str, Any]:
    """Return facts as plain values that `read_facts` reads back; numbers exact, no standings."""
    out: dict[str, Any] = {str(c): _plain(fact.value) for c, fact in facts.known.items()}
    if facts.holds is not None:
        out["holds"] = sorted(facts.holds)
    if facts.granted is not None:
        out["granted"] = sorted(facts.granted)
    if facts.holds_some:
        out["holds_some"] = sorted(facts.holds_some)
    return out


def _plain(value: Value) -> Any:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [plain_facts(member) for member in value]
