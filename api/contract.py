"""The contract of `/v1`: an OpenAPI 3.1 document, read off the routes and the models they use.

A route says by its dependencies who may call it (`KeyDoor`) and what it reads (`Query`, `Body`),
and by its response model what it answers; nothing is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from importlib.metadata import version
from inspect import cleandoc
from typing import Any, Final

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import BaseRoute

from api.access import KeyDoor
from api.asked import LARGEST_BODY, Body, Query
from api.contract_schemas import PLACE, Schema, inlined, schemas
from api.errors import problem_shape
from api.keys import Scope
from api.v1_shapes import Problem
from kb.catalogue import Catalogue
from kb.errors import CompanionError, WrongInput
from kb.ids import SceneId
from kb.model import KINDS
from kb.text import Text
from matcher.applicant import read_facts

DESCRIPTION: Final = """\
Companion over HTTP, for other systems of the house: find a scene for free words, make the plan,
match policies, read records, open and move cases.

- **Key.** Every call but this document needs `Authorization: Bearer cmp_…`. A key belongs to a
  centre, has scopes, and can end or be revoked.
- **Facts** are what is known of an applicant, without a name. A fact left out is unknown; nothing
  is assumed. They make the plan and are not kept.
- **Numbers** are exact: read as decimals and written digit for digit.
- **Errors** are problem documents (RFC 9457) with `remedy`: what to do instead. They speak
  English, and Chinese to who prefers it (`Accept-Language: zh`).
- **Words** come in Chinese (`zh`) and English (`en`). Days are in Shanghai's time.
- Scenes, facts and codes are listed as the records of this generation have them; the fact sheet's
  spelling of ids and codes is read too.
"""

TAGS: Final = {
    "search": "Find records for free words.",
    "plan": "One plan for one or several scenes; its modes side by side, why, and what changed.",
    "match": "Policies, with reasons.",
    "records": "What is published, in the spelling of its files.",
    "cases": "Plans under way at the key's centre.",
}

ERRORS: Final[dict[int, tuple[str, str]]] = {
    401: ("KeyNeeded", "No key was sent, or it is unknown, ended or revoked."),
    403: ("NotAllowed", "The key lacks the scope."),
    404: ("NotFound", "There is no such thing, or it is another centre's."),
    409: ("Conflict", "Somebody was quicker, or the step cannot move there; the detail says more."),
    413: ("TooLarge", f"The body has more than {LARGEST_BODY:,} bytes."),
    415: ("NotJson", "The body is not `application/json` in UTF-8."),
    422: ("WrongInput", "Something sent does not fit; `place` says where."),
    429: ("TooOften", "The key called too often; `Retry-After` says how many seconds to wait."),
    503: ("Unavailable", "The database or the encoder does not answer now."),
}
"""Every error answer: its name in the contract, and when it comes."""

_HEADERS: Final[dict[int, tuple[str, Schema]]] = {
    401: ("WWW-Authenticate", {"type": "string"}),
    429: ("Retry-After", {"type": "integer", "minimum": 1}),
}
_PATH: Final[dict[str, tuple[str, Schema]]] = {
    "kind": ("What comes before the / of its id.", {"enum": sorted(KINDS)}),
    "tail": ("What comes after the / of its id.", {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}),
    "case_id": ("The `id` of the case.", {"pattern": "^[0-9a-f]{24}$"}),
}
_EXAMPLE_SCENE: Final = "scene/convenience-store"
_EXAMPLE_FACTS: Final = {
    "concept/entity": "new-company",
    "concept/floor-area": 80,
    "concept/goods": ["prepackaged", "cigarettes"],
}


def document(routes: Sequence[BaseRoute], catalogue: Catalogue) -> Schema:
    """Return the document for the routes of `/v1` and the records served now."""
    told = [route for route in routes if isinstance(route, APIRoute)]
    paths: dict[str, Schema] = {}
    for route in told:
        for method in sorted(route.methods or ()):
            paths.setdefault(route.path, {})[method.lower()] = _operation(route, catalogue)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Companion",
            "summary": "One plan for one matter: approvals, order, materials, dates and policies.",
            "description": DESCRIPTION,
            "version": version("companion"),
            "x-generation": catalogue.generation,
        },
        "servers": [{"url": "/", "description": "This house."}],
        "tags": [{"name": name, "description": said} for name, said in TAGS.items()],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": _SCHEME},
            "responses": {name: _error(code) for code, (name, _) in ERRORS.items()},
            "schemas": schemas(_models(told), catalogue),
        },
    }


_SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "cmp_…",
    "description": f"Scopes: {', '.join(Scope)}. Made by `companion keys add`.",
}


# ---- one operation ---------------------------------------------------------------------------


def _operation(route: APIRoute, catalogue: Catalogue) -> Schema:
    summary, _, rest = cleandoc(route.endpoint.__doc__ or "").partition("\n\n")
    doors = [call.scope for call in _calls(route) if isinstance(call, KeyDoor)]
    body = [_body(call, catalogue) for call in _calls(route) if isinstance(call, Body)]
    tag = route.path.split("/")[2]
    return {
        "operationId": route.name,
        "summary": summary,
        **({"description": rest} if rest else {}),
        **({"tags": [tag]} if tag in TAGS else {}),
        "security": [{"key": [str(scope)]} for scope in doors],
        "parameters": [*_path_parameters(route, catalogue), *_query_parameters(route)],
        **({"requestBody": body[0]} if body else {}),
        "responses": _responses(route),
    }


def _calls(route: APIRoute) -> Iterator[Any]:
    """Yield what a route depends on: doors, readers of queries and bodies."""
    for dependency in route.dependant.dependencies:
        yield dependency.call


def _models(routes: Iterable[APIRoute]) -> list[type[BaseModel]]:
    """Return the models of every body and answer, and of errors."""
    read = [c.model for route in routes for c in _calls(route) if isinstance(c, Body)]
    said = [route.response_model for route in routes if route.response_model is not None]
    return list(dict.fromkeys([*read, *said, Problem]))


def _path_parameters(route: APIRoute, catalogue: Catalogue) -> Iterator[Schema]:
    kind, _, tail = example(catalogue)["scenes"][0].partition("/")
    shown = {"kind": kind, "tail": tail}
    for name in re.findall(r"{(\w+)}", route.path):
        said, schema = _PATH[name]
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": said,
            "schema": {"type": "string", **schema},
            **({"example": shown[name]} if name in shown else {}),
        }


def _query_parameters(route: APIRoute) -> list[Schema]:
    told: list[Schema] = []
    for model in (call.model for call in _calls(route) if isinstance(call, Query)):
        schema = inlined(model)
        for name, field in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            described = {"description": field.pop("description")}
            told.append({"name": name, "in": "query", "required": required, **described})
            told[-1]["schema"] = _without_null(field)
    return told


def _without_null(field: Schema) -> Schema:
    """Return the schema of a query's value: it is there or left out, never null."""
    kept = [one for one in field.pop("anyOf", []) if one != {"type": "null"}]
    if field.get("default", ...) is None:
        del field["default"]
    return {**field, **(kept[0] if kept else {})}


