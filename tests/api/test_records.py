"""What a record's page and the list of records promise an officer."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

from api.accounts import Role
from api.language import words
from api.lines import FieldStanding, FieldView, Line
from api.public import groups, see_also
from api.records import description_standing, record_view
from api.settings import Settings
from api.wiring import House, open_house
from kb import examples, kinds, sense
from kb.benefit import Quota, Tier
from kb.catalogue import Catalogue
from kb.criteria import Criterion, Limit, Threshold
from kb.derivation import Derivation
from kb.errors import Problem
from kb.examples import Example
from kb.fields import key_of
from kb.model import KINDS, AnyRecord, Period, Record
from kb.text import Text
from tests.everything import EVERYTHING
from tests.support import WORLD, criterion_of, new_ledger, recorded, world, world_with
from tests.visiting import Visitor, signed_in, visitor

SEEN, TO_CONFIRM = FieldStanding.SEEN, FieldStanding.TO_CONFIRM
GRANT = "id: policy/grant\ntitle: {zh: 补贴, en: Grant}\n"
ENUMS = [
    kind
    for module in (kinds, examples)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum
]


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


# ---- connections --------------------------------------------------------------------------------


def titles(record_id: str, catalogue: Catalogue) -> dict[str, list[str]]:
    record = catalogue.records[record_id]
    others = [one for one in catalogue.records.values() if one is not record]
    naming = [one for one in others if record_id in str(one)]
    held = groups(record, catalogue, naming)
    return {how: [one.record.title.en for one in named] for how, named in held.items()}


def test_what_names_a_record_stands_under_how_it_does() -> None:
    catalogue = world_with(
        "- {id: policy/grant, title: {zh: 补贴, en: Grant}, materials: [evidence/business-licence]}"
    )

    assert titles("evidence/business-licence", catalogue) == {
        "issued_by": ["Registration"],
        "needed_by": ["Grant", "Licence"],
    }
    assert titles("organisation/bureau", catalogue) == {"in_charge": ["Registration"]}
    assert titles("document/notice", catalogue) == {"policies": ["Old grant"]}


def test_a_service_shows_what_it_waits_for_and_what_waits_for_it() -> None:
    assert titles("service/licence", world())["before"] == ["Registration"]
    assert titles("service/registration", world())["after"] == ["Licence"]


def test_records_of_one_name_lead_to_each_other(guest: Visitor) -> None:
    service = guest.house.catalogue.get("service/childcare-subsidy")

    assert [one.id for one in see_also(service, guest.house.catalogue)] == [
        "policy/childcare-subsidy"
    ]
    assert 'href="/record/service/childcare-subsidy"' in guest.get(
        "/record/policy/childcare-subsidy"
    )


# ---- drafts and files that could not be read ----------------------------------------------------


@pytest.fixture
def edited(house: House) -> House:
    """Return a house with an edited file and one that could not be read."""
    ledger = new_ledger()
    record = house.catalogue.get("service/food-business-licence")
    ledger.seed([record])
    ledger.seed([replace(record, visits=7)])
    problem = Problem(
        file="data/x.yaml",
        line=3,
        place="valid.to",
        problem=Text(zh="不是日期。", en="is no date."),
        remedy=Text(zh="请写一天。", en="Write a day."),
    )
    return replace(house, ledger=ledger, problems=(problem,))


NOTICE = (
    "草稿（1）",
    "1 处问题",
    "data/x.yaml",
    "第 3 行",
    "valid.to",
    "不是日期。",
    "请写一天。",
)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.MANAGER])
def test_who_keeps_the_records_is_told_of_drafts_and_problems(edited: House, role: Role) -> None:
    page = signed_in(edited, role).get("/records")

    assert [part for part in NOTICE if part not in page] == []


@pytest.mark.parametrize(
    "who", [visitor, lambda house: signed_in(house, Role.COMPANION)], ids=["guest", "companion"]
)
def test_nobody_else_is(edited: House, who: Callable[[House], Visitor]) -> None:
    page = who(edited).get("/records")

    assert [part for part in NOTICE if part in page] == []


# ---- everything there is ------------------------------------------------------------------------


def parts_of(value: object) -> Iterator[type]:
    if is_dataclass(value):
        yield type(value)
        for field in fields(value):
            yield from parts_of(getattr(value, field.name))
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from parts_of(item)


def test_the_records_of_everything_use_every_form_and_pass_the_gates() -> None:
    """A form added to the language has to be shown on a record's page, and so stands there."""
    held = {one.id: one for one in (*recorded(WORLD), *recorded(EVERYTHING))}
    used = {kind for one in held.values() for kind in parts_of(one)}

    unions = (Criterion, Limit, Derivation)
    assert {kind for union in unions for kind in get_args(union)} - used == {Decimal}
    assert {Example, Tier, Quota, Threshold} <= used
    assert list(sense.problems(recorded(EVERYTHING), held)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_is_shown_on_the_page_of_its_record(tmp_path: Path, lang: str) -> None:
    (tmp_path / "world.yaml").write_text(WORLD + EVERYTHING, encoding="utf-8")
    house = open_house(Settings(), data=[str(tmp_path)], in_memory=True)
    guest = visitor(house)

    pages = [guest.get(f"/record/{record_id}", lang) for record_id in house.catalogue.records]

    house.close()
    shown = re.compile(r"<[^>]+>")
    bare = [shown.sub(" ", page) for page in pages]
    assert [text for text in bare if re.search(r"\bNone\b|Text\(|\{n\}", text)] == []


# ---- words --------------------------------------------------------------------------------------


def test_sources_say_when_they_were_checked_and_that_they_have_no_address(guest: Visitor) -> None:
    page = guest.get("/record/service/food-business-licence")

    assert re.search(r"第 35、45 条 · \d{4}年\d+月\d+日 周.核对", page)
    assert "来源没有网址，核对时请按名称和条款查" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_menu_and_the_page_have_one_name(lang: str) -> None:
    held = words("zh" if lang == "zh" else "en")

    assert held["nav.records"] == held["records.title"]


def test_every_word_of_the_closed_lists_and_every_field_has_its_name() -> None:
    own = {field.name for field in fields(Record)}
    named = {key_of(field.name) for kind in KINDS.values() for field in fields(kind)} - own
    wanted = {f"value.{word}" for kind in ENUMS for word in kind}
    wanted |= {f"field.{name}" for name in named} | {f"kind.{kind}" for kind in KINDS}

    assert wanted - words("zh").keys() == set()
    assert wanted - words("en").keys() == set()
