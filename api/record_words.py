"""Small words of a record's page, in both languages at once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from api.language import words
from kb.fields import key_of
from kb.text import LANGUAGES, Language, Text
from matcher.wording import number_text


def word(key: str, n: Text | str | None = None) -> Text:
    """Return words of the pages in both languages, with what fills their `{n}`."""
    filled: Mapping[Language, str] = (
        {"zh": n.zh, "en": n.en} if isinstance(n, Text) else dict.fromkeys(LANGUAGES, n or "")
    )
    return Text(**{lang: words(lang)[key].format(n=filled[lang]) for lang in LANGUAGES})


def part_name(field: str) -> Text | None:
    """Return what a part of a value is called; titles and the like speak for themselves."""
    key = f"part.{key_of(field)}"
    return word(key) if key in words("zh") else None


def led(name: Text, text: Text) -> Text:
    """Return words led by their name.

    >>> led(Text(zh="单位", en="unit"), Text(zh="元", en="yuan"))
    Text(zh='单位：元', en='unit: yuan')
    """
    return Text(zh=f"{name.zh}：{text.zh}", en=f"{name.en}: {text.en}")


def same(text: str | None) -> Text:
    """Return words that stay as they are."""
    return Text(zh=text or "", en=text or "")


def percent(rate: Decimal) -> Text:
    """Return so many per cent.

    >>> percent(Decimal(30))
    Text(zh='30%', en='30 %')
    """
    number = number_text(rate)
    return Text(zh=f"{number}%", en=f"{number} %")


def article_text(article: str) -> Text:
    """Return how an article is named; one that is a chapter says so itself.

    >>> article_text("2, 4").zh, article_text("第六章").zh
    ('第 2、4 条', '第六章')
    """
    if article.startswith("第"):
        return same(article)
    return word(
        "record.article", Text(zh=article.replace(", ", "、").replace(",", "、"), en=article)
    )