def _body(call: Body[Any], catalogue: Catalogue) -> Schema:
    name = call.model.__name__
    media: Schema = {"schema": {"$ref": f"{PLACE}{name}"}}
    shown = example(catalogue)
    asks = shown.keys() & call.model.model_fields.keys()
    if asks:
        media["example"] = {key: shown[key] for key in sorted(asks)}
    return {"required": True, "content": {"application/json": media}}


def example(catalogue: Catalogue) -> dict[str, Any]:
    """Return what can be sent in bodies: our usual shop, as far as the records know it."""
    scene = _EXAMPLE_SCENE if _EXAMPLE_SCENE in catalogue.scenes else next(iter(catalogue.scenes))
    facts = {key: said for key, said in _EXAMPLE_FACTS.items() if _fits(key, said, catalogue)}
    items = catalogue.scenes[SceneId(scene)].services
    return {
        "scenes": [scene],
        "facts": facts,
        "before": {},
        "after": facts,
        "services": [item.service for item in items[:2]],
    }


def _fits(key: str, said: object, catalogue: Catalogue) -> bool:
    try:
        read_facts({key: said}, catalogue)
    except WrongInput:
        return False
    return True


# ---- answers ---------------------------------------------------------------------------------


def _responses(route: APIRoute) -> Schema:
    status = str(route.status_code or 200)
    answers: Schema = {status: _answer(route)}
    for code in sorted(_errors(route)):
        answers[str(code)] = {"$ref": f"#/components/responses/{ERRORS[code][0]}"}
    return answers


def _answer(route: APIRoute) -> Schema:
    model = route.response_model
    schema = {"$ref": f"{PLACE}{model.__name__}"} if model else {"type": "object"}
    said = cleandoc(model.__doc__ or "") if model else "The document."
    answer: Schema = {"description": said, "content": {"application/json": {"schema": schema}}}
    if route.status_code == 201:
        answer["headers"] = {"Location": {"required": True, "schema": {"type": "string"}}}
        answer["links"] = _LINKS
    return answer


_LINKS: Final = {
    name: {"operationId": name, "parameters": {"case_id": "$response.body#/id"}}
    for name in ("case", "move")
}


def _errors(route: APIRoute) -> set[int]:
    """Return the error answers a route can give, by what it depends on."""
    calls = list(_calls(route))
    codes = {int(code) for code in route.responses} | {422}
    if any(isinstance(call, KeyDoor) for call in calls):
        codes |= {401, 403, 429, 503}
    if any(isinstance(call, Body) for call in calls):
        codes |= {413, 415}
    return codes | ({404} if "{" in route.path else set())


def _error(code: int) -> Schema:
    _, when = ERRORS[code]
    said = CompanionError(Text(zh=when, en=when))
    example = problem_shape(HTTPStatus(code), said.problems, "en")
    content = {"schema": {"$ref": f"{PLACE}Problem"}, "example": example}
    answer: Schema = {"description": when, "content": {"application/problem+json": content}}
    if code in _HEADERS:
        header, schema = _HEADERS[code]
        answer["headers"] = {header: {"required": True, "schema": schema}}
    return answer
