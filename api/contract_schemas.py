"""The schemas of the contract: our models, the records, and the facts these records know.

Scenes, facts and codes are listed as the generation that is served has them, so that what fits
the document is accepted and a program can offer the choices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from api.v1_asked import FROM_CATALOGUE, MOST_MEMBERS, NO_NUL
from kb import json_schema
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher import negative

Schema = dict[str, Any]
PLACE: Final = "#/components/schemas/"
RECORD: Final = "Record"
"""Begins the names of schemas of records, where `Policy` would be one word for two things."""

TEN_POWER: Final = 30
"""Numbers have at most so many digits before the point, as in record files."""
LONGEST_TEXT: Final = 500
_DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class _Plainly(GenerateJsonSchema):
    """Schemas as our JSON is: decimals are numbers, times are hours and minutes."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Leave titles that only repeat the key away."""
        return False

    def decimal_schema(self, schema: Any) -> Schema:
        """Return the schema of an exact number."""
        return {"type": "number"}

    def time_schema(self, schema: Any) -> Schema:
        """Return the schema of a time of day."""
        return {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"}


def schemas(models: Iterable[type[BaseModel]], catalogue: Catalogue) -> dict[str, Schema]:
    """Return every schema of the contract by name."""
    _, said = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=f"{PLACE}{{model}}",
        schema_generator=_Plainly,
    )
    known: Mapping[str, Schema] = {
        "scenes": {"type": "string", "enum": list(catalogue.scenes)},
        "services": {"type": "string", "enum": list(catalogue.services)},
        "facts": {"$ref": f"{PLACE}Facts"},
        "record": {"$ref": f"{PLACE}{RECORD}"},
    }
    held = {name: _filled(schema, known) for name, schema in said["$defs"].items()}
    return {**held, "Facts": facts_schema(catalogue), **record_schemas()}


def inlined(model: type[BaseModel]) -> Schema:
    """Return the schema of a model that refers to no other."""
    return model.model_json_schema(schema_generator=_Plainly)


def _filled(schema: Any, known: Mapping[str, Schema]) -> Any:
    """Return a schema with what the catalogue knows in the places kept for it.

    That a key may be missing is said by `required`; a default of null would say it is there.
    """
    if isinstance(schema, list):
        return [_filled(one, known) for one in schema]
    if not isinstance(schema, dict):
        return schema
    gone = {FROM_CATALOGUE, *(["default"] if schema.get("default", ...) is None else [])}
    held = {key: _filled(value, known) for key, value in schema.items() if key not in gone}
    name = schema.get(FROM_CATALOGUE)
    return {**known[name], **held} if name else held


def record_schemas() -> dict[str, Schema]:
    """Return the schema of a record of any kind, and of everything inside records."""
    place = f"{PLACE}{RECORD}"
    parts = json_schema.definitions(place=place)
    whole = json_schema.one_record(place=place)
    return {RECORD: whole, **{f"{RECORD}{name}": schema for name, schema in parts.items()}}


# ---- facts -----------------------------------------------------------------------------------


def facts_schema(catalogue: Catalogue) -> Schema:
    """Return what may be said of an applicant: every fact the records know, by concept."""
    below_zero = negative.all_allowed(catalogue)
    return {
        "type": "object",
        "title": "Facts",
        "description": (
            "What is known of one applicant; a key left out or null is unknown, a list given is "
            "the whole list. No names: nothing here is kept."
        ),
        "properties": {
            "holds": _ids("Documents the applicant has.", catalogue.evidence),
            "holds_some": _ids(
                "Documents the applicant has; of others nothing is said.", catalogue.evidence
            ),
            "granted": _ids("Benefits the applicant already draws.", catalogue.policies),
            **{
                concept.id: _fact(concept, catalogue, below_zero)
                for concept in catalogue.concepts.values()
            },
        },
        "additionalProperties": False,
    }


def _ids(description: str, held: Iterable[str]) -> Schema:
    items = {"type": "string", "enum": list(held)}
    return {"type": ["array", "null"], "items": items, "description": description}


def _fact(
    concept: InformationConcept, catalogue: Catalogue, below_zero: frozenset[ConceptId]
) -> Schema:
    """Return the schema of one fact; null is unknown."""
    unit = f" ({concept.unit.en})" if concept.unit else ""
    schema = _VALUES[concept.type](concept, catalogue, below_zero)
    return {**schema, "description": f"{concept.title.en}{unit} · {concept.title.zh}"}


def _number(concept: InformationConcept, _: Catalogue, below_zero: frozenset[ConceptId]) -> Schema:
    end = 10**TEN_POWER
    kind = "number" if concept.decimals else "integer"
    least = {"exclusiveMinimum": -end} if concept.id in below_zero else {"minimum": 0}
    step = {"multipleOf": float(f"1e-{concept.decimals}")} if concept.decimals else {}
    return {"type": [kind, "null"], **least, "exclusiveMaximum": end, **step}


def _code(concept: InformationConcept, *_: object) -> Schema:
    return {"enum": [*(entry.code for entry in concept.codes), None]}


def _codes(concept: InformationConcept, *_: object) -> Schema:
    items = {"type": "string", "enum": [entry.code for entry in concept.codes]}
    return {"type": ["array", "null"], "items": items}


def _members(
    concept: InformationConcept, catalogue: Catalogue, below_zero: frozenset[ConceptId]
) -> Schema:
    inside = (catalogue.concepts[member] for member in sorted(concept.members))
    return {
        "type": ["array", "null"],
        "maxItems": MOST_MEMBERS,
        "items": {
            "type": "object",
            "properties": {one.id: _fact(one, catalogue, below_zero) for one in inside},
            "additionalProperties": False,
        },
    }


_VALUES: Final[Mapping[ConceptType, Callable[..., Schema]]] = {
    ConceptType.BOOLEAN: lambda *_: {"type": ["boolean", "null"]},
    ConceptType.NUMBER: _number,
    ConceptType.DATE: lambda *_: {"type": ["string", "null"], "format": "date", "pattern": _DATE},
    ConceptType.CODE: _code,
    ConceptType.CODES: _codes,
    ConceptType.AREA: lambda _, catalogue, __: {"enum": [*catalogue.areas, None]},
    ConceptType.TEXT: lambda *_: {
        "type": ["string", "null"],
        "maxLength": LONGEST_TEXT,
        "pattern": NO_NUL,
    },
    ConceptType.MEMBERS: _members,
}
"""For each type of fact, what can be said of it."""
