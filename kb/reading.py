"""Plain values → records, and back; the shape gate.

The same frozen dataclasses are read from YAML, from the ledger's JSON and from HTTP. `cattrs`
does the work because its rules stand here, apart from the types: strict scalars (true is not a
number, "300" is not a number), no unknown keys, criteria told apart by the key a form has
alone. Every problem of a record is reported at once, with its path.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from kb.criteria import AnyOf, Count, Granted, Holds, Not, Review
from kb.criteria import All as AllOf
from kb.errors import BadRecords, Problem
from kb.ids import KIND_OF_ID, Code, is_code, is_id, kind_of
from kb.model import KINDS, AnyRecord
from kb.yaml_text import Path, YamlText, place_of

T = TypeVar("T")

SHARED_KEYS = frozenset({"fact", "wording", "source"})
SUBJECT_FORMS: dict[str, type] = {
    "count": Count,
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
    "holds": Holds,
    "granted": Granted,
    "review": Review,
}
"""Forms whose subject key decides before any comparison key does."""


class Refused(ValueError):
    """One value that does not fit, with what to write instead; only seen inside this module."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def key_of(field_name: str) -> str:
    """Return the key a field has in YAML and in the graph.

    >>> key_of("in_"), key_of("at_most")
    ('in', 'at_most')
    """
    return field_name.removesuffix("_")


# ---- scalars --------------------------------------------------------------------------------


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value[:60]}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a group of keys"
    return "a list" if isinstance(value, list) else str(value)


def _must_be(kind: type, what: str, remedy: str) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise Refused(f"{_shown(value)} is not {what}.", remedy)
        return value

    return structure


def _whole(value: Any, _: Any) -> int:
    if type(value) is int:
        return value
    if type(value) is Decimal and value == value.to_integral_value():
        return int(value)
    raise Refused(f"{_shown(value)} is not a whole number.", "Write a number, such as 3.")


def _decimal(value: Any, _: Any) -> Decimal:
    if type(value) is int:
        return Decimal(value)
    if type(value) is Decimal and value.is_finite():
        return value
    raise Refused(f"{_shown(value)} is not a number.", "Write a number, such as 300.")


def _text(value: Any, _: Any) -> str:
    if type(value) is not str:
        raise Refused(f"{_shown(value)} is not text.", "Put it in quotes.")
    if not value.strip():
        raise Refused("is empty.", "Write the words, or leave the key out.")
    return value


def _day(value: Any, _: Any) -> date:
    if type(value) is date:
        return value
    try:
        if type(value) is str:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Refused(f"{_shown(value)} is not a date.", "Write year-month-day, such as 2025-03-01.")


def _identifier(value: Any, kind: Any) -> str:
    prefix = KIND_OF_ID.get(kind)
    if kind is Code:
        if type(value) is str and is_code(value.replace("_", "-")):
            return value.replace("_", "-")
        raise Refused(f"{_shown(value)} is not a code.", "Write small letters and hyphens.")
    if type(value) is not str or not is_id(value) or (prefix and kind_of(value) != prefix):
        wanted = f"{prefix or 'kind'}/words-with-hyphens"
        raise Refused(f"{_shown(value)} is not an id of this kind.", f"Write {wanted}.")
    return value


def _one_of(value: Any, kind: type[StrEnum]) -> StrEnum:
    text = value.replace("_", "-") if isinstance(value, str) else value
    try:
        return kind(text)
    except ValueError:
        allowed = ", ".join(kind)
        raise Refused(f"{_shown(value)} is none of the allowed words.", f"Write one of: {allowed}.") from None


# ---- collections and unions -----------------------------------------------------------------


def _list_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    item_type = get_args(kind)[0]
    is_set = get_origin(kind) is frozenset

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise Refused(f"{_shown(value)} is not a list.", "Write it as [one, two].")
        errors, out = [], []
        for i, item in enumerate(value):
            try:
                out.append(converter.structure(item, item_type))
            except Exception as error:
                errors.append(_Placed(i, error))
        if errors:
            raise ExceptionGroup("list", errors)
        if is_set and len(set(out)) != len(out):
            raise Refused("names something twice.", "Keep each once.")
        return frozenset(out) if is_set else tuple(out)

    return structure


