"""`/v1` answers byte for byte as the console prints, and keeps nothing personal."""

from __future__ import annotations

import json

import pytest

from api.keys import Scope
from kb.errors import Unavailable
from kb.ids import kind_of
from kb.text import Text
from tests.planning import BASE
from tests.programs import Program, little_house, with_letters
from tests.support import shipped_catalogue, shipped_records
from tests.visiting import signed_in

ON = "2026-11-23"
ELSEWHERE = "organisation/the-bund-community-affairs-centre"
FACTS = {"employees": 80, "revenue": 1000.55, "goods": ["books"], "hires": [{"member_age": 24}]}


# ---- the shapes of the console --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("开店", ["scene"]), ("执照 许可", []), ("open a shop", ["service", "scene"]), ("天气", [])],
)
def test_a_search_answers_as_the_console_does(program, little, text, kinds):
    words = [word for kind in kinds for word in ("--kind", kind)]
    said = little("search", text, *words, "--json")

    answer = program.get("search", text=text, kind=kinds)

    assert answer.text == said.stdout.rstrip("\n")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("facts", [{}, FACTS, {"holds": [], "granted": ["policy/old-grant"]}])
def test_plans_and_matches_are_those_of_the_console(program, little, written, facts):
    file = written(json.dumps(facts))
    plan = little("plan", "shop", "--facts", file, "--on", ON, "--json").stdout.rstrip("\n")
    match = little("match", "--facts", file, "--on", ON, "--json").stdout.rstrip("\n")

    assert program.post("plan", scenes=["shop"], facts=facts, on=ON).text == plan
    assert program.post("match", facts=facts, on=ON).text == match


def test_the_shipped_plan_is_that_of_the_console(shipped, console, written):
    file = written(json.dumps(BASE))
    scenes = ["convenience_store", "scene/newborn"]
    said = console("plan", *scenes, "--facts", file, "--on", ON, "--json")

    assert shipped.post("plan", scenes=scenes, facts=BASE, on=ON).text == said.stdout.rstrip("\n")


def test_without_a_day_today_counts_and_a_case_begins_on_the_next_working_day(program):
    program.house.now.move(days=5)  # a Saturday

    assert program.post("plan", scenes=["scene/shop"]).json()["on"] == "2026-11-28"
    assert program.post("cases", 201, scenes=["scene/shop"]).json()["plan"]["on"] == "2026-11-30"


def test_ranking_needs_the_encoder(program):
    refused = program.post("match", 503, facts=FACTS, rank=True)
    able = Program(with_letters(program.house))

    ranked = able.post("match", facts=FACTS, rank=True).json()
    plain = able.post("match", facts=FACTS).json()

    assert "without rank" in refused.json()["detail"]
    decided = [
        {one["policy"]: one["verdict"] for one in told["policies"]} for told in (ranked, plain)
    ]
    assert decided[0] == decided[1]
    assert plain == program.post("match", facts=FACTS).json()


# ---- records --------------------------------------------------------------------------------


def test_records_come_page_by_page_in_the_order_of_their_ids(shipped):
    held = shipped.get("records", kind="scene", limit=200).json()
    pages, after = [], ""
    while after is not None:
        page = shipped.get("records", kind="scene", limit=10, after=after).json()
        pages += page["records"]
        after = page["next"]

    assert pages == held["records"]
    assert [one["id"] for one in pages] == sorted(shipped_catalogue().scenes)
    assert held["next"] is None


def test_words_narrow_the_records(shipped):
    found = shipped.get("records", find="食品经营许可", kind="service").json()["records"]

    assert "service/food-business-licence" in {one["id"] for one in found}
    assert len(found) < 20


@pytest.mark.parametrize(
    "record_id", sorted({kind_of(record_id): record_id for record_id in shipped_records()}.values())
)
def test_a_record_is_spelt_as_in_its_file(shipped, record_id):
    answer = shipped.get(f"records/{record_id}").json()

    assert answer["generation"] == shipped_catalogue().generation
    assert answer["record"]["id"] == record_id
    assert answer["record"]["title"]["zh"] == shipped_catalogue().get(record_id).title.zh


def test_numbers_are_written_digit_for_digit(program):
    parameter = program.house.catalogue.get("parameter/fire-area")

    answer = program.get(f"records/{parameter.id}").text

    assert '"value": 300' in answer
    assert '"from": "2027-01-01", "value": 200' in answer


