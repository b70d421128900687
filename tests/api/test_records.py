"""What a record's page and the list of records promise an officer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from api.lines import FieldStanding, FieldView, Line
from api.records import description_standing, record_view
from kb.catalogue import Catalogue
from kb.model import AnyRecord, Period
from tests.support import criterion_of, recorded, world
from tests.visiting import Visitor

SEEN, TO_CONFIRM = FieldStanding.SEEN, FieldStanding.TO_CONFIRM
GRANT = "id: policy/grant\ntitle: {zh: 补贴, en: Grant}\n"


def record_of(content: str) -> AnyRecord:
    (record,) = recorded(content)
    return record


def field_of(record: AnyRecord, key: str, catalogue: Catalogue | None = None) -> FieldView:
    views = {view.key: view for view in record_view(record, catalogue or world())}
    return views[key]


def every(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from every(line.under)


def said(lines: tuple[Line, ...], lang: str = "en") -> list[object]:
    """Return the words of lines; what is under one is a list after it."""
    out: list[object] = []
    for line in lines:
        out.append(line.text.get(lang))
        if line.under:
            out.append(said(line.under, lang))
    return out


def conditions(content: str) -> tuple[Line, ...]:
    record = replace(record_of(GRANT), criteria=criterion_of(content))
    return field_of(record, "criteria").lines


# ---- unknown never looks like none --------------------------------------------------------------


@pytest.mark.parametrize(
    ("valid", "zh", "en"),
    [
        (Period(), ["待确认"], ["to be confirmed"]),
        (
            Period(from_=date(2025, 1, 1)),
            ["自 2025年1月1日", "结束日期待确认"],
            ["from 1 January 2025", "end not known – confirm at the window"],
        ),
        (
            Period(to=date(2027, 12, 31)),
            ["开始日期待确认", "至 2027年12月31日"],
            ["start not known – confirm at the window", "until 31 December 2027"],
        ),
    ],
)
def test_a_policy_always_says_how_long_it_holds(
    valid: Period, zh: list[str], en: list[str]
) -> None:
    lines = field_of(replace(record_of(GRANT), valid=valid), "valid").lines

    assert said(lines, "zh") == zh
    assert said(lines) == en


def test_a_field_to_confirm_that_is_empty_is_shown_as_not_found() -> None:
    view = field_of(record_of(f"{GRANT}confirm: [materials, benefit]"), "materials")

    assert [line.missing for line in view.lines] == [True]
    assert said(view.lines, "zh") == ["待确认 – 没有查到"]
    assert view.standing is None


def test_a_part_to_confirm_that_is_empty_is_shown_as_not_found() -> None:
    benefit = "benefit: {kind: fixed, text: {zh: 钱, en: money}}\n"

    view = field_of(
        record_of(f"{GRANT}{benefit}seen: [benefit]\nconfirm: [benefit.amount]"), "benefit"
    )

    assert said(view.lines) == ["fixed amount", ["money", "amount: to be confirmed – not found"]]
    assert view.lines[0].standing is SEEN


def test_an_empty_field_nobody_asks_about_is_not_shown() -> None:
    assert "materials" not in {view.key for view in record_view(record_of(GRANT), world())}


# ---- standing -----------------------------------------------------------------------------------

SERVICE = "id: service/a\ntitle: {zh: 甲, en: A}\ndays: {statutory: 20, committed: 5}\n"


@pytest.mark.parametrize(
    ("marks", "field", "parts"),
    [
        ("seen: [days]", SEEN, [None, None]),
        ("", TO_CONFIRM, [None, None]),
        ("seen: [days.committed]\nconfirm: [days.statutory]", None, [TO_CONFIRM, SEEN]),
        ("seen: [days]\nconfirm: [days.statutory]", None, [TO_CONFIRM, SEEN]),
        ("seen: [days.committed]\nconfirm: [days]", None, [TO_CONFIRM, SEEN]),
        ("seen: [days, days.committed]\nconfirm: [days.committed]", None, [SEEN, TO_CONFIRM]),
    ],
)
def test_a_part_has_its_own_standing(
    marks: str, field: FieldStanding | None, parts: list[FieldStanding | None]
) -> None:
    view = field_of(record_of(SERVICE + marks), "days")

    assert (view.standing, [line.standing for line in view.lines]) == (field, parts)


def test_a_description_that_was_not_seen_is_to_be_confirmed() -> None:
    described = "description: {zh: 说明, en: Words}\n"

    assert description_standing(record_of(GRANT + described)) is TO_CONFIRM
    assert description_standing(record_of(f"{GRANT}{described}seen: [description]")) is SEEN
    assert description_standing(record_of(GRANT)) is None


def test_the_title_has_its_badge_beside_it(guest: Visitor) -> None:
    page = guest.get("/record/document/mof-sta-2023-12", "en")

    assert re.search(r'<h1>[^<]+<span class="badge (un)?sure">', page)


# ---- conditions ---------------------------------------------------------------------------------


def test_conditions_are_a_nested_list() -> None:
    lines = conditions(
        "all: [{fact: concept/foreign, is: true}, "
        "{any: [{fact: concept/employees, at_most: 2}, {not: {holds: evidence/id-card}}]}]"
    )

    assert said(lines) == [
        "all of these",
        [
            "foreign investor",
            "one of these",
            ["at most 2 employees", "not", ["holds the ID card"]],
        ],
    ]
    assert said(lines, "zh")[0] == "同时符合"


def test_each_condition_has_its_source_beside_it() -> None:
    (line,) = conditions(
        "{fact: concept/foreign, is: true, source: {document: document/notice, article: '3, 5'}}"
    )

    assert line.source is not None
    assert (line.source.zh, line.source.en) == (
        "沪〔2026〕1号 第 3、5 条",
        "沪〔2026〕1号, article 3, 5",
    )
    assert line.source_record == "document/notice"


@pytest.mark.parametrize(
    ("bounds", "zh", "en"),
    [
        ("at_least: 1", "新招员工：至少 1 个", "Hires: at least 1"),
        ("at_most: 3", "新招员工：最多 3 个", "Hires: no more than 3"),
        ("at_most: 0", "新招员工：一个也没有", "Hires: none at all"),
        (
            "at_least: 1, at_most: 3",
            "新招员工：至少 1 个，最多 3 个",
            "Hires: at least 1, no more than 3",
        ),
    ],
)
def test_a_count_says_what_counts(bounds: str, zh: str, en: str) -> None:
    (line,) = conditions(
        f"{{count: concept/hires, {bounds}, where: {{fact: concept/member-age, at_least: 16}}}}"
    )

    assert (line.text.zh, line.text.en) == (zh, en)
    assert said(line.under) == ["what counts: at least 16 years old"]


def test_a_limit_shows_where_it_comes_from() -> None:
    (figure,) = conditions("{fact: concept/employees, at_most: {parameter: parameter/fire-area}}")
    assert figure.under[0].record == "parameter/fire-area"


@pytest.mark.parametrize(("ceiling", "shown"), [("true", True), ("false", False)])
def test_a_ceiling_is_a_sentence_or_nothing(ceiling: str, shown: bool) -> None:
    benefit = f"benefit: {{kind: fixed, text: {{zh: 钱, en: money}}, ceiling: {ceiling}}}"

    lines = every(field_of(record_of(GRANT + benefit), "benefit").lines)

    assert ("this is the most one can get" in [line.text.en for line in lines]) is shown


def test_papers_of_which_one_is_enough_are_told_so() -> None:
    record = record_of(
        "id: service/a\ntitle: {zh: 甲, en: A}\n"
        "inputs: [[evidence/id-card], [evidence/business-licence, evidence/id-card]]"
    )

    assert said(field_of(record, "inputs").lines) == [
        "ID card",
        "one of these",
        ["Business licence", "ID card"],
    ]
