"""What registers usually call facts, and what their words usually mean, beside the records' names.

Names of one concept only are taken; where two fit none does, and the mapping file has to say it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.yaml_text import read_yaml
from matcher.register_batch import Role
from matcher.register_says import folded

_LEAST: Final = 4
"""A part of a title has at least so many characters and at least half of the title's."""
_IN_BRACKETS: Final = re.compile(r"[（(]([^（）()]*)[）)]")
_BETWEEN: Final = re.compile(r"[、，,和/]")
_NO_NAME: Final = re.compile(r"除外|^[不非没未其都]")
_KIND_OF_TRADE: Final = re.compile(r"(行业|业|类)$")


def role_of(header: str) -> Role | None:
    """Return what a heading is for where it tells no fact: the id, or consent.

    >>> role_of("是否同意使用数据"), role_of("信用代码"), role_of("心情")
    (<Role.CONSENT: 'consent'>, <Role.ID: 'id'>, None)
    """
    name = folded(header)
    held = _roles()
    return held.get(name) or held.get(name.removeprefix("是否"))


def usual(header: str, catalogue: Catalogue) -> ConceptId | None:
    """Return the one fact a usual heading, or a good part of a title, names; None for no one."""
    name = folded(header)
    bare = name.removeprefix("是否")
    for names, wanted in (
        (_said(), name),
        (_said(), bare),
        (_flags(catalogue), bare),
    ):
        found = [one for one in sorted(names.get(wanted, ())) if one in catalogue.concepts]
        if found:
            return found[0] if len(found) == 1 else None
    return _by_part(bare, catalogue)


def usual_words(concept: InformationConcept) -> Iterator[tuple[str, str]]:
    """Yield codes of a concept and the words registers usually have for them."""
    codes = {entry.code for entry in concept.codes}
    for group in _held()["words"]:
        if concept.id in group["of"]:
            for code in codes & group["mean"].keys():
                yield from ((code, word) for word in group["mean"][code])


def parts_of(title: str) -> Iterator[str]:
    """Yield what the Chinese title of a code names one by one, brackets and 业 left off.

    >>> list(parts_of("零售（便利店、网店等）"))
    ['零售', '便利店、网店', '便利店', '网店']
    """
    inside = _IN_BRACKETS.findall(title)
    for part in (_IN_BRACKETS.sub("", title), *inside):
        for one in dict.fromkeys((part, *_BETWEEN.split(part))):
            name = one.strip().removesuffix("等")
            if len(name) > 1 and not _NO_NAME.search(name):
                yield name


def of_trade(word: str) -> str:
    """Return a word without the 业, 行业 or 类 at its end.

    >>> of_trade("餐饮业"), of_trade("零售")
    ('餐饮', '零售')
    """
    return _KIND_OF_TRADE.sub("", word)


def _by_part(name: str, catalogue: Catalogue) -> ConceptId | None:
    if len(name) < _LEAST or name.isascii():
        return None
    titles = {one.id: folded(one.title.zh) for one in catalogue.concepts.values()}
    found = [(one, title) for one, title in titles.items() if name in title]
    if len(found) != 1 or len(found[0][1]) > 2 * len(name):
        return None
    return found[0][0]


@cache
def _held() -> Mapping[str, Any]:
    content = (files("matcher") / "register_headings.yaml").read_bytes()
    held: Mapping[str, Any] = read_yaml(content, "register_headings.yaml").value
    return held


@cache
def _roles() -> Mapping[str, Role]:
    told = _held()["roles"]
    return {folded(name): Role(role) for role, names in told.items() for name in names}


@cache
def _said() -> Mapping[str, set[ConceptId]]:
    found: defaultdict[str, set[ConceptId]] = defaultdict(set)
    for concept, names in _held()["headings"].items():
        for name in names:
            found[folded(name)].add(ConceptId(concept))
    return found


@lru_cache(maxsize=2)
def _flags(catalogue: Catalogue) -> Mapping[str, set[ConceptId]]:
    """Return the facts that are yes or no by their titles without 是否."""
    found: defaultdict[str, set[ConceptId]] = defaultdict(set)
    for concept in catalogue.concepts.values():
        if concept.type is ConceptType.BOOLEAN:
            found[folded(concept.title.zh).removeprefix("是否")].add(concept.id)
    return found