# ---- who may --------------------------------------------------------------------------------


def test_another_centres_case_is_not_told_from_none(program):
    case = program.post("cases", 201, scenes=["scene/shop"]).json()["id"]
    other = Program(program.house, centre=ELSEWHERE)
    missing = other.get("cases/000000000000000000000000", 404).json()

    assert other.get("cases").json()["cases"] == []
    assert other.get(f"cases/{case}", 404).json() == missing
    assert other.post(f"cases/{case}/moves", 404, step="x", to="issued", seen=0).json() == missing
    assert other.get("cases", 404, after=case).json() == missing


@pytest.mark.parametrize("sent", [None, "", "Bearer", "Bearer cmp_x", "Basic {}", "{}"])
def test_without_a_good_key_nothing_is_answered(program, sent):
    headers = {"authorization": sent.format(program.secret)} if sent is not None else {}

    refused = program.client.get("/v1/search?text=x", headers=headers)

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert "Authorization: Bearer KEY" in refused.json()["remedy"]


def test_a_key_that_was_revoked_is_refused_from_the_next_call_on(program):
    program.get("cases")
    program.house.keys.revoke(program.key.id)

    program.get("cases", 401)


def test_a_key_that_ended_is_refused(program):
    brief = Program(program.house, days=1)
    brief.get("cases")
    program.house.now.move(days=1)

    brief.get("cases", 401)


def test_a_key_says_for_what_it_is_not(program):
    searching = Program(program.house, scopes=[Scope.SEARCH])

    refused = searching.post("plan", 403, scenes=["scene/shop"])

    assert refused.json()["detail"] == "This key is not for plan."


def test_the_cookie_of_a_person_opens_nothing_here(shipped):
    person = signed_in(shipped.house)

    assert person.client.get("/v1/cases").status_code == 401


def test_a_key_that_calls_too_often_waits_and_another_does_not(tmp_path):
    house = little_house(tmp_path, rate="3/minute")
    busy, quiet = Program(house), Program(house)
    for _ in range(3):
        busy.get("search", text="x")

    refused = busy.get("search", 429, text="x")

    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "3/minute" in refused.json()["detail"]
    quiet.get("search", text="x")
    house.close()


# ---- errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/cases/x", "/v1/records/scene/x%00"])
def test_a_browser_gets_a_problem_document_here_too(program, path):
    headers = {"accept": "text/html", **program.headers}

    missing = program.client.get(path, headers=headers)

    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "remedy"} <= missing.json().keys()


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/v1/cases", "GET, POST"), ("/v1/plan", "POST"), ("/v1/openapi.json", "GET")],
)
def test_a_wrong_method_is_told_every_right_one(program, path, allowed):
    refused = program.client.put(path)

    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)


def test_problems_are_told_in_chinese_to_who_prefers_it(program):
    headers = {**program.headers, "accept-language": "zh-CN"}

    problem = program.client.get("/v1/search", headers=headers).json()

    assert (problem["detail"], problem["remedy"]) == ("text 没有写。", "请补上。")


def test_several_problems_are_told_at_once(program):
    problem = program.post("match", 422, facts={"employees": "many", "colour": 1}).json()

    assert [one["place"] for one in problem["problems"]] == ["facts.employees", "facts.colour"]
    assert problem["place"] == "facts.employees"
    assert all(one["remedy"] for one in problem["problems"])


def test_lists_of_people_have_an_end(program):
    """Each of them is held against every policy: ten thousand would take as many milliseconds."""
    refused = program.post("match", 422, facts={"hires": [{}] * 1001})

    assert refused.json()["detail"] == "facts lists 1001 people."
    program.post("match", facts={"hires": [{}] * 1000})


def test_thousands_of_wrong_facts_are_refused_at_once(program):
    problem = program.post("match", 422, facts={f"k{n}": 1 for n in range(20_000)}).json()

    assert len(problem["problems"]) == 20


def test_a_database_that_does_not_answer_is_told_apart_from_a_bad_key(program):
    def away(secret):
        raise Unavailable(Text(zh="数据库没有回应。", en="The database does not answer."))

    program.house.keys.find = away

    assert "does not answer" in program.get("cases", 503).json()["detail"]
