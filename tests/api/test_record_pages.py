"""What the pages of records say of each other, of drafts, and of every form there is."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

from api.accounts import Role
from api.language import words
from api.public import groups, see_also
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
from kb.model import KINDS, Record
from kb.text import Text
from tests.everything import EVERYTHING
from tests.support import WORLD, new_ledger, recorded, world, world_with
from tests.visiting import Visitor, signed_in, visitor

ENUMS = [
    kind
    for module in (kinds, examples)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum
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
