"""What a program sent over HTTP: a query or a JSON body, read strictly into a model.

JSON is read as facts on the console are: numbers stay exact, NaN is none, a key stands once. Keys
nobody knows are refused, so that a misspelt one is not overlooked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import BaseModel, ValidationError

from kb.errors import Problem, WrongInput

LARGEST_BODY: Final = 250_000
DEEPEST: Final = 20
LONGEST_NUMBER: Final = 100
"""Digits; Python would refuse 4,300 of its own, after a while."""

Asked = TypeVar("Asked", bound=BaseModel)


class TooLarge(WrongInput):
    """The body is larger than anything we are asked for."""


class NotJson(WrongInput):
    """The body does not say that it is JSON."""


@dataclass(frozen=True, slots=True)
class Query(Generic[Asked]):
    """Reads the query of a request into a model; a dependency of its route."""

    model: type[Asked]

    async def __call__(self, request: Request) -> Asked:
        """Return what the query asks for.

        Raises:
            WrongInput: a key is unknown, missing, twice there, or its value does not fit.
        """
        held: dict[str, Any] = {}
        for key, value in request.query_params.multi_items():
            if self._is_list(key):
                held.setdefault(key, []).append(value)
            elif key in held:
                raise WrongInput.at(key, "stands twice.", "Write it once.")
            else:
                held[key] = value
        _refuse_signs(held, ())
        return _fitted(held, self.model)

    def _is_list(self, key: str) -> bool:
        field = self.model.model_fields.get(key)
        return field is not None and get_origin(field.annotation) is list


@dataclass(frozen=True, slots=True)
class Body(Generic[Asked]):
    """Reads the JSON body of a request into a model; a dependency of its route."""

    model: type[Asked]

    async def __call__(self, request: Request) -> Asked:
        """Return what the body asks for.

        Raises:
            NotJson: it does not say that it is JSON.
            TooLarge: it is larger than `LARGEST_BODY`.
            WrongInput: it is no JSON, or a value in it does not fit.
        """
        _check_type(request.headers.get("content-type", ""))
        return _fitted(parsed(await _content(request)), self.model)


def _check_type(said: str) -> None:
    kind, _, options = said.partition(";")
    charset = options.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != "application/json" or charset not in ("", "utf-8"):
        raise NotJson.at("Content-Type", "is not JSON.", "Send Content-Type: application/json")


async def _content(request: Request) -> bytes:
    """Return the body; one that says it is too large is not read at all."""
    said = request.headers.get("content-length", "")
    content = bytearray()
    too_large = said.isdigit() and int(said[:20]) > LARGEST_BODY
    if not too_large:
        async for piece in request.stream():
            content += piece
            too_large = len(content) > LARGEST_BODY
            if too_large:
                break
    if too_large:
        raise TooLarge.at("body", "is too large.", f"Send at most {LARGEST_BODY:,} bytes.")
    return bytes(content)


# ---- JSON ------------------------------------------------------------------------------------


def parsed(content: bytes) -> Any:
    """Return the value of a JSON text, decimal numbers as `Decimal`.

    Raises:
        WrongInput: it is no JSON, too deep, or holds what JSON has no place for.
    """
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            parse_int=lambda digits: int(_short(digits)),
            parse_float=lambda digits: Decimal(_short(digits)),
            parse_constant=_no_number,
            object_pairs_hook=_each_once,
        )
    except UnicodeDecodeError:
        raise WrongInput.at("body", "is not UTF-8.", "Send it with the encoding UTF-8.") from None
    except RecursionError:
        raise _too_deep(()) from None
    except (ValueError, ArithmeticError):
        raise WrongInput.at("body", "is not JSON.", 'Send {"facts": {…}}.') from None
    _refuse_signs(value, ())
    return value


def _short(digits: str) -> str:
    if len(digits) > LONGEST_NUMBER:
        raise WrongInput.at("body", f"holds a number of {len(digits)} signs.", "Round it.")
    return digits


def _no_number(word: str) -> Any:
    raise WrongInput.at("body", f"holds {word}, which is no number.", "Leave unknown facts out.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for key, value in pairs:
        if key in held:
            raise WrongInput.at(_shown((key,)), "stands twice.", "Keep one of the two.")
        held[key] = value
    return held


def _too_deep(path: tuple[str | int, ...]) -> WrongInput:
    return WrongInput.at(_shown(path[:3]), "is nested too deeply.", f"Use {DEEPEST} levels.")


def _refuse_signs(value: Any, path: tuple[str | int, ...]) -> None:
    """Refuse what cannot be kept or sent back: a NUL, half a character, endless nesting."""
    if len(path) > DEEPEST:
        raise _too_deep(path)
    if isinstance(value, str) and ("\0" in value or _is_torn(value)):
        raise WrongInput.at(_shown(path), "holds a sign that is no text.", "Leave it out.")
    for key, inner in _inside(value):
        _refuse_signs(key, path)
        _refuse_signs(inner, (*path, key))


def _inside(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _is_torn(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _shown(path: tuple[str | int, ...]) -> str:
    """Return a path as people read it; torn characters and long keys are not sent back whole."""
    said = ".".join(str(part)[:60] for part in path) or "body"
    return said.encode("utf-8", "replace").decode().replace("\0", "?")


# ---- models ----------------------------------------------------------------------------------


def _fitted(value: Any, model: type[Asked]) -> Asked:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        said = error.errors(include_url=False)
        raise WrongInput(_problem(one, model) for one in said[:20]) from None


_SAID: Final[dict[str, tuple[str, str]]] = {
    "missing": ("is missing.", "Add it."),
    "extra_forbidden": ("is not known here.", "Known here: {known}."),
    "model_type": ("is not an object.", "Write {{…}} with: {known}."),
    "dict_type": ("is not a group of facts.", 'Write {{"concept/floor-area": 80}}.'),
    "list_type": ("is not a list.", 'Write ["…"].'),
    "string_type": ("is not text.", 'Write it in quotes: "…".'),
    "bool_type": ("is not a flag.", "Write true or false."),
    "int_type": ("is not a whole number.", "Write a number such as 20."),
    "int_parsing": ("is not a whole number.", "Write a number such as 20."),
    "enum": ("is none of the words known here.", "Write one of: {expected}."),
    "literal_error": ("is none of the words known here.", "Write one of: {expected}."),
    "too_short": ("is empty.", "Write at least {min_length}."),
    "too_long": ("is too long.", "Write at most {max_length}."),
    "string_pattern_mismatch": ("is not a date.", "Write 2026-03-01, in the years 1900 to 2199."),
    "string_too_short": ("is empty.", "Write at least {min_length} character."),
    "string_too_long": ("is too long.", "Write at most {max_length} characters."),
    "greater_than_equal": ("is too small.", "Write {ge} or more."),
    "less_than_equal": ("is too large.", "Write {le} or less."),
}
"""What we say of each kind of misfit: the problem, and what to write instead."""


def _problem(error: Any, model: type[BaseModel]) -> Problem:
    problem, remedy = _SAID.get(error["type"], (f"does not fit: {error['msg']}.", ""))
    words = {"known": ", ".join(model.model_fields) or "nothing", **error.get("ctx", {})}
    return Problem(place=_shown(error["loc"]), problem=problem, remedy=remedy.format(**words))
