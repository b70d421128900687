"""Text in both languages; there is no text shown to people in only one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same words in Chinese and in English.

    >>> Text(zh="食品经营许可", en="Food business licence").get("en")
    'Food business licence'
    """

    zh: str
    en: str

    def get(self, language: Language) -> str:
        """Return the words in one language."""
        return self.zh if language == "zh" else self.en


def listed(words: Iterable[object]) -> Text:
    """Return words that stay as they are, in a row as each language writes one.

    >>> listed(["from", "to"])
    Text(zh='from、to', en='from, to')
    """
    said = [str(word) for word in words]
    return Text(zh="、".join(said), en=", ".join(said))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Everyday ways to say a thing; the languages need not match one to one."""

    zh: frozenset[str] = frozenset()
    en: frozenset[str] = frozenset()

    def get(self, language: Language) -> frozenset[str]:
        """Return the phrases in one language."""
        return self.zh if language == "zh" else self.en
