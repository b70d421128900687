"""Hypothesis strategies for any record and any criterion, by reflection over the types.

A field added to a type is generated from the day it is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from hypothesis import strategies as st

from kb import criteria as form
from kb.examples import PlainFacts, plain_facts
from kb.fields import hints_of
from kb.ids import KIND_OF_ID, Code
from kb.model import KINDS

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
SLUGS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12).map(Decimal),
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
)

SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    bool: st.booleans(),
    int: st.integers(-400, 400),
    Decimal: NUMBERS,
    date: st.dates(),
    time: st.integers(0, 1439).map(lambda minute: time(*divmod(minute, 60))),
    Code: SLUGS,
    NoneType: st.none(),
    PlainFacts: st.dictionaries(
        SLUGS.map("concept/{}".format),
        st.booleans() | st.integers(-400, 400) | SLUGS | st.lists(SLUGS, max_size=2) | st.dates(),
        max_size=3,
    ).map(plain_facts),
    **{
        id_type: SLUGS.map(lambda slug, kind=kind: f"{kind}/{slug}")
        for id_type, kind in KIND_OF_ID.items()
    },
}
TREES = (form.All, form.AnyOf, form.Not)
FORMS = frozenset(get_args(form.Criterion))
LEAF_FORMS = sorted(FORMS - set(TREES), key=lambda kind: kind.__name__)


@cache
def of(hint: Any) -> st.SearchStrategy[Any]:
    """Return the strategy for one field's type."""
    if hint in SCALARS:
        return SCALARS[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return st.lists(of(inner[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(of(inner[0]), max_size=3)
    if origin in (Union, UnionType):
        rest = [of(option) for option in inner if option not in FORMS]
        return st.one_of(*rest, criteria()) if set(inner) >= FORMS else st.one_of(*rest)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return whole(hint)


def whole(kind: type, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return the strategy for a dataclass with all its fields, also the optional ones."""
    assert is_dataclass(kind)
    hints = hints_of(kind)
    return st.deferred(
        lambda: st.builds(
            kind,
            **{
                f.name: given[f.name] if f.name in given else of(hints[f.name])
                for f in fields(kind)
            },
        )
    )


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    many = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(form.All, all=many),
        st.builds(form.AnyOf, any=many),
        st.builds(form.Not, not_=inner),
        whole(form.Count, where=st.none() | inner),
    )


@cache
def leaves() -> st.SearchStrategy[Any]:
    """Return the strategy for leaves of every form."""
    return st.one_of(
        *(
            whole(kind, **({"where": st.none()} if kind is form.Count else {}))
            for kind in LEAF_FORMS
        )
    )


@cache
def criteria() -> st.SearchStrategy[Any]:
    """Return the strategy for whole trees."""
    return st.recursive(leaves(), _grown, max_leaves=6)


@cache
def records() -> st.SearchStrategy[Any]:
    """Return the strategy for records of every kind."""
    return st.one_of(*(whole(kind) for kind in KINDS.values()))


# ---- made to name what is there ----------------------------------------------------------------


def at_home(part: Any, base: Mapping[str, Any], random: Random) -> Any:
    """Return a record (or a part of one) whose ids and codes are those of other records."""
    if not is_dataclass(part):
        return part
    hints = hints_of(type(part))
    changed = {
        f.name: _settled(getattr(part, f.name), hints[f.name], base, random)
        for f in fields(part)
        if f.name != "id"
    }
    return replace(part, **changed)  # type: ignore[type-var]


def _settled(value: Any, hint: Any, base: Mapping[str, Any], random: Random) -> Any:
    if isinstance(value, tuple | frozenset):
        inner = next(
            one for one in (hint, *get_args(hint)) if get_origin(one) in (tuple, frozenset)
        )
        return type(value)(_settled(one, get_args(inner)[0], base, random) for one in value)
    if is_dataclass(value):
        return at_home(value, base, random)
    kinds = [KIND_OF_ID[one] for one in (hint, *get_args(hint)) if one in KIND_OF_ID]
    if isinstance(value, str) and kinds:
        known = sorted(one for one in base if one.startswith(f"{kinds[0]}/"))
        return random.choice(known) if known else value
    if type(value) is str and Code in (hint, *get_args(hint)):
        return random.choice(sorted(_codes(base)))
    return value


def _codes(base: Mapping[str, Any]) -> set[str]:
    return {entry.code for one in base.values() for entry in getattr(one, "codes", ())}
