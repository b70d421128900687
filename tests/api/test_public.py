"""The pages everyone may see, and the promises every page keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.language import words
from api.wiring import House
from kb.ids import kind_of
from tests.support import ROOT, shipped_records
from tests.visiting import Visitor

PAGE = {"accept": "text/html"}
ONE_OF_EACH = sorted({kind_of(record_id): record_id for record_id in shipped_records()}.values())


def templates() -> list[Path]:
    return sorted((ROOT / "api" / "templates").glob("*.html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("record_id", ONE_OF_EACH)
def test_every_kind_of_record_has_a_page_in_both_languages(
    guest: Visitor, record_id: str, lang: str
) -> None:
    page = guest.get(f"/record/{record_id}", lang)

    assert guest.house.catalogue.get(record_id).title.get(lang) in page.replace("&#39;", "'")


def test_a_record_says_what_was_read_and_what_is_to_be_confirmed(guest: Visitor) -> None:
    page = guest.get("/record/service/food-business-licence")

    assert "待确认" in page
    assert "食品安全法" in page


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "evil"])
def test_choosing_a_language_never_leads_elsewhere(guest: Visitor, back: str) -> None:
    assert guest.send("/language", lang="en", back=back) == "/"


def test_an_error_is_a_page_for_people_and_a_problem_for_programs(guest: Visitor) -> None:
    page = guest.client.get("/record/service/nothing", headers=PAGE)
    problem = guest.client.get("/record/service/nothing")

    assert page.status_code == problem.status_code == 404
    assert "<html" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert set(problem.json()) == {"type", "title", "status", "detail", "remedy"}


def test_every_text_of_the_pages_stands_in_both_languages() -> None:
    zh, en = words("zh"), words("en")

    assert zh.keys() == en.keys()
    fields = re.compile(r"{(\w+)}")
    for key in zh:
        assert set(fields.findall(zh[key])) == set(fields.findall(en[key])), key


def test_every_key_a_template_names_exists() -> None:
    named = {
        key
        for template in templates()
        for key in re.findall(r"""\bt\(["']([\w.\-]+)["'][,)]""", template.read_text("utf-8"))
    }

    assert named <= words("zh").keys()


def test_no_template_needs_inline_code_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", re.IGNORECASE)
    for template in templates():
        assert not inline.search(template.read_text("utf-8")), template.name


def test_a_body_that_is_too_large_is_refused(companion: Visitor) -> None:
    answer = companion.client.post("/start", content=b"x" * 1_100_000)

    assert answer.status_code == 413


def test_a_body_without_a_length_is_refused_too_once_it_is_too_large(companion: Visitor) -> None:
    pieces = (b"x" * 100_000 for _ in range(12))

    answer = companion.client.post(
        "/start",
        content=pieces,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413


def test_health_names_the_generation_that_is_served(guest: Visitor, house: House) -> None:
    assert guest.client.get("/health").json()["generation"] == house.catalogue.generation
