"""What literals say in our two languages, whatever their tags are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import Literal

from kb.text import Language

_RANKS: Final[dict[Language, tuple[str, ...]]] = {
    "zh": ("zh", "zh-hans", "zh-cn", "zh-hans-cn", "zh-sg"),
    "en": ("en", "en-gb", "en-us"),
}
"""The tags that count first; any other of the language comes after."""


def spoken(terms: Iterable[Any]) -> dict[Language, list[str]]:
    """Return what is said in Chinese and in English, by the best tag that is there.

    Several under one tag all stand: which one is meant is not ours to say. A literal without a
    tag, or in another language, is none.

    >>> spoken([Literal("甲", language="zh-hant"), Literal("乙", language="zh-CN")])
    {'zh': ['乙'], 'en': []}
    """
    best: dict[Language, dict[int, list[str]]] = {"zh": {}, "en": {}}
    for term in terms:
        tag = (term.language or "").lower() if isinstance(term, Literal) else ""
        for language, ranks in _RANKS.items():
            if tag == language or tag.startswith(f"{language}-"):
                rank = ranks.index(tag) if tag in ranks else len(ranks)
                best[language].setdefault(rank, []).append(term.value)
    return {language: held[min(held)] if held else [] for language, held in best.items()}
