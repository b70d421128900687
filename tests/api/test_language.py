from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from starlette.requests import Request

from api.language import COOKIE, chosen, day_in, moment_in, negotiated, words
from kb.text import LANGUAGES
from kb.yaml_text import read_yaml
from tests.support import ROOT

FILES = ROOT / "api" / "language"
TEMPLATES = ROOT / "api" / "templates"


def request(query="", cookie="", accept=""):
    headers = [(b"accept-language", accept.encode()), (b"cookie", cookie.encode())]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh-Hant-TW", "zh"),
        ("EN", "en"),
        ("fr;q=0.9, en-GB;q=0.8, zh;q=0.5", "en"),
        ("fr, de", "zh"),
        ("english", "zh"),
        ("en;q=0", "zh"),
        ("en;q=much", "zh"),
        ("en;q=0.2, zh;q=0", "en"),
        (";;;,,q=,", "zh"),
        ("*", "zh"),
    ],
)
def test_the_browsers_language_is_taken_where_it_is_ours(header, language):
    assert negotiated(header) == language


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "language"),
    [
        ("lang=en", "zh", "zh", "en"),
        ("lang=zh", "en", "en", "zh"),
        ("lang=fr", "en", "zh", "en"),
        ("", "en", "zh", "en"),
        ("", "", "en", "en"),
        ("", "klingon", "", "zh"),
    ],
)
def test_a_choice_goes_before_the_browser(query, cookie, accept, language):
    sent = f"{COOKIE}={cookie}" if cookie else ""

    assert chosen(request(query, sent, accept)) == language


# ---- the language files ---------------------------------------------------------------------


def test_both_languages_hold_the_same_texts():
    zh, en = words("zh"), words("en")

    assert zh.keys() == en.keys()
    assert all(text.strip() for text in (*zh.values(), *en.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_stands_in_one_file_only(language):
    files = (FILES / language).glob("*.yaml")

    keys = Counter(key for file in files for key in read_yaml(file.read_bytes(), file.name).value)

    assert [key for key, count in keys.items() if count > 1] == []


def test_both_languages_fill_the_same_gaps():
    gaps = re.compile(r"\{(\w*)\}")

    for key, text in words("zh").items():
        assert sorted(gaps.findall(text)) == sorted(gaps.findall(words("en")[key])), key


def test_every_text_the_templates_name_exists():
    named = re.compile(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""")

    asked = {
        key for file in TEMPLATES.glob("*.html") for key in named.findall(file.read_text("utf-8"))
    }

    assert asked <= words("zh").keys()


# ---- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "2026年11月23日 周一"), ("en", "Mon 23 Nov 2026")]
)
def test_a_day_is_said_with_its_weekday(language, said):
    assert day_in(language, date(2026, 11, 23)) == said


def test_a_moment_is_said_with_its_time():
    moment = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)

    assert moment_in("en", moment) == "Mon 23 Nov 2026 09:05"