class _Placed(Exception):
    """An error with the key or position it happened at."""

    def __init__(self, key: str | int, error: Exception) -> None:
        super().__init__(str(error))
        self.key, self.error = key, error


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def own_keys(form: type) -> frozenset[str]:
    """Return the keys that a form of criterion, limit or derivation has beside shared ones."""
    return frozenset(key_of(f.name) for f in fields(form)) - SHARED_KEYS


def _chosen(value: Mapping[str, Any], forms: tuple[type, ...]) -> type:
    """Return the form a mapping is written in: subject keys first, then comparison keys."""
    for key, form in SUBJECT_FORMS.items():
        if key in value and form in forms:
            return form
    subjects = SUBJECT_FORMS.values()
    fitting = [form for form in forms if form not in subjects and own_keys(form) & value.keys()]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting and "fact" in value and len(value) == 1:
        bare = [form for form in forms if not own_keys(form)]
        if bare:
            return bare[0]
    raise _no_form(value, forms, fitting)


def _no_form(value: Mapping[str, Any], forms: tuple[type, ...], fitting: list[type]) -> Refused:
    if fitting:
        keys = sorted(key for form in fitting for key in own_keys(form) & value.keys())
        return Refused(f"says {' and '.join(keys)} at once.", "Keep one, or use all: [...].")
    known = sorted({key for form in forms for key in own_keys(form)} | SHARED_KEYS)
    for key in value:
        near = difflib.get_close_matches(key, known, n=1)
        if key not in known:
            hint = f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(known)}."
            return Refused(f"{key} is no such key here.", hint)
    return Refused("says nothing to compare.", f"Add one of: {', '.join(known)}.")


_SCALARS: tuple[tuple[type, type], ...] = ((bool, bool), (Decimal, Decimal), (date, date))


def _union_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    options = get_args(kind)
    forms = tuple(option for option in options if is_dataclass(option))
    others = [option for option in options if option is not NoneType and option not in forms]

    def structure(value: Any, _: Any) -> Any:
        if value is None and NoneType in options:
            return None
        if isinstance(value, Mapping) and forms:
            form = forms[0] if len(forms) == 1 else _chosen(value, cast(tuple[type, ...], forms))
            return converter.structure(value, form)
        for value_type, option in _SCALARS:
            if type(value) is value_type and option in others:
                return converter.structure(value, option)
        if type(value) is int and Decimal in others:
            return Decimal(value)
        if len(others) == 1:
            return converter.structure(value, others[0])
        if isinstance(value, str) and Code in others:
            return converter.structure(value, Code)
        what = "a limit" if Decimal in others else "a condition"
        raise Refused(f"{_shown(value)} is not {what}.", "Write a number, such as 300." if Decimal in others else "")

    return structure


