"""What the gates say in the keys of record files, in the words of the form.

A remedy such as “add rate: 30” is written for whoever edits the file; the form has no keys, only
fields with names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Final

from api.editor_shape import keys_of
from api.language import words
from kb.benefit import Benefit, Tier
from kb.codec import PARTS
from kb.model import KINDS, Policy
from kb.text import Language, Text

_KEY: Final = r"(?<![\w/.:-])([a-z]+(?:[_.][a-z]+)*)(:(?: concept/…)?)?(?![\w/-])"
_IN: Final[Mapping[Language, re.Pattern[str]]] = {
    "zh": re.compile(f" ?{_KEY} ?"),
    "en": re.compile(_KEY),
}
_COLON: Final[Mapping[Language, str]] = {"zh": "：", "en": ":"}
_TYPES: Final = frozenset({"number", "members"})
"""Keys that without a colon name the type of a fact."""
_FIRST: Final = (Policy, Benefit, Tier)
"""Where a key is called one thing here and another there, it is meant as policies call it."""


def in_form_words(text: Text) -> Text:
    """Return a text with the keys in it as the fields of the form are called.

    In English a key that could be a word of the sentence stays one.

    >>> in_form_words(Text(zh="请加上 rate: 30。", en="Add a rate, such as rate: 30.")).zh
    '请加上“百分之几”：30。'
    """
    said = {lang: _IN[lang].sub(partial(_named, lang), text.get(lang)) for lang in _IN}
    return Text(**said)


def _named(language: Language, found: re.Match[str]) -> str:
    key, colon = found.groups()
    label = _labels(language).get(key)
    is_word = key in _TYPES or (language == "en" and not re.search("[_.]", key))
    if label is None or (is_word and not colon):
        return found[0]
    return f"“{label}”{_COLON[language] if colon and not colon.endswith('…') else ''}"


@cache
def _labels(language: Language) -> Mapping[str, str]:
    """Return what the fields are called, by the key a file has for them."""
    held = words(language)
    found: dict[str, str] = {}
    for model in (*_FIRST, *KINDS.values(), *PARTS.values()):
        for key in keys_of(model):
            rooms = (f"edit.{model.__name__}", "edit", "edit.op", "field", "part")
            names = (f"{room}.{key}" for room in rooms)
            label = next((held[name] for name in names if name in held), None)
            if label is not None:
                found.setdefault(key, label)
    part = "edit.part."
    ends = {name.removeprefix(part): said for name, said in held.items() if name.startswith(part)}
    return {**found, **ends}
