"""The editor at the desk, as an officer without JavaScript fills it in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from api.wiring import House
from kb.model import Period, Policy
from kb.record_states import RecordState
from kb.text import Text
from kb.writing import plain
from tests.editing import LIMIT, opened, records_of, titled
from tests.visiting import PAGE, Visitor


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


# ---- the whole way ------------------------------------------------------------------------------


def test_a_policy_is_written_row_by_row_and_kept_as_a_draft(house: House, officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy")).press("add-fact:r.criteria")
    form = form.put(f"{LIMIT}.fact", "用工人数").press("refresh:here")
    assert 'value="at_most"' in form.page
    assert 'value="within"' not in form.page, "comparisons of places do not fit a number"
    form = form.put(f"{LIMIT}.op", "at_most").press("refresh:here")
    assert "人</span>" in form.page, "the unit of the fact stands behind its value"
    form = form.put(f"{LIMIT}.limit.figure", "300").type(r__benefit__kind="fixed")
    form = form.press("refresh:here")
    form.type(r__benefit__text__zh="一次性 5000 元", r__benefit__text__en="5,000 yuan, once")
    form.type(r__benefit__amount="5,000", r__valid__from="2027-01-01", r__materials=["身份证"])
    form.type(r__benefit__unit__zh="元", r__benefit__unit__en="yuan")

    kept = form.press("keep")

    assert kept.status == 303, kept.said
    (record,) = records_of(house, kept.leads).values()
    assert plain(record) == {
        "id": "policy/rent-support-for-small-shops",
        "title": {"zh": "小店房租补贴", "en": "Rent support for small shops"},
        "criteria": {"all": [{"fact": "concept/employees", "at_most": 300}]},
        "benefit": {
            "kind": "fixed",
            "text": {"zh": "一次性 5000 元", "en": "5,000 yuan, once"},
            "amount": 5000,
            "unit": {"zh": "元", "en": "yuan"},
        },
        "valid": {"from": date(2027, 1, 1)},
        "materials": ["evidence/id-card"],
    }


def test_a_document_and_a_material_that_are_not_there_yet_come_along(
    house: House, officer: Visitor
) -> None:
    form = titled(opened(officer, "kind=policy")).press("add:papers")
    form.type(
        doc__title__zh="房租补贴通知", doc__title__en="Rent notice", doc__number="沪〔2027〕3号"
    )
    form.put("papers.0.title.zh", "租赁合同").put("papers.0.title.en", "Lease")

    kept = form.press("keep")

    held = records_of(house, kept.leads)
    policy = held["policy/rent-support-for-small-shops"]
    assert isinstance(policy, Policy)
    assert policy.document == "document/rent-notice"
    assert policy.materials == {"evidence/lease"}
    assert held.keys() == {policy.id, "document/rent-notice", "evidence/lease"}


def test_the_policy_it_replaces_ends_on_the_day_before(house: House, officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy"))
    form = form.type(r__supersedes=["旧补贴"], r__valid__from="2027-01-01").press("check")
    assert "2026年12月31日" in form.said

    kept = form.type(ending="policy/old-grant").press("keep")

    old = records_of(house, kept.leads)["policy/old-grant"]
    assert isinstance(old, Policy)
    assert old.valid == Period(to=date(2026, 12, 31))


def test_another_change_to_a_policy_that_ends_stays_in_the_draft(
    house: House, officer: Visitor
) -> None:
    form = titled(opened(officer, "kind=policy"))
    form.type(r__supersedes=["旧补贴"], r__valid__from="2027-01-01")
    old = replace(house.catalogue.get("policy/old-grant"), channel=Text(zh="网上", en="online"))
    draft = house.desk.keep(
        [*records_of(house, form.press("keep-anyway").leads).values(), old], "x"
    )

    form = opened(officer, f"draft={draft.name}&record=policy/rent-support-for-small-shops")
    kept = form.type(ending="policy/old-grant").press("keep")

    held = records_of(house, kept.leads)["policy/old-grant"]
    assert isinstance(held, Policy)
    assert held.channel == Text(zh="网上", en="online")
    assert held.valid == Period(to=date(2026, 12, 31))


def test_a_draft_that_is_mended_takes_the_place_of_the_older_one(
    house: House, officer: Visitor
) -> None:
    first = titled(opened(officer, "kind=policy")).press("add:papers")
    first.put("papers.0.title.zh", "租赁合同").put("papers.0.title.en", "Lease")
    draft = first.press("keep").leads.rpartition("/")[2]

    form = opened(officer, f"draft={draft}")
    kept = form.type(r__title__zh="小店房租补助").press("keep")

    held = records_of(house, kept.leads)
    assert held["policy/rent-support-for-small-shops"].title.zh == "小店房租补助"
    assert "evidence/lease" in held, "what else stands in the draft goes along"
    assert house.desk.get(draft).state is RecordState.WITHDRAWN
    assert f'href="{kept.leads}"' in officer.get(f"/desk/{draft}"), "the older one leads to it"
    assert f'href="/desk/{draft}"' in officer.get(kept.leads), "and it to the older one"


# ---- what is wrong ------------------------------------------------------------------------------


def test_nothing_typed_is_lost_and_each_problem_stands_at_its_control(officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy")).press("add-fact:r.criteria")
    form = form.put(f"{LIMIT}.fact", "用工人数").press("refresh:here")
    form = form.put(f"{LIMIT}.op", "at_most").press("refresh:here")
    form.put(f"{LIMIT}.limit.figure", "三百").type(r__organisation="没有的局", r__title__en="")

    back = form.press("keep")

    assert back.status == 422
    assert back.fields[f"{LIMIT}.limit.figure"] == ["三百"]
    assert back.fields["r.organisation"] == ["没有的局"]
    assert "三百" in back.wrong_at(f"{LIMIT}.limit.figure")
    assert "没有叫“没有的局”的部门" in back.wrong_at("r.organisation")
    assert "缺英文" in back.wrong_at("r.title.en")


def test_what_the_second_gate_finds_stands_at_its_control_and_can_wait(
    house: House, officer: Visitor
) -> None:
    form = titled(opened(officer, "kind=policy"))
    form.type(r__valid__from="2027-01-01", r__valid__to="2026-01-01")

    back = form.press("keep")

    assert back.status == 422
    assert "结束早于开始" in back.wrong_at("r.valid.to")
    kept = back.press("keep-anyway")
    assert kept.status == 303
    assert records_of(house, kept.leads)


def test_what_cannot_be_read_is_not_kept_anyway(officer: Visitor) -> None:
    form = opened(officer, "kind=policy").type(r__title__zh="补贴")

    assert form.press("keep-anyway").status == 422


def test_keeping_what_is_published_already_is_told(officer: Visitor) -> None:
    back = opened(officer, "record=policy/old-grant").press("keep")

    assert back.status == 422
    assert "没有改动" in back.said


def test_a_wrong_box_of_yaml_says_its_line(officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy")).press("add-yaml:r.criteria")
    back = form.put(f"{LIMIT}.yaml", "count: concept/hires\nwhere: [").press("check")

    assert "第 2 行" in back.wrong_at(f"{LIMIT}.yaml") or "第 3 行" in back.wrong_at(
        f"{LIMIT}.yaml"
    )
    assert back.fields[f"{LIMIT}.yaml"] == ["count: concept/hires\nwhere: ["]


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ({"r.valid.from": "0001-01-01", "r.supersedes": "旧补贴"}, "check"),
        ({"r.title.en": ""}, "mend-examples"),
        ({}, "add-fact:r.criteria" + ".items.0" * 3000),
        ({}, "up:r.windows." + "9" * 5000),
    ],
)
def test_nothing_that_is_typed_or_pressed_breaks_the_form(
    officer: Visitor, typed: dict[str, str], button: str
) -> None:
    form = titled(opened(officer, "kind=policy"))
    form.fields |= {name: [said] for name, said in typed.items()}

    back = form.press(button)

    assert back.status == 200
    assert back.fields["r.title.zh"] == ["小店房租补贴"]


# ---- while one types ----------------------------------------------------------------------------


def test_the_check_says_what_is_wrong_and_shows_how_it_reads(officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy")).type(r__valid__from="2027-01-01")
    form.type(r__channel__zh="网上", r__channel__en="online")

    said = form.press("", "/desk/edit/check")

    assert said.status == 200
    assert "小店房租补贴" in said.said
    assert "Rent support for small shops" in said.said
    assert "online" in said.said


def test_half_a_form_is_told_what_it_lacks(officer: Visitor) -> None:
    form = opened(officer, "kind=policy").type(r__title__zh="补贴")

    said = form.press("", "/desk/edit/check")

    assert 'data-at="r.title.en"' in said.page


def test_what_is_typed_is_never_markup(officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy")).type(r__title__zh="<script>alert(1)</script>")

    for page in (form.press("check").page, form.press("", "/desk/edit/check").page):
        assert "<script>alert" not in page


# ---- other kinds --------------------------------------------------------------------------------


def test_days_of_a_service_say_how_they_are_counted(house: House, officer: Visitor) -> None:
    form = opened(officer, "kind=service").type(r__title__zh="备案", r__title__en="Filing")
    form.type(r__days__statutory="20", r__days__committed="5")

    back = form.press("keep")
    assert "工作日或自然日" in back.wrong_at("r.days.unit")
    kept = back.type(r__days__unit="calendar").press("keep-anyway")

    (record,) = records_of(house, kept.leads).values()
    assert plain(record)["days"] == {"statutory": 20, "committed": 5, "unit": "calendar"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "kind",
    "policy service evidence document concept parameter organisation scene area".split(),
)
def test_every_kind_has_a_form_with_a_label_for_each_field(
    officer: Visitor, kind: str, lang: str
) -> None:
    page = officer.get(f"/desk/edit?kind={kind}", lang)

    labels = re.findall(r'<h3 id="l-r\.(\w+)"[^>]*>([^<]+)</h3>', page)
    assert len(labels) > 4
    assert [key for key, label in labels if label == key and lang == "zh"] == []
    sections = re.findall(r'<section class="field[^>]*>.*?</section>', page, re.DOTALL)
    assert all('class="help"' in section for section in sections)


@pytest.mark.parametrize(
    "record",
    [
        "policy/old-grant",
        "service/registration",
        "concept/hires",
        "parameter/fire-area",
        "organisation/bureau",
        "area/310101",
        "document/notice",
    ],
)
def test_an_untouched_form_changes_nothing(officer: Visitor, record: str) -> None:
    back = opened(officer, f"record={record}").press("keep")

    assert "没有改动" in back.said


def test_calendars_and_unknown_kinds_have_no_form(officer: Visitor) -> None:
    for query in ("kind=calendar", "kind=../etc", "record=policy/none"):
        assert officer.client.get(f"/desk/edit?{query}", headers=PAGE).status_code == 404


def test_a_form_of_another_session_is_refused(officer: Visitor) -> None:
    form = titled(opened(officer, "kind=policy")).type(csrf="made up")

    assert form.press("keep").status == 403
    assert form.press("", "/desk/edit/check").status == 403