def _class_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    renamed = {f.name: override(rename=key_of(f.name)) for f in fields(kind) if f.name.endswith("_")}
    structure = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, **cast(dict[str, Any], renamed)
    )

    def checked(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Refused(f"{_shown(value)} is not a group of keys.", "Write key: value lines.")
        return structure({k: v for k, v in value.items() if v is not None}, kind)

    return checked


def _real(value: Any, _: Any) -> float:
    return value if isinstance(value, float) else float(_decimal(value, _))


_SCALAR_HOOKS: dict[type, Callable[[Any, Any], Any]] = {
    StrEnum: _one_of,
    bool: _must_be(bool, "true or false", "Write true or false."),
    int: _whole,
    Decimal: _decimal,
    float: _real,
    date: _day,
    str: _text,
}


def _converter() -> cattrs.Converter:
    made = cattrs.Converter(detailed_validation=True)
    for scalar, hook in _SCALAR_HOOKS.items():
        # By class, the one way that comes before cattrs' own lax hooks for str, int and Enum.
        made.register_structure_hook(scalar, hook)
    made.register_structure_hook_func(lambda kind: kind in KIND_OF_ID or kind is Code, _identifier)
    made.register_structure_hook_factory(
        lambda kind: get_origin(kind) in (tuple, frozenset), lambda kind: _list_hook(kind, made)
    )
    made.register_structure_hook_factory(_is_union, lambda kind: _union_hook(kind, made))
    made.register_structure_hook_factory(
        lambda kind: isinstance(kind, type) and is_dataclass(kind), lambda kind: _class_hook(kind, made)
    )
    return made


_CONVERTER = _converter()


# ---- records in -----------------------------------------------------------------------------


def record_from(value: object, file: str, text: YamlText | None = None, at: Path = ()) -> AnyRecord:
    """Return the record that a plain value describes.

    Args:
        value: a mapping with an `id`.
        file: named in every problem.
        text: gives the lines, where the value came from a file.
        at: the path of the record inside that file.

    Raises:
        BadRecords: with one Problem for everything that does not fit.
    """
    try:
        kind = _kind(value)
        return cast(AnyRecord, _CONVERTER.structure(value, kind))
    except Exception as error:
        raise BadRecords(list(_problems(error, at, file, text))) from None


def value_from(value: object, kind: type[T], place: str) -> T:
    """Return any of our types from a plain value; problems are placed under `place`.

    Raises:
        BadRecords: with one Problem for everything that does not fit.
    """
    try:
        return cast(T, _CONVERTER.structure(value, kind))
    except Exception as error:
        raise BadRecords(list(_problems(error, (), place, None))) from None


def _kind(value: object) -> type[AnyRecord]:
    if not isinstance(value, Mapping):
        raise Refused(f"{_shown(value)} is not a record.", "Begin with id: and title:.")
    record_id = value.get("id")
    if not isinstance(record_id, str) or not is_id(record_id) or kind_of(record_id) not in KINDS:
        kinds = ", ".join(f"{kind}/…" for kind in KINDS)
        raise _Placed("id", Refused(f"{_shown(record_id)} is not an id.", f"Write one of {kinds}."))
    return KINDS[kind_of(record_id)]


def _problems(
    error: BaseException, path: Path, file: str, text: YamlText | None
) -> Iterator[Problem]:
    if isinstance(error, _Placed):
        yield from _problems(error.error, (*path, error.key), file, text)
    elif isinstance(error, ClassValidationError | IterableValidationError | ExceptionGroup):
        for inner in error.exceptions:
            yield from _problems(inner, (*path, *_steps(inner)), file, text)
    else:
        for at, problem, remedy in _described(error, path):
            yield Problem(
                file=file, line=_line(at, text), place=place_of(at), problem=problem, remedy=remedy
            )


def _steps(error: BaseException) -> Path:
    for note in getattr(error, "__notes__", ()):
        name = getattr(note, "name", None)
        if name is not None:
            return (key_of(name),)
    return ()


def _described(error: BaseException, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(error, Refused):
        yield path, error.problem, error.remedy
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [key_of(f.name) for f in fields(cast(Any, error.cl))]
        for key in sorted(error.extra_fields):
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(known)}."
            yield (*path, key), "no such key.", hint
    elif isinstance(error, KeyError):
        missing = (*path[:-1], key_of(str(error.args[0])))
        yield missing, "is missing.", "Add it."
    else:
        yield path, f"cannot be read: {error}.", ""


def _line(path: Path, text: YamlText | None) -> int | None:
    if text is None:
        return None
    for end in range(len(path), -1, -1):
        if path[:end] in text.lines:
            return text.lines[path[:end]]
    return None


# ---- records out ----------------------------------------------------------------------------


def plain(value: object) -> Any:
    """Return a value of our types as JSON-ready plain values; defaults are left out.

    Numbers stay exact: a whole Decimal becomes an int, any other its text in quotes would be
    a different type, so it becomes a Decimal that the JSON writer prints as it stands.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {
            key_of(f.name): plain(getattr(value, f.name))
            for f in fields(value)
            if not _is_default(value, f)
        }
    if isinstance(value, frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _is_default(owner: object, field: Any) -> bool:
    value = getattr(owner, field.name)
    if value is None:
        return True
    return field.default is not MISSING and bool(value == field.default)


def to_json(value: object) -> str:
    """Return a value of our types as one canonical line of JSON; numbers and dates stay exact."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, default=_exact)


def from_json(text: str) -> Any:
    """Return the plain values of `to_json`, ready for `record_from` or `value_from`."""
    return json.loads(text, object_hook=_revived)


def _exact(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"{type(value).__name__} does not stand in a record")


def _revived(held: dict[str, Any]) -> Any:
    if held.keys() == {"decimal"}:
        return Decimal(held["decimal"])
    return date.fromisoformat(held["date"]) if held.keys() == {"date"} else held


def hints_of(kind: type) -> dict[str, Any]:
    """Return the resolved field types of one of our dataclasses."""
    return get_type_hints(kind)
