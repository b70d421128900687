"""What a search says on the console, in one language."""

from __future__ import annotations

from kb.text import Language
from matcher.search import Found

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "found": "找到",
        "ask": "您是指",
        "outside": "这可能不是服务中心办理的事项。",
    },
    "en": {
        "found": "found",
        "ask": "did you mean",
        "outside": "This may not be something a service centre handles.",
    },
}


def found_text(found: Found, language: Language) -> str:
    """Return what a search found, a line each."""
    lines = [_WORDS[language][found.outcome]]
    lines += [f"  {hit.id}  {hit.title.get(language)}  {hit.score}" for hit in found.results]
    return "\n".join(lines)
