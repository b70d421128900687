"""What the law forbids is said first, and no date is promised while it stands."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from api.plan_shapes import plan_shape
from api.told_plan import plan_text
from api.v1_plan_shapes import PlanAnswer
from flowchart.fees import to_confirm
from kb.ids import SceneId
from kb.text import Language
from tests.planning import facts_of, plan_of
from tests.support import shipped_catalogue
from tests.visiting import Visitor

KTV, CAFE = SceneId("scene/ktv"), SceneId("scene/internet-cafe")
RETIREMENT = SceneId("scene/retirement")
FORBIDDEN = [
    (KTV, {"property-use": "residential"}),
    (KTV, {"floor": -2}),
    (CAFE, {"property-use": "residential"}),
    (CAFE, {"school-distance": 199}),
]
TITLE = {"zh": "这样办不下来", "en": "It cannot be done like this"}
FIRST = {"zh": "先解决上面的问题", "en": "settle this first"}
KEPT = {"zh": "才能说哪天办完", "en": "nobody can say when it is done"}


def deep_karaoke(companion: Visitor) -> str:
    """Return the path of a conversation about a karaoke bar too far below ground."""
    path = companion.begin(KTV)
    companion.send(f"{path}/answer", concept="concept/floor", value="-2")
    return path


@pytest.mark.parametrize(("scene", "known"), FORBIDDEN)
def test_what_the_law_forbids_is_refused(scene, known):
    assert len(plan_of(scene, facts=facts_of(**known)).refusals) == 1


@pytest.mark.parametrize(
    ("scene", "known"),
    [
        (KTV, {}),
        (KTV, {"floor": -1}),
        (CAFE, {"school-distance": 200}),
        (SceneId("scene/pharmacy"), {"property-use": "residential"}),
    ],
)
def test_what_is_allowed_open_or_unsure_is_not_refused(scene, known):
    assert plan_of(scene, facts=facts_of(**known)).refusals == ()


def test_every_scene_that_forbids_says_when_and_by_which_law():
    scenes = shipped_catalogue().scenes.values()
    found = [one for scene in scenes for one in scene.warnings if one.forbids]

    assert len(found) == len(FORBIDDEN)
    assert all(one.when and one.source and "待确认" not in one.text.zh for one in found)


def test_a_warning_says_in_json_that_it_forbids_only_where_it_does():
    plan = plan_of(KTV, facts=facts_of(floor=-2))

    shape = plan_shape(plan, shipped_catalogue())

    assert {w.get("forbids") for w in shape["warnings"]} == {True, None}
    assert all(w["forbids"] is True for w in shape["warnings"] if "forbids" in w)
    PlanAnswer.model_validate(shape)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_words_a_refusal_stands_in_the_place_of_the_days(language: Language):
    catalogue = shipped_catalogue()
    refused = plan_text(plan_of(KTV, facts=facts_of(floor=-2)), catalogue, language)
    allowed = plan_text(plan_of(KTV, facts=facts_of(floor=1)), catalogue, language)

    assert f"✕ {TITLE[language]}" in refused.splitlines()[1]
    assert "✕" not in allowed
    assert "2027" not in refused


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_says_it_before_the_figures_which_promise_no_date(
    companion: Visitor, language: str
) -> None:
    page = companion.get(deep_karaoke(companion), language)

    assert page.index(TITLE[language]) < page.index('<dl class="figures">')
    assert page.count(f'<b class="words">{FIRST[language]}</b>') == 2
    assert '<b class="date">' not in page
    assert '<input type="checkbox" name="told" required>' in page


def test_where_nothing_forbids_the_desk_asks_nothing_more(companion: Visitor) -> None:
    page = companion.get(companion.begin(KTV))

    assert TITLE["zh"] not in page
    assert 'name="told"' not in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_case_opened_all_the_same_says_it_first_everywhere(
    companion: Visitor, language: str
) -> None:
    case = companion.send(f"{deep_karaoke(companion)}/case").removesuffix("/code")
    desk, sheet, phone = (
        companion.get(path, language)
        for path in (case, f"{case}/sheet", f"/c/{companion.token(case)}")
    )

    assert desk.index(TITLE[language]) < desk.index('class="chart"')
    assert '<b class="date">' not in desk
    assert sheet.index(TITLE[language]) < sheet.index('class="bring"')
    assert phone.index(TITLE[language]) < phone.index('id="where"')
    assert KEPT[language] in sheet
    assert KEPT[language] in phone


def test_the_sheet_says_every_warning_that_applies(companion: Visitor) -> None:
    path = companion.begin()
    goods = ["cigarettes", "liquor", "lottery", "device-class2", "hot-simple"]
    companion.send(f"{path}/answer", concept="concept/goods", value=goods)
    case = companion.send(f"{path}/case").removesuffix("/code")
    plan = companion.house.cases.get(case.rpartition("/")[2]).plan
    sheet = companion.get(f"{case}/sheet")

    certain = [one.warning.text.zh.split("。")[0] for one in plan.warnings if one.certain]
    assert len(certain) > 3
    assert all(words in sheet for words in certain)


def test_a_fee_is_to_be_confirmed_until_it_was_read_in_a_source():
    catalogue = shipped_catalogue()
    plan = plan_of(KTV)
    certain = [s.service for s in plan.steps if s.standing == "certain" and not s.wrapper]
    read = {
        one: replace(service, fee=Decimal(0), seen=service.seen | {"fee"})
        for one, service in catalogue.services.items()
    }
    unread = read | {certain[0]: replace(read[certain[0]], seen=frozenset())}

    assert to_confirm(plan, replace(catalogue, services=read)) == 0
    assert to_confirm(plan, replace(catalogue, services=unread)) == 1


@pytest.mark.parametrize(
    ("language", "promise"), [("zh", ("0 元", "不收费")), ("en", ("0 yuan", "no fees"))]
)
def test_no_page_promises_that_nothing_is_charged_while_a_fee_is_not_confirmed(
    companion: Visitor, language: str, promise: tuple[str, str]
) -> None:
    case = companion.open_case()
    pages = [companion.get(p, language) for p in (case, f"{case}/sheet")]
    pages.append(companion.get(f"/c/{companion.token(case)}", language))

    for page in pages:
        assert not any(f">{words}" in page or f" {words}" in page for words in promise)


@pytest.mark.parametrize(
    ("known", "certain"),
    [({"born-on": "1990-05-01"}, True), ({}, False), ({"born-on": "1966-05-01"}, None)],
)
def test_nobody_under_fifty_is_told_to_retire_without_asking_for_the_day(known, certain):
    plan = plan_of(RETIREMENT, facts=facts_of(**known))
    said = {one.warning.text.zh[:6]: one.certain for one in plan.warnings}

    assert said.get("不满 50 ") is certain
    assert said["退休年龄看性"] is bool(known)


def test_the_record_page_says_which_warnings_forbid(companion: Visitor) -> None:
    assert companion.get("/record/scene/ktv").count("有这种情况就办不下来") == 2
    assert "有这种情况就办不下来" not in companion.get("/record/scene/pharmacy")
