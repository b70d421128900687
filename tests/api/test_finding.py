"""What words find on the pages: scenes to begin, services and policies to look at."""

from __future__ import annotations

import re

import pytest

from api.accounts import Role
from api.finding import fit, found, scenes_with
from api.wiring import House
from tests.visiting import Visitor, signed_in

TOBACCO = "service/tobacco-retail-licence"
FOOD = "service/food-business-licence"


def ids(house: House, wanted: str) -> list[str]:
    return [one.id for one in found(wanted, house.catalogue, house.searcher)]


def links(page: str) -> list[str]:
    """Return the records a page names in its list, in order."""
    listed = page.partition('class="records fits"')[2].partition("</ul>")[0]
    return re.findall(r'href="/record/([^"]+)"', listed)


# ---- one box over everything --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "record_id"),
    [
        ("food_lic", FOOD),
        ("FOOD_LIC", FOOD),
        ("licence  food", FOOD),
        ("餐饮许可证", FOOD),
        ("ｆｏｏｄ", FOOD),
        (FOOD, FOOD),
        ("H05", "policy/first-start-up-grant"),
        ("3600 孩子", "policy/childcare-subsidy"),
        ("3,600", "policy/childcare-subsidy"),
        ("3,600", "service/childcare-subsidy"),
        ("沪人社规(2023)1号", "policy/first-start-up-grant"),
        ("财政部税务总局公告2023年第12号", "document/mof-sta-2023-12"),
    ],
)
def test_records_are_found_by(wanted: str, record_id: str, guest: Visitor) -> None:
    assert record_id in ids(guest.house, wanted)
    assert (
        f'href="/record/{record_id}"' in guest.client.get("/records", params={"find": wanted}).text
    )


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("烟草证", TOBACCO),
        ("tobacco licence", TOBACCO),
        ("卖烟的许可证在哪里办", TOBACCO),
        ("T02", "policy/vat-exemption-small-scale"),
        ("开便利店", "scene/convenience-store"),
        ("身份证", "evidence/id-card"),
        ("concept/floor-area", "concept/floor-area"),
        ("黄浦区市场监督管理局", "organisation/huangpu-market-regulation-bureau"),
        ("沪人社规〔2023〕1号", "document/shanghai-hrss-2023-1"),
    ],
)
def test_what_is_called_so_or_meant_comes_first(house: House, wanted: str, first: str) -> None:
    assert ids(house, wanted)[0] == first


def test_words_that_no_record_holds_are_still_understood(house: House) -> None:
    assert ids(house, "门口想装一块招牌")[0] == "service/shop-sign-filing"
    assert ids(house, "zeppelin nosuchword") == []


def test_no_word_finds_everything_once(house: House) -> None:
    assert sorted(ids(house, " ")) == sorted(house.catalogue.records)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hit_says_what_it_is_whose_and_one_line(guest: Visitor, lang: str) -> None:
    page = guest.get("/records?find=tobacco licence", lang)

    shown = fit(guest.house.catalogue.get(TOBACCO), guest.house.catalogue, guest.house.searcher)
    for said in (shown.line, shown.department):
        assert said is not None
        assert said.get(lang) in page
    assert {"zh": "政务服务事项", "en": "service"}[lang] in page


def test_kinds_are_filters_that_say_how_many_were_found(guest: Visitor) -> None:
    every = guest.get("/records?find=卫生", "en")
    services = guest.get("/records?find=卫生&kind=service", "en")

    assert {one.partition("/")[0] for one in links(every)} > {"service"}
    assert links(services) == [one for one in links(every) if one.startswith("service/")]
    counted = re.findall(r'kind=service&amp;find=[^"]*">service <span class="count">(\d+)', every)
    assert counted == [str(len(links(services)))]


# ---- the companion's first page -----------------------------------------------------------------


@pytest.mark.parametrize("words", ["烟草证", "tobacco licence"])
def test_a_word_for_a_paper_leads_to_it_and_to_its_scenes(companion: Visitor, words: str) -> None:
    page = companion.get(companion.send("/start", text=words))

    assert links(page) == [TOBACCO]
    offered = page.partition('class="records fits"')[2].partition("</ul>")[0]
    begins = re.findall(r'name="scene" value="([^"]+)"', offered)
    assert begins[0] == "scene/convenience-store"
    assert set(begins) == {
        one.id
        for one in companion.house.catalogue.scenes.values()
        if TOBACCO in {part.service for part in one.services}
    }


def test_words_that_name_a_scene_still_begin_it_at_once(companion: Visitor) -> None:
    assert companion.send("/start", text="我想开一家便利店").startswith("/intake/")


def test_unclear_words_show_scenes_beside_services_and_policies(companion: Visitor) -> None:
    page = companion.get(companion.send("/start", text="营业执照怎么办理"))

    assert links(page) == [
        "service/company-registration",
        "service/individual-business-registration",
    ]
    assert page.count('name="scene" value="scene/restaurant"') >= 1


def test_a_word_that_is_known_to_nobody_shows_no_paper(companion: Visitor) -> None:
    page = companion.get(companion.send("/start", text="driving licence"))

    assert links(page) == []
    assert "12345" in page


# ---- from a service back into a scene -----------------------------------------------------------


def test_a_companion_begins_a_scene_from_the_page_of_its_service(companion: Visitor) -> None:
    page = companion.get(f"/record/{TOBACCO}", "en")

    assert "Part of:" in page
    assert "Open a convenience store · begin" in page
    scene = re.findall(r'action="/start".*?name="scene" value="([^"]+)"', page, re.DOTALL)[0]
    assert companion.send("/start", scene=scene).startswith("/intake/")


def test_a_scene_is_begun_from_its_own_page(companion: Visitor) -> None:
    page = companion.get("/record/scene/restaurant", "en")

    assert page.count('action="/start"') == 1


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.AUDITOR])
def test_nobody_else_is_offered_to_begin(house: House, guest: Visitor, role: Role | None) -> None:
    who = signed_in(house, role) if role else guest

    assert 'action="/start"' not in who.get(f"/record/{TOBACCO}")


def test_scenes_that_speak_of_a_service_most_come_first(house: House) -> None:
    service = house.catalogue.get("service/company-registration")

    scenes = scenes_with(service, house.catalogue, house.searcher)

    assert scenes[0].id == "scene/company-set-up"
    assert scenes_with(scenes[0], house.catalogue, house.searcher) == ()


# ---- while somebody types -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "title"), [("zh", "开便利店"), ("en", "Open a convenience store")]
)
def test_what_is_typed_is_answered_with_names_in_the_language_of_the_page(
    companion: Visitor, lang: str, title: str
) -> None:
    companion.client.cookies.set("companion_language", lang)
    answer = companion.client.post("/suggest", data={"csrf": companion.csrf, "text": "bianl"})

    assert answer.headers["cache-control"] == "no-store"
    first = answer.json()["suggestions"][0]
    assert first == {"id": "scene/convenience-store", "kind": "scene", "title": title}


def test_a_question_about_support_in_general_says_where_every_policy_is_checked(
    companion: Visitor,
) -> None:
    page = companion.get(companion.send("/start", text="我们公司能申请什么补贴"))

    assert "全部政策" in page
    assert all(one.startswith(("policy/", "service/")) for one in links(page))


@pytest.mark.parametrize(
    ("wanted", "record_id"),
    [("员工人数", "concept/employees"), ("租金合同", "evidence/lease-contract")],
)
def test_a_fact_or_a_material_is_found_by_other_words(
    house: House, wanted: str, record_id: str
) -> None:
    assert record_id in ids(house, wanted)
