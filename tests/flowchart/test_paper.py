"""The plan as PDF, read back as a person or a program would read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from flowchart import diagram
from flowchart.paper import pdf
from flowchart.paper_places import case_line
from kb.ids import PolicyId
from kb.text import LANGUAGES, Text
from matcher.match import Eligibility, Match
from matcher.windows import OpenWindow, WindowState
from tests.flowchart.drawn import listed, plan

A4 = (595, 842)


def pages(document):
    return PdfReader(BytesIO(document)).pages


def text(page):
    return "".join(page.extract_text().split())


def size(page):
    return round(page.mediabox.width), round(page.mediabox.height)


@pytest.fixture(scope="module")
def documents(catalogue):
    """Return the plan of the shop in both languages."""
    return {la: pdf(plan(), listed(), catalogue, la) for la in LANGUAGES}


def test_pages_are_a4_and_the_flowchart_stands_on_one_across(documents):
    for document in documents.values():
        *upright, across = pages(document)

        assert {size(page) for page in upright} == {A4}
        assert size(across) == A4[::-1]


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("zh", ["开便利店", "要带", "租房合同", "办之前请注意", "日期", "2026年12月1日", "步骤"]),
        ("en", ["Openaconvenience", "Bring", "Lease", "Beforeyou", "Dates", "1December", "Steps"]),
    ],
)
def test_what_to_bring_comes_before_dates_and_these_before_the_steps(documents, language, order):
    *upright, _ = pages(documents[language])
    whole = "".join(map(text, upright))

    places = [whole.index(word) for word in order]

    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_stands_in_the_table_and_in_the_flowchart(documents, language):
    *upright, across = pages(documents[language])
    table, chart = "".join(map(text, upright)), text(across)

    for row in listed():
        title = "".join(row.title.get(language).split())
        assert title in table
        assert f"{row.number}{title}" in chart


@pytest.mark.parametrize(("language", "said"), [("zh", "第{}页，共{}页"), ("en", "Page{}of{}")])
def test_every_page_says_which_it_is_of_how_many(documents, language, said):
    found = pages(documents[language])

    for number, page in enumerate(found, start=1):
        assert said.format(number, len(found)) in text(page)


def test_the_same_plan_gives_the_same_bytes(documents, catalogue):
    assert pdf(plan(), listed(), catalogue, "zh") == documents["zh"]


def test_its_properties_name_the_matter_and_nobody(documents):
    told = PdfReader(BytesIO(documents["en"])).metadata

    assert told.title == "Open a convenience store"
    assert told.author in {None, "", "(anonymous)", "anonymous"}
    assert told.creation_date.year == 2000


def test_policies_stand_together_after_the_steps_and_before_the_flowchart(catalogue):
    claimed = Match(
        policy=PolicyId("policy/rd-super-deduction"),
        verdict=Eligibility.ELIGIBLE,
        because=(),
        missing=(),
        window=OpenWindow(state=WindowState.OPEN, closes=date(2027, 5, 31)),
    )

    *_, last, chart = pages(pdf(plan(), listed(), catalogue, "en", [claimed] * 8))

    assert size(last) == A4
    assert size(chart) == A4[::-1]
    assert "Benefitsyouseemtoqualifyfor" in text(last)
    assert text(last).count("until31May2027") == 8


def test_the_number_of_a_case_stands_below_its_title_and_where_to_go_on_the_first_pages(catalogue):
    line = case_line("261123-001", Text(zh="某中心", en="some centre"))

    *upright, _ = pages(pdf(plan(), listed(), catalogue, "zh", case=line))

    assert "办件编号261123-001（某中心查得到）" in text(upright[0])
    assert "市民热线12345" in "".join(map(text, upright))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_font_on_the_machine_readers_bring_their_own(catalogue, language):
    document = pdf(plan("newborn"), listed("newborn"), catalogue, language, fonts=())

    assert b"STSong-Light" in document
    assert len(document) < 40_000


def test_a_plan_of_which_nothing_is_known_prints_too(catalogue):
    rows = diagram.rows(plan(known=False), catalogue)

    document = pdf(plan(known=False), rows, catalogue, "zh")

    assert "要带几份还不知道" in "".join(map(text, pages(document)))
    assert "这30步要不要办，看您的回答" in text(pages(document)[-1])


def test_nothing_in_a_title_is_read_as_markup(catalogue):
    hostile = Text(zh="<b>&amp;<img src='x'/>", en="<b>&amp;<img src='x'/>")
    rows = (replace(listed()[0], title=hostile), *listed()[1:])

    document = pdf(plan(), rows, catalogue, "en")

    assert "<b>&amp;<imgsrc='x'/>" in "".join(map(text, pages(document)))
