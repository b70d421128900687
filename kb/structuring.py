"""How plain values become our types: the rules `cattrs` follows, apart from the types.

No unknown keys; lists stay lists; a criterion is told apart by the key its form has alone, so
that one typo gives one message.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin

import cattrs
from cattrs.gen import make_dict_structure_fn, override

from kb.criteria import All as AllOf
from kb.criteria import AnyOf, Count, Granted, Holds, Not, Review
from kb.errors import did_you_mean, write_one_of
from kb.examples import PlainFacts, plain_facts
from kb.fields import key_of
from kb.ids import KIND_OF_ID, Code
from kb.scalars import A_NUMBER, SCALAR_HOOKS, Refused, identifier, is_no_group, is_not
from kb.text import Text, listed

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


_A_LIST = Text(zh="请写成 [one, two] 的样子。", en="Write it as [one, two].")
_TWICE = Text(zh="同一项写了两次。", en="names something twice.")
_ONCE = Text(zh="每项只留一个。", en="Keep each once.")


def _list_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    item_type = get_args(kind)[0]
    is_set = get_origin(kind) is frozenset

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise is_not(value, Text(zh="列表", en="a list"), _A_LIST)
        errors, out = [], []
        for i, item in enumerate(value):
            try:
                out.append(converter.structure(item, item_type))
            except Exception as error:
                errors.append(Placed(i, error))
        if errors:
            raise ExceptionGroup("list", errors)
        if is_set and len(set(out)) != len(out):
            raise Refused(_TWICE, _ONCE)
        return frozenset(out) if is_set else tuple(out)

    return structure


class Placed(Exception):
    """An error with the key or position it happened at."""

    def __init__(self, key: str | int, error: Exception) -> None:
        super().__init__(str(error))
        self.key, self.error = key, error


def _is_collection(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple or origin is frozenset


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


@cache
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
        return Refused(
            Text(zh=f"同时写了 {' 和 '.join(keys)}。", en=f"says {' and '.join(keys)} at once."),
            Text(zh="请只留一个，或改用 all: [...]。", en="Keep one, or use all: [...]."),
        )
    known = sorted({key for form in forms for key in own_keys(form)} | SHARED_KEYS)
    for key in value:
        near = difflib.get_close_matches(key, known, n=1)
        if key not in known:
            return Refused(no_such_key(key), did_you_mean(near) if near else write_one_of(known))
    add = listed(known)
    return Refused(
        Text(zh="没有写要比较什么。", en="says nothing to compare."),
        Text(zh=f"请加上其中一个：{add.zh}。", en=f"Add one of: {add.en}."),
    )


def no_such_key(key: str) -> Text:
    """Return what is wrong with a key that does not belong where it stands."""
    return Text(zh=f"这里没有叫 {key} 的字段。", en=f"{key} is no such key here.")


_SCALARS: tuple[tuple[type, type], ...] = (
    (bool, bool),
    (Decimal, Decimal),
    (int, Decimal),
    (date, date),
    (time, time),
)


def _union_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    options = get_args(kind)
    forms: tuple[Any, ...] = tuple(option for option in options if is_dataclass(option))
    others = [option for option in options if option is not NoneType and option not in forms]

    def structure(value: Any, _: Any) -> Any:
        if value is None and NoneType in options:
            return None
        if isinstance(value, Mapping) and forms:
            form = forms[0] if len(forms) == 1 else _chosen(value, forms)
            return converter.structure(value, form)
        if len(forms) == 1 and not others:
            return converter.structure(value, forms[0])
        return _scalar_of(value, others, converter)

    return structure


def _scalar_of(value: Any, others: list[Any], converter: cattrs.Converter) -> Any:
    """Return a scalar as the option of a union that its own type chooses."""
    for value_type, option in _SCALARS:
        if type(value) is value_type and option in others:
            return converter.structure(value, option)
    if len(others) == 1:
        return converter.structure(value, others[0])
    named = next((option for option in others if option is Code or option in KIND_OF_ID), None)
    if isinstance(value, str) and named is not None:
        return converter.structure(value, named)
    if Decimal in others:
        raise is_not(value, Text(zh="可以拿来比较的数", en="a limit"), A_NUMBER)
    remedy = Text(zh="请写成 {fact: …, at_most: 300} 的样子。", en="Write {fact: …, at_most: 300}.")
    raise is_no_group(value, Text(zh="条件", en="a condition"), remedy)


_A_FACT = Text(zh="请写成 {concept/staff: 4} 的样子。", en="Write {concept/staff: 4}.")
_A_VALUE = Text(
    zh="请写是或否、数字、文字、日期或列表。", en="Write a flag, number, text, date or list."
)
_LONG = Text(zh="里面有一个数太长，或者不是数。", en="holds a number too long, or none at all.")
_SHORTER = Text(
    zh="请写普通的数，例如 300，最多三十位。",
    en="Write plain numbers such as 300, of at most 30 digits.",
)


def _plain_facts(value: Any, _: Any) -> PlainFacts:
    """Return facts as the canonical line; what each is worth is looked at where they are judged."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise is_no_group(value, Text(zh="一组信息", en="a group of facts"), _A_FACT)
    try:
        return plain_facts(value)
    except TypeError:
        raise is_not(value, Text(zh="一组信息", en="a group of facts"), _A_VALUE) from None
    except ValueError:
        raise Refused(_LONG, _SHORTER) from None


_KEY_LINES = Text(zh="请一行写一个 key: value。", en="Write key: value lines.")


def _class_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    renamed = {
        f.name: override(rename=key_of(f.name)) for f in fields(kind) if f.name.endswith("_")
    }
    known = {key_of(f.name) for f in fields(kind)}
    structure = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, **cast(dict[str, Any], renamed)
    )

    def checked(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise is_no_group(value, Text(zh="一组字段", en="a group of keys"), _KEY_LINES)
        # A key left empty is a key left out; one that is not ours is refused, empty or not: the
        # rest of a sentence behind a comma, in words that were not put in quotes, reads as one.
        held = {k: v for k, v in value.items() if v is not None or k not in known}
        return structure(held, kind)

    return checked


def _converter() -> cattrs.Converter:
    made = cattrs.Converter(detailed_validation=True)
    for scalar, hook in SCALAR_HOOKS.items():
        # By class, the one way that comes before cattrs' own lax hooks for str, int and Enum.
        made.register_structure_hook(scalar, hook)
    made.register_structure_hook_func(lambda kind: kind in KIND_OF_ID or kind is Code, identifier)
    made.register_structure_hook_func(lambda kind: kind is PlainFacts, _plain_facts)
    made.register_structure_hook_factory(_is_collection, lambda kind: _list_hook(kind, made))
    made.register_structure_hook_factory(_is_union, lambda kind: _union_hook(kind, made))
    made.register_structure_hook_factory(
        lambda kind: isinstance(kind, type) and is_dataclass(kind),
        lambda kind: _class_hook(kind, made),
    )
    return made


CONVERTER = _converter()
