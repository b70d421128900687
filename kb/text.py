"""Text in both languages; there is no text shown to people in only one."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Everyday ways to say a thing; the languages need not match one to one."""

    zh: frozenset[str] = frozenset()
    en: frozenset[str] = frozenset()

    def get(self, language: Language) -> frozenset[str]:
        """Return the phrases in one language."""
        return self.zh if language == "zh" else self.en
