"""Titles of facts as they stand inside a sentence: "employees", "the date of registration".

English titles begin with a capital; inside a sentence only names keep it. A word is a name where
some title of the catalogue has it with a capital further on, or an area is called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.catalogue import Catalogue
from kb.model import InformationConcept
from matcher.figure_words import singular

_MOST_TITLES: Final = 10_000
_BRACKETS: Final = re.compile(r"\s*[（(][^（()）]*[)）]$")
_ASKING: Final = re.compile(r"(which|what|who|how|whether|where|when)\b", re.IGNORECASE)
_DETERMINED: Final = re.compile(r"(the|a|an|your|own|my|his|her|its|their)\b|\S+['’]s?\b")
_PERSONAL: Final = frozenset(
    "staff hires people workers members persons children graduates students founders".split()
)
_NAMES: Final = frozenset("China Chinese English French Japanese Monday January Shanghai".split())
_JOINTS: Final = frozenset("of at in for with from to on who whose that per".split())


@lru_cache(maxsize=_MOST_TITLES)
def bare(title: str) -> str:
    """Return a title without what stands in brackets at its end.

    >>> bare("Size class (large, medium, small, micro)"), bare("企业规模（大、中、小、微型）")
    ('Size class', '企业规模')
    """
    return _BRACKETS.sub("", title) or title


@lru_cache(maxsize=4)
def names_of(catalogue: Catalogue) -> frozenset[str]:
    """Return the words that keep their capital: names in this catalogue's titles."""
    titles = tuple(_titles(catalogue))
    inside = {word for title in titles for word in re.findall(r"(?<=[\w,] )[A-Z][a-z]+", title)}
    areas = {
        word
        for area in catalogue.areas.values()
        for word in re.findall(r"[A-Z][a-z]+", area.title.en)
    }
    common = {word for title in titles for word in re.findall(r"\b[a-z]+", title)}
    return _NAMES | {name for name in inside | areas if name.lower() not in common}


def _titles(catalogue: Catalogue) -> Iterator[str]:
    for concept in catalogue.concepts.values():
        yield concept.title.en
        yield from (entry.title.en for entry in concept.codes)


@lru_cache(maxsize=_MOST_TITLES)
def lowered(words: str, names: frozenset[str]) -> str:
    """Return English words with a small first letter, unless they begin with a name.

    >>> titles = ("Floor area", "Shanghai household", "VAT payer", "X-ray", "I already have")
    >>> [lowered(title, frozenset({"Shanghai"})) for title in titles]
    ['floor area', 'Shanghai household', 'VAT payer', 'X-ray', 'I already have']
    """
    first = re.split(r"[\s,;:()]", words, maxsplit=1)[0]
    head = first.partition("-")[0]
    is_name = head in names or first == "I" or any(letter.isupper() for letter in head[1:])
    if is_name or (len(head) == 1 and head != first):
        return words
    return words[:1].lower() + words[1:]


def definite(noun: str) -> str:
    """Return an English noun with "the", where it has no determiner of its own.

    >>> definite("date of registration"), definite("child's date of birth")
    ('the date of registration', "child's date of birth")
    """
    return noun if _DETERMINED.match(noun) or is_asking(noun) else f"the {noun}"


def is_asking(title: str) -> bool:
    """Say whether an English title is a question rather than a noun ("What you sell")."""
    return _ASKING.match(title) is not None


def one_of(noun: str, unit: str) -> str:
    """Return a noun for one: its unit, or the last word before "of", in the singular.

    >>> one_of("insured employees", "people"), one_of("months in business", "months")
    ('insured employee', 'month in business')
    """
    words = noun.split()
    at = next((i for i, word in enumerate(words) if word == unit), _head(words))
    words[at] = singular(words[at])
    return " ".join(words)


def _head(words: list[str]) -> int:
    """Return where the noun itself stands: the last word before "of", "in" and the like."""
    joint = next((i for i, word in enumerate(words) if i and word in _JOINTS), len(words))
    return joint - 1


def head_noun(noun: str) -> str:
    """Return an English noun without what follows it.

    >>> head_noun("staff at the end of last month"), head_noun("insured employees")
    ('staff', 'insured employees')
    """
    words = noun.split()
    return " ".join(words[: _head(words) + 1])


def counts_itself(concept: InformationConcept) -> bool:
    """Say whether a number can stand before the English title: "300 employees", "12 months in …".

    It can where the title names its own unit, and where the unit is people and the title says
    which ones.
    """
    title = concept.title.en.lower()
    if concept.unit is None or _DETERMINED.match(title) or is_asking(title):
        return False
    unit, words = concept.unit.en.lower(), bare(concept.title.en).lower().split()
    if unit in words:
        return not any(word in _JOINTS for word in words[: words.index(unit)])
    head = words[_head(words)]
    return singular(unit) in ("person", "child") and (
        head in _PERSONAL or head.endswith(("ees", "ers"))
    )


def age_of(concept: InformationConcept) -> tuple[str, str] | None:
    """Return whose age a number is, in Chinese and English ("" for the applicant's); else None.

    >>> # Age -> ("", ""), Child's age -> ("孩子", "child")
    """
    english = re.fullmatch(r"(?:(.+)['’]s )?age", concept.title.en, re.IGNORECASE)
    chinese = re.fullmatch(r"(?:(.+?)的?)?(?:周岁|年龄)", concept.title.zh)
    if english is None or chinese is None or concept.unit is None:
        return None
    return chinese[1] or "", english[1] or ""
