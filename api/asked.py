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
from kb.text import LANGUAGES, Text, listed

LARGEST_BODY: Final = 250_000
DEEPEST: Final = 20
LONGEST_NUMBER: Final = 100
"""Digits; Python would refuse 4,300 of its own, after a while."""

Asked = TypeVar("Asked", bound=BaseModel)


_TWICE: Final = Text(zh="写了两次。", en="stands twice.")
_ONCE: Final = Text(zh="请只写一次。", en="Write it once.")
_NOT_JSON: Final = Text(zh="不是 JSON。", en="is not JSON.")
_SAY_JSON: Final = Text(
    zh="请带上 Content-Type: application/json", en="Send Content-Type: application/json"
)
_SEND_FACTS: Final = Text(zh='请发送 {"facts": {…}} 的样子。', en='Send {"facts": {…}}.')
_TOO_LARGE: Final = (
    Text(zh="太大。", en="is too large."),
    Text(zh=f"最多发送 {LARGEST_BODY:,} 字节。", en=f"Send at most {LARGEST_BODY:,} bytes."),
)
_NOT_UTF_8: Final = (
    Text(zh="不是 UTF-8 编码。", en="is not UTF-8."),
    Text(zh="请用 UTF-8 编码发送。", en="Send it with the encoding UTF-8."),
)


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
                raise WrongInput.at(key, _TWICE, _ONCE)
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
        raise NotJson.at("Content-Type", _NOT_JSON, _SAY_JSON)


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
        raise TooLarge.at("body", *_TOO_LARGE)
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
        raise WrongInput.at("body", *_NOT_UTF_8) from None
    except RecursionError:
        raise _too_deep(()) from None
    except (ValueError, ArithmeticError):
        raise WrongInput.at("body", _NOT_JSON, _SEND_FACTS) from None
    _refuse_signs(value, ())
    return value


def _short(digits: str) -> str:
    if len(digits) > LONGEST_NUMBER:
        raise WrongInput.at(
            "body",
            Text(zh=f"有一个 {len(digits)} 位的数。", en=f"holds a number of {len(digits)} signs."),
            Text(zh="请四舍五入。", en="Round it."),
        )
    return digits


def _no_number(word: str) -> Any:
    said = Text(zh=f"里面的 {word} 不是数字。", en=f"holds {word}, which is no number.")
    remedy = Text(zh="不知道的信息请不要写。", en="Leave unknown facts out.")
    raise WrongInput.at("body", said, remedy)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for key, value in pairs:
        if key in held:
            raise WrongInput.at(_shown((key,)), _TWICE, _ONCE)
        held[key] = value
    return held


def _too_deep(path: tuple[str | int, ...]) -> WrongInput:
    return WrongInput.at(
        _shown(path[:3]),
        Text(zh="层次套得太深。", en="is nested too deeply."),
        Text(zh=f"最多用 {DEEPEST} 层。", en=f"Use {DEEPEST} levels."),
    )


def _refuse_signs(value: Any, path: tuple[str | int, ...]) -> None:
    """Refuse what cannot be kept or sent back: a NUL, half a character, endless nesting."""
    if len(path) > DEEPEST:
        raise _too_deep(path)
    if isinstance(value, str) and ("\0" in value or _is_torn(value)):
        raise WrongInput.at(
            _shown(path),
            Text(zh="有不是文字的符号。", en="holds a sign that is no text."),
            Text(zh="请去掉。", en="Leave it out."),
        )
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


_NO_WHOLE: Final = (
    Text(zh="不是整数。", en="is not a whole number."),
    Text(zh="请写一个数，例如 20。", en="Write a number such as 20."),
)
_NO_WORD: Final = (
    Text(zh="不在可选的词里。", en="is none of the words known here."),
    Text(zh="请写其中一个：{expected}。", en="Write one of: {expected}."),
)
_EMPTY: Final = Text(zh="是空的。", en="is empty.")
_TOO_LONG: Final = Text(zh="太长。", en="is too long.")
_SAID: Final[dict[str, tuple[Text, Text]]] = {
    "missing": (Text(zh="没有写。", en="is missing."), Text(zh="请补上。", en="Add it.")),
    "extra_forbidden": (
        Text(zh="这里没有这个字段。", en="is not known here."),
        Text(zh="可以写的字段：{known}。", en="Known here: {known}."),
    ),
    "model_type": (
        Text(zh="不是一组字段。", en="is not an object."),
        Text(zh="请写成 {{…}}，里面用：{known}。", en="Write {{…}} with: {known}."),
    ),
    "dict_type": (
        Text(zh="不是一组信息。", en="is not a group of facts."),
        Text(
            zh='请写成 {{"concept/floor-area": 80}} 的样子。',
            en='Write {{"concept/floor-area": 80}}.',
        ),
    ),
    "list_type": (
        Text(zh="不是列表。", en="is not a list."),
        Text(zh='请写成 ["…"] 的样子。', en='Write ["…"].'),
    ),
    "string_type": (
        Text(zh="不是文字。", en="is not text."),
        Text(zh='请加上引号，写成 "…"。', en='Write it in quotes: "…".'),
    ),
    "bool_type": (
        Text(zh="不是“是或否”。", en="is not a flag."),
        Text(zh="请写 true 或 false。", en="Write true or false."),
    ),
    "int_type": _NO_WHOLE,
    "int_parsing": _NO_WHOLE,
    "enum": _NO_WORD,
    "literal_error": _NO_WORD,
    "too_short": (_EMPTY, Text(zh="至少写 {min_length} 个。", en="Write at least {min_length}.")),
    "too_long": (_TOO_LONG, Text(zh="最多写 {max_length} 个。", en="Write at most {max_length}.")),
    "string_pattern_mismatch": (
        Text(zh="不是日期。", en="is not a date."),
        Text(
            zh="请写成 2026-03-01 的样子，年份在 1900 到 2199 之间。",
            en="Write 2026-03-01, in the years 1900 to 2199.",
        ),
    ),
    "string_too_short": (
        _EMPTY,
        Text(zh="至少写 {min_length} 个字。", en="Write at least {min_length} character."),
    ),
    "string_too_long": (
        _TOO_LONG,
        Text(zh="最多写 {max_length} 个字。", en="Write at most {max_length} characters."),
    ),
    "greater_than_equal": (
        Text(zh="太小。", en="is too small."),
        Text(zh="请写 {ge} 或更大的数。", en="Write {ge} or more."),
    ),
    "less_than_equal": (
        Text(zh="太大。", en="is too large."),
        Text(zh="请写 {le} 或更小的数。", en="Write {le} or less."),
    ),
}
"""What we say of each kind of misfit: the problem, and what to write instead."""


def _problem(error: Any, model: type[BaseModel]) -> Problem:
    place, found = _shown(error["loc"]), _SAID.get(error["type"])
    if found is None:
        said = Text(zh=f"对不上：{error['msg']}。", en=f"does not fit: {error['msg']}.")
        return Problem(place=place, problem=said)
    problem, remedy = found
    known = listed(model.model_fields) if model.model_fields else Text(zh="没有", en="nothing")
    zh, en = (
        remedy.get(one).format(known=known.get(one), **error.get("ctx", {})) for one in LANGUAGES
    )
    return Problem(place=place, problem=problem, remedy=Text(zh=zh, en=en))
