"""Words that are none: an empty title in disguise, and Chinese where the English should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, cast, get_args

from kb.fields import hints_of, key_of
from kb.references import Path
from kb.text import LANGUAGES, Text

_SAYS_SOMETHING: Final = re.compile(r"[^\W_]|%")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[^\W\d_]", re.ASCII)
_EMPTY: Final = Text(zh="没有内容。", en="is empty.")
_WRITE: Final = Text(zh="请写上内容。", en="Write the words.")
_CHINESE_TWICE: Final = Text(zh="两个都是中文，没有英文。", en="is in Chinese too.")
_IN_ENGLISH: Final = Text(zh="请在 en 里写英文。", en="Write it in English here.")
Found = tuple[Path, Text, Text]


def unfit_words(value: Any, at: Path = ()) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each text of a record that says nothing in a language."""
    if isinstance(value, Text):
        yield from _text(value, at)
    elif isinstance(value, tuple):
        for i, one in enumerate(value):
            yield from unfit_words(one, (*at, i))
    else:
        kind: Any = type(value)
        for name in _with_words(kind):
            held = getattr(value, name)
            if held is not None:
                yield from unfit_words(held, (*at, key_of(name)))


def _text(text: Text, at: Path) -> Iterator[Found]:
    for language in LANGUAGES:
        if not _SAYS_SOMETHING.search(text.get(language)):
            yield (*at, language), _EMPTY, _WRITE
    if _CHINESE.search(text.en) and not _LATIN.search(text.en):
        yield (*at, "en"), _CHINESE_TWICE, _IN_ENGLISH


@cache
def _with_words(kind: Any) -> tuple[str, ...]:
    """Return the fields of a class that are texts or may hold some."""
    if not is_dataclass(kind):
        return ()
    hints = hints_of(cast(type, kind))
    return tuple(f.name for f in fields(kind) if _holds(hints[f.name], frozenset({kind})))


def _holds(hint: Any, around: frozenset[Any]) -> bool:
    if hint is Text or hint in around:
        return True
    if isinstance(hint, type) and is_dataclass(hint):
        inner = around | {hint}
        return any(_holds(one, inner) for one in hints_of(hint).values())
    return any(_holds(one, around) for one in get_args(hint))
