"""The language of a page: the visitor's choice, else the browser's, else Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date
from fastapi import Request

from kb.text import LANGUAGES, Language
from kb.yaml_text import read_yaml

COOKIE: Final = "companion_language"
_FOLDER: Final = Path(__file__).parent / "language"


def chosen(request: Request) -> Language:
    """Return the language for a request: `?lang=`, the cookie, the browser, Chinese."""
    for said in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        for language in LANGUAGES:
            if said == language:
                return language
    return negotiated(request.headers.get("accept-language", ""))


def negotiated(header: str, otherwise: Language = "zh") -> Language:
    """Return the best of our languages for an Accept-Language header, else another.

    Any Chinese (zh-CN, zh-Hant-TW) is ours; what we do not speak is passed over.

    >>> negotiated("fr;q=0.9, en-GB;q=0.8, zh;q=0.5")
    'en'
    >>> negotiated("")
    'zh'
    """
    wanted: list[tuple[float, Language]] = []
    for part in header.split(","):
        tag, _, rest = part.strip().partition(";")
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language:
                wanted.append((_quality(rest), language))
    quality, best = max(wanted, key=lambda pair: pair[0], default=(0.0, otherwise))
    return best if quality > 0 else otherwise


def _quality(rest: str) -> float:
    try:
        return float(rest.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0


@cache
def words(language: Language) -> Mapping[str, str]:
    """Return every text of the pages in one language, by key; a key stands in one file only."""
    held: dict[str, str] = {}
    for file in sorted((_FOLDER / language).glob("*.yaml")):
        value = read_yaml(file.read_bytes(), file.name).value
        held |= {key: str(text) for key, text in value.items()}
    return held


def day_in(language: Language, day: object) -> str:
    """Return a date with its weekday, as people of the language write it."""
    locale = Locale("zh", script="Hans") if language == "zh" else Locale("en", "GB")
    pattern = "y年M月d日 EEE" if language == "zh" else "EEE d MMM y"
    return format_date(day, pattern, locale=locale)  # type: ignore[arg-type]


def short_day_in(language: Language, day: date, this_year: int) -> str:
    """Return a date without its weekday, and without its year in the year that is meant.

    >>> short_day_in("en", date(2026, 3, 9), 2026), short_day_in("zh", date(2027, 3, 9), 2026)
    ('9 Mar', '2027年3月9日')
    """
    locale = Locale("zh", script="Hans") if language == "zh" else Locale("en", "GB")
    with_year, without = ("y年M月d日", "M月d日") if language == "zh" else ("d MMM y", "d MMM")
    return format_date(day, without if day.year == this_year else with_year, locale)


def moment_in(language: Language, moment: datetime) -> str:
    """Return a day and a time of day, as people of the language write them."""
    return f"{day_in(language, moment)} {moment:%H:%M}"
